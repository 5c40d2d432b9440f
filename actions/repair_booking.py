"""Sending a booking: stored once, told from the row that was committed, and honest where it could not be stored."""

from __future__ import annotations

from dataclasses import replace

import structlog

from actions.base import Context
from actions.phrases import join
from actions.repair_draft import FORM, thing_of
from actions.repair_summary import booked_buttons, tell_booked
from actions.turn import Reply, Turn
from bot.errors import InvalidInput, KeyReused, SlotTaken, TooManyOpenBookings
from bot.service import identity, repair
from bot.service.repair import Draft
from bot.store import bookings
from bot.store.bookings import Booking
from bot.store.engine import Session

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
    if not made:
        return None
    reply = Reply(loop=None).say("utter_repair_booked_already", booked_buttons(made[0]), number=made[0].number)
    reply.set(open_question="booking", service_told={"number": made[0].number})
    return reply.set(repair_draft=None, asked_for=BOOKED)


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
