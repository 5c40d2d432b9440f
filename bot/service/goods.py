"""Goods that the company does not make: found by their name in what the customer wrote."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

import bot.store

_FILE = Path(bot.store.__file__).parent / "demo" / "other_goods.yml"


def not_made(text: str) -> str | None:
    """The first kind of goods in `text` that is on the list of what is not made; None when there is none."""
    found = [(text.find(word), -len(word), word) for word in other_goods() if word in text]
    return min(found)[2] if found else None


@lru_cache(maxsize=1)
def other_goods() -> tuple[str, ...]:
    """Every kind of goods known not to be made."""
    return tuple(str(word) for word in yaml.safe_load(_FILE.read_text(encoding="utf-8")))
