"""Parts, consumables and accessories: price, stock, what they fit and how often to replace them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, Column, Integer, String, Table, select
from sqlalchemy.orm import Session

from bot.store.listed import EVERY, Listed, holds
from bot.store.schema import metadata

KINDS = ("part", "consumable", "accessory")

parts = Table(
    "parts",
    metadata,
    Column("code", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("aliases", Listed, nullable=False),
    Column("category", String, nullable=False, index=True),
    Column("models", Listed, nullable=False),
    Column("kind", String, nullable=False),
    Column("price_fen", Integer, nullable=False),
    Column("stock", Integer, nullable=False),
    Column("cycle_months", Integer),
    Column("genuine", Boolean, nullable=False),
    CheckConstraint("price_fen >= 0 AND stock >= 0", name="amounts"),
)


@dataclass(frozen=True)
class Part:
    """A part; `models` holds the models it fits or `*`; `cycle_months` only for what is replaced regularly."""

    code: str
    name: str
    aliases: tuple[str, ...]
    category: str
    models: tuple[str, ...]
    kind: str
    price_fen: int
    stock: int
    cycle_months: int | None
    genuine: bool


def get(session: Session, code: str) -> Part | None:
    """The part with this code."""
    found = _all(session, parts.c.code == code)
    return found[0] if found else None


def for_category(session: Session, category: str) -> list[Part]:
    """Every part for a category (canonical name)."""
    return _all(session, parts.c.category.in_((category, EVERY)))


def for_model(session: Session, category: str, model: str) -> list[Part]:
    """Every part that fits a model of a category."""
    return [part for part in for_category(session, category) if holds(part.models, model)]


def _all(session: Session, condition: Any) -> list[Part]:
    statement = select(parts).where(condition).order_by(parts.c.code)
    return [Part(**row) for row in session.execute(statement).mappings()]
