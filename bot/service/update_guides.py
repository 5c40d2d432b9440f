"""How a kind of goods is updated, backed up and rescued, step by step, as its maker wrote it down."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

import bot.store

_FILE = Path(bot.store.__file__).parent / "demo" / "update_guides.yml"


@dataclass(frozen=True)
class UpdateGuide:
    """The steps for one group of goods; `restart` clears nothing, `recovery` is the last step before a centre.

    `has_battery` tells what to do about power, `is_personal` whether personal data is worth saving first.
    """

    update: tuple[str, ...]
    backup: tuple[str, ...]
    restore: tuple[str, ...]
    restart: str
    recovery: str
    has_battery: bool
    is_personal: bool


def guide_for(category: str | None) -> UpdateGuide | None:
    """The guide for a category (canonical name); None where such goods have no software to update."""
    return _guides().get(category) if category else None


@cache
def _guides() -> dict[str, UpdateGuide]:
    entries = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {
        str(category): UpdateGuide(
            tuple(entry["update"]),
            tuple(entry["backup"]),
            tuple(entry["restore"]),
            str(entry["restart"]),
            str(entry["recovery"]),
            entry["powered"] == "battery",
            bool(entry["personal"]),
        )
        for entry in entries
        for category in entry["categories"]
    }
