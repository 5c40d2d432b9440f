"""Exclusions: what a warranty does not cover, with the source that says so."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Column, String, Table, select
from sqlalchemy.orm import Session

from bot.store.listed import Listed, holds
from bot.store.schema import metadata

exclusions = Table(
    "exclusions",
    metadata,
    Column("code", String, primary_key=True),
    Column("categories", Listed, nullable=False),
    Column("text", String, nullable=False),
    Column("source", String, nullable=False),
)


@dataclass(frozen=True)
class Exclusion:
    """One thing that is not covered; `categories` holds canonical names or `*`."""

    code: str
    categories: tuple[str, ...]
    text: str
    source: str


def for_category(session: Session, category: str) -> list[Exclusion]:
    """Every exclusion of a category (canonical name), in the order of their codes."""
    rows = session.execute(select(exclusions).order_by(exclusions.c.code)).mappings()
    return [found for found in (Exclusion(**row) for row in rows) if holds(found.categories, category)]


def get(session: Session, code: str) -> Exclusion | None:
    """The exclusion with this code."""
    row = session.execute(select(exclusions).where(exclusions.c.code == code)).mappings().first()
    return Exclusion(**row) if row else None
