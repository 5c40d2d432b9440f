"""Booking once more in the same chat: address and contact of the last booking are offered, not asked again."""

from __future__ import annotations

from actions.repair_contact import last_booking, says_same
from actions.repair_draft import AGAIN, FROM_RECORD, NOT_AGAIN, NOT_ON_RECORD, UNSERVED, mark, marked, unmark
from actions.repair_heard import Heard
from actions.repair_summary import full_address
from bot.service import contacts
from bot.service.places import Place
from bot.service.repair import Draft
from bot.store.bookings import Booking
from bot.store.engine import Session
from bot.text import mask_phone


def offered_again(session: Session, chat_id: str, draft: Draft) -> Booking | None:
    """The last booking here, when its place and contact are to be offered; None when they were refused or are not wanted."""
    if draft.region or draft.person_name or NOT_AGAIN in draft.told or marked(draft, UNSERVED):
        return None
    last = last_booking(session, chat_id)
    return last if last and last.region else None


def last_facts(booking: Booking) -> dict[str, str]:
    """Where and whom, masked."""
    place = Place.from_path(booking.region or "")
    region = place.name if place else ""
    where = contacts.masked(full_address(region, booking.address)) if booking.address else region
    return {"where": where, "name": contacts.masked_name(booking.contact), "phone": mask_phone(booking.phone)}


def read_again(session: Session, heard: Heard) -> None:
    """Take yes, no, or another place as the answer to the offer."""
    if heard.asked != "region" or AGAIN not in heard.draft.told:
        return
    last = offered_again(session, heard.turn.chat_id, heard.draft)
    heard.draft = unmark(heard.draft, AGAIN)
    if last is None or heard.turn.values("region"):
        return
    if heard.turn.intent == "affirm" or says_same(heard.text):
        _take(heard, last)
    elif heard.turn.intent == "deny":
        heard.answered = True
        heard.draft = mark(heard.draft, NOT_AGAIN, NOT_ON_RECORD)


def _take(heard: Heard, last: Booking) -> None:
    heard.set("region", region=Place.from_path(last.region or ""))
    if last.address and heard.draft.mode != "store" and heard.draft.address is None:
        heard.set("address", address=last.address)
    heard.set("contact", person_name=last.contact)
    if heard.draft.phone_number is None:
        heard.set("phone", phone_number=last.phone)
    heard.draft = mark(heard.draft, FROM_RECORD)
