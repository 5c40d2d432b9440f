"""One turn as an action sees it: what the customer said, what is remembered, and the reply that is being made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet

Button = dict[str, str]
_TAKEN = {"text", "image", "json_message", "template", "attachment", "elements", "custom", "quick_replies"}
KEEP_LOOP = "keep"  # the reply leaves the active form as it is


@dataclass(frozen=True)
class Turn:
    """The customer's message with its entities, and the slots before it was answered."""

    message_id: str
    chat_id: str
    text: str
    intent: str
    entities: Sequence[Mapping[str, Any]]
    ranking: Sequence[Mapping[str, Any]]
    slots: Mapping[str, Any]
    active_loop: str | None
    fallbacks_in_a_row: int

    def values(self, entity: str) -> tuple[str, ...]:
        """Every text value of one entity type, in order, each once."""
        found = [item.get("value") for item in self.entities if item.get("entity") == entity]
        flat = [value for item in found for value in (item if isinstance(item, list) else [item])]
        return tuple(dict.fromkeys(value for value in flat if isinstance(value, str) and value))

    def value(self, entity: str) -> str | None:
        """The first text value of one entity type."""
        return next(iter(self.values(entity)), None)

    def slot(self, name: str) -> Any:
        """What is remembered under `name`."""
        return self.slots.get(name)


@dataclass(frozen=True)
class Say:
    """One message: a response by name, the variables of its template, and buttons besides its own."""

    response: str
    variables: Mapping[str, Any]
    buttons: tuple[Button, ...] = ()


@dataclass
class Reply:
    """What an action answers: messages, slots to set, and the form to be in afterwards."""

    says: list[Say] = field(default_factory=list)
    slots: dict[str, Any] = field(default_factory=dict)
    loop: str | None = KEEP_LOOP

    def say(self, response: str, buttons: Sequence[Button] = (), /, **variables: Any) -> Reply:
        """Add one message; returns the reply itself. Rasa keeps some names for itself, so no variable is called so."""
        if taken := _TAKEN & variables.keys():
            raise ValueError(f"expected other variable names than {sorted(taken)}")
        self.says.append(Say(response, variables, tuple(buttons)))
        return self

    def set(self, **slots: Any) -> Reply:
        """Remember values that JSON can carry; returns the reply itself."""
        self.slots.update(slots)
        return self

    def events(self, message_id: str) -> list[EventType]:
        """The events for Rasa, the receipt last: it proves that the action came to its end."""
        slots = {"asked_for": None, "warranty_device": None, **self.slots}
        events: list[EventType] = [SlotSet(name, value) for name, value in slots.items()]
        if self.loop != KEEP_LOOP:
            events += [ActiveLoop(self.loop), SlotSet("requested_slot", None)]
        return [*events, SlotSet("action_receipt", message_id)]


def read_turn(tracker: Tracker) -> Turn:
    """What `tracker` says about the message that is being answered."""
    message = tracker.latest_message or {}
    metadata = message.get("metadata") or {}
    return Turn(
        message_id=str(metadata.get("message_id") or message.get("message_id") or ""),
        chat_id=str(metadata.get("chat_id") or tracker.sender_id),
        text=str(message.get("text") or ""),
        intent=str((message.get("intent") or {}).get("name") or ""),
        entities=message.get("entities") or [],
        ranking=message.get("intent_ranking") or [],
        slots=dict(tracker.slots),
        active_loop=(tracker.active_loop or {}).get("name"),
        fallbacks_in_a_row=_fallbacks(tracker.events),
    )


def _fallbacks(events: Sequence[Mapping[str, Any]]) -> int:
    count = 0
    for event in reversed(events):
        if event.get("event") != "user":
            continue
        name = ((event.get("parse_data") or {}).get("intent") or {}).get("name")
        if name != "nlu_fallback":
            break
        count += 1
    return count
