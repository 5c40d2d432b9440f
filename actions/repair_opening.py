"""What a booking begins with: the first message, and what was said and looked up before it, so that nothing is asked twice."""

from __future__ import annotations

from dataclasses import replace

from actions.base import Context
from actions.repair_draft import draft_of, task_of, thing_of
from actions.repair_goods import recall_fault, take_device
from actions.repair_heard import Heard
from actions.repair_reading import read, settle
from actions.turn import Turn
from bot.service import identify, identity
from bot.service.identify import Clues
from bot.service.repair import Draft
from bot.store import devices, products
from bot.store.devices import Device
from bot.store.engine import Session

_PURPOSES = {"book_repair": "repair", "book_installation": "installation", "book_inspection": "inspection"}


def open_draft(context: Context, session: Session, turn: Turn) -> Heard:
    """Read the first message; goods that it does not name are those spoken of before."""
    heard = read(context, session, turn, _opened(turn), asked=None)
    if heard.draft.product_category is None and not heard.refused:
        _recall_device(session, heard)
        settle(session, heard)
    waiting = draft_of(turn)
    if waiting.asked and waiting.product_category and not turn.values("product_category"):
        heard.reply.say("utter_repair_taken_up", thing=thing_of(session, heard.draft), task=task_of(heard.draft))
    told = turn.earlier
    if told.get("symptom") and told.get("category") in (None, heard.draft.product_category):
        recall_fault(heard, told["symptom"])
    if heard.draft.serial_number is None and heard.draft.product_category:
        heard.draft = _with_known_device(session, turn, heard.draft)
    return heard


def _opened(turn: Turn) -> Draft:
    """The draft to begin with: a new number, and what a draft that waits already holds about the same goods."""
    before = draft_of(turn)
    purpose = _PURPOSES.get(turn.intent, before.purpose)
    kinds = turn.values("product_category")
    phone = before.phone_number or (turn.slot("warranty_told") or {}).get("phone") or turn.earlier.get("phone")
    fresh = Draft(id=turn.message_id, purpose=purpose, phone_number=phone)
    if before.product_category and kinds and before.product_category not in kinds:
        return fresh
    return replace(before, id=turn.message_id, purpose=purpose, phone_number=phone, asked=None, misses=0, offered=())


def _recall_device(session: Session, heard: Heard) -> None:
    """The goods spoken of before: the one device on the table, else what earlier messages named."""
    turn = heard.turn
    serials = turn.slot("device_serials") or []
    hidden = turn.slot("device_names") or {}
    device = devices.find_by_serial(session, str(serials[0])) if len(serials) == 1 else None
    if device:
        take_device(session, heard, device, named=device.serial not in hidden)
        return
    told = {**(turn.slot("warranty_told") or {}), **turn.earlier}
    models = sorted(identify.models_named(session, (told["model"],))) if told.get("model") else []
    product = products.get(session, models[0]) if models else None
    if product:
        heard.set(
            "device", product_category=product.category, product_model=product.model if len(models) == 1 else None
        )
    elif told.get("category"):
        heard.set("device", product_category=told["category"])


def _with_known_device(session: Session, turn: Turn, draft: Draft) -> Draft:
    """The device on the table or on record of a known customer, when exactly one is of these goods."""
    found: list[Device] = []
    for serial in turn.slot("device_serials") or []:
        if device := devices.find_by_serial(session, str(serial)):
            found.append(device)
    if not found and (known := identity.known(session, turn.chat_id)):
        found = devices.find_by_customer_phone(session, known.phone)
    models = (draft.product_model,) if draft.product_model else ()
    fitting = identify.of_product(session, found, Clues(models=models, categories=(draft.product_category or "",)))
    return replace(draft, serial_number=fitting[0].serial) if len(fitting) == 1 else draft
