"""The words of the catalogue: goods, makers, models, parts and symptoms with every name that customers use.

One source for the tokeniser's user dictionary, the look-ups of the dialogue engine and the database. Reads the demo
company's files only, never the database, so that a model can be trained before there is one.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

DEMO_FOLDER = Path(__file__).resolve().parent / "demo"


@dataclass(frozen=True)
class Term:
    """One word of the catalogue as customers write it.

    `value` is the canonical name or code it stands for; a word that several records share has several values.
    `everyday` marks an ordinary word that is a maker's name only beside a kind of goods (老板, 石头).
    """

    text: str
    values: tuple[str, ...]
    everyday: bool = False
    hazard: bool = False


@dataclass(frozen=True)
class Catalogue:
    """All terms by kind; `not_devices` are compounds that contain a kind of goods and are not one (手机壳)."""

    categories: tuple[Term, ...]
    not_devices: tuple[str, ...]
    brands: tuple[Term, ...]
    products: tuple[Term, ...]
    parts: tuple[Term, ...]
    symptoms: tuple[Term, ...]

    def words(self) -> Iterator[str]:
        """Every word once, for a user dictionary."""
        seen: set[str] = set()
        terms = (*self.categories, *self.brands, *self.products, *self.parts, *self.symptoms)
        for text in (*(term.text for term in terms), *self.not_devices):
            if text not in seen:
                seen.add(text)
                yield text


@cache
def load_catalogue(folder: Path = DEMO_FOLDER) -> Catalogue:
    """Read the catalogue's files once; raises `FileNotFoundError` or `KeyError` when a file or column is missing."""
    categories = _yaml(folder / "categories.yml")
    symptoms = _yaml(folder / "symptoms.yml")
    hazards = {row["code"] for row in symptoms if row["hazard"]}
    brands = _yaml(folder / "brands.yml")
    everyday = {row["name"] for row in brands if row.get("everyday")}
    products = [
        (row["model"], (row["model"], row["name"], *_cell(row["aliases"]))) for row in _csv(folder / "products.csv")
    ]
    parts = [(row["code"], (row["name"], *_cell(row["aliases"]))) for row in _csv(folder / "parts.csv")]
    return Catalogue(
        categories=_terms((row["name"], (row["name"], *row["aliases"])) for row in categories),
        not_devices=tuple(dict.fromkeys(str(word) for word in _yaml(folder / "not_devices.yml"))),
        brands=_terms(((row["name"], (row["name"], *row["aliases"])) for row in brands), everyday=everyday),
        products=_terms(products),
        parts=_terms(parts),
        symptoms=_terms(((row["code"], (row["name"], *row["aliases"])) for row in symptoms), hazards=hazards),
    )


def _terms(
    records: Iterable[tuple[str, Iterable[object]]],
    everyday: Set[str] = frozenset(),
    hazards: Set[str] = frozenset(),
) -> tuple[Term, ...]:
    """Turn (value, its words) into terms, one per word with all values that share it."""
    values: dict[str, list[str]] = {}
    for value, words in records:
        for word in words:
            known = values.setdefault(str(word).strip(), [])
            if value not in known:
                known.append(value)
    return tuple(
        Term(text, tuple(found), everyday=text in everyday, hazard=not hazards.isdisjoint(found))
        for text, found in values.items()
        if text
    )


def _cell(text: str) -> list[str]:
    return [part.strip() for part in text.split("|") if part.strip()]


def _yaml(path: Path) -> list[Any]:
    with path.open(encoding="utf-8") as file:
        rows: list[Any] = yaml.safe_load(file) or []
    return rows


def _csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
