"""The kinds of files that can be imported."""

from __future__ import annotations

from collections.abc import Mapping

from bot.store.imports.catalogue_sheets import PARTS, POLICIES, PRICES, PRODUCTS, RELEASES
from bot.store.imports.owner_sheets import CUSTOMERS, DEVICES
from bot.store.imports.place_sheets import CAPACITY, CENTRES
from bot.store.imports.sheet import Sheet

KINDS: Mapping[str, Sheet] = {
    sheet.kind: sheet for sheet in (PRODUCTS, DEVICES, CUSTOMERS, CENTRES, CAPACITY, PARTS, PRICES, POLICIES, RELEASES)
}

LATER = ("knowledge", "plans")  # kinds of the command that a later version reads
