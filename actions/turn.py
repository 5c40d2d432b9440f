"""One turn as an action sees it: what the customer said, what is remembered, and the reply that is being made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet

from bot.chat.cards import CardPart
from bot.service import brands, goods, identify

Button = dict[str, str]
_TAKEN = {"text", "image", "json_message", "template", "attachment", "elements", "custom", "quick_replies"}
_TELLING = {
    "serial_number": "serial", "phone_number": "phone", "product_model": "model", "product_category": "category",
    "symptom": "symptom",
}  # fmt: skip
_BOOKKEEPING = {"action_listen", "action_extract_slots", "action_session_start"}
_UNCLEAR = "utter_inform_unclear"  # what is said to a bare value that fits nothing
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
    earlier: Mapping[str, str] = field(
        default_factory=dict
    )  # since the last answer: serial, phone, model, category, symptom
    answers_form: bool = False  # the form ran before this action
    also_asked: Mapping[str, Any] = field(default_factory=dict)  # a second question in the message: {intent, entities}
    after_action: str | None = None  # what ran last in this turn before this action; forms are not counted
    said_before: tuple[str, ...] = ()  # the responses of the answer that this message follows
    intent_before: str = ""  # of the customer's message before this one
    large_text: bool = False  # the customer reads large letters, so that less is offered at a time

    @property
    def agent_facts(self) -> Mapping[str, Any]:
        """What an agent corrected before he handed the chat back, by entity name; a reply that uses it clears the slot."""
        facts = self.slot("agent_facts")
        return facts if isinstance(facts, dict) else {}

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
    """One message: a response by name, the variables of its template, buttons besides its own, and a card.

    The text says everything for channels without cards; what can be pressed on the card is among the buttons.
    """

    response: str
    variables: Mapping[str, Any]
    buttons: tuple[Button, ...] = ()
    card: CardPart | None = None

    @property
    def attachment(self) -> dict[str, Any] | None:
        """The card as the engine passes it on; None without one."""
        return {"kind": "card", "data": self.card.as_data()} if self.card else None


@dataclass
class Reply:
    """What an action answers: messages, slots to set, and the form to be in afterwards."""

    says: list[Say] = field(default_factory=list)
    slots: dict[str, Any] = field(default_factory=dict)
    loop: str | None = KEEP_LOOP
    abandons: bool = False  # nothing is taken up again afterwards

    def abandon(self) -> Reply:
        """Leave the form and whatever waits behind it; returns the reply itself."""
        self.loop, self.abandons = None, True
        return self

    def say(self, response: str, buttons: Sequence[Button] = (), /, **variables: Any) -> Reply:
        """Add one message; returns the reply itself. Rasa keeps some names for itself, so no variable is called so."""
        if taken := _TAKEN & variables.keys():
            raise ValueError(f"expected other variable names than {sorted(taken)}")
        self.says.append(Say(response, variables, tuple(buttons)))
        return self

    def offer(self, button: Button) -> Reply:
        """Add a button to the last message; returns the reply itself."""
        last = self.says.pop()
        self.says.append(replace(last, buttons=(*last.buttons, button)))
        return self

    def show(self, card: CardPart | None) -> Reply:
        """Put a card on the last message; returns the reply itself."""
        last = self.says.pop()
        self.says.append(replace(last, card=card))
        return self

    def set(self, **slots: Any) -> Reply:
        """Remember values that JSON can carry; returns the reply itself."""
        self.slots.update(slots)
        return self

    def events(self, message_id: str) -> list[EventType]:
        """The events for Rasa, the receipt last: it proves that the action came to its end."""
        slots = {"asked_for": None, "open_question": None, "warranty_device": None, **self.slots}
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
        entities=goods.without_denied(message.get("entities") or [], str(message.get("text") or "")),
        ranking=message.get("intent_ranking") or [],
        slots=_narrowed(tracker.slots, str(message.get("text") or "")),
        active_loop=(tracker.active_loop or {}).get("name"),
        fallbacks_in_a_row=_fallbacks(tracker.events),
        earlier=_earlier(tracker.events),
        answers_form=_ran_form(tracker.events),
        also_asked=message.get("also_asked") or {},
        after_action=_action_before(tracker.events),
        said_before=_said_before(tracker.events),
        intent_before=_intent_before(tracker.events),
        large_text=metadata.get("large_text") is True,
    )


def _narrowed(slots: Mapping[str, Any], text: str) -> dict[str, Any]:
    """The slots, where "the second one" leaves one device on the table; what is stored stays as it is."""
    serials, place = slots.get("device_serials") or [], identify.place_named(text, alone=False)
    if place is None or not 0 < place <= len(serials):
        return dict(slots)
    return {**slots, "device_serials": [serials[place - 1]]}


def _earlier(events: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """What earlier messages told about a device since the last answer; words about other makers are left out."""
    users = [place for place, event in enumerate(events) if event.get("event") == "user"]
    told: dict[str, str] = {}
    for event in events[: users[-1]] if users else []:
        if event.get("event") == "slot" and event.get("name") == "warranty_told" and event.get("value") is None:
            told.clear()
        if event.get("event") == "user":
            _tell((event.get("parse_data") or {}).get("entities") or [], told)
    return told


def _tell(entities: Iterable[Mapping[str, Any]], told: dict[str, str]) -> None:
    named = [(item.get("entity"), item.get("value")) for item in entities]
    if any(name == "brand" and not brands.is_own(str(value)) for name, value in named):
        return
    if any(name in ("product_model", "product_category") for name, _ in named):
        told.pop("model", None)
        told.pop("category", None)
        told.pop("symptom", None)
    told.update({_TELLING[name]: value for name, value in named if name in _TELLING and isinstance(value, str)})


def _ran_form(events: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a form ran since the customer's last message."""
    for event in reversed(events):
        if event.get("event") == "user":
            return False
        if event.get("event") == "action" and str(event.get("name")).endswith("_form"):
            return True
    return False


def _action_before(events: Sequence[Mapping[str, Any]]) -> str | None:
    """The last action since the customer's message; waiting, forms and Rasa's own bookkeeping are none."""
    for event in reversed(events):
        if event.get("event") == "user":
            return None
        name = str(event.get("name"))
        if event.get("event") == "action" and not name.endswith("_form") and name not in _BOOKKEEPING:
            return name
    return None


def _said_before(events: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """The names of the responses between the customer's last message but one and his last."""
    names: list[str] = []
    spoke = False
    for event in reversed(events):
        if event.get("event") == "user" and spoke:
            break
        spoke = spoke or event.get("event") == "user"
        if event.get("event") == "bot" and spoke:
            names.append(str((event.get("metadata") or {}).get("utter_action")))
    return tuple(names)


def _intent_before(events: Sequence[Mapping[str, Any]]) -> str:
    users = [event for event in events if event.get("event") == "user"][-2:-1]
    return str(((users[0].get("parse_data") or {}).get("intent") or {}).get("name") or "") if users else ""


def _fallbacks(events: Sequence[Mapping[str, Any]]) -> int:
    """How many of the customer's last messages in a row were not understood, this one included."""
    count, was_unclear = 0, False
    for event in reversed(events):
        if event.get("event") == "bot":
            was_unclear = was_unclear or (event.get("metadata") or {}).get("utter_action") == _UNCLEAR
        if event.get("event") != "user":
            continue
        if not was_unclear and not _says_nothing(event.get("parse_data") or {}, count == 0):
            break
        count, was_unclear = count + 1, False
    return count


def _says_nothing(parsed: Mapping[str, Any], is_this: bool) -> bool:
    """Whether a message has no meaning that was recognised; of this one no answer tells yet whether a bare value was of use."""
    name = (parsed.get("intent") or {}).get("name")
    return name == "nlu_fallback" or (is_this and name == "inform" and not parsed.get("entities"))
