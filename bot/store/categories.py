"""The 28 kinds of goods: their canonical Chinese names and codes, read from the catalogue's file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from bot.store.listed import EVERY

_FILE = Path(__file__).parent / "demo" / "categories.yml"


@dataclass(frozen=True)
class Category:
    """A kind of goods. `large`: a technician goes to the home. `modes`: some of home, store, mail_in."""

    name: str
    code: str
    large: bool
    modes: tuple[str, ...]


@lru_cache(maxsize=1)
def all_categories() -> tuple[Category, ...]:
    """Every category in the order of the contract."""
    entries = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return tuple(
        Category(str(entry["name"]), str(entry["code"]), bool(entry["large"]), tuple(entry["modes"]))
        for entry in entries
    )


def category_name(text: str) -> str | None:
    """The canonical name for a name or code; `*` stays `*`; None when there is no such category."""
    if text == EVERY:
        return EVERY
    return next((entry.name for entry in all_categories() if text in (entry.name, entry.code)), None)
