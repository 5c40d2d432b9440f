"""Mainland mobile numbers: the one normal form under which they are hashed and found."""

from __future__ import annotations

import re
import unicodedata

_SEPARATORS = re.compile(r"[\s\-‐-―,，.()]+")
_PREFIX = re.compile(r"^(?:\+|00)?86(?=1\d{10}$)")
_MOBILE = re.compile(r"1[3-9]\d{9}")


def normal_phone(text: str) -> str | None:
    """Return the 11 digits of a mainland mobile number, or None when the text is not one.

    Takes full-width digits, spaces, dashes and +86 in front.
    """
    digits = _PREFIX.sub("", _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)))
    return digits if _MOBILE.fullmatch(digits) and digits.isascii() else None
