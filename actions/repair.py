"""Booking a repair, an installation or an inspection: opened with what was said, carried on answer by answer, sent at the end."""

from __future__ import annotations

from dataclasses import replace

from actions.base import AnswerAction
from actions.handoff import ActionRequestHuman
from actions.phrases import join, phrase
from actions.repair_booking import send, tell_booked_again
from actions.repair_contact import last_booking
from actions.repair_draft import FORM, draft_of, thing_of
from actions.repair_noted import note, say_back
from actions.repair_opening import begins_anew, open_draft
from actions.repair_reading import read
from actions.service import ActionServeBooking
from actions.turn import Reply, Say, Turn

ASKS_WHEN = (
    "query_repair_progress",
    "urge_service",
)  # before anything is booked these ask about the booking to be made
__all__ = ["FORM", "ActionBookRepair", "ActionContinueRepair", "tell_booked_again"]


class ActionBookRepair(AnswerAction):
    """Opens a booking with everything that was said, now and before; the form then asks for the rest."""

    own_form = FORM

    def name(self) -> str:
        """As in the domain."""
        return "action_book_repair"

    def answer(self, turn: Turn) -> Reply:
        """Goods of other makers are not booked; a draft that waits (a fault just reported, a danger) is taken up."""
        with self.context.store.reading() as session:
            heard = open_draft(self.context, session, turn)
            draft = heard.draft
            if heard.refused and draft.product_category is None:
                return heard.reply.set(asked_for="action_book_repair")
            if draft.purpose == "installation" and draft.product_category and draft.mode != "home":
                thing = thing_of(session, draft)
                return Reply().say("utter_repair_no_installation", thing=thing).set(repair_draft=None)
            say_back(session, heard)
        heard.reply.loop = FORM
        return heard.reply.set(repair_draft=draft.to_json())


class ActionContinueRepair(AnswerAction):
    """Takes an answer, a correction or a yes to the summary; the form then asks what is still open."""

    own_form = FORM

    def name(self) -> str:
        """As in the domain."""
        return "action_continue_repair"

    def answer(self, turn: Turn) -> Reply:
        """Only a yes to the summary that changes nothing sends the booking; a number of another booking is about that one."""
        if turn.slot("asked_for") == "action_request_human" and (reply := self._answer_offer(turn)):
            return reply
        if self._is_about_another(turn):
            reply = ActionServeBooking(self.context).answer(turn)
            reply.loop = reply.loop or FORM  # what is settled at once leaves this booking where it was
            return reply
        if begins_anew(turn):
            return self._begin_anew(turn)
        draft = draft_of(turn)
        if not draft.id:
            draft = replace(draft, id=turn.message_id)
        with self.context.store.reading() as session:
            heard = read(self.context, session, turn, draft, draft.asked or "device")
            note(session, heard)
        if draft.asked == "confirm" and turn.intent == "affirm" and not heard.changed and not heard.refused:
            return send(self.context, turn, draft)
        reply = heard.reply.set(repair_draft=heard.draft.to_json())
        corrected = [name for name in heard.replaced if name != draft.asked]
        if corrected and not heard.refused:
            reply.say("utter_repair_corrected", fields=join(phrase(f"field_{name}") for name in corrected))
        if turn.intent == "thank":
            reply.say("utter_repair_welcome")
        reply.loop = FORM
        return reply

    def _is_about_another(self, turn: Turn) -> bool:
        """Whether a booking that exists is meant: by its number, or where this chat has one, or by the word for it."""
        if turn.values("ticket_number"):
            return turn.intent in ("change_booking", *ASKS_WHEN)
        if turn.intent not in ASKS_WHEN:
            return False
        with self.context.store.reading() as session:
            has_booked = last_booking(session, turn.chat_id) is not None
        return has_booked or any(word in turn.text for word in phrase("words_progress").split())

    def _answer_offer(self, turn: Turn) -> Reply | None:
        """Yes or no to the offer of a human; None for anything else, which answers the question that stood before."""
        if turn.intent == "affirm":
            reply = ActionRequestHuman(self.context).answer(turn)
            reply.loop = FORM  # what was said is there when the human hands the chat back
            return reply
        if turn.intent == "deny":
            draft = replace(draft_of(turn), misses=0)
            return Reply(loop=FORM).set(repair_draft=draft.to_json())
        return None

    def _begin_anew(self, turn: Turn) -> Reply:
        with self.context.store.reading() as session:
            heard = open_draft(self.context, session, turn)
        reply = heard.reply.set(repair_draft=heard.draft.to_json())
        reply.says.insert(0, Say("utter_repair_anew", {}))
        reply.loop = FORM
        return reply
