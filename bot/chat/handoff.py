"""Who answers a chat, and how that moves: bot → queue → agent → closed.

The chat's row is the only truth. Every move is a compare-and-set on its version, so that of two who move at
once one wins and the other learns it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.errors import IllegalMove
from bot.store import chats
from bot.store.chats import Chat
from bot.store.engine import Session, now_of

NORMAL, URGENT = 0, 1  # priorities: danger to people or property goes first

MOVES = {
    ("bot", "queue"),  # the customer asks for a person, or the bot cannot go on
    ("bot", "closed"),
    ("queue", "agent"),  # an agent accepts
    ("queue", "bot"),  # the customer stops waiting
    ("queue", "closed"),
    ("agent", "agent"),  # handed to another agent
    ("agent", "queue"),  # the agent is gone, or hands it to a group
    ("agent", "bot"),  # handed back with the customer's consent
    ("agent", "closed"),
    ("closed", "bot"),  # a new message opens the next conversation
}


def open(session: Session, chat_id: str, reason: str, priority: int = NORMAL) -> int:
    """Put the chat into the queue and return its place, counted from 1.

    A chat that is in the queue stays where it is, or moves up when it has become urgent; one that an agent
    holds stays with him, and the place is 0. Raises `ChatNotFound`.
    """
    chat = chats.lock(session, chat_id)
    if chat.owner == "agent":
        return 0
    if chat.owner != "queue":
        if chat.owner == "closed":
            chat = move(session, chat, "bot")
        chat = move(session, chat, "queue", reason=reason, priority=priority, queued_at=now_of(session))
    elif priority > chat.priority:
        chats.change(session, chat_id, priority=priority, reason=reason)
        chat = chats.get(session, chat_id)
    return place_of(session, chat)


def place_of(session: Session, chat: Chat) -> int:
    """The queued chat's place, counted from 1."""
    return chats.count_ahead(session, chat) + 1


def leave_queue(session: Session, chat_id: str) -> bool:
    """Give a waiting chat back to the bot because its customer does not want to wait; False when it was not waiting."""
    chat = chats.lock(session, chat_id)
    if chat.owner != "queue":
        return False
    move(session, chat, "bot")
    return True


def requeue(session: Session, chat: Chat, queued_at: datetime, group: str | None) -> Chat:
    """Let a chat that an agent held wait again, with its reason and priority; `group` is who may take it, None for all."""
    kept = {"reason": chat.reason, "priority": chat.priority}
    return move(session, chat, "queue", **kept, queued_at=queued_at, desk_group=group)


def reopen(session: Session, chat: Chat) -> Chat:
    """Begin the next conversation of a closed chat, with a bot that knows nothing of the last one."""
    return move(session, chat, "bot", conversation=chat.conversation + 1, facts=None, overrides=None)


def move(session: Session, chat: Chat, owner: str, **values: Any) -> Chat:
    """Move the chat to `owner`; what belonged to the former owner is cleared unless `values` sets it.

    Raises `IllegalMove` for a move that does not exist, or when somebody moved the chat since it was read.
    """
    if (chat.owner, owner) not in MOVES:
        raise IllegalMove(f"expected a legal move, got {chat.owner} to {owner}")
    fresh: dict[str, Any] = {"agent": None, "failed_turns": 0, "note_state": ""}
    if owner != "agent":
        fresh |= {"reason": None, "priority": NORMAL, "queued_at": None, "desk_group": None}
    if not chats.change_owner(session, chat.id, chat.version, owner, **{**fresh, **values}):
        raise IllegalMove(f"expected version {chat.version}, the chat has moved on")
    return chats.get(session, chat.id)
