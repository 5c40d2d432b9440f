"""One turn as an action sees it: what earlier messages told, and which device a place in a row means."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker

from actions.turn import Turn, read_turn


def said(**entities: str) -> dict[str, Any]:
    found = [{"entity": name, "value": value} for name, value in entities.items()]
    return {"event": "user", "parse_data": {"intent": {"name": "inform"}, "entities": found}}


def turn_after(*events: dict[str, Any], text: str = "", slots: dict[str, Any] | None = None) -> Turn:
    message = {"text": text, "intent": {"name": "inform"}, "entities": []}
    return read_turn(Tracker("chat:1", slots or {}, message, [*events, said()], False, None, {}, ""))


def test_what_any_earlier_message_told_is_kept() -> None:
    turn = turn_after(said(product_category="冰箱", serial_number="SC-DEMO3-3E4F5C"), said(phone_number="13800138001"))

    assert turn.earlier == {"category": "冰箱", "serial": "SC-DEMO3-3E4F5C", "phone": "13800138001"}


def test_another_product_replaces_the_one_told_before() -> None:
    assert turn_after(said(product_model="P60"), said(product_category="空调")).earlier == {"category": "空调"}


def test_words_about_another_maker_are_not_kept() -> None:
    assert turn_after(said(brand="海尔", product_category="冰箱")).earlier == {}


def test_answer_closes_what_was_told_before_it() -> None:
    closed = {"event": "slot", "name": "warranty_told", "value": None}

    assert turn_after(said(phone_number="13800138001"), closed).earlier == {}


def test_place_in_a_row_leaves_that_device_on_the_table() -> None:
    slots = {"device_serials": ["a", "b"]}

    assert turn_after(text="第二台的电池", slots=slots).slot("device_serials") == ["b"]
    assert turn_after(text="第二个月坏了", slots=slots).slot("device_serials") == ["a", "b"]


def user(intent: str, entities: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return {"event": "user", "parse_data": {"intent": {"name": intent}, "entities": entities or []}}


def bot(response: str) -> dict[str, Any]:
    return {"event": "bot", "metadata": {"utter_action": response}}


UNCLEAR, VALUE = bot("utter_inform_unclear"), [{"entity": "region", "value": "深圳"}]
MISSES = {
    "the first": ([user("nlu_fallback")], 1),
    "twice": ([user("nlu_fallback"), bot("utter_fallback_meanings"), user("nlu_fallback")], 2),
    "a bare word, then nothing known": ([user("inform"), UNCLEAR, user("nlu_fallback")], 2),
    "two bare words": ([user("inform"), UNCLEAR, user("inform")], 2),
    "a bare word that was of use": ([user("inform"), bot("utter_centres_found"), user("nlu_fallback")], 1),
    "a value is no miss": ([user("nlu_fallback"), user("inform", VALUE)], 0),
    "an answer in between": ([user("nlu_fallback"), user("greet"), bot("utter_greet"), user("nlu_fallback")], 1),
}  # fmt: skip


@pytest.mark.parametrize(("events", "count"), MISSES.values(), ids=MISSES.keys())
def test_messages_not_understood_are_counted_in_a_row(events: list[dict[str, Any]], count: int) -> None:
    turn = read_turn(Tracker("c", {}, {}, events, False, None, {}, ""))

    assert turn.fallbacks_in_a_row == count
