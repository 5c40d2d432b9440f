"""The questions of the service form: which booking, proof, what to change, which window, and whether it is right."""

from __future__ import annotations

import json
from typing import Any

from actions.base import AnswerAction
from actions.phrases import phrase
from actions.proof import proof_question, shown_phone
from actions.service_change import change_lines
from actions.service_draft import FORM, OPEN_QUESTIONS, ServiceDraft, draft_of, slot_from
from actions.service_words import goods_of, slot_words, titled, wish_buttons
from actions.turn import Button, Reply, Turn
from bot.service import repair
from bot.service.amendments import FIELDS
from bot.store import bookings
from bot.store.bookings import Booking

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
        if draft.asked == "proof":
            said, buttons = proof_question(self.context, draft)
            return reply.say(said, buttons, lead=lead, phone=shown_phone(draft), number=draft.number or "")
        if draft.asked == "booking":
            again = "_again" if draft.again else ""
            return reply.say(f"utter_ask_service_booking{again}", _numbered([b for b in listed if b]), lead=lead)
        if booking is None:
            return Reply(loop=None).set(service_draft=None).say("utter_default")
        return _ask_about(reply, draft, booking, lead)


def _ask_about(reply: Reply, draft: ServiceDraft, booking: Booking, lead: str) -> Reply:
    """The question about a booking that is known."""
    facts: dict[str, Any] = {"lead": lead, "number": booking.number, "goods": goods_of(booking)}
    if draft.asked == "confirm" and draft.wish == "cancel":
        when = phrase("service_cancel_when", window=slot_words(booking.slot)) if booking.slot else ""
        return reply.say("utter_ask_service_cancel", _instead(booking), when=when, **facts)
    if draft.asked == "confirm":
        return reply.say("utter_ask_service_confirm", lines=change_lines(booking, draft.change), **facts)
    buttons: list[Button] = []
    if draft.asked == "window":
        buttons = [_chosen(slot_words(slot_from(value)), place) for place, value in enumerate(draft.offered, 1)]
        buttons.append({"title": phrase("service_more"), "payload": '/inform{"choice": "more"}'})
    if draft.asked == "field":
        buttons = [_field_button(name) for name in FIELDS]
    if draft.asked == "mode":
        modes = [mode for mode in repair.modes_for(booking.category) if mode != booking.mode]
        buttons = [_mode_button(mode) for mode in modes]
    if draft.asked == "window" and (draft.again or lead) and not draft.misses:
        return reply.say("utter_ask_service_window_next", buttons, **facts)
    if draft.asked == "window":
        facts["when"] = phrase("service_was_at", window=slot_words(booking.slot)) if booking.slot else ""
    again = "_again" if draft.misses else ""
    return reply.say(f"utter_ask_service_{draft.asked}{again}", buttons, **facts)


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
