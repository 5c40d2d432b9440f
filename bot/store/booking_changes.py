"""Changes of a booking that is not under way yet, and the customer's wish to hurry.

The booking's row is locked first, then the new place is taken and the old one given back in the caller's
transaction: whoever reads it sees the booking either as it was or as it is now, and every place taken once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from bot.errors import IllegalMove, InvalidInput, SlotTaken
from bot.store import capacity, locks
from bot.store.booking_records import Booking, booking_events, bookings, opened, slot_columns, slot_of
from bot.store.bookings import BookingNotFound, require_room
from bot.store.capacity import Slot
from bot.store.customers import phone_hash
from bot.store.engine import now_of, vault_of
from bot.store.phones import normal_phone
from bot.store.vault import Vault

CHANGEABLE = ("requested", "confirmed")
_URGES_COUNT = timedelta(hours=24)


@dataclass(frozen=True)
class BookingChange:
    """What shall be different; None leaves a value as it is. `drops_slot` gives up the appointment (mail-in).

    `chat_id` is the chat in which it is asked for: with another phone the booking belongs to that chat from then on,
    since who changed it could not find it under the old phone any more.
    """

    mode: str | None = None
    slot: Slot | None = None
    region: str | None = None
    address: str | None = field(default=None, repr=False)
    contact: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    fault: str | None = None
    drops_slot: bool = False
    chat_id: str | None = None


def change(
    session: Session, number: str, wanted: BookingChange, author: str, note: str = "", most_open: int | None = None
) -> Booking:
    """Change a booking and write that into its history; where nothing is new it stays as it is, without an event.

    Raises `BookingNotFound`, `IllegalMove` once the work has begun, `SlotTaken` when the new window is full,
    `TooManyOpenBookings` when another phone already holds `most_open`, and `InvalidInput` for a bad phone number; each
    leaves everything as it was.
    """
    row = _locked(session, number)
    vault = vault_of(session)
    if row["status"] not in CHANGEABLE:
        raise IllegalMove(f"booking: expected to change one that is requested or confirmed, it is {row['status']}")
    values = _new_values(vault, opened(vault, row), wanted)
    if not values:
        return opened(vault, row)
    changed = {**row, **values}
    with session.begin_nested():
        if not capacity.swap(session, slot_of(row), slot_of(changed)):
            raise SlotTaken("no place left in this window")
        if most_open is not None and "phone_hash" in values:
            locks.hold(session.connection(), locks.OPEN_BOOKINGS)  # after the place, as a new booking does
            require_room(session, values["phone_hash"], most_open)
        session.execute(update(bookings).where(bookings.c.number == row["number"]).values(**values))
        _write(session, row, "changed", author, note)
    return opened(vault, changed)


def urge(session: Session, number: str, author: str) -> int:
    """Write down that the customer asks to hurry; returns how often he did in the last 24 hours, this time included.

    Raises `BookingNotFound`, and `IllegalMove` when nothing is left to be done.
    """
    row = _locked(session, number)
    if not opened(vault_of(session), row).is_open:
        raise IllegalMove(f"booking: expected to urge an open one, it is {row['status']}")
    _write(session, row, "urged", author, "")
    events = booking_events.c
    lately = (events.number == row["number"], events.kind == "urged", events.at > now_of(session) - _URGES_COUNT)
    return int(session.execute(select(func.count()).select_from(booking_events).where(*lately)).scalar_one())


def _locked(session: Session, number: str) -> Mapping[str, Any]:
    statement = select(bookings).where(bookings.c.number == number.strip().upper()).with_for_update()
    row: Mapping[str, Any] | None = session.execute(statement).mappings().one_or_none()
    if row is None:
        raise BookingNotFound("no booking has this number")
    return row


def _new_values(vault: Vault, booking: Booking, wanted: BookingChange) -> dict[str, Any]:
    """The columns whose value differs from what the booking has."""
    plain = {name: getattr(wanted, name) for name in ("mode", "region", "fault")}
    values = {name: value for name, value in plain.items() if value not in (None, getattr(booking, name))}
    for name in ("contact", "address"):
        value = getattr(wanted, name)
        if value not in (None, getattr(booking, name)):
            values[name] = vault.seal(f"bookings.{name}", value)
    phone = _new_phone(vault, booking, wanted.phone)
    if phone and wanted.chat_id:
        phone["chat_id"] = wanted.chat_id
    return {**values, **phone, **_new_slot(booking, wanted)}


def _new_phone(vault: Vault, booking: Booking, phone: str | None) -> dict[str, Any]:
    if phone is None:
        return {}
    normal = normal_phone(phone)
    if normal is None:
        raise InvalidInput("phone: expected a mainland mobile number")
    if normal == booking.phone:
        return {}
    return {"phone": vault.seal("bookings.phone", normal), "phone_hash": phone_hash(vault, normal)}


def _new_slot(booking: Booking, wanted: BookingChange) -> dict[str, Any]:
    slot = None if wanted.drops_slot else wanted.slot or booking.slot
    return {} if slot == booking.slot else slot_columns(slot)


def _write(session: Session, row: Mapping[str, Any], kind: str, author: str, note: str) -> None:
    values = {"number": row["number"], "at": now_of(session), "status": row["status"], "kind": kind}
    session.execute(insert(booking_events).values(note=note, author=author, **values))
