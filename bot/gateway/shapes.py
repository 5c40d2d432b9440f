"""Shapes of the customer API: what comes in is checked against them, what goes out is documented by them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConstrainedInt, ConstrainedStr, Field, StrictBool, StrictStr, ValidationError

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


class Count(ConstrainedInt):
    """A number that counts from 1."""

    strict, ge, lt = True, 1, 2**31


class Comment(ConstrainedStr):
    """A few words beside a score."""

    strict, max_length = True, 500


class SiteToken(ConstrainedStr):
    """A JWT (HS256) of the shop's own site."""

    strict, max_length = True, 4096


class PageInView(Shape):
    """What the customer is looking at on the shop's site; a hint, never a proof."""

    product: StrictStr | None = Field(None, description="model code or name as the shop writes it", maxLength=100)
    order: StrictStr | None = Field(None, description="order number", maxLength=40)


class NewChat(Shape):
    """A customer opens the chat window."""

    channel: Literal["web"] = "web"
    customer_token: SiteToken | None = Field(None, description="JWT (HS256) of the shop's own site")
    page: PageInView | None = Field(None, description="what the customer is looking at")
    large_text: StrictBool | None = Field(None, description="the customer reads in large text: shorter prompts")


class ShownPage(PageInView):
    """What the customer looks at now: a missing key stays as it was, null means none."""

    large_text: StrictBool | None = Field(None, description="large text on or off")


class CustomerBinding(Shape):
    """The customer has signed in at the shop's site while the chat was open."""

    customer_token: SiteToken = Field(..., description="JWT (HS256) of the shop's own site")


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
    client_id: str | None = Field(..., description="UUID that the customer's client gave; null for all others")


class Attachment(Shape):
    """`data` of a message of kind image or file."""

    file_id: str
    url: str = Field(..., description="relative path with an expiring signature")
    thumbnail_url: str | None = Field(...)
    name: str
    media_type: str
    bytes: int
    width: int | None = Field(..., description="pixels")
    height: int | None = Field(..., description="pixels")


class UploadedFile(Shape):
    """The file is kept and is a message of the conversation; `duplicate` when it had come before."""

    file_id: str
    url: str
    kind: Literal["image", "file"]
    message_id: str
    seq: int
    duplicate: bool
    thumbnail_url: str | None = Field(...)


class SurveyFacts(Shape):
    """`data` of a message of kind survey; `score` once the customer has rated."""

    conversation: int
    score: int | None = Field(...)


class ChatView(Shape):
    """The chat and a span of its messages, in order."""

    owner: Literal["bot", "queue", "agent", "closed"]
    agent_name: str | None = Field(
        ..., description="of the agent who holds the chat, as customers read it; null when he has no such name"
    )
    agent_read_seq: int = Field(..., description="how far the agent who holds or held the chat has read; 0 none")
    agent_typing: bool
    earlier: bool = Field(..., description="there are older messages than the first one here")
    typing: bool
    queue_position: int | None = Field(..., description="counted from 1, null outside the queue")
    messages: list[ShownMessage]


class Rating(Shape):
    """What the customer thought of the conversation."""

    score: Score
    comment: Comment = Comment("")
    conversation: Count | None = Field(None, description="of the survey message; without it the current one")


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
        raise InvalidInput("expected channel, customer_token, page and large_text") from None


def read_page(body: dict[str, Any]) -> ShownPage:
    """Check the body of POST …/page; raises `InvalidInput`."""
    try:
        return ShownPage(**body)
    except (ValidationError, TypeError):
        raise InvalidInput("expected product, order and large_text") from None


def read_binding(body: dict[str, Any]) -> CustomerBinding:
    """Check the body of POST …/customer; raises `InvalidInput`."""
    try:
        return CustomerBinding(**body)
    except (ValidationError, TypeError):
        raise InvalidInput("expected a customer_token") from None


def read_rating(body: dict[str, Any]) -> Rating:
    """Check the body of POST …/survey; raises `InvalidInput`."""
    try:
        return Rating(**body)
    except (ValidationError, TypeError):
        raise InvalidInput("expected a score from 1 to 5 and a comment") from None
