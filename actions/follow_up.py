"""A bare value after an answer about software, prices or centres: it goes to the action that asked, or answered last."""

from __future__ import annotations

from collections.abc import Mapping

from actions.base import AnswerAction, Context
from actions.centres import ActionFindCentre, ActionTellContact
from actions.prices import ActionQuotePrice
from actions.service import ActionServeBooking
from actions.turn import Reply, Turn
from actions.update import ActionCheckUpdate, ActionTellUpdateRisk
from actions.update_trouble import ActionExplainBackup, ActionRescueUpdate
from bot.service import centres, goods, places, terms, update

_GOODS = ("serial_number", "imei", "product_model", "product_category", "brand")
_TAKEN: Mapping[str, tuple[type[AnswerAction], tuple[str, ...]]] = {  # action → which entities it takes for an answer
    "action_check_update": (ActionCheckUpdate, (*_GOODS, "software_version")),
    "action_tell_update_risk": (ActionTellUpdateRisk, _GOODS),
    "action_rescue_update": (ActionRescueUpdate, (*_GOODS, "symptom")),
    "action_explain_backup": (ActionExplainBackup, _GOODS),
    "action_quote_price": (ActionQuotePrice, (*_GOODS, "part", "symptom", "service_mode")),
    "action_find_centre": (ActionFindCentre, ("region", "product_category", "product_model", "time", "service_mode")),
    "action_tell_contact": (ActionTellContact, ()),
    "action_serve_booking": (ActionServeBooking, ("phone_number", "ticket_number", "serial_number", "order_number")),
}


def take_answer(context: Context, turn: Turn) -> Reply | None:
    """The reply of the action that waits for this value; None where none waits or the message is no answer to it."""
    name = str(turn.slot("asked_for"))
    if name not in _TAKEN or (name == "action_quote_price" and terms.asks_for_term(turn.text)):
        return None
    kind, entities = _TAKEN[name]
    named = any(item.get("entity") in entities for item in turn.entities)
    return kind(context).answer(turn) if named or _answers_openly(turn, name) else None


def take_refusal(turn: Turn) -> Reply | None:
    """What helps a customer who does not know what was asked for; the question stays open. None for every other no."""
    name, question = str(turn.slot("asked_for")), str(turn.slot("open_question"))
    if name not in _TAKEN or question not in ("model", "device") or not goods.says_unknown(turn.text):
        return None
    reply = Reply().say("utter_goods_unknown")
    return reply.set(asked_for=name, open_question=question, asked_part=turn.slot("asked_part"))


def _answers_openly(turn: Turn, name: str) -> bool:
    """Answers that carry no entity: a place, a telephone number, the wish for a list, or what exactly went wrong."""
    if name == "action_find_centre":
        names_goods = bool(turn.values("product_model") or turn.values("part"))
        asked = turn.slot("open_question") == "region" and not turn.slot("region_told") and not names_goods
        return asked or bool(places.resolve(turn.text))
    if name == "action_tell_contact":
        return bool(centres.numbers_in(turn.text))
    if name == "action_check_update":
        return turn.slot("open_question") == "model" and update.asks_for_list(turn.text)
    question = turn.slot("open_question")
    tells = question == "device" and update.failure_told(turn.text) in ("boot", "stuck")
    return name == "action_rescue_update" and (question == "fault" or tells)
