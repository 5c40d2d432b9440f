"""What every channel does: read what came from outside into an `Incoming`, and show a stored message the channel's way."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any, Protocol

from bot.chat.inbox import Incoming
from bot.errors import BotError, InvalidInput
from bot.store.messages import Message
from bot.text import clean

_INVISIBLE_SHARE = 8  # a raw text may hold this many times the limit before it is not worth cleaning


class EmptyText(BotError):
    """Nothing is left of the text once invisible characters are gone."""

    code = "empty_text"
    status = 422


class TextTooLong(BotError):
    """More characters than a message may have."""

    code = "text_too_long"
    status = 422


class Channel(Protocol):
    """One way in and out; `name` is what the chat's row calls it."""

    name: str

    def parse(self, chat_id: str, body: Mapping[str, Any]) -> Incoming:
        """Read one customer message; raises `InvalidInput`, `EmptyText`, `TextTooLong`."""

    def render(self, message: Message, read_seq: int) -> dict[str, Any]:
        """Show one message; `read_seq` is how far the customer has read."""


def customer_text(raw: object, characters: int) -> str:
    """Text fit to store; raises `InvalidInput`, `EmptyText`, `TextTooLong`.

    At most `characters` long, also in its compatibility form: 500 times "ﷺ" is 9,000 characters to the engine.
    """
    if not isinstance(raw, str):
        raise InvalidInput(f"text: expected a string, got {type(raw).__name__}")
    if len(raw) > characters * _INVISIBLE_SHARE:
        raise TextTooLong(f"text: expected at most {characters} characters, got {len(raw)}")
    text = clean(raw)
    if not text:
        raise EmptyText("text: expected something to read")
    if len(text) > characters or len(unicodedata.normalize("NFKC", text)) > characters:
        raise TextTooLong(f"text: expected at most {characters} characters, got {len(text)}")
    return text


def is_storable(raw: str) -> bool:
    """Whether every database takes this string as it is: no lone surrogate, no NUL."""
    return "\0" not in raw and not any("\ud800" <= character <= "\udfff" for character in raw)
