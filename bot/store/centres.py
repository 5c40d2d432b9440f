"""Service centres: where they are, when they open, what they repair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Float, String, Table, or_, select
from sqlalchemy.orm import Session

from bot.store.listed import Listed, holds
from bot.store.schema import metadata

centres = Table(
    "centres",
    metadata,
    Column("code", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("province", String, nullable=False),
    Column("city", String, nullable=False, index=True),
    Column("district", String, nullable=False),
    Column("address", String, nullable=False),
    Column("latitude", Float, nullable=False),
    Column("longitude", Float, nullable=False),
    Column("phone", String, nullable=False),
    Column("categories", Listed, nullable=False),
    Column("modes", Listed, nullable=False),
    Column("hours", String, nullable=False),
)


@dataclass(frozen=True)
class Centre:
    """A service centre. Coordinates in degrees; `categories` canonical names or `*`; `modes` of store, mail_in."""

    code: str
    name: str
    province: str
    city: str
    district: str
    address: str
    latitude: float
    longitude: float
    phone: str
    categories: tuple[str, ...]
    modes: tuple[str, ...]
    hours: str


def get(session: Session, code: str) -> Centre | None:
    """The centre with this code."""
    found = _all(session, centres.c.code == code)
    return found[0] if found else None


def in_region(session: Session, region: str) -> list[Centre]:
    """Every centre whose province, city or district begins with this name: 深圳 finds 深圳市. One character finds none."""
    if len(region) < 2:
        return []
    columns = (centres.c.province, centres.c.city, centres.c.district)
    return _all(session, or_(*(column.startswith(region, autoescape=True) for column in columns)))


def for_category(session: Session, category: str) -> list[Centre]:
    """Every centre that repairs a category (canonical name)."""
    return [centre for centre in _all(session, centres.c.code.isnot(None)) if holds(centre.categories, category)]


def every(session: Session) -> list[Centre]:
    """Every centre."""
    return _all(session, centres.c.code.isnot(None))


def _all(session: Session, condition: Any) -> list[Centre]:
    statement = select(centres).where(condition).order_by(centres.c.code)
    return [Centre(**row) for row in session.execute(statement).mappings()]
