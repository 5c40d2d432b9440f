"""Reports: figures over a span of time, counted from the rows that are there; nothing about a single person."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.store.audit import audit
from bot.store.booking_records import bookings
from bot.store.chats import OWNERS, chats
from bot.store.messages import messages
from bot.store.surveys import surveys


@dataclass(frozen=True)
class Span:
    """From `start` to before `end`."""

    start: datetime
    end: datetime

    def holds(self, column: Any) -> Any:
        """The condition that a column's moment lies within."""
        return (column >= self.start) & (column < self.end)


@dataclass(frozen=True)
class Taken:
    """A waiting conversation that an agent has taken: why it waited and for how many seconds."""

    reason: str | None
    waited: int


def chats_opened(session: Session, span: Span) -> int:
    """How many chats were made."""
    return _count(session, select(func.count()).select_from(chats).where(span.holds(chats.c.created_at)))


def conversations(session: Session, span: Span) -> set[tuple[str, int]]:
    """The conversations (chat, number) in which a customer wrote."""
    query = select(messages.c.chat_id, messages.c.conversation).distinct()
    found = session.execute(query.where(messages.c.author == "customer", span.holds(messages.c.created_at)))
    return {(row.chat_id, row.conversation) for row in found}


def with_human(session: Session, span: Span) -> set[tuple[str, int]]:
    """The conversations in which an agent wrote, whenever it was, or that wait for one or are with one now."""
    wrote = select(messages.c.chat_id, messages.c.conversation).distinct().where(messages.c.author == "agent")
    wrote = wrote.where(messages.c.created_at >= span.start)
    waits = select(chats.c.id, chats.c.conversation).where(chats.c.owner.in_(("queue", "agent")))
    return {(row[0], row[1]) for query in (wrote, waits) for row in session.execute(query)}


def owners_now(session: Session) -> dict[str, int]:
    """By owner, how many chats he has at this moment."""
    found = session.execute(select(chats.c.owner, func.count()).group_by(chats.c.owner)).all()
    return {**dict.fromkeys(OWNERS, 0), **{row[0]: row[1] for row in found}}


def taken(session: Session, span: Span) -> list[Taken]:
    """Each wait that ended with an agent, once: a chat that was handed on or taken back is the same wait."""
    query = select(audit.c.subject, audit.c.details).where(audit.c.action == "chat.accepted", span.holds(audit.c.at))
    first: dict[tuple[str, str], Taken] = {}
    for subject, text in session.execute(query.order_by(audit.c.id)):
        details: Mapping[str, Any] = json.loads(text)
        if "waited" in details:  # rows of before this was written down say nothing of it
            first.setdefault((subject, str(details.get("queued_at"))), Taken(details.get("reason"), details["waited"]))
    return list(first.values())


def bookings_by_status(session: Session, span: Span) -> dict[str, int]:
    """By the status they have now, how many bookings were made."""
    query = select(bookings.c.status, func.count()).where(span.holds(bookings.c.created_at))
    return {row[0]: row[1] for row in session.execute(query.group_by(bookings.c.status))}


def ratings(session: Session, span: Span) -> dict[int, int]:
    """By score, how many ratings were given."""
    query = select(surveys.c.score, func.count()).where(span.holds(surveys.c.created_at))
    return {row[0]: row[1] for row in session.execute(query.group_by(surveys.c.score))}


def _count(session: Session, query: Any) -> int:
    return int(session.execute(query).scalar_one())
