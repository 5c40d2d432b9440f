"""Shapes of the desk API: what an agent sends is checked against them, what he gets is documented by them."""

from __future__ import annotations

from typing import Any, Literal, TypeVar

from pydantic import ConstrainedInt, ConstrainedStr, Field, StrictBool, StrictStr, ValidationError

from bot.channels.base import is_storable
from bot.errors import InvalidInput
from bot.gateway.shapes import Shape, ShownMessage

REPLY_CHARACTERS = 2000
OwnerName = Literal["bot", "queue", "agent", "closed"]


class UserName(ConstrainedStr):
    """The name under which an agent signs in."""

    strict, min_length, max_length = True, 1, 64


class Password(ConstrainedStr):
    """An agent's password."""

    strict, min_length, max_length = True, 1, 1024


class Version(ConstrainedInt):
    """The chat's version as the agent saw it."""

    strict, ge, lt = True, 1, 2**31


class Remark(ConstrainedStr):
    """A few sentences for colleagues or for a booking's history."""

    strict, max_length = True, 500


class Credentials(Shape):
    """What an agent signs in with."""

    username: UserName
    password: Password


class AgentFacts(Shape):
    """Who is signed in."""

    username: str
    display_name: str | None = Field(..., description="what customers read; null: they read 人工客服")
    roles: list[str]
    groups: list[str]


class SignedIn(Shape):
    """The token for `Authorization: Bearer`, good for twelve hours; the same session is in the cookie."""

    token: str
    agent: AgentFacts


class DeskRow(Shape):
    """One chat of the list; personal values are masked."""

    id: str
    channel: str
    owner: OwnerName
    version: int = Field(..., description="grows with every move; accept, close, return and transfer send it back")
    customer: str
    reason: str | None = Field(..., description="why a human is needed, in words")
    reason_code: str | None = Field(...)
    priority: int = Field(..., description="1 for danger, else 0")
    group: str | None = Field(..., description="the group that it waits for, null for every agent")
    agent: str | None = Field(..., description="who holds it")
    waiting_seconds: int
    last_message: str | None = Field(..., description="what a person wrote last, shortened")
    unread: int = Field(..., description="messages of the customer that no agent has read")


class DeskList(Shape):
    """Up to a hundred chats: the urgent first, then who waits longest."""

    chats: list[DeskRow]


class BriefPerson(Shape):
    """Who the customer is; `verified` once he has proved it."""

    label: str
    name: str | None = Field(...)
    phone: str | None = Field(...)
    verified: bool
    how: str | None = Field(..., description="by what he proved it")


class BriefDevice(Shape):
    """A device and whether it is in warranty."""

    name: str
    serial: str
    verdict: str


class BriefFact(Shape):
    """What the customer has given so far; `corrected` when an agent changed it."""

    label: str
    value: str
    corrected: bool


class BriefBooking(Shape):
    """A booking that is not finished."""

    number: str
    purpose: str
    status: str
    category: str
    appointment: str | None = Field(...)


class BriefTurn(Shape):
    """One of the last messages, shortened."""

    author: Literal["customer", "bot", "agent"]
    text: str


class BriefNote(Shape):
    """A note of an agent; customers never see it."""

    author: str
    at: str
    text: str


class BriefShape(Shape):
    """What an agent needs to know before his first word."""

    reason: str | None = Field(...)
    mood: Literal["complaint", "dissatisfied", "neutral"]
    mood_name: str
    customer: BriefPerson
    devices: list[BriefDevice]
    filled: list[BriefFact]
    bookings: list[BriefBooking]
    last_turns: list[BriefTurn]
    notes: list[BriefNote]


class DeskConversation(Shape):
    """A chat, its brief and its messages; masked unless the agent holds the chat."""

    chat: DeskRow
    brief: BriefShape
    messages: list[ShownMessage]
    customer_typing: bool


class MovedChat(Shape):
    """The chat as it is after the act."""

    chat: DeskRow


class Versioned(Shape):
    """An act upon the chat as the agent saw it."""

    version: Version


class Transfer(Versioned):
    """`to` is another agent's user name or a group: general, digital, appliance, complaint."""

    to: UserName


class Reply(Shape):
    """An agent's answer."""

    client_id: StrictStr = Field(
        ..., description="UUID made by the client; the same id again is the same reply", format="uuid"
    )
    text: StrictStr = Field(..., maxLength=REPLY_CHARACTERS)


class AgentTyping(Shape):
    """The agent types, or has stopped."""

    typing: StrictBool


class NewNote(Shape):
    """A note for colleagues."""

    text: Remark


class Corrections(Shape):
    """What the bot shall go on with; null takes a correction back. `version` may be left out."""

    version: Version | None = None
    product_category: StrictStr | None = None
    product_model: StrictStr | None = None
    serial_number: StrictStr | None = None
    fault: StrictStr | None = None
    service_mode: Literal["home", "store", "mail_in"] | None = None
    region: StrictStr | None = None
    time: dict[str, Any] | None = Field(
        None, description="{start, end} in ISO 8601 minutes, Asia/Shanghai; one side may be null"
    )
    address: StrictStr | None = None
    person_name: StrictStr | None = None
    phone_number: StrictStr | None = None

    class Config(Shape.Config):
        """Read by pydantic."""

        extra = "forbid"


class NewStatus(Shape):
    """A step of a booking; `note` is shown to the customer."""

    status: StrictStr = Field(
        ..., description="requested, confirmed, dispatched, in_repair, waiting_parts, finished, cancelled"
    )
    note: Remark = Remark("")


class BookingStatus(Shape):
    """A booking as it is after the step; `status_name` is how its customer reads it."""

    number: str
    status: str
    status_name: str


Body = TypeVar("Body", bound=Shape)


def read(shape: type[Body], body: dict[str, Any]) -> Body:
    """Check a body; raises `InvalidInput` naming the fields."""
    if not _is_storable(body):
        raise InvalidInput(f"expected {shape.__name__} in characters that can be stored")
    try:
        return shape(**body)
    except ValidationError as error:
        fields = sorted({str(part["loc"][0]) for part in error.errors()})
        raise InvalidInput(f"expected {shape.__name__}, wrong: {', '.join(fields)[:80]}") from None
    except TypeError:
        raise InvalidInput(f"expected {shape.__name__}") from None


def _is_storable(value: Any) -> bool:
    """Whether every text within can be stored; what is nested deeper than any shape is not looked at."""
    if isinstance(value, str):
        return is_storable(value)
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return all(is_storable(part) for part in parts if isinstance(part, str))
