"""A person with a mark in everything that is kept of him, and a search for that mark in every column of every table."""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass
from datetime import date, datetime, timezone
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from bot.errors import ChatNotFound
from bot.store import (
    bookings,
    chats,
    customers,
    files,
    forget_requests,
    identities,
    messages,
    notes,
    one_time_codes,
    payloads,
    surveys,
    trackers,
    turns,
)
from bot.store.booking_records import BookingRequest
from bot.store.devices import devices
from bot.store.engine import Session, Store
from bot.store.messages import Draft, Place
from bot.store.products import products
from bot.store.tables import metadata
from bot.store.vault import Vault, WrongKey

MARK = "暗号七七四十九"
PHONE = "13877774949"


@dataclass(frozen=True)
class Planted:
    """The person's chat, his finished and his open booking, and his number at the company."""

    chat_id: str
    finished: str
    open: str
    customer_id: int


class Search:
    """Finds the mark and the phone number, also in what is sealed; knows each purpose under which something was sealed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._purposes: set[str] = set()
        for name in ("seal", "seal_bytes"):
            monkeypatch.setattr(Vault, name, self._listening(getattr(Vault, name)))

    def tables_with(self, store: Store, *wanted: str) -> set[str]:
        """Names of the tables with a row that holds one of these words; the mark and the phone number by default."""
        needles = wanted or (MARK, PHONE)
        found = set()
        with store.reading() as session:
            for table in metadata.sorted_tables:
                for row in session.execute(select(table)):
                    text = "\n".join(part for value in row for part in self._texts(session, value))
                    if any(needle in text for needle in needles):
                        found.add(table.name)
        return found

    def _texts(self, session: Session, value: Any) -> list[str]:
        if not isinstance(value, bytes):
            return [str(value)]
        opened = [text for purpose in self._purposes for text in _opened(session.info["vault"], purpose, value)]
        return [*opened, value.decode(errors="replace")]

    def _listening(self, seal: Any) -> Any:
        def seal_and_listen(vault: Vault, purpose: str, value: Any) -> Any:
            self._purposes.add(purpose)
            return seal(vault, purpose, value)

        return seal_and_listen


def _opened(vault: Vault, purpose: str, value: bytes) -> list[str]:
    try:
        text = vault.open_bytes(purpose, value).decode(errors="replace")
    except WrongKey:
        return []
    if purpose != "trackers.state":
        return [text]
    return [zlib.decompress(base64.b85decode(text)).decode()]


def plant(store: Store) -> Planted:
    """Put the person with his mark into every table that keeps something of a customer."""
    with store.transaction() as session:
        customer = customers.add(session, PHONE, MARK, MARK, code=f"C-{MARK}")
        chat = chats.insert(session, "web", customer.code)
        _plant_device(session, customer.id)
        _plant_chat(session, chat.id, customer.id)
        finished, open_one = (_plant_booking(session, chat.id, key) for key in ("k1", "k2"))
        bookings.move(session, finished, "in_repair", "li", MARK)
        bookings.move(session, finished, "finished", "li", MARK)
        bookings.move(session, open_one, "confirmed", "li", MARK)
        one_time_codes.put(session, PHONE, "123456", 5)
        return Planted(chat.id, finished, open_one, customer.id)


def _plant_device(session: Session, customer_id: int) -> None:
    product = {"model": "X1", "name": "双创 X1", "category": "手机", "price_fen": 299900, "has_imei": True}
    session.execute(insert(products).values(**product))
    device = {"serial": "SN0001", "model": "X1", "purchased_on": date(2026, 1, 1), "customer_id": customer_id}
    session.execute(insert(devices).values(**device))


def _plant_chat(session: Session, chat_id: str, customer_id: int) -> None:
    drafts = [
        messages.Draft(f"{chat_id}:1", "customer", "image", {"text": MARK}),
        messages.Draft(f"{chat_id}:2", "bot", "text", {"text": f"{MARK} {PHONE}"}, author_name=MARK),
    ]
    picture, answer = messages.append(session, Place(chat_id, 1, "web", 1), drafts)
    small = files.Picture("image/jpeg", MARK.encode())
    content = files.Draft("image", "image/png", f"{MARK}.png", MARK.encode(), "a" * 64, small)
    files.add(session, files.new_id(), chat_id, picture.id, content)
    turn = turns.insert(session, chat_id, picture.id, picture.seq)
    turns.finish(session, turn, "done", "answered")
    payloads.issue(session, chat_id, [{"title": MARK, "payload": f"/choose {MARK}"}])
    surveys.insert(session, chat_id, 1, 5, MARK)
    notes.add(session, chat_id, "li", MARK)
    identities.remember(session, chat_id, "code", PHONE, customer_id)
    trackers.replace(session, f"{chat_id}:1", f'{{"text": "{MARK}"}}', 0)
    chats.keep_facts(session, chat_id, {"person_name": MARK})
    chats.keep_overrides(session, chat_id, {"person_name": MARK})
    chats.keep_page(session, chat_id, {"order": MARK})
    chats.change(session, chat_id, last_seq=answer.seq)


def _plant_booking(session: Session, chat_id: str, key: str) -> str:
    request = BookingRequest(
        key=f"{chat_id}:{key}", category="手机", mode="home", slot=None, fault=MARK, contact=MARK, phone=PHONE,
        address=MARK, device_serial="SN0001", region=MARK, chat_id=chat_id,
    )  # fmt: skip
    return bookings.book(session, request).number


def age_chat(store: Store, chat_id: str, since: datetime) -> None:
    """Let a chat have been quiet since then."""
    with store.transaction() as session:
        session.execute(update(chats.chats).where(chats.chats.c.id == chat_id).values(updated_at=since))


def take_lease(store: Store, chat_id: str, until: datetime) -> None:
    """Let a turn of the chat run until then, by the machine's clock."""
    with store.transaction() as session:
        chats.change(session, chat_id, leased_by="somebody", leased_until=until.astimezone(timezone.utc))


def ask_to_be_forgotten(store: Store, phone: str = PHONE) -> None:
    """A request that could not be fulfilled before."""
    with store.transaction() as session:
        forget_requests.keep(session, phone)


def finish(store: Store, number: str) -> None:
    """Do the work of a booking."""
    with store.transaction() as session:
        bookings.move(session, number, "in_repair", "li")
        bookings.move(session, number, "finished", "li")


def say(store: Store, text: str, owner: str = "bot") -> str:
    """A stranger's chat with one message of his."""
    with store.transaction() as session:
        chat = chats.insert(session, "web")
        messages.append(
            session, Place(chat.id, 1, "web", 1), [Draft(f"{chat.id}:1", "customer", "text", {"text": text})]
        )
        chats.change(session, chat.id, last_seq=1, owner=owner)
    return chat.id


def exists(store: Store, chat_id: str) -> bool:
    """Whether the chat is there."""
    with store.reading() as session:
        try:
            return chats.get(session, chat_id).id == chat_id
        except ChatNotFound:
            return False
