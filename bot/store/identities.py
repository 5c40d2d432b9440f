"""Identities: who has proved in a chat to be the owner, how and when; holds for as long as the chat does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, LargeBinary, String, Table, delete, select
from sqlalchemy.orm import Session

from bot.errors import InvalidInput
from bot.store.engine import now_of, vault_of
from bot.store.phones import normal_phone
from bot.store.schema import Moment, metadata
from bot.store.upsert import insert_or_update

_PURPOSE = "identities.phone"

identities = Table(
    "identities",
    metadata,
    Column("chat_id", String(32), ForeignKey("chats.id"), primary_key=True),
    Column("method", String(8), nullable=False),
    Column("phone", LargeBinary, nullable=False),
    Column("customer_id", ForeignKey("customers.id")),
    Column("verified_at", Moment, nullable=False),
    CheckConstraint("method IN ('token', 'serial', 'order', 'code')", name="method"),
)


@dataclass(frozen=True)
class Identity:
    """What was proved in a chat: the phone number, by `method` (token, serial, order, code), and whose it is if known."""

    chat_id: str
    method: str
    phone: str = field(repr=False)
    customer_id: int | None
    verified_at: datetime


def remember(session: Session, chat_id: str, method: str, phone: str, customer_id: int | None) -> Identity:
    """Store the chat's proof in place of an earlier one. Raises `InvalidInput` for a bad phone number."""
    normal = normal_phone(phone)
    if normal is None:
        raise InvalidInput("phone: expected a mainland mobile number")
    proved = Identity(chat_id, method, normal, customer_id, now_of(session))
    row = {**vars(proved), "phone": vault_of(session).seal(_PURPOSE, normal)}
    insert_or_update(session, identities, [row], ("chat_id",))
    return proved


def of(session: Session, chat_id: str) -> Identity | None:
    """Who this chat's customer has proved to be."""
    query = select(identities).where(identities.c.chat_id == chat_id)
    row: Mapping[str, Any] | None = session.execute(query).mappings().one_or_none()
    return Identity(**{**row, "phone": vault_of(session).open(_PURPOSE, row["phone"])}) if row else None


def forget(session: Session, chat_id: str) -> None:
    """Take the proof back; without one nothing happens."""
    session.execute(delete(identities).where(identities.c.chat_id == chat_id))
