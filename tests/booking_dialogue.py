"""A booking dialogue without a model: each message runs the action that the rules name, then the form asks its question."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import yaml
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from shown_cards import read_shown

from actions.base import AnswerAction, Context
from actions.repair import FORM, ActionBookRepair, ActionContinueRepair
from actions.repair_asking import ActionAskRepairConfirmed
from actions.smalltalk import ActionStopFlow
from bot.chat.cards import CardPart
from bot.settings import ROOT
from bot.store import bookings, chats
from bot.store.bookings import Booking
from bot.store.engine import Store

RESPONSES: dict[str, list[dict[str, Any]]] = {
    name: variants
    for path in sorted((Path(ROOT) / "data" / "responses").glob("*.yml"))
    for name, variants in yaml.safe_load(path.read_text(encoding="utf-8"))["responses"].items()
}
_OPENING = ("book_repair", "book_installation", "book_inspection")
_STOPPING = ("stop_flow", "cancel_booking", "goodbye")


@dataclass
class Dialogue:
    """One customer who books; `names` and `texts` are what the last message was answered with, in every wording."""

    context: Context
    store: Store
    chat_id: str
    slots: dict[str, Any] = field(default_factory=dict)
    loop: str | None = None
    names: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    buttons: dict[str, str] = field(default_factory=dict)
    cards: list[CardPart] = field(default_factory=list)
    before: list[dict[str, Any]] = field(default_factory=list)  # events of earlier messages
    large_text: bool = False

    def say(self, text: str, intent: str = "inform", action: type[AnswerAction] | None = None, **entities: Any) -> None:
        """Send a message as the engine would hand it over; a list of values is several entities."""
        found = [
            {"entity": name, "value": value}
            for name, values in entities.items()
            for value in (values if isinstance(values, list) else [values])
        ]
        message = {
            "text": text,
            "intent": {"name": intent},
            "entities": found,
            "metadata": {"message_id": uuid4().hex, "chat_id": self.chat_id, "large_text": self.large_text},
        }
        self.names, self.texts, self.buttons, self.cards = [], [], {}, []
        events: list[dict[str, Any]] = [*self.before, {"event": "user", "parse_data": message}]
        kind = action or self._action_for(intent)
        self._run(kind, message, events)
        if self.loop == FORM:
            self._run(ActionAskRepairConfirmed, message, [*events, {"event": "action", "name": kind.name(None)}])  # type: ignore[arg-type]

    def press(self, title: str) -> None:
        """Press a button by its title."""
        intent, _, entities = self.buttons[title].removeprefix("/").partition("{")
        values = json.loads("{" + entities) if entities else {}
        self.say(self.buttons[title], intent, **values)

    def bookings(self) -> list[Booking]:
        """What this chat has booked."""
        with self.store.reading() as session:
            return bookings.for_chat(session, self.chat_id)

    @property
    def text(self) -> str:
        return "\n".join(self.texts)

    @property
    def asked(self) -> str | None:
        return self.slots.get("open_question")

    @property
    def draft(self) -> dict[str, Any]:
        return self.slots.get("repair_draft") or {}

    def _action_for(self, intent: str) -> type[AnswerAction]:
        if self.loop == FORM:
            return ActionStopFlow if intent in _STOPPING else ActionContinueRepair
        return ActionBookRepair if intent in _OPENING else ActionContinueRepair

    def _run(self, kind: type[AnswerAction], message: dict[str, Any], events: list[dict[str, Any]]) -> None:
        tracker = Tracker(self.chat_id, dict(self.slots), message, events, False, None, {"name": self.loop}, "")
        dispatcher = CollectingDispatcher()
        done = asyncio.run(kind(self.context).run(dispatcher, tracker, {}))
        assert done, "the action failed"
        self.slots |= {event["name"]: event["value"] for event in done if event["event"] == "slot"}
        loops = [event["name"] for event in done if event["event"] == "active_loop"]
        self.loop = loops[-1] if loops else self.loop
        for said in dispatcher.messages:
            self.names.append(said["response"])
            self.texts += [_filled(variant["text"], said) for variant in RESPONSES[said["response"]]]
            own = RESPONSES[said["response"]][0].get("buttons", [])
            self.buttons |= {button["title"]: button["payload"] for button in [*own, *said["buttons"]]}
            if card := read_shown(said["custom"], said["buttons"]):
                self.cards.append(card)


def _filled(text: str, values: dict[str, Any]) -> str:
    told = text.format_map(values)
    assert not re.search(r"[{}]|None", told), told
    return told


def open_dialogue(context: Context, store: Store) -> Dialogue:
    """A customer in a new chat."""
    with store.transaction() as session:
        return Dialogue(context, store, chats.insert(session, "web").id)
