"""What a customer's screen shows: who answers, whether somebody is at work, and the messages behind a seq."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.chat import claims, handoff, words
from bot.store import agents, chats, messages
from bot.store.chats import Chat
from bot.store.engine import Session
from bot.store.messages import Message


@dataclass(frozen=True)
class View:
    """A chat as read at one moment; `queue_position` counts from 1 and is None outside the queue."""

    chat: Chat
    typing: bool
    queue_position: int | None
    messages: list[Message]


def read(session: Session, chat_id: str, after: int) -> View:
    """The chat and its messages behind `after`; raises `ChatNotFound`."""
    chat = chats.get(session, chat_id)
    position = handoff.place_of(session, chat) if chat.owner == "queue" else None
    newer = messages.after(session, chat_id, after) if chat.last_seq > after else []
    is_typing = claims.is_held(chat) and chat.owner != "agent"  # an answer that will be dropped is none
    return View(chat, is_typing, position, _named(session, newer))


def mark_read(session: Session, chat_id: str, seq: int) -> int:
    """The customer has seen everything up to `seq`; returns how far he has read by now."""
    chat = chats.lock(session, chat_id)
    reached = max(chat.read_seq, min(seq, chat.last_seq))
    if reached != chat.read_seq:
        chats.change(session, chat_id, read_seq=reached)
    return reached


def _named(session: Session, found: list[Message]) -> list[Message]:
    """The messages with agents called as customers may call them; the desk sees who signed in."""
    writers = {message.author_name for message in found if message.author_name is not None}
    if not writers:
        return found
    names, unnamed = agents.display_names(session, writers), words.agent_name()
    return [
        replace(message, author_name=names.get(message.author_name, unnamed)) if message.author_name else message
        for message in found
    ]
