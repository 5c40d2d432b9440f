"""Notes: what agents write about a chat for each other; no customer ever sees them. Their texts are sealed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String, Table, insert, select
from sqlalchemy.orm import Session

from bot.store.engine import now_of, vault_of
from bot.store.schema import Moment, metadata

_PURPOSE = "notes.text"

notes = Table(
    "notes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("chat_id", String(32), ForeignKey("chats.id"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("author", String(64), nullable=False),
    Column("text", LargeBinary, nullable=False),
)


@dataclass(frozen=True)
class Note:
    """One note; `author` is the user name of the agent who wrote it."""

    at: datetime
    author: str
    text: str


def add(session: Session, chat_id: str, author: str, text: str) -> Note:
    """Write a note on a chat."""
    note = Note(now_of(session), author, text)
    sealed = vault_of(session).seal(_PURPOSE, text)
    session.execute(insert(notes).values(chat_id=chat_id, at=note.at, author=author, text=sealed))
    return note


def of(session: Session, chat_id: str) -> list[Note]:
    """The notes on a chat, the oldest first."""
    query = select(notes.c.at, notes.c.author, notes.c.text).where(notes.c.chat_id == chat_id).order_by(notes.c.id)
    vault = vault_of(session)
    return [Note(row.at, row.author, vault.open(_PURPOSE, row.text)) for row in session.execute(query)]
