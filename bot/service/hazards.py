"""What kind of danger a customer reports, so that the right advice comes first."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml

import bot.store

HazardKind = Literal["fire", "gas", "battery", "shock", "general"]

_FILE = Path(bot.store.__file__).parent / "demo" / "symptoms.yml"
_KINDS: dict[str, HazardKind] = {
    "gas_leak": "gas",
    "carbon_monoxide": "gas",
    "flame_out_leak": "gas",
    "swollen": "battery",
    "battery_leak": "battery",
    "smoke": "fire",
    "fire": "fire",
    "spark": "fire",
    "burnt_smell": "fire",
    "plug_melted": "fire",
    "leak_current": "shock",
    "tingle": "shock",
    "water_near_power": "shock",
    "trip_breaker": "shock",
}
_WORST_FIRST: tuple[HazardKind, ...] = ("gas", "fire", "battery", "shock")


def hazard_kind(symptoms: Iterable[str]) -> HazardKind:
    """The gravest kind among the symptoms, given by code or by any of their names; general when none is known."""
    kinds = {_KINDS.get(_code(symptom)) for symptom in symptoms}
    return next((kind for kind in _WORST_FIRST if kind in kinds), "general")


def _code(symptom: str) -> str:
    return _codes().get(symptom.strip().lower(), symptom)


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    rows = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {str(name).lower(): str(row["code"]) for row in rows for name in (row["name"], *row["aliases"])}
