"""What a booking begins with: the first message, and what was said and looked up before it, so that nothing is asked twice."""

from __future__ import annotations

from dataclasses import replace

from actions import page
from actions.base import Context
from actions.phrases import phrase
from actions.repair_contact import last_booking
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
    waiting, is_another = draft_of(turn), begins_another(session, turn)
    heard = read(context, session, turn, _opened(turn, is_another), asked=None)
    if is_another:
        return heard
    if heard.draft.product_category is None and not heard.refused:
        _recall_device(session, heard)
        settle(session, heard)
    if not heard.refused and not turn.values("product_model"):
        _take_in_view(session, heard)
    if waiting.asked and waiting.product_category and not turn.values("product_category"):
        heard.reply.say("utter_repair_taken_up", thing=thing_of(session, heard.draft), task=task_of(heard.draft))
    told = turn.earlier
    if told.get("symptom") and told.get("category") in (None, heard.draft.product_category):
        recall_fault(heard, told["symptom"])
    if heard.draft.serial_number is None and heard.draft.product_category:
        heard.draft = _with_known_device(session, turn, heard.draft)
    return heard


def begins_anew(turn: Turn) -> bool:
    """Whether the customer wants to begin from the beginning."""
    return _says(turn, "words_anew")


def begins_another(session: Session, turn: Turn) -> bool:
    """Whether a booking beside those of this chat is wanted: nothing said for the last one counts for it."""
    if begins_anew(turn):
        return True
    return _says(turn, "words_another") and not draft_of(turn).id and last_booking(session, turn.chat_id) is not None


def _says(turn: Turn, words: str) -> bool:
    text = "" if turn.text.startswith("/") else turn.text
    return any(word in text for word in phrase(words).split())


def _opened(turn: Turn, is_another: bool) -> Draft:
    """The draft to begin with: a new number, and what a draft that waits already holds about the same goods."""
    before = draft_of(turn)
    purpose = _purpose_of(turn, before)
    if is_another:
        return Draft(id=turn.message_id, purpose=purpose)
    kinds = turn.values("product_category")
    phone = before.phone_number or (turn.slot("warranty_told") or {}).get("phone") or turn.earlier.get("phone")
    fresh = Draft(id=turn.message_id, purpose=purpose, phone_number=phone)
    if before.product_category and kinds and before.product_category not in kinds:
        return fresh
    return replace(before, id=turn.message_id, purpose=purpose, phone_number=phone, asked=None, misses=0, offered=())


def _purpose_of(turn: Turn, before: Draft) -> str:
    """What is to be done. A symptom is repaired, whatever the wish sounded like, unless cleaning or installing is named."""
    wanted = _PURPOSES.get(turn.intent, before.purpose)
    names_other = [purpose for purpose in ("installation", "inspection") if _says(turn, f"words_{purpose}")]
    if turn.values("symptom") and not names_other:
        return "repair"
    if turn.intent not in _PURPOSES and not turn.values("symptom") and len(names_other) == 1:
        return names_other[0]
    return wanted


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


def _take_in_view(session: Session, heard: Heard) -> None:
    """The product in view, where no goods or only its kind are known: said openly, so that it can be put aside."""
    draft = heard.draft
    if draft.product_model or draft.serial_number:
        return
    seen = page.meant(session, heard.turn)
    if seen is None or draft.product_category not in (None, seen.product.category):
        return
    if seen.device:
        take_device(session, heard, seen.device, named=True)
    else:
        heard.set("device", product_category=seen.product.category, product_model=seen.product.model)
    settle(session, heard)
    page.lead(heard.reply, heard.turn, seen.product, page.BOOKING)


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
