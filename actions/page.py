"""The product that the customer looks at: a hint which device is meant, said openly, and never a proof of whose it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from actions.phrases import period, phrase
from actions.turn import Button, Reply, Say, Turn
from bot.errors import PolicyNotFound
from bot.service import goods, identity, terms
from bot.service.repair import Draft
from bot.store import devices, products
from bot.store.devices import Device
from bot.store.engine import Session
from bot.store.products import Product

GOODS, OWN, BOOKING = "utter_page_goods", "utter_page_own", "utter_page_booking"
_NOT_SHOWN = "not_shown"  # the choice of whoever means another device than the one in view
_OTHER_FORM = "service_form"  # there a booking is spoken of, not a product
_YES_OR_NO = ("again", "confirm")  # questions that a mere no answers
_MERE = ("deny", "correct_info", "inform", "nlu_fallback", "out_of_scope", "stop_flow", "query_warranty_status")


@dataclass(frozen=True)
class InView:
    """A product in view, and the device where the customer's own records name exactly one."""

    product: Product
    device: Device | None = None


def in_view(session: Session, turn: Turn) -> InView | None:
    """The product that the customer looks at now; None where there is none, or he said that he means another."""
    model = _model(turn)
    product = products.get(session, model) if model else None
    return InView(product, _own_device(session, turn, product)) if product else None


def meant(session: Session, turn: Turn) -> InView | None:
    """The product in view where nothing speaks for another device: neither this message nor what was spoken of before."""
    numbers = ("serial_number", "imei", "order_number", "product_model")
    if any(turn.values(name) for name in numbers) or turn.slot("device_serials"):
        return None
    seen = in_view(session, turn)
    if seen is None:
        return None
    kinds = {*turn.values("product_category"), *_kinds_before(turn)}
    return None if _models_before(turn) - {seen.product.model} or kinds - {seen.product.category} else seen


def lead(reply: Reply, turn: Turn, product: Product, response: str = GOODS, /, **facts: object) -> Reply:
    """Begin the reply with what is taken for the device, once for each product; returns the reply itself."""
    if response in (GOODS, OWN) and turn.slot("page_told") == product.model:
        return reply
    reply.says.insert(0, Say(response, {"product": product.name, **facts}, (_other_button(),)))
    return reply.set(page_told=product.model)


def lead_with_terms(session: Session, reply: Reply, turn: Turn, product: Product, today: date) -> Reply:
    """Begin the reply with the product in view and how long one that is bought today is covered."""
    try:
        whole = terms.terms_of(session, product.category, today).whole
    except PolicyNotFound:
        whole = None
    if whole is None or whole.is_excluded:
        return lead(reply, turn, product)
    start = phrase(f"start_{whole.best.starts}")
    facts = {"period": period(whole.best.months), "start": start, "source": whole.best.source}
    return lead(reply, turn, product, "utter_page_terms", **facts)


def put_aside(turn: Turn) -> dict[str, Any]:
    """The slots to change when the customer says that he means another device than the one in view; none otherwise."""
    model = _model(turn)
    if model is None or turn.active_loop == _OTHER_FORM or not _denies(turn):
        return {}
    changed: dict[str, Any] = {"page_aside": model, "policy_topic": None}
    draft, told = Draft.from_json(turn.slot("repair_draft")), turn.slot("warranty_told") or {}
    if draft.product_model == model:
        asked = "device" if draft.asked else None
        fresh = replace(draft, product_category=None, product_model=None, serial_number=None, offered=(), asked=asked)
        changed["repair_draft"] = fresh.to_json()
    if told.get("model") == model:
        changed["warranty_told"] = {**told, "model": None, "category": None, "need": None, "misses": 0}
    if _page(turn).get("serial") in (turn.slot("device_serials") or ()):
        changed["device_serials"] = None
    return changed


def ask_instead(turn: Turn) -> Reply | None:
    """What to answer to a mere "not this one": which one then. None where the message says more than that."""
    named = turn.values("product_category") or turn.values("product_model") or turn.values("serial_number")
    if named or turn.intent not in _MERE:
        return None
    if turn.active_loop:
        reply = Reply(loop=turn.active_loop).say("utter_page_aside")
        return reply.set(warranty_question="again") if turn.active_loop == "warranty_form" else reply
    waiting = turn.slot("asked_for") or "action_explain_policy"
    reply = Reply().set(asked_for=waiting, asked_part=turn.slot("asked_part"), open_question="device")
    return reply.say("utter_page_aside_which")


def _page(turn: Turn) -> Mapping[str, Any]:
    page = turn.slot("page")
    return page if isinstance(page, dict) else {}


def _model(turn: Turn) -> str | None:
    model = _page(turn).get("product")
    return str(model) if model and model != turn.slot("page_aside") else None


def _denies(turn: Turn) -> bool:
    if turn.value("choice") == _NOT_SHOWN:
        return True
    is_asked = turn.slot("open_question") in _YES_OR_NO
    greeted = not turn.intent_before  # the welcome may have named it
    just_shown = not is_asked and (greeted or any(name.startswith("utter_page_") for name in turn.said_before))
    names_goods = bool(turn.values("product_category") or turn.values("product_model"))
    return not turn.text.startswith("/") and goods.denies_shown(turn.text, just_shown, names_goods)


def _own_device(session: Session, turn: Turn, product: Product) -> Device | None:
    """The device of the order in view, or the only one of this model on record, of a customer who is known."""
    serial = _page(turn).get("serial")
    if serial and (device := devices.find_by_serial(session, str(serial))) and device.model == product.model:
        return device
    known = identity.known(session, turn.chat_id)
    owned = devices.find_by_customer_phone(session, known.phone) if known else []
    found = [device for device in owned if device.model == product.model]
    return found[0] if len(found) == 1 else None


def _kinds_before(turn: Turn) -> set[str]:
    return {str(told["category"]) for told in _told_before(turn) if told.get("category")}


def _models_before(turn: Turn) -> set[str]:
    return {str(told["model"]) for told in _told_before(turn) if told.get("model")}


def _told_before(turn: Turn) -> list[Mapping[str, Any]]:
    """What earlier messages, a look-up and an agent told about the goods: {category, model}."""
    facts, told = turn.agent_facts, turn.slot("warranty_told")
    corrected = {"category": facts.get("product_category"), "model": facts.get("product_model")}
    return [turn.earlier, corrected, told if isinstance(told, dict) else {}]


def _other_button() -> Button:
    return {"title": phrase("not_shown"), "payload": f'/deny{{"choice": "{_NOT_SHOWN}"}}'}
