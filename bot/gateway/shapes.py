"""Shapes of the customer API: what comes in is checked against them, what goes out is documented by them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConstrainedInt, ConstrainedStr, Field, StrictStr, ValidationError

from bot.errors import InvalidInput


class Shape(BaseModel):
    """Base of all shapes: the API's description says which fields may be null, which pydantic 1 leaves out."""

    class Config:
        """Read by pydantic."""

        @staticmethod
        def schema_extra(schema: dict[str, Any], model: type[BaseModel]) -> None:
            """Mark the fields that may be null, in the words of OpenAPI 3.1."""
            for field in model.__fields__.values():
                if field.allow_none:
                    known = schema["properties"][field.alias]
                    facts = {name: known.pop(name) for name in ("title", "description") if name in known}
                    schema["properties"][field.alias] = {**facts, "anyOf": [known, {"type": "null"}]}


class Score(ConstrainedInt):
    """From 1 (bad) to 5 (good)."""

    strict, ge, le = True, 1, 5


class Comment(ConstrainedStr):
    """A few words beside a score."""

    strict, max_length = True, 500


class SiteToken(ConstrainedStr):
    """A JWT (HS256) of the shop's own site."""

    strict, max_length = True, 4096


class NewChat(Shape):
    """A customer opens the chat window."""

    channel: Literal["web"] = "web"
    customer_token: SiteToken | None = Field(None, description="JWT (HS256) of the shop's own site")


class OpenedChat(Shape):
    """The chat and the token that opens it."""

    chat_id: str
    token: str
    expires_at: datetime


class NewMessage(Shape):
    """One customer message: text, or the payload of a button that was shown in this chat."""

    client_id: StrictStr = Field(
        ..., description="UUID made by the client; the same id again is the same message", format="uuid"
    )
    text: StrictStr | None = Field(None, description="what the customer typed; either this or a payload", maxLength=500)
    payload: StrictStr | None = Field(None, description="of a button that was shown in this chat", maxLength=1000)


class AcceptedMessage(Shape):
    """The message is stored; `duplicate` when it had come before."""

    message_id: str
    seq: int
    duplicate: bool


class Button(Shape):
    """A reply that the customer can press."""

    title: str
    payload: str


class ShownMessage(Shape):
    """One message of the conversation."""

    seq: int
    id: str
    author: Literal["customer", "bot", "agent", "system"]
    author_name: str | None = Field(...)
    kind: Literal["text", "buttons", "card", "image", "file", "notice", "survey"]
    text: str | None = Field(...)
    buttons: list[Button]
    data: dict[str, Any] | None = Field(...)
    created_at: datetime
    status: str
    in_reply_to: int | None = Field(..., description="seq of the customer's message that this one answers")


class ChatView(Shape):
    """The chat and its messages behind `after`."""

    owner: Literal["bot", "queue", "agent", "closed"]
    typing: bool
    queue_position: int | None = Field(..., description="counted from 1, null outside the queue")
    messages: list[ShownMessage]


class Rating(Shape):
    """What the customer thought of the conversation."""

    score: Score
    comment: Comment = Comment("")


class Liveness(Shape):
    """The process answers."""

    live: bool


class Readiness(Shape):
    """Whether the gateway can serve, and which of its parts are there."""

    ready: bool
    parts: dict[str, bool]


class ErrorFacts(Shape):
    """A stable code for programs and a sentence for people."""

    code: str
    message: str


class ErrorEnvelope(Shape):
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
