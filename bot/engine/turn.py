"""One turn of a conversation: what the customer sent goes in, what the bot says and did comes out.

Rasa's own steps in Rasa's own order, with these differences: a message that was answered already is answered from the
record, a failed action drops the turn's words, and a store that fails makes the turn fail. What was understood is read
again in the light of the question that stood open, before slots and policies see it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME, UTTER_PREFIX
from rasa.shared.core.constants import ACTION_LISTEN_NAME, DEFAULT_ACTION_NAMES
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    BotUttered,
    Event,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.engine.action_endpoint import failed_actions
from bot.engine.bubbles import joined
from bot.engine.nlu.form import as_customer_text
from bot.engine.understanding import understand

RECEIPT_SLOT = "action_receipt"
_AGENT_SLOT = "agent_facts"
_PAGE_SLOT = "page"
_LARGE_TEXT = "large_text"  # the channel of the shorter variants of responses
_BEGINS = {"repair_form": "/book_repair"}  # the button that would begin what is under way
_TOLD_SLOTS = ("repair_draft", "service_draft", "warranty_told", "device_serials")  # what the gateway may know
_LONGEST_SLOT = 8000  # characters of JSON; a draft with its offers has about 1,500


@dataclass(frozen=True)
class Turn:
    """One message for the dialogue; `is_payload` only for buttons that this system issued."""

    conversation: str
    message_id: str
    text: str
    is_payload: bool
    sent_at: str
    chat_id: str
    channel: str
    slots: Mapping[str, Any] = field(default_factory=dict)  # facts that an agent corrected, by entity name
    page: Mapping[str, str | None] | None = None  # what the customer looks at on the shop's site
    large_text: bool = False

    def metadata(self) -> dict[str, Any]:
        """What components and actions may know of the message."""
        return {
            "message_id": self.message_id,
            "chat_id": self.chat_id,
            "channel": self.channel,
            "sent_at": self.sent_at,
            **({_LARGE_TEXT: True} if self.large_text else {}),
        }


@dataclass(frozen=True)
class TurnResult:
    """What came of a turn: messages for the customer, and what the engine understood and did."""

    messages: list[dict[str, Any]]
    intent: str | None
    confidence: float
    second: str | None
    entities: dict[str, Any]
    actions: list[str] = field(default_factory=list)
    failed_action: str | None = None
    slots: dict[str, Any] = field(default_factory=dict)  # what the dialogue knows; personal, never for a log

    def as_json(self) -> dict[str, Any]:
        """The answer to the gateway."""
        told = {name: value for name, value in vars(self).items() if name != "messages"}
        return {"messages": self.messages, "turn": told}


class _EventsOnly(OutputChannel):
    """Sends nothing: the turn's words are read from its events. Its name chooses the variants of responses."""

    def __init__(self, name: str) -> None:
        self._name = name

    def name(self) -> str:
        return self._name

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        return None


async def run_turn(agent: Agent, turn: Turn) -> TurnResult:
    """Run one turn; raises `StoreUnavailable` and whatever else broke. One turn at a time per conversation."""
    processor: MessageProcessor = agent.processor
    channel = _EventsOnly(_LARGE_TEXT if turn.large_text else turn.channel)
    async with agent.lock_store.lock(turn.conversation):
        tracker = await processor.fetch_tracker_and_update_session(turn.conversation, channel)
        answered = _events_since(tracker, turn.message_id)
        if answered:
            return _result(answered, None, tracker)
        failures: list[str] = []
        token = failed_actions.set(failures)
        try:
            await _answer(processor, tracker, turn, channel)
        finally:
            failed_actions.reset(token)
        events = _events_of_last_turn(tracker)
        failed = failures[0] if failures else _without_receipt(events, turn.message_id, processor.domain)
        kept = _before_actions(tracker, processor.domain) if failed else tracker
        await processor.save_tracker(kept)
        return _result(events, failed, kept)


async def _answer(
    processor: MessageProcessor, tracker: DialogueStateTracker, turn: Turn, channel: OutputChannel
) -> None:
    message = UserMessage(
        text=turn.text if turn.is_payload else as_customer_text(turn.text),
        output_channel=channel,
        sender_id=turn.conversation,
        input_channel="engine",
        message_id=turn.message_id,
        metadata=turn.metadata(),
    )
    if turn.slots and _AGENT_SLOT in tracker.slots:
        tracker.update(SlotSet(_AGENT_SLOT, dict(turn.slots)), processor.domain)
    _look_at_page(tracker, turn, processor.domain)
    message.parse_data = await understand(processor, tracker, message, turn.is_payload)
    await processor._handle_message_with_tracker(message, tracker)
    await processor.run_action_extract_slots(channel, tracker)
    await processor._run_prediction_loop(channel, tracker)


def _look_at_page(tracker: DialogueStateTracker, turn: Turn, domain: Domain) -> None:
    """Let the dialogue know what the customer looks at now, also that it is nothing any more."""
    seen = dict(turn.page) if turn.page else None
    if _PAGE_SLOT in tracker.slots and tracker.get_slot(_PAGE_SLOT) != seen:
        tracker.update(SlotSet(_PAGE_SLOT, seen), domain)


def _events_of_last_turn(tracker: DialogueStateTracker) -> list[Event]:
    events = list(tracker.events)
    for index in range(len(events) - 1, -1, -1):
        if isinstance(events[index], UserUttered):
            return events[index:]
    return []


def _events_since(tracker: DialogueStateTracker, message_id: str) -> list[Event]:
    """The events of the last turn when it answered this very message: a second delivery changes nothing."""
    events = _events_of_last_turn(tracker)
    if events and events[0].message_id == message_id and _executed(events):
        return events
    return []


def _executed(events: Sequence[Event]) -> list[str]:
    return [
        event.action_name
        for event in events
        if isinstance(event, ActionExecuted) and event.action_name != ACTION_LISTEN_NAME
    ]


def _without_receipt(events: Sequence[Event], message_id: str, domain: Domain) -> str | None:
    """The first custom action that left no proof of having run for this message."""
    custom = {name for name in domain.user_actions if not name.startswith(UTTER_PREFIX)} - set(DEFAULT_ACTION_NAMES)
    pending: str | None = None
    for event in events:
        if isinstance(event, ActionExecuted):
            if pending:
                return pending
            pending = event.action_name if event.action_name in custom else None
        elif isinstance(event, ActionExecutionRejected) or (
            isinstance(event, SlotSet) and event.key == RECEIPT_SLOT and event.value == message_id
        ):
            pending = None
    return pending


def _before_actions(tracker: DialogueStateTracker, domain: Domain) -> DialogueStateTracker:
    """The tracker as it was when the customer had spoken and nothing had been done yet: his words and slots are kept."""
    events = list(tracker.events)
    spoke = max(index for index, event in enumerate(events) if isinstance(event, UserUttered))
    acted = next(
        (index for index in range(spoke, len(events)) if isinstance(events[index], ActionExecuted)), len(events)
    )
    kept = [*events[:acted], ActionExecuted(ACTION_LISTEN_NAME)]
    return DialogueStateTracker.from_events(tracker.sender_id, kept, slots=domain.slots)


def _result(events: Sequence[Event], failed: str | None, tracker: DialogueStateTracker) -> TurnResult:
    parsed = events[0].parse_data if events else {}
    intent = parsed.get("intent") or {}
    begins = _BEGINS.get(tracker.active_loop_name or "")
    return TurnResult(
        messages=[]
        if failed
        else joined([_message(event, begins) for event in events if isinstance(event, BotUttered)]),
        intent=intent.get("name"),
        confidence=round(float(intent.get("confidence") or 0.0), 4),
        second=second_intent(parsed),
        entities=entity_values(parsed.get("entities") or []),
        actions=_executed(events),
        failed_action=failed,
        slots=_told(tracker),
    )


def _told(tracker: DialogueStateTracker) -> dict[str, Any]:
    """The facts that the gateway shows to an agent; a value too long to be one is left out."""
    known = {name: tracker.get_slot(name) for name in _TOLD_SLOTS if name in tracker.slots}
    return {
        name: value
        for name, value in known.items()
        if value is not None and len(json.dumps(value, ensure_ascii=False)) <= _LONGEST_SLOT
    }


def second_intent(parsed: dict[str, Any]) -> str | None:
    """The likeliest intent after the one that counts."""
    name = (parsed.get("intent") or {}).get("name")
    others = [
        rank["name"]
        for rank in parsed.get("intent_ranking") or []
        if rank["name"] not in {name, DEFAULT_NLU_FALLBACK_INTENT_NAME}
    ]
    return others[0] if others else None


def entity_values(entities: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """{type: value or list of values}, each value once."""
    values: dict[str, list[Any]] = {}
    for entity in entities:
        known = values.setdefault(entity["entity"], [])
        if entity["value"] not in known:
            known.append(entity["value"])
    return {kind: known[0] if len(known) == 1 else known for kind, known in values.items()}


def _message(event: BotUttered, begins: str | None) -> dict[str, Any]:
    """A message as the gateway takes it, without the button that would begin what is under way."""
    data = event.data or {}
    offered = [button for button in data.get("buttons") or [] if button["payload"] != begins]
    buttons = [{"title": button["title"], "payload": button["payload"]} for button in offered]
    return {"text": event.text, "buttons": buttons, "image": data.get("image"), "custom": data.get("custom")}
