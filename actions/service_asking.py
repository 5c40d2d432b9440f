"""The questions of the service form: which booking, proof, what to change, which window, and whether it is right."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, cast

from actions.base import AnswerAction
from actions.cards import Mode, windows_card
from actions.phrases import card_phrase, phrase, short_day
from actions.proof import proof_question, shown_phone
from actions.repair_buttons import short_centre
from actions.service_change import change_lines
from actions.service_draft import FORM, OPEN_QUESTIONS, ServiceDraft, draft_of, slot_from
from actions.service_words import goods_of, slot_words, status_of, titled, wish_buttons
from actions.turn import Button, Reply, Turn
from bot.chat.cards import ListCard, ListEntry
from bot.service import repair
from bot.service.amendments import FIELDS
from bot.service.places import Place
from bot.store import bookings, centres
from bot.store.bookings import Booking
from bot.store.capacity import Slot
from bot.store.centres import Centre
from bot.store.engine import Session

_OWN_ACTIONS = (  # the last two pass on what belongs here
    "action_serve_booking", "action_continue_service", "action_take_information", "action_stop_flow", "action_drop_repair",
)  # fmt: skip
_HUMAN_ACTIONS = ("action_request_human", "action_offer_human", "action_warn_of_hazard")


class ActionAskServiceDone(AnswerAction):
    """Words the form's open question; after a digression it takes up the thread first."""

    own_form = FORM

    def name(self) -> str:
        """As in the domain."""
        return "action_ask_service_done"

    def answer(self, turn: Turn) -> Reply:
        """The question that the draft waits for, with its buttons."""
        draft = draft_of(turn)
        if draft is None or draft.asked not in OPEN_QUESTIONS:
            return Reply(loop=None).set(service_draft=None).say("utter_default")
        resumed = turn.after_action is not None and turn.after_action not in _OWN_ACTIONS
        lead = phrase(f"service_back_{draft.wish}") if resumed else ""
        reply = Reply().set(open_question=OPEN_QUESTIONS[draft.asked])
        if turn.after_action in _HUMAN_ACTIONS:  # a person was called or offered: no question on top of that
            return reply.set(asked_for=turn.slot("asked_for"))
        with self.context.store.reading() as session:
            booking = bookings.get(session, draft.number) if draft.number else None
            listed = [bookings.get(session, number) for number in draft.offered] if draft.asked == "booking" else []
            offered = _offered(session, draft) if draft.asked == "window" else None
        if draft.asked == "proof":
            said, buttons = proof_question(self.context, draft)
            return reply.say(said, buttons, lead=lead, phone=shown_phone(draft), number=draft.number or "")
        if draft.asked == "booking":
            again = "_again" if draft.again else ""
            return _ask_which(reply.say(f"utter_ask_service_booking{again}", lead=lead), [b for b in listed if b])
        if booking is None:
            return Reply(loop=None).set(service_draft=None).say("utter_default")
        if offered:
            return _ask_window(reply, draft, booking, lead, offered)
        return _ask_about(reply, draft, booking, lead)


def _ask_about(reply: Reply, draft: ServiceDraft, booking: Booking, lead: str) -> Reply:
    """The question about a booking that is known, but for its window."""
    facts: dict[str, Any] = {"lead": lead, "number": booking.number, "goods": goods_of(booking)}
    if draft.asked == "confirm" and draft.wish == "cancel":
        when = phrase("service_cancel_when", window=slot_words(booking.slot)) if booking.slot else ""
        return reply.say("utter_ask_service_cancel", _instead(booking), when=when, **facts)
    if draft.asked == "confirm":
        return reply.say("utter_ask_service_confirm", lines=change_lines(booking, draft.change), **facts)
    buttons: list[Button] = []
    if draft.asked == "field":
        buttons = [_field_button(name) for name in FIELDS]
    if draft.asked == "mode":
        modes = [mode for mode in repair.modes_for(booking.category) if mode != booking.mode]
        buttons = [_mode_button(mode) for mode in modes]
    again = "_again" if draft.misses else ""
    return reply.say(f"utter_ask_service_{draft.asked}{again}", buttons, **facts)


@dataclass(frozen=True)
class _Offered:
    """The windows offered and the centres of them, where the customer comes to one."""

    slots: list[Slot]
    centres: dict[str, Centre]

    @property
    def named(self) -> dict[str, str]:
        """What tells the centres apart; empty where there is one at most."""
        return {code: short_centre(centre) for code, centre in self.centres.items()} if len(self.centres) > 1 else {}


def _offered(session: Session, draft: ServiceDraft) -> _Offered:
    slots = [slot_from(value) for value in draft.offered]
    codes = {slot.place_code for slot in slots if slot.place_kind == "centre"}
    return _Offered(slots, {code: found for code in sorted(codes) if (found := centres.get(session, code))})


def _ask_window(reply: Reply, draft: ServiceDraft, booking: Booking, lead: str, offered: _Offered) -> Reply:
    """Which of the free windows it shall be; by day on the card."""
    titles = [f"{slot_words(slot)} {offered.named.get(slot.place_code, '')}".strip() for slot in offered.slots]
    buttons = [_chosen(title, place) for place, title in enumerate(titles, 1)]
    buttons.append({"title": phrase("service_more"), "payload": '/inform{"choice": "more"}'})
    when = phrase("service_was_at", window=slot_words(booking.slot)) if booking.slot else ""
    again = "_next" if (draft.again or lead) and not draft.misses else "_again" if draft.misses else ""
    reply.say(
        f"utter_ask_service_window{again}",
        buttons,
        lead=lead,
        number=booking.number,
        goods=goods_of(booking),
        when=when,
    )
    mode = cast(Mode, draft.change.get("mode") or booking.mode)
    return reply.show(windows_card(mode, _place_of(draft, booking, offered), offered.slots, buttons, offered.named))


def _place_of(draft: ServiceDraft, booking: Booking, offered: _Offered) -> str | None:
    """The one centre with its address, else the region in which the work is done."""
    if len(offered.centres) == 1:
        (centre,) = offered.centres.values()
        return card_phrase("place", name=centre.name, address=centre.address)
    place = Place.from_json(draft.change.get("place")) or (Place.from_path(booking.region) if booking.region else None)
    return place.name if place else None


def _ask_which(reply: Reply, listed: list[Booking]) -> Reply:
    """The bookings to choose from, each with its appointment, its status and the end of its number."""
    items = []
    for booking, button in zip(listed, _numbered(listed), strict=True):
        reply.offer(button)
        when = short_day(booking.slot.day) if booking.slot else card_phrase("no_slot")
        detail = card_phrase("booking_detail", when=when, status=status_of(booking), last=booking.number[-4:])
        items.append(ListEntry(title=goods_of(booking), detail=detail, payload=button["payload"]))
    return reply.show(ListCard(title=card_phrase("choose_booking"), items=items))


def _instead(booking: Booking) -> list[Button]:
    """What may be done instead of cancelling."""
    return [button for button in wish_buttons(booking) if "change_booking" in button["payload"]]


def _numbered(found: list[Booking]) -> list[Button]:
    carried = [json.dumps({"ticket_number": booking.number}) for booking in found]
    return [
        {"title": titled(booking), "payload": f"/inform{given}"} for booking, given in zip(found, carried, strict=True)
    ]


def _chosen(title: str, place: int) -> Button:
    return {"title": title, "payload": f'/inform{{"choice": "{place}"}}'}


def _field_button(name: str) -> Button:
    return {"title": phrase(f"service_field_{name}"), "payload": f'/inform{{"choice": "{name}"}}'}


def _mode_button(mode: str) -> Button:
    return {"title": phrase(f"service_mode_{mode}"), "payload": f'/inform{{"service_mode": "{mode}"}}'}
