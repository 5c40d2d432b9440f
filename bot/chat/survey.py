"""The customer rates a conversation, once; after an agent's work he is asked for it, and never pressed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.chat import words
from bot.errors import BotError, InvalidInput
from bot.store import chats, messages, surveys, turns
from bot.store.chats import Chat
from bot.store.engine import Session, now_of
from bot.store.messages import Draft

KIND = "survey"
_PAUSE = timedelta(hours=24)  # between two questions in one chat


@dataclass(frozen=True)
class Rating:
    """What the customer thinks: a score from 1 to 5, some words, and of which conversation; None is the current one."""

    score: int
    comment: str = ""
    conversation: int | None = None


class AlreadyRated(BotError):
    """This conversation has its rating."""

    code = "already_rated"
    status = 409


def rate(session: Session, chat_id: str, rating: Rating) -> int | None:
    """Store a rating; returns the seq of the message that asked for it, if one did.

    Raises `AlreadyRated`, `InvalidInput` for a conversation that never was, `ChatNotFound`.
    """
    chat = chats.lock(session, chat_id)
    rated = chat.conversation if rating.conversation is None else rating.conversation
    if not 1 <= rated <= chat.conversation:
        raise InvalidInput(f"conversation: expected 1 to {chat.conversation}")
    if surveys.exists(session, chat_id, rated):
        raise AlreadyRated("this conversation has been rated")
    surveys.insert(session, chat_id, rated, rating.score, rating.comment)
    asked = messages.find_by_external_id(session, chat.channel, _key(chat_id, rated))
    return asked.seq if asked else None


def question(session: Session, chat: Chat) -> Draft | None:
    """The question for a rating of the conversation that an agent has just ended; None where it would be a nuisance.

    That is when the customer wrote nothing to the agent, has rated already, or was asked in the last 24 hours.
    """
    asked_at = messages.last_sent(session, chat.id, KIND)
    if asked_at is not None and now_of(session) - asked_at < _PAUSE:
        return None
    if surveys.exists(session, chat.id, chat.conversation):
        return None
    if not turns.were_words_for_agent(session, chat.id, chat.conversation):
        return None
    key = _key(chat.id, chat.conversation)
    data = {"conversation": chat.conversation, "score": None}
    return Draft(key, "system", KIND, {"text": words.say("survey", key).text, "buttons": [], "data": data})


def _key(chat_id: str, conversation: int) -> str:
    return f"{chat_id}:survey:{conversation}"
