"""The demo company's dates: moved along to the day of a later seeding, so that two days old stays two days old.

A device moves when its record is as the last seeding left it and every demo repair of it is too; one that was
changed, by an import, at the desk or by its customer, stays with its whole history. What customers booked is never
touched. Repairs keep their numbers, which may have been told; their coming visits move to new places in the calendar.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from bot.store import capacity
from bot.store.booking_records import booking_events, bookings, slot_columns, slot_of
from bot.store.demo_repairs import repair_moments, repair_number, take_visit
from bot.store.devices import devices
from bot.store.engine import now_of

Rows = Sequence[Mapping[str, Any]]
_MOVING = ("purchased_on", "installed_on", "order_number")


def move_dates(session: Session, before: Rows, after: Rows, repairs: Sequence[Mapping[str, str]], first: date) -> int:
    """Move unchanged devices and their repairs; returns how many devices were moved.

    `before` and `after` are the device rows as of the last seeding and of today, `repairs` the rows of repairs.csv,
    `first` the day of the first seeding, from which repairs have their numbers.
    """
    today = now_of(session).date()
    stored = {row["serial"]: dict(row) for row in session.execute(select(devices)).mappings()}
    given = {repair_number(row, first): row for row in repairs}
    steps = _steps(session, given)
    known = {number: given[number] for number in steps}
    changed = {row["serial"] for number, row in known.items() if not _is_untouched(session, row, steps[number], today)}
    moving = {row["serial"] for row in before if stored.get(row["serial"]) == dict(row)} - changed
    _move_devices(session, [row for row in after if row["serial"] in moving])
    for number, row in known.items():
        if row["serial"] in moving:
            _move_repair(session, number, row, steps[number], today)
    return len(moving)


def _steps(session: Session, numbers: Iterable[str]) -> dict[str, list[Mapping[str, Any]]]:
    """The steps of these bookings, the oldest first."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    statement = select(booking_events).where(booking_events.c.number.in_(list(numbers)))
    for row in session.execute(statement.order_by(booking_events.c.id)).mappings():
        found.setdefault(row["number"], []).append(row)
    return found


def _is_untouched(session: Session, row: Mapping[str, str], steps: list[Mapping[str, Any]], today: date) -> bool:
    """Whether nobody but the seeding has added a step."""
    seeded = [status for status, _ in repair_moments(row, today, now_of(session))]
    return [(step["status"], step["author"]) for step in steps] == [(status, "system") for status in seeded]


def _move_devices(session: Session, rows: Rows) -> None:
    if rows:
        values = {name: bindparam(f"new_{name}") for name in _MOVING}
        statement = update(devices).where(devices.c.serial == bindparam("of_serial")).values(values)
        given = [{"of_serial": row["serial"], **{f"new_{name}": row[name] for name in _MOVING}} for row in rows]
        session.connection().execute(statement, given)


def _move_repair(
    session: Session, number: str, row: Mapping[str, str], steps: list[Mapping[str, Any]], today: date
) -> None:
    moments = [at for _, at in repair_moments(row, today, now_of(session))]
    same = bookings.c.number == number
    before = slot_of(session.execute(select(bookings).where(same)).mappings().one())
    if before:
        capacity.give_back(session, before)
    visit = slot_columns(take_visit(session, row, today))
    session.execute(update(bookings).where(same).values(created_at=moments[0], **visit))
    for step, at in zip(steps, moments, strict=True):
        session.execute(update(booking_events).where(booking_events.c.id == step["id"]).values(at=at))
