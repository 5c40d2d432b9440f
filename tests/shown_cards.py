"""What holds of every card that an answer carries: its model's shape, nothing to press that is no button, no gaps, no leaks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.chat.cards import CardPart, read_card

LONGEST_LEAD = 40
_GAP = re.compile(r"\bNone\b|\bnull\b|[{}]|undefined")
_PERSONAL = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)|SC-[A-Z0-9]{2,6}-[A-Z0-9]{6}")


def read_shown(custom: Mapping[str, Any] | None, buttons: Iterable[Mapping[str, str]]) -> CardPart | None:
    """The card of a message, checked; None where it has none."""
    if not custom:
        return None
    assert custom["kind"] == "card"
    card = read_card(custom["data"])
    assert card.as_data() == custom["data"], "a card is stored as its model writes it"
    assert {value for name, value in _texts(custom["data"]) if name == "payload"} <= {
        button["payload"] for button in buttons
    }
    for name, value in _texts(custom["data"]):
        if name in ("payload", "number"):
            continue
        assert value.strip() and not _GAP.search(value), (name, value)
        assert not _PERSONAL.search(value), (name, value)
    lead = custom["data"]["lead"]
    assert lead is None or len(lead) <= LONGEST_LEAD, lead
    return card


def size_of(card: CardPart) -> int:
    """Bytes of a card in a message."""
    return len(json.dumps(card.as_data(), ensure_ascii=False).encode())


def _texts(data: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(data, str):
        yield name, data
    elif isinstance(data, list):
        for part in data:
            yield from _texts(part, name)
    elif isinstance(data, dict):
        for key, part in data.items():
            yield from _texts(part, key)
