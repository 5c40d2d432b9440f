"""Repair prices: labour, part and visit for a job on a category or a model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, String, Table, select
from sqlalchemy.orm import Session

from bot.store.listed import EVERY, Listed
from bot.store.schema import metadata

prices = Table(
    "prices",
    metadata,
    Column("code", String, primary_key=True),
    Column("category", String, nullable=False, index=True),
    Column("model", String, nullable=False),
    Column("item", String, nullable=False),
    Column("aliases", Listed, nullable=False),
    Column("labour_fen", Integer, nullable=False),
    Column("part_code", ForeignKey("parts.code")),
    Column("visit_fen", Integer, nullable=False),
    Column("includes", String),
    CheckConstraint("labour_fen >= 0 AND visit_fen >= 0", name="amounts"),
)


@dataclass(frozen=True)
class Price:
    """The price of a job: `model` is a model or `*`; the part's own price stands with the part."""

    code: str
    category: str
    model: str
    item: str
    aliases: tuple[str, ...]
    labour_fen: int
    part_code: str | None
    visit_fen: int
    includes: str | None


def get(session: Session, code: str) -> Price | None:
    """The price with this code."""
    found = _all(session, prices.c.code == code)
    return found[0] if found else None


def for_category(session: Session, category: str, model: str | None = None) -> list[Price]:
    """Every price of a category; with a model, its own prices first and no other model's."""
    found = _all(session, prices.c.category == category)
    if model is None:
        return found
    fitting = [price for price in found if price.model in (model, EVERY)]
    return sorted(fitting, key=lambda price: price.model == EVERY)


def _all(session: Session, condition: Any) -> list[Price]:
    statement = select(prices).where(condition).order_by(prices.c.code)
    return [Price(**row) for row in session.execute(statement).mappings()]
