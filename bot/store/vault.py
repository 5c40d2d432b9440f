"""Seals personal values at rest and makes keyed hashes by which they can be looked up.

AES-256-GCM with a random nonce; the purpose is authenticated, so a sealed phone number cannot be
pasted into an address column. Look-up hashes are HMAC-SHA-256 under a key of their own.
"""

from __future__ import annotations

import hmac
import json
import os
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12


class WrongKey(Exception):
    """A sealed value cannot be opened: another secret key, another purpose or a changed value."""


class Vault:
    """Seals and opens values under one key, and hashes them under another; both 32 bytes."""

    def __init__(self, seal_key: bytes, hash_key: bytes) -> None:
        self._cipher = AESGCM(seal_key)
        self._hash_key = hash_key

    def seal(self, purpose: str, value: str) -> bytes:
        """Return nonce + ciphertext of `value`, bound to `purpose` (for example "customers.phone")."""
        return self.seal_bytes(purpose, value.encode())

    def open(self, purpose: str, sealed: bytes) -> str:
        """Return what was sealed for `purpose`; raises `WrongKey`."""
        return self.open_bytes(purpose, sealed).decode()

    def seal_bytes(self, purpose: str, value: bytes) -> bytes:
        """Seal what is no text, for example a picture."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, value, purpose.encode())

    def open_bytes(self, purpose: str, sealed: bytes) -> bytes:
        """Open what `seal_bytes` sealed; raises `WrongKey`."""
        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], purpose.encode())
        except InvalidTag:
            raise WrongKey(f"{purpose}: sealed under another key or changed") from None

    def seal_json(self, purpose: str, value: Any) -> bytes:
        """Seal anything that JSON can carry."""
        return self.seal(purpose, json.dumps(value, ensure_ascii=False, separators=(",", ":")))

    def open_json(self, purpose: str, sealed: bytes) -> Any:
        """Open what `seal_json` sealed."""
        return json.loads(self.open(purpose, sealed))

    def fingerprint(self, purpose: str, value: str) -> str:
        """The keyed hash (64 hex digits) by which equal values of one purpose are found."""
        return hmac.new(self._hash_key, f"{purpose}\0{value}".encode(), sha256).hexdigest()
