"""Messages of both directions, numbered by `seq` within their chat; the body is sealed, for customers type phone numbers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String, Table, UniqueConstraint, and_, func, select
from sqlalchemy import insert as insert_into
from sqlalchemy.orm import Session

from bot.store.engine import now_of, vault_of
from bot.store.schema import Moment, metadata

_PURPOSE = "messages.body"

messages = Table(
    "messages",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("chat_id", String(32), ForeignKey("chats.id"), nullable=False),
    Column("conversation", Integer, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("channel", String(16), nullable=False),
    Column("external_id", String(128), nullable=False),
    Column("author", String(8), nullable=False),
    Column("author_name", String(64)),
    Column("kind", String(8), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("status", String(12), nullable=False),
    Column("in_reply_to", Integer),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("chat_id", "seq"),
    UniqueConstraint("channel", "external_id"),
)


@dataclass(frozen=True)
class Draft:
    """A message before it is stored. `external_id` is what its sender calls it, unique in its channel.

    `body` holds text, buttons [{title, payload}], data, and for a pressed button its payload.
    """

    external_id: str
    author: str
    kind: str
    body: dict[str, Any]
    in_reply_to: int | None = None
    author_name: str | None = None
    status: str = "sent"


@dataclass(frozen=True)
class Message:
    """A stored message with its body opened."""

    id: str
    chat_id: str
    conversation: int
    seq: int
    channel: str
    external_id: str
    author: str
    author_name: str | None
    kind: str
    body: dict[str, Any]
    status: str
    in_reply_to: int | None
    created_at: datetime

    @property
    def text(self) -> str:
        """What the message says; empty when it says nothing in words."""
        return self.body.get("text") or ""

    @property
    def payload(self) -> str | None:
        """The payload of the button that the customer pressed, if he pressed one."""
        return self.body.get("payload")


@dataclass(frozen=True)
class Place:
    """Where a new message goes: its chat, the conversation within it, the channel, and the first free seq."""

    chat_id: str
    conversation: int
    channel: str
    seq: int


def append(session: Session, place: Place, drafts: list[Draft]) -> list[Message]:
    """Store drafts one after the other from `place.seq` on; the caller holds the chat's lock and moves its last_seq."""
    now, vault = now_of(session), vault_of(session)
    stored = [
        Message(
            id=uuid4().hex,
            chat_id=place.chat_id,
            conversation=place.conversation,
            seq=place.seq + index,
            channel=place.channel,
            created_at=now,
            **vars(draft),
        )
        for index, draft in enumerate(drafts)
    ]
    if stored:
        rows = [{**vars(message), "body": vault.seal_json(_PURPOSE, message.body)} for message in stored]
        session.execute(insert_into(messages), rows)
    return stored


def find_by_external_id(session: Session, channel: str, external_id: str) -> Message | None:
    """The message that its sender calls `external_id`, if it has come before."""
    query = select(messages).where(messages.c.channel == channel, messages.c.external_id == external_id)
    found = _open_all(session, query)
    return found[0] if found else None


def get(session: Session, message_id: str) -> Message:
    """The message with this id, which must exist."""
    return _open_all(session, select(messages).where(messages.c.id == message_id))[0]


def after(session: Session, chat_id: str, seq: int, limit: int = 200) -> list[Message]:
    """The chat's messages behind `seq`, in order."""
    query = select(messages).where(messages.c.chat_id == chat_id, messages.c.seq > seq)
    return _open_all(session, query.order_by(messages.c.seq).limit(limit))


def latest(session: Session, chat_id: str, after: int, limit: int, before: int | None = None) -> list[Message]:
    """The newest `limit` of the chat's messages behind `after`, and before `before` where that is given, in order."""
    query = select(messages).where(messages.c.chat_id == chat_id, messages.c.seq > after)
    if before is not None:
        query = query.where(messages.c.seq < before)
    return _open_all(session, query.order_by(messages.c.seq.desc()).limit(limit))[::-1]


def has_earlier(session: Session, chat_id: str, seq: int) -> bool:
    """Whether the chat has a message before `seq`."""
    query = select(messages.c.seq).where(messages.c.chat_id == chat_id, messages.c.seq < seq).limit(1)
    return session.execute(query).first() is not None


def last_sent(session: Session, chat_id: str, kind: str) -> datetime | None:
    """When the chat had its last message of this kind."""
    query = select(func.max(messages.c.created_at)).where(messages.c.chat_id == chat_id, messages.c.kind == kind)
    moment: datetime | None = session.execute(query).scalar_one()
    return moment


def newest_spoken(session: Session, chat_ids: Collection[str]) -> dict[str, Message]:
    """By chat, the last message that a person wrote."""
    newest = (
        select(func.max(messages.c.seq).label("seq"), messages.c.chat_id)
        .where(messages.c.chat_id.in_(chat_ids), messages.c.author.in_(("customer", "agent")))
        .group_by(messages.c.chat_id)
        .subquery()
    )
    is_newest = and_(messages.c.chat_id == newest.c.chat_id, messages.c.seq == newest.c.seq)
    return {message.chat_id: message for message in _open_all(session, select(messages).join(newest, is_newest))}


def _open_all(session: Session, query: Any) -> list[Message]:
    vault = vault_of(session)
    rows = session.execute(query).mappings()
    return [Message(**{**row, "body": vault.open_json(_PURPOSE, row["body"])}) for row in rows]
