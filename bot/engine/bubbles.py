"""Bubbles: the words of one turn in as few messages as a telephone shows without scrolling; nothing said is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

LONGEST = 200  # characters of a joined message: twelve lines on a telephone of 390 px
FEW = 4  # buttons under a joined message; more stay with the words that they belong to

Message = dict[str, Any]


def joined(messages: Sequence[Message]) -> list[Message]:
    """The messages with neighbours of plain words made one, a line each; cards and pictures stand alone.

    Buttons of the last words come first: they answer what was said last.
    """
    bubbles: list[Message] = []
    for message in messages:
        if bubbles and _fits(bubbles[-1], message):
            bubbles[-1] = _joined(bubbles[-1], message)
        else:
            bubbles.append(message)
    return bubbles


def _fits(first: Message, second: Message) -> bool:
    if not (_is_plain(first) and _is_plain(second)):
        return False
    short = len(first["text"]) + len(second["text"]) < LONGEST
    return short and (not first["buttons"] or len(_buttons(first, second)) <= FEW)


def _is_plain(message: Message) -> bool:
    return bool(message["text"]) and not message["image"] and not message["custom"]


def _joined(first: Message, second: Message) -> Message:
    return {**second, "text": f"{first['text']}\n{second['text']}", "buttons": _buttons(first, second)}


def _buttons(first: Message, second: Message) -> list[Mapping[str, str]]:
    """The buttons of both, each way to go on once."""
    offered = {button["payload"] for button in second["buttons"]}
    return [*second["buttons"], *(button for button in first["buttons"] if button["payload"] not in offered)]
