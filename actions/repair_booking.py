"""Sending a booking: stored once, told from the row that was committed, and honest where it could not be stored."""

from __future__ import annotations

from dataclasses import replace

import structlog

from actions.base import Context
from actions.cards import lead
from actions.cards_booking import booking_card, parcel_note
from actions.phrases import join, phrase, window
from actions.repair_draft import FORM, thing_of
from actions.repair_summary import full_address, price_of
from actions.service_words import parcel_centre
from actions.turn import Button, Reply, Turn
from bot.errors import InvalidInput, KeyReused, SlotTaken, TooManyOpenBookings
from bot.service import contacts, identity, repair
from bot.service.places import Place
from bot.service.repair import Draft
from bot.store import bookings
from bot.store.bookings import Booking
from bot.store.engine import Session
from bot.text import mask_phone

log = structlog.get_logger()
BOOKED = "action_continue_repair"  # what `asked_for` holds right after a booking: one more yes does not book again


def send(context: Context, turn: Turn, draft: Draft) -> Reply:
    """Store the booking and tell it; the same draft again tells the same booking."""
    try:
        with context.store.transaction() as session:
            number = repair.book(session, draft, turn.chat_id, context.settings.limits.open_bookings).number
    except SlotTaken:
        draft = replace(draft, slot=None, offered=())
        return Reply(loop=FORM).say("utter_repair_window_gone").set(repair_draft=draft.to_json())
    except TooManyOpenBookings:
        return _too_many(context, turn, draft)
    except InvalidInput:
        draft = replace(draft, phone_number=None)
        return Reply(loop=FORM).say("utter_repair_phone_not_mobile").set(repair_draft=draft.to_json())
    except KeyReused:  # sent already; the failure came after the commit, and something was changed since
        return tell_booked_again(context, turn) or Reply(loop=None).say("utter_failed_honestly").set(repair_draft=None)
    log.info("booking.requested", number=number, message_id=turn.message_id)
    with context.store.reading() as session:
        stored = bookings.get(session, number)
        if stored is None:
            return Reply(loop=None).say("utter_failed_honestly")
        reply = Reply(loop=None).set(repair_draft=None, asked_for=BOOKED)
        reply.set(open_question="booking", service_told={"number": number})
        return tell_booked(context, session, stored, thing_of(session, draft), reply)


def tell_booked_again(context: Context, turn: Turn) -> Reply | None:
    """The newest booking of this chat once more; None when there is none."""
    with context.store.reading() as session:
        made = bookings.for_chat(session, turn.chat_id)
        card = booking_card(session, made[0], None, None) if made else None
    if not made:
        return None
    reply = Reply(loop=None).say("utter_repair_booked_already", booked_buttons(made[0]), number=made[0].number)
    reply.show(card)
    reply.set(open_question="booking", service_told={"number": made[0].number})
    return reply.set(repair_draft=None, asked_for=BOOKED)


def tell_booked(context: Context, session: Session, booking: Booking, thing: str, reply: Reply) -> Reply:
    """Say what the stored row holds: number, goods, time, place, masked contact, and where the price comes from."""
    price = price_of(context, session, booking.purpose, booking.device_serial) + phrase("stop")
    card = booking_card(session, booking, lead(f"booked_{booking.mode}", number=booking.number), price, thing)
    facts: dict[str, str] = {
        "number": booking.number,
        "goods": thing,
        "task": phrase(f"task_{booking.purpose}"),
        "contact": contacts.masked_name(booking.contact),
        "mobile": mask_phone(booking.phone),
        "price": price,
    }
    place = Place.from_path(booking.region) if booking.region else None
    address = contacts.masked(full_address(place.name if place else "", booking.address))
    buttons = booked_buttons(booking)
    if booking.mode == "home" and booking.slot:
        reply.say("utter_repair_booked_home", buttons, window=window(booking.slot), address=address, **facts)
        return reply.show(card)
    centre = parcel_centre(session, booking)
    if booking.mode == "store" and booking.slot and centre:
        facts |= {"window": window(booking.slot), "place": centre.name, "place_address": centre.address}
        return reply.say("utter_repair_booked_store", buttons, **facts).show(card)
    if booking.mode == "mail_in" and centre:
        facts |= {"address": address, "place": centre.name, "place_address": centre.address}
        reply.say("utter_repair_booked_mail_in", buttons, place_phone=centre.phone, **facts)
        return reply.show(card.copy(update={"note": f"{parcel_note(session, booking)}{price}"}))
    return reply.say("utter_repair_booked_already", buttons, number=booking.number)


def booked_buttons(booking: Booking) -> list[Button]:
    """What can be done with a booking next."""
    entities = f'{{"ticket_number": "{booking.number}"}}'
    titles = {"see_progress": "query_repair_progress", "change_time": "change_booking", "cancel": "cancel_booking"}
    if booking.slot is None:
        titles.pop("change_time")
    return [{"title": phrase(name), "payload": f"/{intent}{entities}"} for name, intent in titles.items()]


def _too_many(context: Context, turn: Turn, draft: Draft) -> Reply:
    """Which bookings are open is told to the owner of the phone only; the draft is kept for when one is cancelled."""
    most = context.settings.limits.open_bookings
    reply = Reply(loop=None).set(repair_draft=draft.to_json())
    with context.store.reading() as session:
        own = _own_open(session, turn.chat_id, draft)
    if len(own) >= most:
        numbers = join(booking.number for booking in own)
        return reply.say("utter_repair_too_many_own", count=len(own), numbers=numbers)
    return reply.say("utter_repair_too_many", count=most)


def _own_open(session: Session, chat_id: str, draft: Draft) -> list[Booking]:
    """The open bookings under the draft's phone that this chat's customer may see."""
    seen = identity.bookings_of(session, identity.known(session, chat_id), chat_id)
    return [booking for booking in seen if booking.is_open and booking.phone == draft.phone_number]
