"""Seedings: on which day demo data was first loaded, so that its relative dates stay where they were."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Column, Date, String, Table, insert, select
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


def first_day(session: Session, name: str) -> date:
    """The day of the first seeding of this name; today, and remembered, when this is the first."""
    stored = session.execute(select(seedings.c.day).where(seedings.c.name == name)).scalar()
    if stored is not None:
        day: date = stored
        return day
    now = now_of(session)
    session.execute(insert(seedings).values(name=name, day=now.date(), at=now))
    return now.date()
