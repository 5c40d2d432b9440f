from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from rasa.shared.core.events import SlotSet, UserUttered

from bot.engine.turn import Turn, TurnResult, run_turn
from bot.errors import StoreUnavailable

SERIAL = "SC-DEMO1-1A2B3C"


def turn(
    text: str,
    message_id: str,
    is_payload: bool = False,
    conversation: str = "chat:1",
    slots: dict[str, Any] | None = None,
) -> Turn:
    return Turn(conversation, message_id, text, is_payload, "2026-11-18T10:00:00+08:00", "chat", "web", slots or {})


def slot(name: str, value: Any) -> dict[str, Any]:
    return {"event": "slot", "name": name, "value": value}


async def say(agent: Any, *texts: str) -> list[TurnResult]:
    return [await run_turn(agent, turn(text, f"m{number}")) for number, text in enumerate(texts)]


async def test_answer_carries_words_buttons_and_what_was_understood(agent: Any) -> None:
    [result] = await say(agent, "你好")

    assert result.messages == [
        {
            "text": "您好",
            "buttons": [{"title": "查保修", "payload": "/query_warranty_status"}],
            "image": None,
            "custom": None,
        }
    ]
    assert result.intent == "greet"
    assert result.actions == ["utter_greet"]
    assert result.failed_action is None


async def test_form_remembers_across_turns_and_calls_the_action(agent: Any, actions: Any) -> None:
    first, second = await say(agent, "帮我查保修", SERIAL)

    assert first.messages[0]["text"] == "请告诉我序列号"
    assert second.entities == {"serial_number": SERIAL}
    assert second.messages[0]["text"] == "保修到明年"
    assert actions.secrets == ["s3cret"]
    assert "domain" not in actions.calls[0]


@pytest.mark.parametrize("mode", ["no receipt", "error", "slow", "garbage"])
async def test_action_that_left_no_proof_is_named_and_its_words_are_dropped(
    agent: Any, actions: Any, mode: str
) -> None:
    actions.mode = mode

    _, result = await say(agent, "帮我查保修", SERIAL)

    assert result.failed_action == "action_check_warranty"
    assert result.messages == []


async def test_after_a_failed_action_the_customer_need_not_repeat_himself(agent: Any, actions: Any) -> None:
    actions.mode = "error"
    await say(agent, "帮我查保修", SERIAL)
    actions.mode = "receipt"

    result = await run_turn(agent, turn("谢谢", "again"))

    tracker = await agent.tracker_store.retrieve("chat:1")
    assert tracker.get_slot("serial_number") == SERIAL
    assert result.failed_action is None


async def test_same_message_twice_gives_the_same_answer_and_one_call(agent: Any, actions: Any) -> None:
    await say(agent, "帮我查保修")
    first = await run_turn(agent, turn(SERIAL, "serial"))

    second = await run_turn(agent, turn(SERIAL, "serial"))

    assert second == first
    assert len(actions.calls) == 1
    tracker = await agent.tracker_store.retrieve("chat:1")
    assert len([event for event in tracker.events if isinstance(event, UserUttered)]) == 2


@pytest.mark.parametrize("text", ["/restart", " /greet", "／restart", '/inform{"serial_number": "X"}', "//greet"])
async def test_slash_text_of_a_customer_is_no_command(agent: Any, text: str) -> None:
    await say(agent, "帮我查保修")

    result = await run_turn(agent, turn(text, "slash"))

    tracker = await agent.tracker_store.retrieve("chat:1")
    assert result.confidence < 1.0 or result.intent == "nlu_fallback"
    assert tracker.get_slot("serial_number") is None
    assert tracker.active_loop_name == "warranty_form"


async def test_payload_of_a_button_is_a_command(agent: Any) -> None:
    result = await run_turn(agent, turn("/query_warranty_status", "m", is_payload=True))

    assert result.intent == "query_warranty_status"
    assert result.confidence == 1.0


async def test_two_turns_of_one_conversation_run_one_after_the_other(agent: Any) -> None:
    await asyncio.gather(*(run_turn(agent, turn("你好", f"m{number}")) for number in range(4)))

    tracker = await agent.tracker_store.retrieve("chat:1")
    assert len([event for event in tracker.events if isinstance(event, UserUttered)]) == 4


async def test_store_that_fails_makes_the_turn_fail(agent: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    await say(agent, "帮我查保修")

    def broken(*_: Any) -> None:
        raise StoreUnavailable("gone")

    monkeypatch.setattr(agent.tracker_store, "_read", broken)

    with pytest.raises(StoreUnavailable):
        await run_turn(agent, turn("你好", "later"))


async def test_answer_to_the_open_question_is_seen_as_such_by_the_policy(agent: Any, actions: Any) -> None:
    actions.slots = [slot("open_question", "address")]
    await say(agent, "帮我查保修", SERIAL)

    result = await run_turn(agent, turn("讲笑话路88号", "address"))

    assert (result.intent, result.confidence) == ("inform", 1.0)
    assert result.actions == ["action_check_warranty"]
    assert actions.calls[-1]["tracker"]["latest_message"]["intent"]["name"] == "inform"


async def test_question_that_was_answered_no_longer_colours_what_is_said(agent: Any, actions: Any) -> None:
    actions.slots = [slot("open_question", "address")]
    await say(agent, "帮我查保修", SERIAL)
    actions.slots = [slot("open_question", None)]
    await run_turn(agent, turn("幸福路88号", "address"))

    result = await run_turn(agent, turn("谢谢", "thanks"))

    assert result.intent == "thank"


async def test_button_means_what_it_says_whatever_question_is_open(agent: Any, actions: Any) -> None:
    actions.slots = [slot("open_question", "address")]
    await say(agent, "帮我查保修", SERIAL)

    result = await run_turn(agent, turn("/query_warranty_status", "button", is_payload=True))

    assert result.intent == "query_warranty_status"


async def test_facts_that_an_agent_corrected_reach_the_action(agent: Any, actions: Any) -> None:
    await say(agent, "帮我查保修")

    await run_turn(agent, turn(SERIAL, "serial", slots={"address": "幸福路88号"}))

    assert actions.calls[-1]["tracker"]["slots"]["agent_facts"] == {"address": "幸福路88号"}


async def test_facts_of_an_agent_survive_a_failed_action(agent: Any, actions: Any) -> None:
    await say(agent, "帮我查保修")
    actions.mode = "error"
    await run_turn(agent, turn(SERIAL, "serial", slots={"address": "幸福路88号"}))

    tracker = await agent.tracker_store.retrieve("chat:1")

    assert tracker.get_slot("agent_facts") == {"address": "幸福路88号"}


async def test_result_tells_what_the_dialogue_knows_and_nothing_else(agent: Any, actions: Any) -> None:
    draft = {"address": "幸福路88号"}
    actions.slots = [slot("repair_draft", draft), slot("open_question", "region")]

    _, result = await say(agent, "帮我查保修", SERIAL)

    assert result.slots == {"repair_draft": draft}
    assert result.as_json()["turn"]["slots"] == {"repair_draft": draft}


async def test_fact_that_is_far_too_long_is_left_out(agent: Any, actions: Any) -> None:
    actions.slots = [slot("repair_draft", {"fault": "坏" * 9000}), slot("device_serials", ["SC-DEMO1-1A2B3C"])]

    _, result = await say(agent, "帮我查保修", SERIAL)

    assert result.slots == {"device_serials": ["SC-DEMO1-1A2B3C"]}


async def test_after_a_failed_action_facts_are_those_of_before(agent: Any, actions: Any) -> None:
    actions.slots = [slot("repair_draft", {"fault": "不制冷"})]
    await say(agent, "帮我查保修", SERIAL)
    actions.mode = "error"

    result = await run_turn(agent, turn("客厅那台", "again"))

    assert result.slots == {"repair_draft": {"fault": "不制冷"}}


async def test_page_in_view_reaches_the_action_and_is_gone_when_it_is_left(agent: Any, actions: Any) -> None:
    page = {"product": "SC-P60PRO", "product_name": "双创 P60 Pro", "order": None, "serial": None}
    await run_turn(agent, replace(turn("帮我查保修", "m0"), page=page))
    await run_turn(agent, replace(turn(SERIAL, "m1"), page=page))
    tracker = await agent.tracker_store.retrieve("chat:1")
    told = [event for event in tracker.events if isinstance(event, SlotSet) and event.key == "page"]

    await run_turn(agent, turn("谢谢", "m2"))

    assert actions.calls[0]["tracker"]["slots"]["page"] == page
    assert len(told) == 1  # the same page is told once, which keeps the tracker small
    assert (await agent.tracker_store.retrieve("chat:1")).get_slot("page") is None


async def test_large_text_gets_the_shorter_variant_where_there_is_one(agent: Any) -> None:
    long = await run_turn(agent, turn("谢谢", "m0"))

    short = await run_turn(agent, replace(turn("谢谢", "m1"), large_text=True))
    same = await run_turn(agent, replace(turn("你好", "m2"), large_text=True))

    assert (long.messages[0]["text"], short.messages[0]["text"]) == ("不客气，有事您再找我", "不客气")
    assert same.messages[0]["text"] == "您好"


async def test_channel_of_large_text_is_still_the_web_to_actions(agent: Any, actions: Any) -> None:
    for number, text in enumerate(("帮我查保修", SERIAL)):
        await run_turn(agent, replace(turn(text, f"m{number}"), large_text=True))

    assert actions.calls[-1]["tracker"]["latest_message"]["metadata"]["channel"] == "web"


@pytest.mark.parametrize(
    "text",
    ["😀😀😀", "？？？", "　", "啊" * 500, "a" * 500, "\u200d"],
    ids=["emoji", "marks", "blank", "500", "latin", "joiner"],
)
async def test_odd_text_is_answered_without_an_error(agent: Any, text: str) -> None:
    result = await run_turn(agent, turn(text, "odd"))

    assert result.failed_action is None
