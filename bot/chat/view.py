"""What a customer's screen shows: who answers, whether somebody is at work, and a span of the messages."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.chat import claims, handoff, survey, words
from bot.store import agents, chats, messages, surveys
from bot.store.chats import Chat
from bot.store.engine import Session
from bot.store.messages import Message

MOST_MESSAGES = 200


@dataclass(frozen=True)
class Span:
    """Which messages are wanted: the first `limit` behind `after`, or without `after` the newest, all before `before`."""

    after: int | None = None
    before: int | None = None
    limit: int = MOST_MESSAGES

    @property
    def is_backward(self) -> bool:
        """Whether it is read from its end, as somebody does who scrolls up."""
        return self.before is not None or self.after is None


@dataclass(frozen=True)
class View:
    """A chat as read at one moment; `queue_position` counts from 1 and is None outside the queue.

    `agent_name` is what customers call the agent who holds the chat, None where nobody does or he has no such name.
    `earlier` says that there are messages before the first one here.
    """

    chat: Chat
    typing: bool
    queue_position: int | None
    agent_name: str | None
    messages: list[Message]
    earlier: bool


def read(session: Session, chat_id: str, span: Span) -> View:
    """The chat and the messages of the span; raises `ChatNotFound`."""
    chat = chats.get(session, chat_id)
    position = handoff.place_of(session, chat) if chat.owner == "queue" else None
    found = _rated(session, _named(session, _spanned(session, chat, span)))
    earlier = bool(found) and found[0].seq > 1 and messages.has_earlier(session, chat_id, found[0].seq)
    is_typing = claims.is_held(chat) and chat.owner != "agent"  # an answer that will be dropped is none
    return View(chat, is_typing, position, _holder(session, chat), found, earlier)


def mark_read(session: Session, chat_id: str, seq: int) -> int:
    """The customer has seen everything up to `seq`; returns how far he has read by now."""
    chat = chats.lock(session, chat_id)
    reached = max(chat.read_seq, min(seq, chat.last_seq))
    if reached != chat.read_seq:
        chats.change(session, chat_id, read_seq=reached)
    return reached


def _spanned(session: Session, chat: Chat, span: Span) -> list[Message]:
    after = span.after or 0
    if chat.last_seq <= after:
        return []
    if span.is_backward:
        return messages.latest(session, chat.id, after, span.limit, span.before)
    return messages.after(session, chat.id, after, span.limit)


def _holder(session: Session, chat: Chat) -> str | None:
    if chat.owner != "agent" or chat.agent is None:
        return None
    return agents.display_names(session, [chat.agent]).get(chat.agent)


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


def _rated(session: Session, found: list[Message]) -> list[Message]:
    """The messages with the customer's rating on the questions for it."""
    if not any(message.kind == survey.KIND for message in found):
        return found
    scores = surveys.scores(session, found[0].chat_id)
    return [_with_score(message, scores) if message.kind == survey.KIND else message for message in found]


def _with_score(message: Message, scores: dict[int, int]) -> Message:
    data = {**message.body["data"], "score": scores.get(message.conversation)}
    return replace(message, body={**message.body, "data": data})
