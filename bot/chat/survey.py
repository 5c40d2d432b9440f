"""The customer rates a conversation, once."""

from __future__ import annotations

from bot.errors import BotError
from bot.store import chats, surveys
from bot.store.engine import Session


class AlreadyRated(BotError):
    """This conversation has its rating."""

    code = "already_rated"
    status = 409


def rate(session: Session, chat_id: str, score: int, comment: str) -> None:
    """Store a rating from 1 to 5 of the chat's current conversation; raises `AlreadyRated`, `ChatNotFound`."""
    chat = chats.lock(session, chat_id)
    if surveys.exists(session, chat_id, chat.conversation):
        raise AlreadyRated("this conversation has been rated")
    surveys.insert(session, chat_id, chat.conversation, score, comment)
