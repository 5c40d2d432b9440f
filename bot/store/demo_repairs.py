"""The demo company's past and running repairs: stored as bookings with the history of their steps.

Some of the open ones have a visit ahead, which takes a place in the calendar like any other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bot.settings import SHANGHAI
from bot.store import capacity, customers, numbers, products
from bot.store.booking_records import BookingRequest, booking_events, bookings, sealed_row
from bot.store.bookings import SERIES
from bot.store.capacity import Slot
from bot.store.devices import Device, devices
from bot.store.engine import now_of, vault_of

# How far a repair that is still open has come, by the word in repairs.csv.
_STEPS_OF_OPEN: Mapping[str, tuple[str, ...]] = {
    "asked": ("requested",),
    "received": ("requested", "confirmed"),
    "sent": ("requested", "confirmed", "dispatched"),
    "inspecting": ("requested", "confirmed", "in_repair"),
    "repairing": ("requested", "confirmed", "in_repair"),
    "waiting_part": ("requested", "confirmed", "in_repair", "waiting_parts"),
}
_STEPS_OF_FINISHED = ("requested", "confirmed", "in_repair", "finished")
_DAYS_TO_LOOK = timedelta(days=6)  # behind a visit's day, when its window is closed or full


@dataclass(frozen=True)
class _Repair:
    """One row of repairs.csv with what it refers to."""

    number: str
    row: Mapping[str, str]
    device: Device
    fault: str
    slot: Slot | None
    moments: list[tuple[str, datetime]]


def seed_repairs(
    session: Session, rows: Sequence[Mapping[str, str]], faults: Mapping[str, str], first: date, day: date
) -> int:
    """Store the repairs that are missing, dates counted back from `day`; returns how many were added.

    `faults` names the symptoms by code. Numbers come from `first`, the day of the first seeding, so that a later
    one knows them again, and are kept clear of those that customers get.
    """
    known = set(session.execute(select(bookings.c.number)).scalars())
    given = {repair_number(row, first): row for row in rows}
    new = {number: row for number, row in given.items() if number not in known}
    sold = {row["serial"]: Device(**row) for row in session.execute(select(devices)).mappings()}
    stored, steps = [], []
    for number, row in new.items():
        moments = repair_moments(row, day, now_of(session))
        fault = faults.get(row["fault"], row["fault"])
        repair = _Repair(number, row, sold[row["serial"]], fault, take_visit(session, row, day), moments)
        stored.append(_booking(session, repair))
        steps += [{"number": number, "at": at, "status": step, "note": "", "author": "system"} for step, at in moments]
    if stored:
        session.execute(insert(bookings), stored)
        session.execute(insert(booking_events), steps)
    _reserve_numbers(session, new, first)
    return len(stored)


def take_visit(session: Session, row: Mapping[str, str], day: date) -> Slot | None:
    """Take the place of the visit that a row has ahead, counted from `day`, or the next free one there.

    None when the row has no visit, or nothing is free within a week.
    """
    if not row["place"]:
        return None
    kind = "team" if row["mode"] == "home" else "centre"
    wanted = Slot(kind, row["place"], day + timedelta(days=int(row["visit_in_days"])), row["window"])
    later = capacity.free(session, kind, [wanted.place_code], wanted.day, wanted.day + _DAYS_TO_LOOK)
    choice = (wanted, *(opening.slot for opening in later))
    return next((slot for slot in choice if capacity.take(session, slot)), None)


def _booking(session: Session, repair: _Repair) -> dict[str, Any]:
    row = repair.row
    owner = customers.get(session, repair.device.customer_id or 0)
    product = products.get(session, repair.device.model)
    if owner is None or product is None:
        raise ValueError(f"repairs.csv: {row['serial']} has no customer or no product")
    request = BookingRequest(
        key=f"demo:{repair.number}",
        category=product.category,
        mode=row["mode"],
        slot=repair.slot,
        fault=repair.fault,
        contact=owner.name or "",
        phone=owner.phone,
        address=owner.address if row["mode"] == "home" else None,
        device_serial=repair.device.serial,
        region=row["region"] or None,
    )
    result = row["result"] if row["closed_days_ago"] else None
    progress = {"status": repair.moments[-1][0], "part": row["part"] or None, "result": result}
    return {**sealed_row(vault_of(session), request, repair.number, repair.moments[0][1]), **progress}


def repair_moments(row: Mapping[str, str], day: date, now: datetime) -> list[tuple[str, datetime]]:
    """The steps and their times: evenly from 10:00 of the first day to 16:00 of the last, never in the future."""
    steps = _STEPS_OF_FINISHED if row["closed_days_ago"] else _STEPS_OF_OPEN[row["result"]]
    begin = datetime.combine(_opened_on(row, day), time(10), SHANGHAI)
    end_day = day - timedelta(days=int(row["closed_days_ago"] or 0))
    end = min(datetime.combine(end_day, time(16), SHANGHAI), now)
    begin = min(begin, end)
    pace = (end - begin) / max(1, len(steps) - 1)
    return [(step, begin + place * pace) for place, step in enumerate(steps)]


def _opened_on(row: Mapping[str, str], day: date) -> date:
    return day - timedelta(days=int(row["opened_days_ago"]))


def repair_number(row: Mapping[str, str], first: date) -> str:
    """The booking number of a demo repair; stays the same when its dates are moved."""
    return f"{SERIES}{_opened_on(row, first):%Y%m%d}{int(row['number_seq']):04d}"


def _reserve_numbers(session: Session, rows: Mapping[str, Mapping[str, str]], first: date) -> None:
    last: dict[date, int] = {}
    for row in rows.values():
        day = _opened_on(row, first)
        last[day] = max(last.get(day, 0), int(row["number_seq"]))
    numbers.reserve(session, SERIES, last)
