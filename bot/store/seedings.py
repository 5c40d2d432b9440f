"""Seedings: on which day demo data was first loaded, and to which day its dates have been moved since."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Column, Date, String, Table, insert, select, update
from sqlalchemy.orm import Session

from bot.store.engine import now_of
from bot.store.schema import Moment, metadata

seedings = Table(
    "seedings",
    metadata,
    Column("name", String, primary_key=True),
    Column("day", Date, nullable=False),
    Column("at", Moment, nullable=False),
)


_MOVED = ".moved"  # the row beside the first seeding's


def first_day(session: Session, name: str) -> date:
    """The day of the first seeding of this name; today, and remembered, when this is the first."""
    stored = _day(session, name)
    return _remember(session, name) if stored is None else stored


def moved_day(session: Session, name: str) -> date:
    """The day from which the dates count back: of the last `move_to_today`, or of the first seeding."""
    stored = _day(session, name + _MOVED)
    return first_day(session, name) if stored is None else stored


def move_to_today(session: Session, name: str) -> date:
    """Remember that the dates count back from today; returns it."""
    if _day(session, name + _MOVED) is None:
        return _remember(session, name + _MOVED)
    now = now_of(session)
    session.execute(update(seedings).where(seedings.c.name == name + _MOVED).values(day=now.date(), at=now))
    return now.date()


def _day(session: Session, name: str) -> date | None:
    day: date | None = session.execute(select(seedings.c.day).where(seedings.c.name == name)).scalar()
    return day


def _remember(session: Session, name: str) -> date:
    now = now_of(session)
    session.execute(insert(seedings).values(name=name, day=now.date(), at=now))
    return now.date()
