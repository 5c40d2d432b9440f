"""Sweeps: daily work that one process does for all, claimed in the database."""

from __future__ import annotations

from sqlalchemy import Column, Date, String, Table, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.store.engine import now_of
from bot.store.schema import Moment, metadata

sweeps = Table(
    "sweeps",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("day", Date, nullable=False),
    Column("at", Moment, nullable=False),
)


def claim(session: Session, name: str) -> bool:
    """Take today's work of this name; False when somebody has taken it already."""
    now = now_of(session)
    today = {"day": now.date(), "at": now}
    moved = session.execute(update(sweeps).where(sweeps.c.name == name, sweeps.c.day < now.date()).values(**today))
    if moved.rowcount == 1:
        return True
    if session.execute(select(sweeps.c.name).where(sweeps.c.name == name)).first():
        return False
    try:
        with session.begin_nested():
            session.execute(insert(sweeps).values(name=name, **today))
    except IntegrityError:  # another process was first
        return False
    return True
