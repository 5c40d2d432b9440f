"""Shapes of the customer API: what comes in is checked against them, what goes out is documented by them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConstrainedInt, ConstrainedStr, Field, StrictStr, ValidationError

from bot.errors import InvalidInput


class Score(ConstrainedInt):
    """From 1 (bad) to 5 (good)."""

    strict, ge, le = True, 1, 5


class Comment(ConstrainedStr):
    """A few words beside a score."""

    strict, max_length = True, 500


class SiteToken(ConstrainedStr):
    """A JWT (HS256) of the shop's own site."""

    strict, max_length = True, 4096


class NewChat(BaseModel):
    """A customer opens the chat window."""

    channel: Literal["web"] = "web"
    customer_token: SiteToken | None = Field(None, description="JWT (HS256) of the shop's own site")


class OpenedChat(BaseModel):
    """The chat and the token that opens it."""

    chat_id: str
    token: str
    expires_at: datetime


class NewMessage(BaseModel):
    """One customer message: text, or the payload of a button that was shown in this chat."""

    client_id: StrictStr = Field(..., description="UUID made by the client; the same id again is the same message")
    text: StrictStr | None = None
    payload: StrictStr | None = None


class AcceptedMessage(BaseModel):
    """The message is stored; `duplicate` when it had come before."""

    message_id: str
    seq: int
    duplicate: bool


class Button(BaseModel):
    """A reply that the customer can press."""

    title: str
    payload: str


class ShownMessage(BaseModel):
    """One message of the conversation."""

    seq: int
    id: str
    author: Literal["customer", "bot", "agent", "system"]
    author_name: str | None
    kind: Literal["text", "buttons", "card", "image", "file", "notice", "survey"]
    text: str | None
    buttons: list[Button]
    data: dict[str, Any] | None
    created_at: datetime
    status: str
    in_reply_to: int | None = Field(description="seq of the customer's message that this one answers")


class ChatView(BaseModel):
    """The chat and its messages behind `after`."""

    owner: Literal["bot", "queue", "agent", "closed"]
    typing: bool
    queue_position: int | None
    messages: list[ShownMessage]


class Rating(BaseModel):
    """What the customer thought of the conversation."""

    score: Score
    comment: Comment = Comment("")


class ErrorFacts(BaseModel):
    """A stable code for programs and a sentence for people."""

    code: str
    message: str


class ErrorEnvelope(BaseModel):
    """Every answer of 400 and above."""

    error: ErrorFacts


def read_new_chat(body: dict[str, Any]) -> NewChat:
    """Check the body of POST /chats; raises `InvalidInput`."""
    try:
        return NewChat(**body)
    except (ValidationError, TypeError):
        raise InvalidInput("expected channel and customer_token") from None


def read_rating(body: dict[str, Any]) -> Rating:
    """Check the body of POST …/survey; raises `InvalidInput`."""
    try:
        return Rating(**body)
    except (ValidationError, TypeError):
        raise InvalidInput("expected a score from 1 to 5 and a comment") from None
