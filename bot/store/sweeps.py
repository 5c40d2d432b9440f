"""Sweeps: daily work that one process does for all, claimed in the database.

`day` is the last day whose work was done to its end, `at` when it was last begun. Work that broke off, whatever the
reason, may be begun again an hour later, by any process.
"""

from __future__ import annotations

from datetime import date, timedelta

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


_CLAIM = timedelta(hours=1)  # much longer than the work takes; two that do it at once only meet nothing to do
_NEVER = date(1970, 1, 1)


def claim(session: Session, name: str) -> bool:
    """Begin today's work of this name; False when it is done, or somebody has begun it within the hour."""
    now = now_of(session)
    is_due = (sweeps.c.name == name, sweeps.c.day < now.date(), sweeps.c.at <= now - _CLAIM)
    if session.execute(update(sweeps).where(*is_due).values(at=now)).rowcount == 1:
        return True
    if session.execute(select(sweeps.c.name).where(sweeps.c.name == name)).first():
        return False
    try:
        with session.begin_nested():
            session.execute(insert(sweeps).values(name=name, day=_NEVER, at=now))
    except IntegrityError:  # another process was first
        return False
    return True


def finish(session: Session, name: str) -> None:
    """Today's work is done to its end."""
    session.execute(update(sweeps).where(sweeps.c.name == name).values(day=now_of(session).date()))


def release(session: Session, name: str) -> None:
    """The work was broken off: whoever looks next goes on with it."""
    session.execute(update(sweeps).where(sweeps.c.name == name).values(at=now_of(session) - _CLAIM))
