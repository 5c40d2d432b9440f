"""Which booking is meant, and whether the customer may see it whole, half or not at all."""

from __future__ import annotations

from dataclasses import dataclass, replace

from actions.base import Context
from actions.proof import take_proof
from actions.service_draft import ServiceDraft, ask_for, finish
from actions.turn import Reply, Turn
from bot.service import identity
from bot.service.identity import Identity
from bot.store.bookings import Booking

_OFFERED = 6
_HALF_WISHES = ("progress", "urge")


@dataclass(frozen=True)
class Found:
    """The booking meant; `whole` is false where only number and phone were given, which is half a proof."""

    draft: ServiceDraft
    booking: Booking
    whole: bool = True


def find_booking(context: Context, turn: Turn, draft: ServiceDraft, reply: Reply) -> Found | None:
    """The booking meant; None when the reply asks on or says why there is none. Raises `TooManyTries`."""
    draft = take_proof(context, turn, draft)
    with context.store.reading() as session:
        who = identity.known(session, turn.chat_id)
        visible = identity.bookings_of(session, who, turn.chat_id)
    if draft.number:
        mine = [booking for booking in visible if booking.number == draft.number]
        if mine:
            return Found(draft, mine[0])
        if who is None or (draft.phone and draft.phone != who.phone):
            return _half(context, turn, draft, reply)
        reply.say("utter_service_not_yours", number=draft.number)
        draft = replace(draft, number=None)
    return _choose(turn, draft, reply, visible, who)


def _half(context: Context, turn: Turn, draft: ServiceDraft, reply: Reply) -> Found | None:
    """By number and phone the status may be heard; anything else needs a whole proof."""
    if draft.wish in _HALF_WISHES and draft.number and draft.phone and draft.tried != draft.given:
        limits = context.settings.limits
        booking = identity.booking_under(context.store, limits, turn.chat_id, draft.number, draft.phone)
        if booking:
            return Found(draft, booking, whole=False)
        draft = replace(draft, tried=draft.given)
    ask_for(draft, "proof", reply)
    return None


def _choose(
    turn: Turn, draft: ServiceDraft, reply: Reply, visible: list[Booking], who: Identity | None
) -> Found | None:
    """The only booking that fits, the one spoken of last, or a question."""
    if not visible and who is None:
        ask_for(draft, "proof", reply)
        return None
    if not visible:
        finish(reply.say("utter_service_none"), draft)
        return None
    pool = [booking for booking in visible if booking.is_open] or visible[:1]
    named = [booking for booking in pool if booking.category == draft.category]
    told = (turn.slot("service_told") or {}).get("number") if not named else None
    spoken_of = [booking for booking in visible if booking.number == told]
    pool = named or spoken_of or pool
    if len(pool) == 1:
        return Found(replace(draft, number=pool[0].number), pool[0])
    ask_for(draft, "booking", reply, tuple(booking.number for booking in pool[:_OFFERED]))
    return None
