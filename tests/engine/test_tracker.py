from __future__ import annotations

from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.engine.tracker import COMPACT_ABOVE_TURNS, KEPT_TURNS, SealedTrackerStore, compacted, slimmed
from bot.store.engine import Store
from bot.store.trackers import StaleTracker, trackers

DOMAIN = Domain.from_yaml(
    """
version: "3.1"
intents: [inform]
slots:
  serial_number: {type: text, influence_conversation: false, mappings: [{type: custom}]}
  part: {type: text, influence_conversation: false, mappings: [{type: custom}]}
forms: {warranty_form: {required_slots: [serial_number]}}
"""
)


def talk(turns: int) -> DialogueStateTracker:
    tracker = DialogueStateTracker("chat:1", DOMAIN.slots)
    tracker.update(ActionExecuted("action_listen"))
    for number in range(turns):
        parsed = {
            "intent": {"name": "inform", "confidence": 0.9},
            "entities": [],
            "intent_ranking": [],
            "text": f"第{number}句",
        }
        tracker.update(UserUttered(f"第{number}句", parsed["intent"], [], parsed, message_id=f"m{number}"))
        if number == 1:
            tracker.update(ActionExecuted("warranty_form"))
            tracker.update(ActiveLoop("warranty_form"))
            tracker.update(SlotSet("requested_slot", "serial_number"))
        if number == 3:
            tracker.update(SlotSet("part", "屏幕"))
        tracker.update(BotUttered("好"))
        tracker.update(ActionExecuted("action_listen"))
    return tracker


async def test_tracker_comes_back_as_it_was(store: Store) -> None:
    kept = SealedTrackerStore(DOMAIN, store)
    assert await kept.retrieve("chat:1") is None

    await kept.save(talk(5))

    again = await kept.retrieve("chat:1")
    assert again is not None
    assert again.get_slot("part") == "屏幕"
    assert again.active_loop_name == "warranty_form"
    assert again.latest_message is not None
    assert again.latest_message.text == "第4句"


async def test_row_holds_nothing_readable(store: Store) -> None:
    await SealedTrackerStore(DOMAIN, store).save(talk(2))

    with store.reading() as session:
        state = session.execute(trackers.select()).one().state
    assert "第0句".encode() not in state
    assert b"inform" not in state


async def test_second_writer_is_refused(store: Store) -> None:
    one, other = SealedTrackerStore(DOMAIN, store), SealedTrackerStore(DOMAIN, store)
    await one.save(talk(1))
    tracker = await one.retrieve("chat:1")
    await other.retrieve("chat:1")
    assert tracker is not None
    await other.save(talk(2))

    with pytest.raises(StaleTracker):
        await one.save(tracker)


async def test_two_first_writers_leave_one_row(store: Store) -> None:
    await SealedTrackerStore(DOMAIN, store).save(talk(1))

    with pytest.raises(StaleTracker):
        await SealedTrackerStore(DOMAIN, store).save(talk(1))


def user_turns(events: list[Any]) -> int:
    return sum(isinstance(event, UserUttered) for event in events)


def test_short_conversations_are_kept_whole() -> None:
    events = list(talk(COMPACT_ABOVE_TURNS).events)

    assert compacted(events, DOMAIN) == events


def test_long_conversations_keep_slots_form_and_the_last_turns() -> None:
    whole = talk(COMPACT_ABOVE_TURNS + 5)

    short = DialogueStateTracker.from_events("chat:1", compacted(list(whole.events), DOMAIN), slots=DOMAIN.slots)

    assert user_turns(list(short.events)) == KEPT_TURNS
    assert short.current_slot_values() == whole.current_slot_values()
    assert short.active_loop_name == "warranty_form"
    assert short.latest_message is not None
    assert short.latest_message.text == "第24句"


async def test_stored_size_does_not_grow_with_the_conversation(sqlite_store: Store) -> None:
    kept = SealedTrackerStore(DOMAIN, sqlite_store)
    tracker: DialogueStateTracker | None = talk(1)
    sizes = []
    for number in range(120):
        assert tracker is not None
        tracker.update(UserUttered(f"又一句{number}", {"name": "inform", "confidence": 0.9}, []))
        tracker.update(ActionExecuted("action_listen"))
        await kept.save(tracker)
        tracker = await kept.retrieve("chat:1")
        assert tracker is not None
        sizes.append(len(tracker.events))

    assert max(sizes[100:]) <= max(sizes[:30])


def test_card_is_kept_for_the_last_answer_only() -> None:
    tracker, card = talk(0), {"custom": {"kind": "card", "data": {"type": "list"}}, "buttons": [{"title": "好"}]}
    for number in range(3):
        tracker.update(UserUttered(f"第{number}句", {"name": "inform", "confidence": 0.9}, []))
        tracker.update(BotUttered("好", card))
        tracker.update(ActionExecuted("action_listen"))

    said = [event["data"] for event in slimmed(list(tracker.events)) if event["event"] == "bot"]

    assert [data["custom"] for data in said] == [None, None, card["custom"]]
    assert all(data["buttons"] for data in said)
