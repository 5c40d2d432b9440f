"""The column type for a short list of words: a tuple in Python, a JSON array in the database."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Text
from sqlalchemy.types import TypeDecorator

EVERY = "*"  # stands for every category or every model


class Listed(TypeDecorator):
    """A tuple of strings, stored as a JSON array; never null, the empty list is `[]`."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Iterable[str] | None, dialect: Any) -> str | None:
        """Turn the words into a JSON array."""
        return None if value is None else json.dumps(list(value), ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Any) -> tuple[str, ...] | None:
        """Turn the JSON array into a tuple."""
        return None if value is None else tuple(json.loads(value))


def holds(words: tuple[str, ...], word: str) -> bool:
    """Whether a list of categories or models names this one, or every one."""
    return word in words or EVERY in words
