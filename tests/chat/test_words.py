"""The words that need no engine: complete, polite, the same for the same message; and the hours they speak of."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from bot.chat import hours, routing, words
from bot.settings import SHANGHAI, BadSetting

FACTS = {
    "place": 3,
    "hours": "周一至周日 09:00-21:00",
    "number": "GD1",
    "status": "已派单",
    "note": "带工具",
    "agent": "小王",
    "product": "双创 P60 Pro",
}


@pytest.mark.parametrize("key", words.keys())
def test_every_line_has_variants_that_are_filled_in_and_say_the_same_facts(key: str) -> None:
    said = {words.say(key, str(seed), **FACTS).text for seed in range(50)}

    assert len(said) >= 2
    for text in said:
        assert not re.search(r"[{}]|None|亲", text)
        assert ("第 3 位" in text) == all("第 3 位" in other for other in said)
        assert (FACTS["hours"] in text) == all(str(FACTS["hours"]) in other for other in said)


@pytest.mark.parametrize("key", words.keys())
def test_short_wording_for_large_text_tells_the_same_facts(key: str) -> None:
    line = words.say(key, "seed", **FACTS)

    large = line.sized(large_text=True)

    assert line.sized(large_text=False) == line
    assert len(large.buttons) <= 4 and large.buttons[-1:] == line.buttons[-1:]
    assert large.text == line.text or len(large.text) < min(60, len(line.text))
    for fact in FACTS.values():
        assert (str(fact) in large.text) == (str(fact) in line.text)


@pytest.mark.parametrize("key", words.keys())
def test_every_button_has_a_short_title_and_a_payload(key: str) -> None:
    for button in words.say(key, "seed", **FACTS).buttons:
        assert set(button) == {"title", "payload"}
        assert 1 <= len(button["title"]) <= 10 and re.fullmatch(r"/[a-z_]+", button["payload"])


def test_same_message_is_answered_with_the_same_variant() -> None:
    assert words.say("failed", "abc") == words.say("failed", "abc")


def test_buttons_of_a_line_cannot_be_changed_by_their_user() -> None:
    words.say("welcome", "a").buttons[0]["title"] = "changed"

    assert words.say("welcome", "a").buttons[0]["title"] == "查保修"


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("cancel_queue", "取消排队", True),
        ("cancel_queue", " 取消排队！", True),
        ("cancel_queue", "怎么取消排队", False),
        ("hazard", "摸着麻酥酥的", True),
        ("hazard", "充电到80%就停", False),
        ("leave_message", "我要留言", True),
        ("leave_message", "留言板怎么用", False),
        ("hazard", "我家冰箱冒烟了怎么办", True),
        ("hazard", "电池鼓包", True),
        ("hazard", "屏幕不亮", False),
    ],
    ids=lambda value: str(value),
)
def test_trigger_words(name: str, text: str, expected: bool) -> None:
    assert words.triggers(name, text) is expected


def test_unknown_error_code_gets_the_general_sentence() -> None:
    assert words.error("never heard of") == words.error("error")


def test_payloads_of_the_gateway_are_the_ones_it_handles() -> None:
    own = {routing.REQUEST_HUMAN, routing.CANCEL_QUEUE, routing.LEAVE_MESSAGE}
    shown = {button["payload"] for key in words.keys() for button in words.say(key, "x", **FACTS).buttons}  # noqa: SIM118 - a function of our own

    assert own <= shown


@pytest.mark.parametrize(
    ("text", "moment", "expected"),
    [
        ("周一至周日 09:00-21:00", "2026-11-22 09:00", True),
        ("周一至周日 09:00-21:00", "2026-11-22 21:00", False),
        ("周一至周五 09:00-18:00", "2026-11-22 10:00", False),
        ("周一至周五 09:00-18:00, 周日 10:00-12:00", "2026-11-22 10:00", True),
        ("周六至周一 09:00-18:00", "2026-11-22 10:00", True),
        ("周一至周日 00:00-24:00", "2026-11-22 23:59", True),
    ],
)
def test_hours(text: str, moment: str, expected: bool) -> None:
    assert hours.is_open(text, datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI)) is expected


@pytest.mark.parametrize("text", ["", "always", "周一至周日", "周八 09:00-18:00", "周一 9点-18点", "周一 25:00-26:00"])
def test_hours_that_cannot_be_read_are_refused(text: str) -> None:
    with pytest.raises(BadSetting):
        hours.is_open(text, datetime(2026, 11, 22, tzinfo=SHANGHAI))


@pytest.mark.parametrize("key", ["life", "life_after_hours"])
def test_threat_to_ones_life_is_answered_with_the_help_line(key: str) -> None:
    for seed in range(20):
        text = words.say(key, str(seed), **FACTS).text

        assert "12356" in text and "120" in text
        assert ("没有人值班" in text) == key.endswith("after_hours")


def test_danger_after_hours_says_that_nobody_is_there_and_whom_to_call() -> None:
    for seed in range(20):
        text = words.say("hazard_after_hours", str(seed), **FACTS).text

        assert all(part in text for part in ("没有人值班", "119", "120"))


@pytest.mark.parametrize(
    ("seconds", "said"), [(1, "1 秒"), (119, "119 秒"), (120, "2 分钟"), (121, "3 分钟"), (901, "16 分钟")]
)
def test_wait_is_said_as_people_say_it(seconds: int, said: str) -> None:
    assert words.wait(seconds) == said
    assert said in words.error("too_many_requests", wait=words.wait(seconds))
