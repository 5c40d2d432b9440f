"""The socket's events: their names and payloads, for the server and for every client that is written against it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from bot.gateway.shapes import NewMessage, Shape, ShownMessage

NAMESPACE = "/chat"
SOCKET_PATH = "/socket.io"


class SocketAuth(Shape):
    """What a client connects with; with `after` it is sent what it missed."""

    token: str
    after: int | None = Field(None, description="seq of the last message that the client has")


class TypingNow(Shape):
    """The customer types, or has stopped."""

    typing: bool


class ReadUpTo(Shape):
    """The customer has seen everything up to `seq`."""

    seq: int


class Resync(Shape):
    """Asks for the conversation behind `after`; acknowledged with a ChatView."""

    after: int


class ReadMark(Shape):
    """How far the customer's reading is known now."""

    read_seq: int


class Status(Shape):
    """How far each side has read."""

    read_seq: int
    agent_read_seq: int


class Standing(Shape):
    """Who answers now, and the place in the queue, counted from 1."""

    owner: Literal["bot", "queue", "agent", "closed"]
    queue_position: int | None = Field(...)
    agent_name: str | None = Field(...)


class Typing(Shape):
    """Somebody types, or has stopped."""

    author: Literal["customer", "bot", "agent"]
    typing: bool


SERVER_EVENTS: dict[str, type[Shape]] = {
    "message": ShownMessage,
    "status": Status,
    "owner": Standing,
    "typing": Typing,
}

CLIENT_EVENTS: dict[str, type[Shape]] = {
    "message": NewMessage,
    "typing": TypingNow,
    "read": ReadUpTo,
    "resync": Resync,
}
