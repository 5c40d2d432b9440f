"""Whom to reach and where to go: phone, name and address, as a message says them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import takewhile

from actions.phrases import phrase
from actions.repair_draft import DOUBTED, FROM_RECORD, NOT_ON_RECORD, REDO, mark, unmark
from actions.repair_heard import Heard
from bot.service import contacts, identity
from bot.store import bookings, customers
from bot.store.bookings import Booking
from bot.store.engine import Session


@dataclass(frozen=True)
class Known:
    """A contact that can be offered: of the customer's record, or of the last booking made in this chat."""

    name: str = field(repr=False)
    phone: str = field(repr=False)
    is_last: bool = False


def read_contact(session: Session, heard: Heard) -> None:
    """Take phone, name and address in any order, and the contact on record where it was offered and accepted."""
    _read_record(session, heard)
    _read_phone(heard)
    _read_address(heard)
    _read_name(heard)


def last_booking(session: Session, chat_id: str) -> Booking | None:
    """The newest booking made in this chat."""
    return next(iter(bookings.for_chat(session, chat_id)), None)


def offers_record(session: Session, chat_id: str, told: tuple[str, ...]) -> Known | None:
    """The contact to offer, unless it was refused: that of the last booking here, else the proven customer's on record."""
    if NOT_ON_RECORD in told:
        return None
    last = last_booking(session, chat_id)
    if last:
        return Known(last.contact, last.phone, is_last=True)
    known = identity.known(session, chat_id)
    found = customers.get(session, known.customer_id) if known and known.customer_id else None
    return Known(found.name, found.phone) if found and found.name else None


def _read_record(session: Session, heard: Heard) -> None:
    if heard.asked != "contact" or heard.draft.person_name or heard.draft.phone_number:
        return
    found = offers_record(session, heard.turn.chat_id, heard.draft.told)
    if found is None:
        return
    if heard.turn.intent == "affirm" or says_same(heard.text):
        heard.set("contact", person_name=found.name, phone_number=found.phone)
        heard.draft = mark(heard.draft, FROM_RECORD)
    elif heard.turn.intent == "deny":
        heard.answered = True
        heard.draft = mark(heard.draft, NOT_ON_RECORD)


def says_same(text: str) -> bool:
    """Whether the text means what was given before."""
    return any(word in text for word in phrase("words_same").split())


def _read_phone(heard: Heard) -> None:
    numbers = heard.turn.values("phone_number")
    asked = heard.asks_for("contact", "phone")
    reading = contacts.read_phone(heard.text)
    number = numbers[-1] if numbers else reading.number
    if number:
        heard.set("phone", phone_number=number)
        heard.draft = unmark(heard.draft, FROM_RECORD)
    elif reading.fault and (asked or heard.corrects or _is_meant_as_phone(heard)):
        heard.say(f"utter_repair_phone_{reading.fault}")


def _is_meant_as_phone(heard: Heard) -> bool:
    """Whether a wrong number was given for a phone though something else was asked: it is no number of another kind."""
    others = ("order_number", "ticket_number", "imei", "serial_number")
    return contacts.looks_mobile(heard.text) and not any(heard.turn.values(name) for name in others)


def _read_name(heard: Heard) -> None:
    asked = heard.asked == "contact"
    name = _name_in(heard)
    if not name or heard.turn.intent == "deny":
        return
    if asked or heard.draft.person_name is None or heard.corrects:
        heard.set("contact", person_name=name)


def _name_in(heard: Heard) -> str | None:
    said = heard.turn.value("person_name") or contacts.read_name(heard.text, asked=heard.asked == "contact")
    return said or contacts.name_after_door(heard.text)


def _read_address(heard: Heard) -> None:
    """A whole address, a piece that replaces one, or what was missing in one that was doubted."""
    asked, draft = heard.asked == "address", heard.draft
    if draft.address and (heard.corrects or heard.asks_for("address", "contact", "phone")):
        whole = _said_address(heard, asked=False)
        is_another = whole and contacts.is_complete(whole) and whole[:2] not in draft.address
        amended = whole if is_another else contacts.amend_address(draft.address, _about_place(heard))
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
        return contacts.read_address(_about_place(heard), asked=True) or heard.turn.value("address")
    known = ["".join(heard.turn.values(name)) for name in ("address", "region")]
    candidates = [_between_blanks(heard.text), *known, _about_place(heard)]
    found = next((found for text in candidates if text and (found := contacts.read_address(text))), None)
    return contacts.with_room(found, heard.text) if found else None


def _between_blanks(text: str) -> str:
    """The word that is an address by itself, with the doors behind it; nothing where no word is one."""
    words = text.split()
    first = next((place for place, word in enumerate(words) if contacts.read_address(word)), len(words))
    behind = takewhile(
        lambda word: contacts.is_complete(word) and contacts.read_address(word, asked=True), words[first + 1 :]
    )
    return "".join([*words[first : first + 1], *behind]) if len(words) > 1 else ""


def _about_place(heard: Heard) -> str:
    """The message without the name that stands behind the door: 3-2-501, Mr Chen."""
    name = contacts.name_after_door(heard.text)
    return heard.text.replace(name, phrase("semicolon")) if name else heard.text


def _set_address(heard: Heard, address: str) -> None:
    doubt = not contacts.is_complete(address) and DOUBTED not in heard.draft.told
    heard.set("address", address=address)
    if doubt:  # the door is asked for next
        heard.draft = mark(heard.draft, DOUBTED, f"{REDO}address")


def _settle_doubt(heard: Heard) -> None:
    """The second answer about the door is taken as it comes: there may be no number at all."""
    draft = heard.draft
    text = _about_place(heard)
    said = contacts.read_address(text, asked=True)
    address = draft.address or ""
    if said and contacts.read_address(text):  # it names a road or an estate of its own
        address = said
    elif said and said not in address:
        address = f"{address}{said}"
    heard.answered = True
    heard.draft = replace(unmark(draft, f"{REDO}address"), address=address or draft.address)
