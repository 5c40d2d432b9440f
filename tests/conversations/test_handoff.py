"""The way into the queue and round it, through the trained model."""

from __future__ import annotations

import pytest


def test_anger_without_words_and_question_marks_open_no_queue(talk) -> None:
    talk.say("😡😡😡")
    talk.say("？？？")

    assert talk.chat().owner == "bot"


@pytest.mark.parametrize("text", ["不要转人工 你告诉我空调保几年就行", "sb客服", "。"])
def test_who_did_not_ask_for_a_human_is_not_queued(talk, text: str) -> None:
    talk.say(text)

    assert talk.chat().owner == "bot"


@pytest.mark.parametrize("text", ["热水器摸着有点麻", "充电宝鼓了", "冰箱后面有烟冒出来", "插座有电弧"])
def test_danger_in_mild_words_gets_advice_and_the_urgent_queue(talk, text: str) -> None:
    said = talk.say(text)

    assert said.actions[0] == "action_warn_of_hazard"
    assert talk.chat().owner == "queue"


@pytest.mark.parametrize("text", ["用了十年会不会漏电", "怎么预防起火"])
def test_question_about_safety_is_no_alarm(talk, text: str) -> None:
    assert "action_warn_of_hazard" not in talk.say(text).actions
