"""Neighbouring words of one turn become one message: no word and no button is lost, cards and pictures stand alone."""

from __future__ import annotations

from typing import Any

import pytest

from bot.engine.bubbles import FEW, LONGEST, joined


def said(text: str, *payloads: str, custom: Any = None, image: str | None = None) -> dict[str, Any]:
    """A message as a turn makes it."""
    buttons = [{"title": payload.strip("/"), "payload": payload} for payload in payloads]
    return {"text": text, "buttons": buttons, "image": image, "custom": custom}


def test_short_words_become_one_message_with_a_line_each() -> None:
    bubbles = joined([said("整机保 6 年。", "/check"), said("压缩机 10 年。"), said("过滤网不保。")])

    assert bubbles == [said("整机保 6 年。\n压缩机 10 年。\n过滤网不保。", "/check")]


def test_card_and_picture_stand_alone() -> None:
    card, picture = said("在保。", custom={"kind": "card"}), said("看图。", image="a.png")

    bubbles = joined([said("先说一句。"), card, said("再说一句。"), picture, said("最后一句。"), said("完。")])

    assert [message["text"] for message in bubbles] == [
        "先说一句。",
        "在保。",
        "再说一句。",
        "看图。",
        "最后一句。\n完。",
    ]


def test_long_words_stay_apart() -> None:
    halves = [said("长" * (LONGEST // 2)), said("长" * (LONGEST // 2))]

    assert joined(halves) == halves


def test_buttons_of_the_last_words_come_first_and_each_once() -> None:
    [bubble] = joined([said("您正在看的是甲。", "/deny", "/human"), said("保 1 年。", "/human", "/check")])

    assert [button["payload"] for button in bubble["buttons"]] == ["/human", "/check", "/deny"]


def test_many_buttons_stay_with_their_own_words() -> None:
    many = [f"/goods{number}" for number in range(FEW)]
    messages = [said("保 1 年。", "/check"), said("哪款？", *many)]

    assert joined(messages) == messages


def test_words_without_buttons_join_a_question_with_many() -> None:
    many = [f"/goods{number}" for number in range(FEW + 3)]

    [bubble] = joined([said("接着刚才的预约。"), said("哪款？", *many)])

    assert len(bubble["buttons"]) == FEW + 3


@pytest.mark.parametrize("messages", [[], [said("一句。")]], ids=["nothing", "one"])
def test_little_is_left_as_it_is(messages: list[dict[str, Any]]) -> None:
    assert joined(messages) == messages
