"""What depends on what was asked before: bare information, yes, no, stop; and likely meanings when nothing was understood."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from actions.base import AnswerAction, Context
from actions.documents import ActionListDocuments, ActionLocateIdentifier
from actions.follow_up import take_answer, take_refusal
from actions.handoff import ActionRequestHuman, QueueAction
from actions.meanings import likely_meanings, part_buttons, place_buttons
from actions.phrases import join, phrase
from actions.policy import ActionExplainPolicy, ActionExplainRepairWarranty, foreign_brand
from actions.repair import FORM as REPAIR_FORM
from actions.repair import ActionBookRepair, ActionContinueRepair, tell_booked_again
from actions.repair_opening import begins_anew
from actions.service import ActionServeBooking
from actions.service_draft import leaves_booking_alone
from actions.service_finding import cancels_booked, cancels_other, corrects_booked
from actions.turn import Reply, Turn
from actions.warranty import check_warranty, explain_malformed, tell_again
from bot.chat import handoff
from bot.service import identify, visits
from bot.store import products
from bot.text import refuses_human

_QUESTIONS: Mapping[str, Callable[[Context], AnswerAction]] = {
    "action_explain_policy": ActionExplainPolicy,
    "action_explain_repair_warranty": ActionExplainRepairWarranty,
    "action_locate_identifier": ActionLocateIdentifier,
    "action_list_documents": ActionListDocuments,
    "action_book_repair": ActionBookRepair,
}
_MOST_MISSES = 2  # messages in a row that were not understood
_SHORTEST_TOPIC = 3  # characters; a shorter text (which one?) names no matter that could lie outside ours
_BOOKING_FACTS = ("region", "address", "person_name", "phone_number", "symptom")
_FORGOTTEN = (
    "warranty_told", "warranty_question", "device_candidates", "asked_part", "repair_draft", "service_draft",
)  # fmt: skip


class ActionTakeInformation(QueueAction):
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
        if turn.value("product_category") and self._names_visit(turn):
            return ActionBookRepair(self.context).answer(turn)
        if reply := explain_malformed(turn):
            return reply
        if turn.values("ticket_number"):
            return ActionServeBooking(self.context).answer(turn)
        if corrects_booked(self.context, turn):
            return ActionServeBooking(self.context).answer(replace(turn, intent="change_booking"))
        if turn.values("phone_number") or turn.values("product_model") or turn.values("product_category"):
            return self._keep(turn)
        if region := turn.value("region"):
            return Reply().say("utter_inform_place", place_buttons(region), place=region)
        if part := turn.value("part"):
            return Reply().say("utter_inform_part", part_buttons(part), part=part)
        if turn.intent == "correct_info":
            return Reply().say("utter_inform_correct_what")
        return give_up(self, turn) or Reply().say("utter_inform_unclear")

    def _names_visit(self, turn: Turn) -> bool:
        """Whether a bare value says how or when goods are to be served: a wish to book; a day in the past is none."""
        now = self.context.settings.now()
        wish = visits.read_wish(turn.entities, turn.text, now)
        is_ahead = wish is not None and wish.start is not None and wish.start >= now
        return is_ahead or bool(turn.values("service_mode"))

    def _keep(self, turn: Turn) -> Reply:
        """Remember what helps to find the device later, and ask what it is for; phone and product are looked up."""
        kept = {
            "phone": turn.value("phone_number"),
            "model": turn.value("product_model"),
            "category": turn.value("product_category"),
        }
        told = {**(turn.slot("warranty_told") or {}), **{name: value for name, value in kept.items() if value}}
        if told.get("phone") and (told.get("model") or told.get("category")):
            return check_warranty(self.context, turn)
        thing = self._called(kept["model"]) or kept["category"]
        reply = Reply().set(warranty_told=told)
        return reply.say("utter_inform_product", thing=thing) if thing else reply.say("utter_inform_phone")

    def _called(self, model: str | None) -> str | None:
        """A model as it is called, not its code; the kind of goods where a name stands for several."""
        if model is None:
            return None
        with self.context.store.reading() as session:
            meant = [products.get(session, code) for code in sorted(identify.models_named(session, (model,)))]
        found = [product for product in meant if product]
        if len(found) == 1:
            return found[0].name
        return join(dict.fromkeys(product.category for product in found)) or model


class ActionAnswerYes(AnswerAction):
    """Yes: does what was offered last; asks what for when nothing was."""

    def name(self) -> str:
        """As in the domain."""
        return "action_answer_yes"

    def answer(self, turn: Turn) -> Reply:
        """What waits for a yes: a human, a booking; and a booking that was just made is not made again."""
        asked = turn.slot("asked_for")
        if asked == "action_request_human":
            return ActionRequestHuman(self.context).answer(turn)
        if offers_booking(turn):
            return ActionBookRepair(self.context).answer(turn)
        if asked == "action_continue_repair" and (reply := tell_booked_again(self.context, turn)):
            return reply
        return Reply().say("utter_affirm_nothing")


def offers_booking(turn: Turn) -> bool:
    """Whether the last answer ended with the offer of a booking: after a fault, or after the steps for a failed update."""
    asked = turn.slot("asked_for")
    return asked == "action_book_repair" or (asked == "action_rescue_update" and not turn.slot("open_question"))


class ActionAnswerNo(AnswerAction):
    """No: takes the offer back."""

    def name(self) -> str:
        """As in the domain."""
        return "action_answer_no"

    def answer(self, turn: Turn) -> Reply:
        """A plain no with nothing open ends kindly."""
        asked = turn.slot("asked_for")
        if reply := take_refusal(turn):
            return reply
        if offers_booking(turn):
            return Reply().say("utter_deny_booking").set(repair_draft=None)
        no_human = asked == "action_request_human" or refuses_human(turn.text)
        return Reply().say("utter_deny_human" if no_human else "utter_deny_nothing")


class ActionStopFlow(AnswerAction):
    """Leaves whatever was going on and forgets what was told for it."""

    def name(self) -> str:
        """As in the domain."""
        return "action_stop_flow"

    def answer(self, turn: Turn) -> Reply:
        """Nothing was changed by a look-up or by a booking that was not sent, and that is said; who begins anew goes on."""
        if turn.active_loop == REPAIR_FORM and begins_anew(turn):
            return ActionContinueRepair(self.context).answer(turn)
        if cancels_booked(self.context, turn) or cancels_other(turn):
            return ActionServeBooking(self.context).answer(replace(turn, intent="cancel_booking"))
        reply = Reply().abandon().set(**dict.fromkeys(_FORGOTTEN))
        if leaves_booking_alone(turn):
            return reply.set(open_question="booking").say("utter_service_stopped")
        if REPAIR_FORM in (turn.active_loop, turn.slot("suspended")):
            return reply.say("utter_repair_goodbye" if turn.intent == "goodbye" else "utter_repair_stopped")
        return reply.say("utter_stopped" if turn.active_loop else "utter_stopped_nothing")


class ActionDropRepair(ActionStopFlow):
    """Leaves a booking that was not sent: on a cancellation, a goodbye, or the wish to return the goods instead."""

    def name(self) -> str:
        """As in the domain."""
        return "action_drop_repair"

    def answer(self, turn: Turn) -> Reply:
        """A number of another booking is about that one: it is cancelled, and this one waits."""
        if turn.intent == "cancel_booking" and turn.values("ticket_number"):
            return ActionServeBooking(self.context).answer(turn)
        if turn.intent not in ("request_return", "request_exchange"):
            return super().answer(turn)
        reply = Reply().abandon().set(**dict.fromkeys(_FORGOTTEN))
        return reply.say("utter_repair_dropped").say("utter_later_returns")


class ActionOfferMeanings(QueueAction):
    """Not understood: offers the likely meanings as buttons; the second time in a row a human takes over."""

    def name(self) -> str:
        """As in the domain."""
        return "action_offer_meanings"

    def answer(self, turn: Turn) -> Reply:
        """A value that fits what was spoken of is worth more than a guess at the intent."""
        if reply := continue_thread(self.context, turn) or explain_malformed(turn) or tell_fact(self.context, turn):
            return reply
        if turn.intent == "out_of_scope" and len(turn.text) > _SHORTEST_TOPIC:
            return Reply().say("utter_out_of_scope")
        if reply := give_up(self, turn):
            return reply
        buttons = likely_meanings(turn)
        if not buttons:
            return Reply().say("utter_fallback_empty")
        human = {"title": phrase("human"), "payload": "/request_human"}
        return Reply().say("utter_fallback_meanings", [*buttons, human])


def give_up(action: QueueAction, turn: Turn) -> Reply | None:
    """After two messages in a row that were not understood a human takes over; signs without words open no queue."""
    if turn.fallbacks_in_a_row < _MOST_MISSES or not any(character.isalnum() for character in turn.text):
        return None
    with action.context.store.transaction() as session:
        place = handoff.open(session, turn.chat_id, "not_understood")
    return action.say_place(Reply(loop=None), "utter_fallback_queued", place)


def continue_thread(context: Context, turn: Turn) -> Reply | None:
    """Take a value for what was spoken of: look a number up, answer the open question or the follow-up; None otherwise."""
    if reply := take_answer(context, turn):
        return reply
    if any(turn.values(name) for name in ("serial_number", "imei", "order_number", "choice")):
        return check_warranty(context, turn)
    if _chooses(turn):
        return check_warranty(context, turn)
    if foreign_brand(turn):
        return None
    names_product = bool(turn.values("product_category") or turn.values("product_model"))
    asked = _QUESTIONS.get(str(turn.slot("asked_for")))
    if asked and (names_product or turn.values("service_mode")):
        return asked(context).answer(turn)
    if asked is ActionBookRepair and any(turn.values(name) for name in _BOOKING_FACTS):
        return asked(context).answer(turn)  # where, when or whom, where a booking was offered
    if turn.slot("policy_topic") and (names_product or turn.values("part")):
        return ActionExplainPolicy(context).answer(turn)
    if turn.slot("device_serials") and turn.values("part"):
        return ActionExplainPolicy(context).answer(turn)
    return None


def tell_fact(context: Context, turn: Turn) -> Reply | None:
    """A short question after a verdict: the days left stand in the verdict, the purchase is not told without proof."""
    fact = identify.fact_asked(turn.text) if turn.slot("device_serials") else None
    if fact == "purchase":
        return Reply().say("utter_warranty_purchase_private")
    return tell_again(context, turn) if fact == "days" else None


def _chooses(turn: Turn) -> bool:
    """Whether the message picks one of the devices that were offered, or one of those on the table."""
    if turn.slot("device_candidates"):
        named = turn.values("product_category") or turn.values("product_model")
        return identify.place_named(turn.text) is not None or bool(named and turn.slot("asked_for") is None)
    on_table = bool(turn.slot("device_serials")) and not turn.values("part")
    return on_table and identify.place_named(turn.text, alone=False) is not None
