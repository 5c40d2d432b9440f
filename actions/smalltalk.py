"""What depends on what was asked before: bare information, yes, no, stop; and likely meanings when nothing was understood."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from actions.base import AnswerAction, Context
from actions.documents import ActionListDocuments, ActionLocateIdentifier
from actions.handoff import ActionRequestHuman
from actions.phrases import meaning
from actions.policy import ActionExplainPolicy, ActionExplainRepairWarranty, foreign_brand
from actions.turn import Button, Reply, Turn
from actions.warranty import check_warranty

_OFFERED = 3
_LEAST_CONFIDENCE = 0.03  # a meaning less likely than this is not worth a button
_QUESTIONS: Mapping[str, Callable[[Context], AnswerAction]] = {
    "action_explain_policy": ActionExplainPolicy,
    "action_explain_repair_warranty": ActionExplainRepairWarranty,
    "action_locate_identifier": ActionLocateIdentifier,
    "action_list_documents": ActionListDocuments,
}
_KEPT_ENTITIES = {
    "product_category", "brand", "product_model", "part", "symptom", "damage_cause", "service_mode", "serial_number",
    "imei", "order_number", "ticket_number", "error_code", "region",
}  # fmt: skip


class ActionTakeInformation(AnswerAction):
    """Takes a bare value or a correction: answers the question that was open, else says what can be done with it."""

    def name(self) -> str:
        """As in the domain."""
        return "action_take_information"

    def answer(self, turn: Turn) -> Reply:
        """A number that names a device is looked up at once."""
        if reply := continue_thread(self.context, turn):
            return reply
        if brand := foreign_brand(turn):
            return Reply().say("utter_warranty_other_brand", brand=brand)
        if turn.values("phone_number") or turn.values("product_model") or turn.values("product_category"):
            return self._keep(turn)
        return Reply().say("utter_inform_correct_what" if turn.intent == "correct_info" else "utter_inform_unclear")

    def _keep(self, turn: Turn) -> Reply:
        """Remember what helps to find the device later, and ask what it is for."""
        kept = {
            "phone": turn.value("phone_number"),
            "model": turn.value("product_model"),
            "category": turn.value("product_category"),
        }
        told = {**(turn.slot("warranty_told") or {}), **{name: value for name, value in kept.items() if value}}
        thing = kept["model"] or kept["category"]
        reply = Reply().set(warranty_told=told)
        return reply.say("utter_inform_product", thing=thing) if thing else reply.say("utter_inform_phone")


class ActionAnswerYes(AnswerAction):
    """Yes: does what was offered last; asks what for when nothing was."""

    def name(self) -> str:
        """As in the domain."""
        return "action_answer_yes"

    def answer(self, turn: Turn) -> Reply:
        """The only offers that wait for a yes today are a human and the form."""
        if turn.slot("asked_for") == "action_request_human":
            return ActionRequestHuman(self.context).answer(turn)
        return Reply().say("utter_affirm_nothing")


class ActionAnswerNo(AnswerAction):
    """No: takes the offer back."""

    def name(self) -> str:
        """As in the domain."""
        return "action_answer_no"

    def answer(self, turn: Turn) -> Reply:
        """A plain no with nothing open ends kindly."""
        refused = turn.slot("asked_for") == "action_request_human"
        return Reply().say("utter_deny_human" if refused else "utter_deny_nothing")


class ActionStopFlow(AnswerAction):
    """Leaves whatever was going on and forgets what was told for it."""

    def name(self) -> str:
        """As in the domain."""
        return "action_stop_flow"

    def answer(self, turn: Turn) -> Reply:
        """Nothing was changed by a look-up, and that is said."""
        forgotten = dict.fromkeys(("warranty_told", "warranty_question", "device_candidates", "asked_part"))
        reply = Reply(loop=None).set(**forgotten)
        return reply.say("utter_stopped" if turn.active_loop else "utter_stopped_nothing")


class ActionOfferMeanings(AnswerAction):
    """Not understood: offers the likely meanings as buttons; the second time in a row the human first."""

    def name(self) -> str:
        """As in the domain."""
        return "action_offer_meanings"

    def answer(self, turn: Turn) -> Reply:
        """A value that fits what was spoken of is worth more than a guess at the intent."""
        if reply := continue_thread(self.context, turn):
            return reply
        buttons = likely_meanings(turn)
        if turn.fallbacks_in_a_row > 1:
            return Reply().set(asked_for="action_request_human").say("utter_fallback_again", buttons)
        return Reply().say("utter_fallback_meanings" if buttons else "utter_fallback_empty", buttons)


def continue_thread(context: Context, turn: Turn) -> Reply | None:
    """Take a value for what was spoken of: look a number up, answer the open question or the follow-up; None otherwise."""
    if any(turn.values(name) for name in ("serial_number", "imei", "order_number", "choice")):
        return check_warranty(context, turn)
    if foreign_brand(turn):
        return None
    names_product = bool(turn.values("product_category") or turn.values("product_model"))
    asked = _QUESTIONS.get(str(turn.slot("asked_for")))
    if asked and (names_product or turn.values("service_mode")):
        return asked(context).answer(turn)
    if turn.slot("policy_topic") and (names_product or turn.values("part")):
        return ActionExplainPolicy(context).answer(turn)
    if turn.slot("device_serials") and turn.values("part"):
        return ActionExplainPolicy(context).answer(turn)
    return None


def likely_meanings(turn: Turn) -> list[Button]:
    """Up to three meanings by confidence, each once; the entities of the message travel with the button."""
    entities = json.dumps(_kept(turn), ensure_ascii=False) if _kept(turn) else ""
    buttons: list[Button] = []
    for candidate in turn.ranking:
        title = meaning(str(candidate.get("name")))
        if title is None or float(candidate.get("confidence") or 0) < _LEAST_CONFIDENCE:
            continue
        buttons.append({"title": title, "payload": f"/{candidate['name']}{entities}"})
    return buttons[:_OFFERED]


def _kept(turn: Turn) -> dict[str, str]:
    return {name: value for name in sorted(_KEPT_ENTITIES) if (value := turn.value(name))}
