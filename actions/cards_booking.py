"""The card of a booking: only what its committed row and its history hold, personal values masked."""

from __future__ import annotations

from actions.phrases import card_phrase, phrase, short_day, window
from actions.repair_summary import full_address
from actions.service_words import parcel_centre, status_of, work_of
from bot.chat.cards import BookingCard, BookingStep
from bot.chat.words import status_name
from bot.service import contacts, progress
from bot.service.places import Place
from bot.service.progress import Step
from bot.settings import SHANGHAI
from bot.store.bookings import Booking
from bot.store.engine import Session
from bot.text import mask_phone


def booking_card(
    session: Session, booking: Booking, above: str | None, note: str | None, device: str | None = None
) -> BookingCard:
    """The whole booking, for who may see it; of one that is over, neither place nor contact."""
    is_open = booking.is_open
    contact = card_phrase("contact", name=contacts.masked_name(booking.contact), phone=mask_phone(booking.phone))
    return BookingCard(
        lead=above,
        number=booking.number,
        purpose=booking.purpose,
        title=work_of(booking),
        device=(device or booking.category).strip(),
        appointment=_appointment(booking),
        place=_place(session, booking) if is_open else None,
        contact=contact if is_open else None,
        status=booking.status,
        status_name=status_of(booking),
        steps=[_step(booking, step) for step in progress.line(session, booking)],
        note=note,
    )


def half_card(session: Session, booking: Booking, above: str | None, note: str) -> BookingCard:
    """What number and phone alone prove: status and window; the goods, the place and every date stay hidden."""
    bare = [
        Step(step.status, None, step.reached) for step in progress.line(session, booking) if _is_plain(booking, step)
    ]
    return BookingCard(
        lead=above,
        number=booking.number,
        purpose=booking.purpose,
        title=work_of(booking),
        device=card_phrase("not_proved"),
        appointment=_appointment(booking),
        place=None,
        contact=None,
        status=booking.status,
        status_name=status_of(booking),
        steps=[_step(booking, step) for step in bare],
        note=note,
    )


def marks_of(session: Session, booking: Booking) -> str:
    """What happened besides the steps, with its days: changes, reminders; empty when nothing did."""
    marks = [event for event in progress.steps(session, booking) if event.kind != "status"]
    return "".join(
        card_phrase(
            "mark",
            day=short_day(event.at.astimezone(SHANGHAI).date()),
            step=phrase(f"service_step_{event.kind}"),
        )
        for event in marks
    )


def parcel_note(session: Session, booking: Booking) -> str:
    """Where a parcel is expected and where it is sent back to; empty where no centre takes it."""
    centre = parcel_centre(session, booking)
    if booking.mode != "mail_in" or centre is None:
        return ""
    return card_phrase("parcel", phone=centre.phone, address=_masked_address(booking))


def _is_plain(booking: Booking, step: Step) -> bool:
    """Whether a step tells no more than the status: what is passed on every way, what is now, what is ahead."""
    return step.status in ("requested", booking.status) or not step.reached


def _step(booking: Booking, step: Step) -> BookingStep:
    name = status_name(step.status, booking.purpose, booking.mode)
    if step.status == "requested":
        name = card_phrase("step_requested")
    return BookingStep(name=name, reached=step.reached, at=step.at)


def _appointment(booking: Booking) -> str | None:
    if booking.slot is None:
        return None
    when = window(booking.slot)
    return card_phrase("was_at", window=when) if booking.status == "cancelled" else when


def _place(session: Session, booking: Booking) -> str | None:
    """The masked address of a visit; the centre's where the goods go there."""
    if booking.mode == "home":
        return _masked_address(booking) or None
    if booking.mode == "store":
        spot = progress.spot_of(session, booking)
        return card_phrase("place", name=spot.name, address=spot.address) if spot and spot.address else None
    centre = parcel_centre(session, booking)
    return card_phrase("place", name=centre.name, address=centre.address) if centre else None


def _masked_address(booking: Booking) -> str:
    if not booking.address:
        return ""
    place = Place.from_path(booking.region) if booking.region else None
    return contacts.masked(full_address(place.name if place else "", booking.address))
