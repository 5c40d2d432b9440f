"""Traces: in which chats a phone number was proved, used, or typed, however it was written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store.booking_records import bookings
from bot.store.chats import chats
from bot.store.customers import customers, phone_hash
from bot.store.engine import vault_of
from bot.store.identities import identities
from bot.store.messages import messages
from bot.store.notes import notes
from bot.store.vault import Vault, WrongKey

_PAGE = 500
_BETWEEN = r"[\s\-‐-―.,，()]{0,3}"  # how people break a number up


@dataclass
class Mentions:
    """Chats that name a number, and how many texts are sealed under another key or broken and may name it as well."""

    chats: set[str] = field(default_factory=set)
    unreadable: int = 0


def proved_in(session: Session, normal: str) -> set[str]:
    """Chats whose customer proved this number, signed in as its owner, or booked under it."""
    vault = vault_of(session)
    hashed = phone_hash(vault, normal)
    rows = session.execute(select(identities.c.chat_id, identities.c.phone))
    proved = {row.chat_id for row in rows if _opened(vault, "identities.phone", row.phone) == normal}
    booked = select(bookings.c.chat_id).where(bookings.c.phone_hash == hashed, bookings.c.chat_id.is_not(None))
    code = select(customers.c.code).where(customers.c.phone_hash == hashed, customers.c.code.is_not(None))
    signed_in = select(chats.c.id).where(chats.c.customer_ref.in_(code))
    return proved | set(session.execute(booked).scalars()) | set(session.execute(signed_in).scalars())


def belongs_to_other(session: Session, chat_id: str, normal: str) -> bool:
    """Whether somebody with another number has proved to be this chat's customer."""
    vault = vault_of(session)
    sealed = session.execute(select(identities.c.phone).where(identities.c.chat_id == chat_id)).scalar()
    if sealed is not None:
        return _opened(vault, "identities.phone", sealed) != normal
    code = select(chats.c.customer_ref).where(chats.c.id == chat_id).scalar_subquery()
    owner = session.execute(select(customers.c.phone_hash).where(customers.c.code == code)).scalar()
    return owner is not None and owner != phone_hash(vault, normal)


def mentioned_in(session: Session, normal: str) -> Mentions:
    """Chats in which the number stands in a message, a note, or what the dialogue knows. Reads every one of them."""
    written = re.compile(r"(?<!\d)(?:\+?86" + _BETWEEN + ")?" + _BETWEEN.join(normal) + r"(?!\d)")
    found = Mentions()
    for chat_id, words in _words(session):
        if words is None:
            found.unreadable += 1
        elif written.search(unicodedata.normalize("NFKC", words)):
            found.chats.add(chat_id)
    return found


def _words(session: Session) -> Iterator[tuple[str, str | None]]:
    """(chat id, what was written there; None where that cannot be opened), a page at a time."""
    vault = vault_of(session)
    for table, column, purpose in ((messages, "body", "messages.body"), (notes, "text", "notes.text")):
        last = None
        while True:
            query = select(table.c.id, table.c.chat_id, table.c[column].label("sealed")).order_by(table.c.id)
            rows = session.execute(query.where(table.c.id > last if last is not None else True).limit(_PAGE)).all()
            yield from ((row.chat_id, _opened(vault, purpose, row.sealed)) for row in rows)
            if len(rows) < _PAGE:
                break
            last = rows[-1].id
    for row in session.execute(select(chats.c.id, chats.c.facts).where(chats.c.facts.is_not(None))):
        yield row.id, _opened(vault, "chats.facts", row.facts)


def _opened(vault: Vault, purpose: str, sealed: bytes) -> str | None:
    try:
        return vault.open(purpose, sealed)
    except WrongKey:
        return None
