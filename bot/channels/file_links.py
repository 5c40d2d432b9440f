"""Links to what customers sent: whoever holds one may open one variant of one file until it runs out.

An <img> can send no token, so the right to look is in the address: HMAC-SHA-256 over file, variant and end. Links
are made when a message is rendered and live 12 to 13 hours; within one hour they stay the same, so that browsers may keep what they loaded.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from hashlib import sha256
from time import time
from typing import Any
from urllib.parse import urlencode

from bot.errors import BotError
from bot.settings import Settings

PATH = "/api/v1/files"
_HOUR = 3600
_LIFE_HOURS = 13  # counted from the beginning of the hour
_EXPIRY_DIGITS = 12


class BadLink(BotError):
    """The link was changed or has run out."""

    code = "bad_link"
    status = 403


class FileLinks:
    """Makes and checks links under a key of their own; times are the machine's, in seconds since 1970."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time) -> None:
        self._key = settings.derive_key("file-link")
        self._clock = clock

    def url(self, file_id: str, variant: str) -> str:
        """A relative address that opens this variant of this file."""
        expires = str((int(self._clock()) // _HOUR + _LIFE_HOURS) * _HOUR)
        signature = self._sign(file_id, variant, expires)
        return f"{PATH}/{file_id}?{urlencode({'variant': variant, 'expires': expires, 'signature': signature})}"

    def check(self, file_id: str, variant: str, expires: str, signature: str) -> int:
        """How many seconds the link still lives; raises `BadLink`. Compared in constant time, before any look-up."""
        expected = self._sign(file_id, variant, expires)
        is_genuine = hmac.compare_digest(expected.encode(), signature.encode(errors="replace"))
        if not is_genuine or not expires.isascii() or not expires.isdigit() or len(expires) > _EXPIRY_DIGITS:
            raise BadLink("expected a link that this gateway made")
        left = int(expires) - int(self._clock())
        if left <= 0:
            raise BadLink("the link has run out")
        return left

    def shown(self, data: Mapping[str, Any] | None) -> dict[str, Any] | None:
        """A message's data with links that work now; data that names no stored file stays as it is."""
        if data is None or "file_id" not in data:
            return None if data is None else dict(data)
        file_id = data["file_id"]
        return {
            "file_id": file_id,
            "url": self.url(file_id, "original"),
            "thumbnail_url": self.url(file_id, "thumbnail") if data["has_thumbnail"] else None,
            **{name: data[name] for name in ("name", "media_type", "bytes", "width", "height")},
        }

    def _sign(self, file_id: str, variant: str, expires: str) -> str:
        signed = "\0".join((file_id, variant, expires)).encode(errors="replace")
        return urlsafe_b64encode(hmac.new(self._key, signed, sha256).digest()).decode().rstrip("=")
