"""Which brands are ours; for every other maker's goods only its own service can help."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

import bot.store

_FILE = Path(bot.store.__file__).parent / "demo" / "brands.yml"


def is_own(brand: str) -> bool:
    """Whether a brand's canonical name, or one of its other names, is ours."""
    return brand.strip().lower() in _own_names()


@lru_cache(maxsize=1)
def _own_names() -> frozenset[str]:
    brands = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    own = [brand for brand in brands if brand.get("own")]
    return frozenset(str(name).lower() for brand in own for name in (brand["name"], *brand.get("aliases", [])))
