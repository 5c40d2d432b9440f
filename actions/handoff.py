"""The way to a human: on request, on offer, and at once with advice when something is dangerous."""

from __future__ import annotations

from abc import ABC

from actions.base import AnswerAction
from actions.turn import Reply, Turn
from bot.chat import handoff, hours
from bot.service.hazards import hazard_kind


class QueueAction(AnswerAction, ABC):
    """An action that puts the chat into the queue."""

    def say_place(self, reply: Reply, response: str, place: int) -> Reply:
        """Tell the place; with the hours, and the offer to leave a message, when nobody is on duty."""
        settings = self.context.settings
        if place == 0:
            return reply.say("utter_human_with_agent")
        if hours.is_open(settings.hours, settings.now()):
            return reply.say(response, place=place)
        return reply.say(f"{response}_after_hours", place=place, hours=settings.hours)


class ActionRequestHuman(QueueAction):
    """Puts the chat into the queue and tells the place that the committed row gives."""

    def name(self) -> str:
        """As in the domain."""
        return "action_request_human"

    def answer(self, turn: Turn) -> Reply:
        """Asking twice keeps the place."""
        with self.context.store.transaction() as session:
            place = handoff.open(session, turn.chat_id, "customer_request")
        return self.say_place(Reply(loop=None), "utter_human_queued", place)


class ActionOfferHuman(QueueAction):
    """A complaint goes to a human at once; anger gets one calm sentence and the choice of a human."""

    def name(self) -> str:
        """As in the domain."""
        return "action_offer_human"

    def answer(self, turn: Turn) -> Reply:
        """A look-up is left: whoever complains does not want to be asked for a serial number."""
        if turn.intent != "make_complaint":
            reply = Reply(loop=None).set(asked_for="action_request_human", open_question="yes_no")
            return reply.say("utter_dissatisfaction_offer")
        with self.context.store.transaction() as session:
            place = handoff.open(session, turn.chat_id, "complaint")
        return self.say_place(Reply(loop=None), "utter_complaint_queued", place)


class ActionWarnOfHazard(QueueAction):
    """Safety advice first, then the queue with priority."""

    def name(self) -> str:
        """As in the domain."""
        return "action_warn_of_hazard"

    def answer(self, turn: Turn) -> Reply:
        """The advice names what to do for the kind of danger or of goods; without a known kind it covers all of them.

        A booking under way is left, but not forgotten: the agent reads it.
        """
        kind = hazard_kind(turn.values("symptom"), turn.values("product_category"), turn.text)
        reply = Reply().abandon().say(f"utter_hazard_{kind}")
        with self.context.store.transaction() as session:
            place = handoff.open(session, turn.chat_id, "safety_hazard", handoff.URGENT)
        return self.say_place(reply, "utter_hazard_queued", place)
