"""Which booking is meant, and whether the customer may see it whole, half or not at all."""

from __future__ import annotations

from dataclasses import dataclass, replace

from actions.base import Context
from actions.proof import take_proof
from actions.service_draft import FORM, ServiceDraft, ask_for, finish
from actions.turn import Reply, Turn
from bot.service import amendments, identity
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
    was: str | None = None  # the number that was spoken of before this message


def find_booking(context: Context, turn: Turn, draft: ServiceDraft, reply: Reply) -> Found | None:
    """The booking meant; None when the reply asks on or says why there is none. Raises `TooManyTries`."""
    draft = take_proof(context, turn, draft)
    with context.store.reading() as session:
        who = identity.known(session, turn.chat_id)
        visible = identity.bookings_of(session, who, turn.chat_id)
    if other := _other_one(turn, draft, visible):
        return Found(other[0], other[1])
    if draft.number:
        mine = [booking for booking in visible if booking.number == draft.number]
        if mine:
            return _meant(draft, mine[0], visible)
        if who is None or (draft.phone and draft.phone != who.phone):
            return _half(context, turn, draft, reply)
        reply.say("utter_service_not_yours", number=draft.number).set(asked_for="action_serve_booking")
        draft = replace(draft, number=None)
    return _choose(turn, draft, reply, visible, who)


def corrects_booked(context: Context, turn: Turn) -> bool:
    """Whether a correction out of the blue is about an open booking of this chat's customer: its phone, its address."""
    named = amendments.fields_named(turn.text) or amendments.changes_told(turn.text)
    return turn.intent == "correct_info" and bool(named) and _has_open(context, turn)


def cancels_booked(context: Context, turn: Turn) -> bool:
    """Whether a stop out of the blue is about an open booking: after a notice of its progress, say."""
    if turn.active_loop or turn.slot("suspended") or not amendments.cancels_told(turn.text):
        return False
    return not amendments.names_other_matter(turn.text) and _has_open(context, turn)


def cancels_other(turn: Turn) -> bool:
    """Whether a stop while one booking is settled cancels the other one."""
    return turn.active_loop == FORM and amendments.names_other_booking(turn.text) and amendments.cancels_told(turn.text)


def _has_open(context: Context, turn: Turn) -> bool:
    with context.store.reading() as session:
        visible = identity.bookings_of(session, identity.known(session, turn.chat_id), turn.chat_id)
    return any(booking.is_open for booking in visible)


def _other_one(turn: Turn, draft: ServiceDraft, visible: list[Booking]) -> tuple[ServiceDraft, Booking] | None:
    """The booking that is left when another one is meant than the one spoken of."""
    told = draft.number or (turn.slot("service_told") or {}).get("number")
    left = [booking for booking in visible if booking.is_open and booking.number != told]
    if not told or len(left) != 1 or not amendments.names_other_booking(turn.text):
        return None
    return replace(draft, number=left[0].number, change={}, offered=(), asked=None), left[0]


def _meant(draft: ServiceDraft, booking: Booking, visible: list[Booking]) -> Found:
    """The booking with the number, unless the message names other goods that are booked too."""
    others = [found for found in visible if found.is_open and found.category == draft.category]
    if draft.category and booking.category != draft.category and len(others) == 1:
        moved = replace(draft, number=others[0].number, change={}, offered=(), asked=None)
        return Found(moved, others[0], was=booking.number)
    return Found(draft, booking, was=booking.number)


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
        finish(reply.say("utter_service_none").set(asked_for="action_serve_booking"), draft)
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
