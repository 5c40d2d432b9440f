"""One message about a booking as it is being read: the draft so far, what changed, and what has to be said about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from actions.phrases import phrase
from actions.repair_draft import REDO, unmark
from actions.turn import Reply, Turn
from bot.service.repair import Draft

_PAYLOAD = "/"


@dataclass
class Heard:
    """`asked` is the question that was open (None for the first message); `changed` the fields that got a new value."""

    turn: Turn
    draft: Draft
    now: datetime
    asked: str | None
    reply: Reply = field(default_factory=Reply)
    changed: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    answered: bool = False  # the message was understood, though it may have changed nothing
    refused: bool = False  # what it says cannot be used, and why has been said

    before: Draft = field(init=False)  # the draft before the message

    def __post_init__(self) -> None:
        """Keep the draft as it was."""
        self.before = self.draft

    @property
    def text(self) -> str:
        """What was typed; nothing for a button."""
        return "" if self.turn.text.startswith(_PAYLOAD) else self.turn.text

    @property
    def corrects(self) -> bool:
        """Whether it may change what was said before: a correction, a wish, or an answer to the summary."""
        wishes = ("correct_info", "change_booking", "book_repair", "book_installation", "book_inspection")
        return self.turn.intent in wishes or self.asked in (None, "confirm", "choice")

    @property
    def names_more(self) -> bool:
        """Whether what is named comes besides what was said, and not in its place."""
        also, instead = (
            any(word in self.text for word in phrase(f"words_{name}").split()) for name in ("also", "instead")
        )
        return also and not instead and self.turn.intent != "correct_info"

    def asks_for(self, *questions: str) -> bool:
        """Whether one of these questions was open."""
        return self.asked in questions

    def set(self, name: str, /, **values: Any) -> None:
        """Put new values into the draft under the field `name`; the same values again change nothing."""
        self.answered = True
        before: Mapping[str, Any] = {key: getattr(self.draft, key) for key in values}
        self.draft = unmark(self.draft, f"{REDO}{name}")
        if before == values:
            return
        self.changed.append(name)
        if next(iter(before.values())):  # the first value is the field's own; the others go with it
            self.replaced.append(name)
        self.draft = replace(self.draft, **values)

    def say(self, response: str, /, *args: Any, **variables: Any) -> None:
        """Say why the message cannot be used as it is."""
        self.answered = self.refused = True
        self.reply.say(response, *args, **variables)
