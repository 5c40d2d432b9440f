"""What an agent's screen shows: the list of chats, and one chat with all its messages.

Whoever holds a chat reads it as it was typed; for everybody else personal values are masked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from bot.chat import brief, facts
from bot.chat.brief import Brief
from bot.chat.desk import Caller
from bot.service import identity
from bot.store import chats, desk_chats, messages
from bot.store.chats import Chat
from bot.store.desk_chats import Wanted
from bot.store.engine import Session, now_of
from bot.store.messages import Message

MOST_LISTED = 100
MOST_MESSAGES = 1000
_PREVIEW_CHARACTERS = 40
_BOOKING_NUMBER = "number"  # so called in a card
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}(T[\d:.+-]{5,20})?", re.ASCII)

Owner = Literal["bot", "queue", "agent", "closed"]


@dataclass(frozen=True)
class Row:
    """One chat of the list. `unread` counts the customer's messages that no agent has read."""

    id: str
    channel: str
    owner: str
    version: int
    customer: str
    reason: str | None
    reason_code: str | None
    priority: int
    group: str | None
    agent: str | None
    waiting_seconds: int
    last_message: str | None
    unread: int


@dataclass(frozen=True)
class DeskChat:
    """One chat as an agent may read it; `read_seq` is how far the customer has read."""

    row: Row
    brief: Brief
    messages: list[Message]
    read_seq: int


def listing(session: Session, caller: Caller, owner: Owner | None, mine: bool) -> list[Row]:
    """The chats that the agent may see, the urgent first, then who waits longest; at most a hundred."""
    groups = None if "supervisor" in caller.agent.roles or mine else caller.agent.groups
    wanted = Wanted("agent" if mine else owner, caller.name if mine else None, groups)
    if mine and owner not in (None, "agent"):
        return []
    return _rows(session, desk_chats.listed(session, wanted, MOST_LISTED))


def row(session: Session, chat_id: str) -> Row:
    """One chat as the list shows it; raises `ChatNotFound`."""
    return _rows(session, [chats.get(session, chat_id)])[0]


def read(session: Session, caller: Caller, chat_id: str, after: int) -> DeskChat:
    """The chat, its brief and its newest messages behind `after`; raises `ChatNotFound`."""
    chat = chats.get(session, chat_id)
    holds = chat.owner == "agent" and chat.agent == caller.name
    found = messages.latest(session, chat_id, after, MOST_MESSAGES)
    shown = found if holds else [_masked(message) for message in found]
    return DeskChat(_rows(session, [chat])[0], brief.write(session, chat, holds), shown, chat.read_seq)


def _rows(session: Session, found: list[Chat]) -> list[Row]:
    ids = [chat.id for chat in found]
    unread, answered = desk_chats.unread(session, ids), desk_chats.unanswered_since(session, ids)
    spoken, now = messages.newest_spoken(session, ids), now_of(session)
    return [
        Row(
            id=chat.id,
            channel=chat.channel,
            owner=chat.owner,
            version=chat.version,
            customer=brief.person(session, identity.known(session, chat.id)).label,
            reason=brief.reason_name(chat.reason),
            reason_code=chat.reason,
            priority=chat.priority,
            group=chat.desk_group,
            agent=chat.agent,
            waiting_seconds=_seconds_since(_waits_since(chat, answered), now),
            last_message=_preview(spoken.get(chat.id)),
            unread=unread.get(chat.id, 0),
        )
        for chat in found
    ]


def _waits_since(chat: Chat, answered: dict[str, datetime | None]) -> datetime | None:
    """In the queue since he joined it; with an agent until he answers, then again from the next message on."""
    if chat.owner == "queue":
        return chat.queued_at
    return answered.get(chat.id, chat.queued_at) if chat.owner == "agent" else None


def _seconds_since(moment: datetime | None, now: datetime) -> int:
    return max(0, int((now - moment).total_seconds())) if moment else 0


def _preview(message: Message | None) -> str | None:
    return brief.shortened(facts.masked_text(message.text), _PREVIEW_CHARACTERS) if message else None


def _masked(message: Message) -> Message:
    body = _masked_value(message.body)
    if "file_id" in (message.body.get("data") or {}):
        body["data"] = None  # what a picture shows cannot be masked
    return replace(message, body=body)


def _masked_value(value: Any, name: str = "") -> Any:
    """Every text within a body masked, whatever card it belongs to; payloads carry what was given and go too.

    Days and a booking's number stay: they look like long numbers and say nothing of a person.
    """
    if isinstance(value, str):
        is_plain = name == _BOOKING_NUMBER or _MOMENT.fullmatch(value)
        return value if is_plain else facts.masked_text(value)
    if isinstance(value, list):
        return [_masked_value(part) for part in value]
    return {key: _masked_value(part, key) for key, part in value.items()} if isinstance(value, dict) else value
