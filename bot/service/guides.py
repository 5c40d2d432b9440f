"""What customers are told to look for or to bring: places of serial numbers, documents, guarantee on repairs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

import bot.store

_FOLDER = Path(bot.store.__file__).parent / "demo"


@dataclass(frozen=True)
class IdentifierPlaces:
    """Where the serial and the model stand on a device; `imei` is None where it has none."""

    serial: str
    model: str
    imei: str | None


@dataclass(frozen=True)
class RepairGuarantee:
    """How many days a finished repair must hold at least, and which rule says so."""

    days: int
    source: str


def identifier_places(category: str | None) -> IdentifierPlaces:
    """The places for `category` (canonical name); what holds for all goods where it is not known."""
    content = _read("identifier_locations.yml")
    entry = content["categories"].get(category) if category else None
    if entry is None:
        return IdentifierPlaces(**content["every"])
    return IdentifierPlaces(entry["serial"], entry["model"], entry.get("imei"))


def documents_for(mode: str) -> list[str]:
    """What to have at hand for a repair at home, in the store or by mail."""
    return list(_read("required_documents.yml").get(mode, []))


def repair_guarantee(category: str) -> RepairGuarantee | None:
    """The guarantee on a repair of this category; None where no sourced row states one."""
    for row in _read("repair_guarantees.yml"):
        if category in row["categories"]:
            return RepairGuarantee(int(row["days"]), str(row["source"]))
    return None


@cache
def _read(name: str) -> Any:
    return yaml.safe_load((_FOLDER / name).read_text(encoding="utf-8"))
