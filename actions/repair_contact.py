"""Whom to reach and where to go: phone, name and address, as a message says them."""

from __future__ import annotations

from dataclasses import replace

from actions.phrases import phrase
from actions.repair_draft import DOUBTED, FROM_RECORD, NOT_ON_RECORD, REDO, mark, unmark
from actions.repair_heard import Heard
from bot.service import contacts, identity
from bot.store import customers
from bot.store.customers import Customer
from bot.store.engine import Session


def read_contact(session: Session, heard: Heard) -> None:
    """Take phone, name and address in any order, and the contact on record where it was offered and accepted."""
    _read_record(session, heard)
    _read_phone(heard)
    _read_address(heard)
    _read_name(heard)


def on_record(session: Session, chat_id: str) -> Customer | None:
    """The contact of a customer who has proved who he is; None otherwise, or when no name is on record."""
    known = identity.known(session, chat_id)
    found = customers.get(session, known.customer_id) if known and known.customer_id else None
    return found if found and found.name else None


def offers_record(session: Session, chat_id: str, told: tuple[str, ...]) -> Customer | None:
    """The contact to offer: on record and not refused."""
    return None if NOT_ON_RECORD in told else on_record(session, chat_id)


def _read_record(session: Session, heard: Heard) -> None:
    if heard.asked != "contact" or heard.draft.person_name or heard.draft.phone_number:
        return
    found = offers_record(session, heard.turn.chat_id, heard.draft.told)
    if found is None:
        return
    if heard.turn.intent == "affirm":
        heard.set("contact", person_name=found.name, phone_number=found.phone)
        heard.draft = mark(heard.draft, FROM_RECORD)
    elif heard.turn.intent == "deny":
        heard.answered = True
        heard.draft = mark(heard.draft, NOT_ON_RECORD)


def _read_phone(heard: Heard) -> None:
    numbers = heard.turn.values("phone_number")
    asked = heard.asks_for("contact", "phone")
    reading = contacts.read_phone(heard.text)
    number = numbers[-1] if numbers else reading.number
    if number:
        heard.set("phone", phone_number=number)
        heard.draft = unmark(heard.draft, FROM_RECORD)
    elif reading.fault and (asked or heard.corrects):
        heard.say(f"utter_repair_phone_{reading.fault}")


def _read_name(heard: Heard) -> None:
    asked = heard.asked == "contact"
    name = heard.turn.value("person_name") or contacts.read_name(heard.text, asked=asked)
    if not name or heard.turn.intent == "deny":
        return
    if asked or heard.draft.person_name is None or heard.corrects:
        heard.set("contact", person_name=name)


def _read_address(heard: Heard) -> None:
    """A whole address, a piece that replaces one, or what was missing in one that was doubted."""
    asked, draft = heard.asked == "address", heard.draft
    if draft.address and (heard.corrects or heard.asks_for("address", "contact", "phone")):
        whole = _said_address(heard, asked=False)
        is_another = whole and contacts.is_complete(whole) and whole[:2] not in draft.address
        amended = whole if is_another else contacts.amend_address(draft.address, heard.text)
        if amended:
            _set_address(heard, amended)
            return
    if asked and DOUBTED in draft.told:
        _settle_doubt(heard)
        return
    if not (asked or draft.address is None or heard.corrects) or heard.asked == "fault":
        return
    said = _said_address(heard, asked)
    if said:
        _set_address(heard, said)
    elif asked and any(word in heard.text for word in phrase("words_unknown_place").split()):
        heard.say("utter_repair_address_needed")


def _said_address(heard: Heard, asked: bool) -> str | None:
    """The address in the message; what was understood as a place is cleaner than the sentence around it."""
    if asked:
        return contacts.read_address(heard.text, asked=True) or heard.turn.value("address")
    places = "".join(heard.turn.values("address") or heard.turn.values("region"))
    return contacts.read_address(places or heard.text)


def _set_address(heard: Heard, address: str) -> None:
    doubt = not contacts.is_complete(address) and DOUBTED not in heard.draft.told
    heard.set("address", address=address)
    if doubt:  # the door is asked for next
        heard.draft = mark(heard.draft, DOUBTED, f"{REDO}address")


def _settle_doubt(heard: Heard) -> None:
    """The second answer about the door is taken as it comes: there may be no number at all."""
    draft = heard.draft
    said = contacts.read_address(heard.text, asked=True)
    address = draft.address or ""
    if said and contacts.is_complete(said):
        address = said
    elif said and said not in address:
        address = f"{address}{said}"
    heard.answered = True
    heard.draft = replace(unmark(draft, f"{REDO}address"), address=address or draft.address)
