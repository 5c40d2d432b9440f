"""Running numbers per day: what makes a booking's number unique across processes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Column, Date, Integer, String, Table, select
from sqlalchemy.orm import Session

from bot.store.schema import metadata
from bot.store.upsert import conflict_insert

numbers = Table(
    "numbers",
    metadata,
    Column("series", String, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("last", Integer, nullable=False),
)


def next_number(session: Session, series: str, day: date) -> int:
    """The next number of a series on a day, from 1.

    The counter's row stays locked until the transaction ends, so two processes never get the same one.
    """
    statement = conflict_insert(session, numbers).values(series=series, day=day, last=1)
    session.execute(
        statement.on_conflict_do_update(index_elements=["series", "day"], set_={"last": numbers.c.last + 1})
    )
    current = select(numbers.c.last).where(numbers.c.series == series, numbers.c.day == day)
    return int(session.execute(current).scalar_one())


def reserve(session: Session, series: str, last: Mapping[date, int]) -> None:
    """Keep next_number above these numbers, which were given out by another hand."""
    stored = {row.day: row.last for row in session.execute(select(numbers).where(numbers.c.series == series))}
    rows = [
        {"series": series, "day": day, "last": number} for day, number in last.items() if number > stored.get(day, 0)
    ]
    if rows:
        statement = conflict_insert(session, numbers)
        changes = {"last": statement.excluded.last}
        session.execute(statement.on_conflict_do_update(index_elements=["series", "day"], set_=changes), rows)
