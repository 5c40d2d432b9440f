"""How bookings are named and told to customers: goods, appointment, place, history; personal values masked."""

from __future__ import annotations

import json

from actions.phrases import phrase, short_day, window
from actions.turn import Button
from bot.chat.words import status_name
from bot.service import contacts, progress, visits
from bot.service.places import Place
from bot.settings import SHANGHAI
from bot.store import centres
from bot.store.bookings import Booking
from bot.store.capacity import Slot
from bot.store.centres import Centre
from bot.store.engine import Session
from bot.text import mask_phone

Labelled = tuple[str, str]  # a button's title and its intent


def status_of(booking: Booking) -> str:
    """The booking's status as customers call it."""
    return status_name(booking.status, booking.purpose, booking.mode)


def work_of(booking: Booking) -> str:
    """What is done and how."""
    return phrase(f"service_{booking.purpose}_{booking.mode}")


def goods_of(booking: Booking) -> str:
    """Goods and work."""
    return f"{booking.category}{work_of(booking)}"


def appointment_of(session: Session, booking: Booking, whole: bool = True) -> str:
    """Window and place in one line, or where a parcel goes; where only half is proved, the window alone."""
    if booking.slot is None:
        return _parcel_line(session, booking) if whole and booking.is_open else ""
    if not booking.is_open:
        return phrase("service_window_was", window=window(booking.slot))
    spot = progress.spot_of(session, booking) if whole else None
    when = window(booking.slot)
    if spot is None:
        return phrase("service_window", window=when)
    if spot.address:
        return phrase("service_window_store", window=when, centre=spot.name, address=spot.address)
    if booking.address:
        return phrase("service_window_home", window=when, address=contacts.masked(booking.address))
    return phrase("service_window", window=when)


def parcel_centre(session: Session, booking: Booking) -> Centre | None:
    """The centre where the goods are sent or brought; None where none takes them."""
    if booking.slot:
        return centres.get(session, booking.slot.place_code)
    place = Place.from_path(booking.region) if booking.region else None
    return visits.mail_in_centre(session, booking.category, place) if place else None


def _parcel_line(session: Session, booking: Booking) -> str:
    centre = parcel_centre(session, booking) if booking.mode == "mail_in" else None
    if centre is None:
        return ""
    return phrase("service_window_parcel", centre=centre.name, address=centre.address, phone=centre.phone)


def history_of(session: Session, booking: Booking) -> list[str]:
    """The steps with their days, a line each."""
    lines = []
    for event in progress.steps(session, booking):
        named = {"changed": phrase("service_step_changed"), "urged": phrase("service_step_urged")}
        what = named.get(event.kind) or status_name(event.status, booking.purpose, booking.mode)
        lines.append(phrase("service_step", day=short_day(event.at.astimezone(SHANGHAI).date()), step=what))
    return lines


def next_of(booking: Booking, here: bool) -> str:
    """What happens next by the record; `here` when this chat is told of every step."""
    kind = booking.mode if booking.status in ("requested", "confirmed", "dispatched") else "any"
    text = phrase(f"service_next_{booking.status}_{kind}")
    return text + phrase("service_told_here" if here else "service_ask_here") if booking.is_open else text


def titled(booking: Booking) -> str:
    """A booking in one button."""
    when = short_day(booking.slot.day) if booking.slot else status_of(booking)
    return phrase("service_choice", goods=goods_of(booking), when=when, last=booking.number[-4:])


def facts_of(booking: Booking) -> dict[str, str]:
    """What a change is told by: each field as customers read it."""
    return {
        "mode": phrase(f"service_mode_{booking.mode}"),
        "time": slot_words(booking.slot),
        "address": contacts.masked(booking.address) if booking.address else phrase("service_nothing"),
        "contact": contacts.masked_name(booking.contact),
        "phone": mask_phone(booking.phone),
    }


def urged_buttons(booking: Booking) -> list[Button]:
    """What may be done after a reminder: another reminder is not offered at once."""
    carried = json.dumps({"ticket_number": booking.number})
    see = {"title": phrase("see_progress"), "payload": f"/query_repair_progress{carried}"}
    return [see, *(button for button in wish_buttons(booking) if "urge_service" not in button["payload"])]


def slot_words(slot: Slot | None) -> str:
    """An appointment's window, or that there is none."""
    return window(slot) if slot else phrase("service_nothing")


def wish_buttons(booking: Booking) -> list[Button]:
    """What may be done next with this booking, each button carrying its number."""
    named: list[Labelled] = []
    if progress.is_changeable(booking):
        named = [(phrase("service_do_change"), "change_booking"), (phrase("service_do_cancel"), "cancel_booking")]
    if booking.is_open:
        named.append((phrase("service_do_urge"), "urge_service"))
    carried = json.dumps({"ticket_number": booking.number})
    made = [{"title": title, "payload": f"/{intent}{carried}"} for title, intent in named]
    if booking.status == "finished":
        made.append({"title": phrase("service_failed_again"), "payload": "/report_repeat_failure"})
    if not booking.is_open:
        made.append({"title": phrase("service_book_again"), "payload": "/book_repair"})
    return [*made, {"title": phrase("human"), "payload": "/request_human"}]
