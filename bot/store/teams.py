"""Field teams: who goes to customers' homes, where and for which goods."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, String, Table, select
from sqlalchemy.orm import Session

from bot.store.listed import Listed, holds
from bot.store.schema import metadata

teams = Table(
    "teams",
    metadata,
    Column("code", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("province", String, nullable=False),
    Column("city", String, nullable=False, index=True),
    Column("districts", Listed, nullable=False),
    Column("categories", Listed, nullable=False),
)


@dataclass(frozen=True)
class Team:
    """A field team; `districts` and `categories` hold names or `*`."""

    code: str
    name: str
    province: str
    city: str
    districts: tuple[str, ...]
    categories: tuple[str, ...]


def get(session: Session, code: str) -> Team | None:
    """The team with this code."""
    found = _all(session, teams.c.code == code)
    return found[0] if found else None


def in_city(session: Session, city: str, category: str) -> list[Team]:
    """Every team that visits homes in a city (with or without 市) for a category (canonical name)."""
    found = _all(session, teams.c.city.in_({city, f"{city}市", city.removesuffix("市")}))
    return [team for team in found if holds(team.categories, category)]


def _all(session: Session, condition: Any) -> list[Team]:
    statement = select(teams).where(condition).order_by(teams.c.code)
    return [Team(**row) for row in session.execute(statement).mappings()]
