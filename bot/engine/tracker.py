"""Rasa's tracker store over the project's own database: one sealed row a conversation, bounded, never silently forgetful."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.common import all_subclasses

from bot.store import trackers
from bot.store.engine import Store

COMPACT_ABOVE_TURNS = 20
KEPT_TURNS = 10
_KEPT_RANKING = 3


class SealedTrackerStore(TrackerStore):
    """Reads and writes trackers in threads, so that a slow database holds up one conversation and not all.

    A read or write that fails raises: the turn fails and the customer is told, instead of being met as a stranger.
    """

    def __init__(self, domain: Domain | None, store: Store) -> None:
        """Keep the store; the domain comes with the model."""
        super().__init__(domain)
        self._store = store
        self._versions: dict[str, int] = {}

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation's tracker, or None before its first turn; raises `StoreUnavailable`."""
        stored = await asyncio.to_thread(self._read, sender_id)
        self._versions[sender_id] = stored.version if stored else 0
        if stored is None:
            return None
        events = [_event(parameters) for parameters in json.loads(stored.state)]
        return DialogueStateTracker.from_events(sender_id, events, slots=self.domain.slots)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Replace the conversation's row; raises `StoreUnavailable`, or `StaleTracker` when another process wrote it."""
        events = compacted(list(tracker.events), self.domain)
        state = json.dumps(slimmed(events), ensure_ascii=False, separators=(",", ":"))
        version = self._versions.pop(tracker.sender_id, 0)
        await asyncio.to_thread(self._write, tracker.sender_id, state, version)

    async def create_tracker(self, sender_id: str, append_action_listen: bool = True) -> DialogueStateTracker:
        """A new tracker that is stored with its first turn, not before."""
        tracker = self.init_tracker(sender_id)
        if append_action_listen:
            tracker.update(ActionExecuted(ACTION_LISTEN_NAME))
        return tracker

    async def keys(self) -> Iterable[str]:
        """Nothing asks for all conversations; Rasa's interface wants the method."""
        return ()

    def _read(self, conversation: str) -> trackers.StoredTracker | None:
        with self._store.reading() as session:
            return trackers.find(session, conversation)

    def _write(self, conversation: str, state: str, version: int) -> None:
        with self._store.transaction() as session:
            trackers.replace(session, conversation, state, version)


def compacted(events: Sequence[Event], domain: Domain) -> list[Event]:
    """The events, or past 20 turns the state before the last 10 turns followed by these: slots and form are kept."""
    turns = [index for index, event in enumerate(events) if isinstance(event, UserUttered)]
    if len(turns) <= COMPACT_ABOVE_TURNS:
        return list(events)
    cut = turns[-KEPT_TURNS]
    before = DialogueStateTracker.from_events("", events[:cut], slots=domain.slots)
    return [*_state_of(before, events[cut].timestamp), *events[cut:]]


def _state_of(tracker: DialogueStateTracker, timestamp: float) -> list[Event]:
    """Events that bring a new tracker to the same slots and the same form, waiting for the customer."""
    slots = [
        SlotSet(slot.name, slot.value, timestamp=timestamp)
        for slot in tracker.slots.values()
        if slot.value != slot.initial_value
    ]
    loop = tracker.active_loop_name
    return [
        ActionExecuted(ACTION_SESSION_START_NAME, timestamp=timestamp),
        SessionStarted(timestamp=timestamp),
        *([ActionExecuted(loop, timestamp=timestamp), ActiveLoop(loop, timestamp=timestamp)] if loop else []),
        *slots,
        ActionExecuted(ACTION_LISTEN_NAME, timestamp=timestamp),
    ]


@cache
def _event_kinds() -> dict[str, type[Event]]:
    return {kind.type_name: kind for kind in all_subclasses(Event)}


def _event(parameters: dict[str, Any]) -> Event:
    """Rasa's own reading of a stored event, without its search through all classes for each (4 ms a turn)."""
    event: Event = _event_kinds()[parameters["event"]]._from_parameters(parameters)
    return event


def slimmed(events: Sequence[Event]) -> list[dict[str, Any]]:
    """The events as stored; the cards of answers that are over are left out: they repeat the records, dialogue never reads them.

    Those of the last turn stay, since the same message again is answered from the record.
    """
    turns = [place for place, event in enumerate(events) if isinstance(event, UserUttered)]
    last = turns[-1] if turns else 0
    return [_slim(event, place < last) for place, event in enumerate(events)]


def _slim(event: Event, is_over: bool) -> dict[str, Any]:
    """The event as stored: of what was understood only what dialogue needs again."""
    stored: dict[str, Any] = event.as_dict()
    if isinstance(event, BotUttered) and is_over and (stored["data"] or {}).get("custom"):
        stored["data"] = {**stored["data"], "custom": None}
    if isinstance(event, UserUttered):
        parsed = stored["parse_data"]
        stored["parse_data"] = {
            "intent": parsed.get("intent"),
            "entities": parsed.get("entities", []),
            "text": parsed.get("text"),
            "intent_ranking": (parsed.get("intent_ranking") or [])[:_KEPT_RANKING],
        }
    return stored
