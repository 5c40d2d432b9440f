"""Tokens: the one that opens exactly one chat, and the one by which the shop's own site vouches for its customer.

Both are HS256 JWTs checked against the machine's clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

import jwt

from bot.channels.base import is_storable
from bot.errors import NotAllowed, NotAuthenticated
from bot.settings import SHANGHAI, Settings

_AUDIENCE = "chat"
_LIFE = timedelta(days=30)
_SUBJECT_CHARACTERS = 128


@dataclass(frozen=True)
class ChatToken:
    """A token as the customer gets it."""

    token: str
    expires_at: datetime


class ChatTokens:
    """Makes and checks chat tokens under a key of their own."""

    def __init__(self, settings: Settings) -> None:
        self._key = settings.derive_key("chat-token")

    def issue(self, chat_id: str) -> ChatToken:
        """A token for this chat and no other, good for 30 days."""
        now = datetime.now(timezone.utc)
        claims = {"sub": chat_id, "aud": _AUDIENCE, "iat": now, "exp": now + _LIFE}
        expires_at = (now + _LIFE).replace(microsecond=0).astimezone(SHANGHAI)
        return ChatToken(jwt.encode(claims, self._key, algorithm="HS256"), expires_at)

    def chat_of(self, token: str | None) -> str:
        """The chat that the token opens; raises `NotAuthenticated`."""
        if not token or not isinstance(token, str):
            raise NotAuthenticated("expected a chat token")
        try:
            claims = jwt.decode(
                token, self._key, algorithms=["HS256"], audience=_AUDIENCE, options={"require": ["sub", "exp"]}
            )
        except (jwt.PyJWTError, ValueError):
            raise NotAuthenticated("expected a valid chat token") from None
        return str(claims["sub"])

    def check(self, header: str | None, chat_id: str) -> None:
        """Whether an Authorization header opens this chat; the same answer whether the chat exists or not.

        Raises `NotAuthenticated`, or `NotAllowed` for the good token of another chat.
        """
        scheme, _, token = (header or "").partition(" ")
        if scheme.lower() != "bearer":
            raise NotAuthenticated("expected Authorization: Bearer")
        if self.chat_of(token.strip()) != chat_id:
            raise NotAllowed("the token belongs to another chat")


def customer_of(token: str, settings: Settings) -> str:
    """Who the shop's site says its customer is; raises `NotAuthenticated`, always when no key is set."""
    if not settings.customer_token_key:
        raise NotAuthenticated("customer tokens are not accepted here")
    try:
        claims = jwt.decode(
            token,
            settings.customer_token_key,
            algorithms=["HS256"],
            options={"require": ["sub", "exp"], "verify_aud": False},
        )
    except (jwt.PyJWTError, ValueError):
        raise NotAuthenticated("expected a valid customer token") from None
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= _SUBJECT_CHARACTERS or not is_storable(subject):
        raise NotAuthenticated(f"sub: expected a string of 1 to {_SUBJECT_CHARACTERS} characters")
    return subject
