"""What a booking's record says about how far it is, and what may still be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.service.places import Place
from bot.service.visits import slot_times
from bot.store import bookings, centres, teams
from bot.store.booking_changes import CHANGEABLE
from bot.store.bookings import Booking, BookingEvent
from bot.store.engine import Session

CANCELLABLE = (*CHANGEABLE, "dispatched")  # later the goods are in the workshop: costs and return need a person
_LINE = ("requested", "confirmed", "dispatched", "in_repair", "waiting_parts", "finished")
_SHOWN = 8  # steps of the history that are read out, the newest ones


@dataclass(frozen=True)
class Spot:
    """Where the work is done: a centre's name and address, or the team that comes to the customer."""

    name: str
    address: str | None
    place: Place


@dataclass(frozen=True)
class Step:
    """One step of a booking's way; `at` is None for one that is ahead, or whose moment is not on record."""

    status: str
    at: datetime | None
    reached: bool


def line(session: Session, booking: Booking) -> list[Step]:
    """The way of a booking from the first step to the last: what its history holds, where it is now, what is ahead.

    A step that was left out is not on the line; waiting for parts only where it happened; of a cancelled booking
    nothing is ahead. A step before the present one has its first moment, the present one its latest.
    """
    moments: dict[str, list[datetime]] = {}
    for event in bookings.history(session, booking.number):
        if event.kind == "status":
            moments.setdefault(event.status, []).append(event.at)
    order = [*_LINE, "cancelled"]
    now = order.index(booking.status)
    passed = [Step(status, moments[status][0], True) for status in order[:now] if status in moments]
    here = Step(booking.status, moments.get(booking.status, [None])[-1], True)
    ahead = [status for status in order[now + 1 : -1] if status != "waiting_parts"]
    return [*passed, here, *(Step(status, None, False) for status in ahead)]


def steps(session: Session, booking: Booking) -> list[BookingEvent]:
    """The steps to tell, the oldest first; the same step twice in a row is one."""
    kept: list[BookingEvent] = []
    for event in bookings.history(session, booking.number):
        if not kept or (event.kind, event.status) != (kept[-1].kind, kept[-1].status):
            kept.append(event)
    return kept[-_SHOWN:]


def is_changeable(booking: Booking) -> bool:
    """Whether time, place and contact may still be changed here."""
    return booking.status in CHANGEABLE


def is_cancellable(booking: Booking) -> bool:
    """Whether it may still be cancelled here."""
    return booking.status in CANCELLABLE


def is_overdue(booking: Booking, now: datetime) -> bool:
    """Whether the appointed window is over although the work has not begun."""
    if booking.slot is None or booking.status not in CANCELLABLE:
        return False
    return slot_times(booking.slot)[1] <= now


def spot_of(session: Session, booking: Booking) -> Spot | None:
    """Where the appointment is; None without one."""
    if booking.slot is None:
        return None
    if booking.slot.place_kind == "centre":
        centre = centres.get(session, booking.slot.place_code)
        return (
            Spot(centre.name, centre.address, Place(centre.province, centre.city, centre.district)) if centre else None
        )
    team = teams.get(session, booking.slot.place_code)
    if team is None:
        return None
    only = team.districts[0] if len(team.districts) == 1 and team.districts[0] != "*" else None
    return Spot(team.name, None, Place(team.province, team.city, only))


def place_of(session: Session, booking: Booking) -> Place | None:
    """The region in which the work is done: as booked, else where the appointed centre or team is."""
    booked = Place.from_path(booking.region) if booking.region else None
    spot = spot_of(session, booking)
    return booked or (spot.place if spot else None)
