"""Regions: every province, city and district of China by every name that people use, read from the catalogue's file."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

_FILE = Path(__file__).parent / "demo" / "regions.csv"

Level = Literal["province", "city", "district"]


@dataclass(frozen=True)
class Region:
    """A province, city or district under its full names; what lies below its level is None.

    The city of a municipality bears the province's name; a county under a province's direct rule stands as a city.
    """

    province: str
    city: str | None = None
    district: str | None = None

    @property
    def level(self) -> Level:
        """Which of the three it is."""
        return "district" if self.district else "city" if self.city else "province"

    @property
    def own_name(self) -> str:
        """The full name of the region itself: 南山区."""
        return self.district or self.city or self.province


@lru_cache(maxsize=1)
def by_name() -> Mapping[str, tuple[Region, ...]]:
    """Every full name and alias with the regions that bear it, in the order of the file."""
    found: dict[str, list[Region]] = {}
    for region, names in _rows():
        for name in names:
            found.setdefault(name, []).append(region)
    return {name: tuple(regions) for name, regions in found.items()}


@lru_cache(maxsize=1)
def full_names() -> frozenset[str]:
    """Every official name, as against the short ones."""
    return frozenset(region.own_name for region, _ in _rows())


@lru_cache(maxsize=1)
def _cities() -> Mapping[str, tuple[Region, ...]]:
    found: dict[str, list[Region]] = {}
    for region, _ in _rows():
        if region.level == "city":
            found.setdefault(region.province, []).append(region)
    return {province: tuple(regions) for province, regions in found.items()}


@lru_cache(maxsize=1)
def _districts() -> Mapping[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], list[str]] = {}
    for region, _ in _rows():
        if region.city and region.district:
            found.setdefault((region.province, region.city), []).append(region.district)
    return {city: tuple(names) for city, names in found.items()}


def cities_of(province: str) -> tuple[Region, ...]:
    """The cities of a province by its full name; none for a name that is not on file."""
    return _cities().get(province, ())


def districts_of(province: str, city: str) -> tuple[str, ...]:
    """The full names of a city's districts; none where a city has no districts or is not on file."""
    return _districts().get((province, city), ())


@lru_cache(maxsize=1)
def _rows() -> tuple[tuple[Region, tuple[str, ...]], ...]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        return tuple(_row(*cells) for cells in rows)


def _row(province: str, city: str, district: str, aliases: str) -> tuple[Region, tuple[str, ...]]:
    region = Region(province, city or None, district or None)
    return region, (region.own_name, *(alias for alias in aliases.split("|") if alias))
