"""What the desk asks about many chats at once: which there are, what is unread, who waits since when, who holds which."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from bot.store.agents import agents
from bot.store.chats import Chat, chats
from bot.store.messages import messages


@dataclass(frozen=True)
class Wanted:
    """Which chats to list; None stands for any. `groups` also lets through those that wait for no group."""

    owner: str | None = None
    agent: str | None = None
    groups: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Held:
    """A chat that an agent holds, and when he was last heard of."""

    chat_id: str
    username: str
    seen_at: datetime | None


def listed(session: Session, wanted: Wanted, limit: int) -> list[Chat]:
    """The chats that are wanted: what is urgent first, then who waits longest, then what moved last."""
    conditions: list[Any] = []
    if wanted.owner is not None:
        conditions.append(chats.c.owner == wanted.owner)
    if wanted.agent is not None:
        conditions.append(chats.c.agent == wanted.agent)
    if wanted.groups is not None:
        conditions.append(or_(chats.c.desk_group.is_(None), chats.c.desk_group.in_(wanted.groups)))
    order = (chats.c.priority.desc(), chats.c.queued_at.is_(None), chats.c.queued_at, chats.c.updated_at.desc())
    query = select(chats).where(*conditions).order_by(*order, chats.c.id).limit(limit)
    return [Chat(**row) for row in session.execute(query).mappings()]


def unread(session: Session, chat_ids: Collection[str]) -> dict[str, int]:
    """By chat, how many messages of the customer no agent has read in the current conversation."""
    query = _spoken("customer", chat_ids, func.count().label("found"), messages.c.seq > chats.c.desk_seq)
    return {row.chat_id: row.found for row in session.execute(query)}


def unanswered_since(session: Session, chat_ids: Collection[str]) -> dict[str, datetime | None]:
    """By chat in which an agent has written, since when the customer waits for his next answer; None when he does not."""
    last = dict(session.execute(_spoken("agent", chat_ids, func.max(messages.c.seq))).all())
    if not last:
        return {}
    behind = or_(*(and_(messages.c.chat_id == chat_id, messages.c.seq > seq) for chat_id, seq in last.items()))
    query = _spoken("customer", chat_ids, func.min(messages.c.created_at), behind)
    waiting = dict(session.execute(query).all())
    return {chat_id: waiting.get(chat_id) for chat_id in last}


def held(session: Session) -> list[Held]:
    """Every chat that an agent holds."""
    query = select(chats.c.id, chats.c.agent, agents.c.seen_at)
    query = query.join(agents, agents.c.username == chats.c.agent, isouter=True).where(chats.c.owner == "agent")
    return [Held(*row) for row in session.execute(query)]


def _spoken(author: str, chat_ids: Collection[str], wanted: Any, *conditions: Any) -> Any:
    """A query over what `author` wrote in the current conversations, one row a chat."""
    now = and_(messages.c.chat_id == chats.c.id, messages.c.conversation == chats.c.conversation)
    query = select(messages.c.chat_id, wanted).join(chats, now)
    query = query.where(messages.c.chat_id.in_(chat_ids), messages.c.author == author, *conditions)
    return query.group_by(messages.c.chat_id)
