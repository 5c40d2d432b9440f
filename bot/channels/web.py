"""The website: JSON messages with an id of the client's own, the same over HTTP and over the socket."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from bot.channels.base import customer_text, is_storable
from bot.channels.file_links import FileLinks
from bot.chat.inbox import Incoming
from bot.errors import InvalidInput
from bot.settings import Settings
from bot.store.messages import Message

_PAYLOAD_CHARACTERS = 1000


class WebChannel:
    """Messages {client_id, text} or {client_id, payload} in, the message shape of the customer API out."""

    name = "web"

    def __init__(self, settings: Settings) -> None:
        self._text_characters = settings.limits.text_characters
        self._links = FileLinks(settings)

    def parse(self, chat_id: str, body: Mapping[str, Any]) -> Incoming:
        """Read one message. The external id is bound to the chat: another chat's client ids mean nothing here."""
        known_as = external_id(chat_id, body.get("client_id"))
        text, payload = body.get("text"), body.get("payload")
        if (text is None) == (payload is None):
            raise InvalidInput("expected either text or payload")
        if payload is None:
            return Incoming(known_as, text=customer_text(text, self._text_characters))
        if not isinstance(payload, str) or not 0 < len(payload) <= _PAYLOAD_CHARACTERS:
            raise InvalidInput(f"payload: expected a string of 1 to {_PAYLOAD_CHARACTERS} characters")
        if not is_storable(payload):
            raise InvalidInput("payload: expected characters that can be stored")
        return Incoming(known_as, payload=payload)

    def render(self, message: Message, read_seq: int) -> dict[str, Any]:
        """The shape that GET …/messages and the socket carry."""
        is_read = message.author != "customer" and message.seq <= read_seq
        return {
            "seq": message.seq,
            "id": message.id,
            "author": message.author,
            "author_name": message.author_name,
            "kind": message.kind,
            "text": message.body.get("text"),
            "buttons": message.body.get("buttons") or [],
            "data": self._links.shown(message.body.get("data")),
            "created_at": message.created_at.isoformat(),
            "status": "read" if is_read else message.status,
            "in_reply_to": message.in_reply_to,
            "client_id": _given_id(message),
        }


def _given_id(message: Message) -> str | None:
    """The id that the customer's client gave to his own message."""
    chat_id, _, client_id = message.external_id.partition(":")
    return client_id if message.author == "customer" and chat_id == message.chat_id else None


def external_id(chat_id: str, client_id: object) -> str:
    """What a message of this chat is known by; raises `InvalidInput` for an id that is no UUID."""
    return f"{chat_id}:{_client_id(client_id)}"


def _client_id(raw: object) -> str:
    try:
        return str(UUID(raw)) if isinstance(raw, str) and len(raw) <= 45 else _refuse()
    except ValueError:
        return _refuse()


def _refuse() -> str:
    raise InvalidInput("client_id: expected a UUID")
