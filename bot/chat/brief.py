"""The brief: what an agent needs to know before his first word, read from the records at the moment he asks.

Whoever holds the chat reads it as it is; everybody else gets phone numbers, serials, names and addresses masked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.chat import words
from bot.chat.facts import DRAFTS, Filled, appointment, date_name, desk_words, draft_of, filled, masked_text
from bot.errors import ProductNotFound
from bot.service import contacts, identity, warranty
from bot.service.identity import Identity
from bot.store import chats, customers, devices, messages, notes, turns
from bot.store.bookings import Booking
from bot.store.chats import Chat
from bot.store.devices import Device
from bot.store.engine import Session, now_of
from bot.text import mask, mask_phone

_TURNS, _TURN_CHARACTERS = 8, 120
_MOST_DEVICES = 5

Mood = Literal["complaint", "dissatisfied", "neutral"]


@dataclass(frozen=True)
class Person:
    """Who writes: `name` and `phone` are masked; `verified` says whether he has proved it, `how` by what."""

    label: str
    name: str | None
    phone: str | None
    verified: bool
    how: str | None


@dataclass(frozen=True)
class Machine:
    """A device that the talk is about, and whether it is in warranty."""

    name: str
    serial: str
    verdict: str


@dataclass(frozen=True)
class Open:
    """A booking that is not finished; `purpose`, `status` and `appointment` as people say them."""

    number: str
    purpose: str
    status: str
    category: str
    appointment: str | None


@dataclass(frozen=True)
class Spoken:
    """One of the last messages, shortened."""

    author: str
    text: str


@dataclass(frozen=True)
class Written:
    """A note of an agent."""

    author: str
    at: str
    text: str


@dataclass(frozen=True)
class Brief:
    """Everything at one glance."""

    reason: str | None
    mood: Mood
    mood_name: str
    customer: Person
    devices: list[Machine]
    filled: list[Filled]
    bookings: list[Open]
    last_turns: list[Spoken]
    notes: list[Written]


def write(session: Session, chat: Chat, may_see_all: bool) -> Brief:
    """The brief of a chat as it stands; `may_see_all` for the agent who holds it."""
    known = identity.known(session, chat.id)
    facts, corrected = chats.facts_of(session, chat), chats.overrides_of(session, chat)
    intents = turns.intents_of(session, chat.id, chat.conversation)
    mood = mood_of(intents, chat.reason)
    return Brief(
        reason=reason_name(chat.reason),
        mood=mood,
        mood_name=desk_words()["moods"][mood],
        customer=person(session, known),
        devices=[_machine(session, found, may_see_all) for found in _devices(session, known, facts, corrected)],
        filled=filled(facts, corrected, may_see_all),
        bookings=[_open(booking) for booking in identity.bookings_of(session, known, chat.id) if booking.is_open],
        last_turns=_last_turns(session, chat, may_see_all),
        notes=[Written(note.author, note.at.isoformat(), note.text) for note in notes.of(session, chat.id)],
    )


def person(session: Session, known: Identity | None) -> Person:
    """Who this is, masked: 沈* 138****8001, or 访客 for a stranger."""
    if known is None:
        return Person(desk_words()["stranger"], None, None, verified=False, how=None)
    owner = customers.get(session, known.customer_id) if known.customer_id is not None else None
    name = contacts.masked_name(owner.name) if owner and owner.name else None
    phone = mask_phone(known.phone)
    label = desk_words()["customer"].format(name=name or "", phone=phone).strip()
    return Person(label, name, phone, verified=True, how=desk_words()["methods"].get(known.method))


def reason_name(code: str | None) -> str | None:
    """Why the chat waits or waited for a human, in the desk's words."""
    return None if code is None else str(desk_words()["reasons"].get(code, desk_words()["not_answered"]))


def mood_of(intents: Iterable[str], reason: str | None) -> Mood:
    """How the customer feels, by what he wanted; a rule, no guess at his tone."""
    wanted = {*intents, reason or ""}
    if wanted & {"make_complaint", "complaint"}:
        return "complaint"
    return "dissatisfied" if wanted & {"express_dissatisfaction", "dissatisfied", "urge_service"} else "neutral"


def _devices(
    session: Session, known: Identity | None, facts: Mapping[str, Any], corrected: Mapping[str, Any]
) -> list[str | Device]:
    """The devices spoken of, then those on the customer's record; a serial that no record knows stays a serial."""
    spoken = [corrected.get("serial_number"), *(draft_of(facts, name).get("serial_number") for name in DRAFTS)]
    on_table = facts.get("device_serials")
    serials = [*spoken, *(on_table if isinstance(on_table, list) else [])]
    found: dict[str, str | Device] = {}
    for serial in serials:
        if isinstance(serial, str) and serial:
            found.setdefault(devices.normal_code(serial), devices.find_by_serial(session, serial) or serial)
    for device in devices.find_by_customer_phone(session, known.phone) if known else []:
        found.setdefault(device.serial, device)
    return list(found.values())[:_MOST_DEVICES]


def _machine(session: Session, device: str | Device, may_see_all: bool) -> Machine:
    verdicts = desk_words()["verdicts"]
    if isinstance(device, str):
        return Machine(
            device if may_see_all else mask(device), device if may_see_all else mask(device), verdicts["unknown"]
        )
    serial = device.serial if may_see_all else mask(device.serial)
    try:
        verdict = warranty.check(session, device, now_of(session).date())
    except ProductNotFound:
        return Machine(device.model, serial, verdicts["unknown"])
    whole = verdict.whole
    if whole is None or whole.until is None:
        return Machine(verdict.product.name, serial, verdicts["not_stated"])
    key = "covered" if whole.is_covered else "expired"
    return Machine(
        verdict.product.name, serial, verdicts[key].format(until=date_name(whole.until), source=whole.policy.source)
    )


def _open(booking: Booking) -> Open:
    purpose = desk_words()["values"]["purpose"].get(booking.purpose, booking.purpose)
    status = words.status_name(booking.status, booking.purpose, booking.mode)
    return Open(booking.number, purpose, status, booking.category, appointment(booking.slot))


def _last_turns(session: Session, chat: Chat, may_see_all: bool) -> list[Spoken]:
    recent = messages.latest(session, chat.id, 0, _TURNS)
    spoken = []
    for message in recent:
        if message.conversation == chat.conversation and message.author != "system" and message.text:
            text = message.text if may_see_all else masked_text(message.text)
            spoken.append(Spoken(message.author, shortened(text, _TURN_CHARACTERS)))
    return spoken


def shortened(text: str, characters: int) -> str:
    """The text's beginning in one line."""
    line = " ".join(text.split())
    return line if len(line) <= characters else f"{line[: characters - 1]}…"
