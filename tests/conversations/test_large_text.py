"""Large text: the same conversation with short prompts, one thing at a time, and no fact lost."""

from __future__ import annotations

import re
from functools import cache

import yaml
from demo_devices import IN_WARRANTY

from bot.settings import ROOT
from bot.store import bookings

PHONE = "13800139066"


@cache
def short(name: str) -> re.Pattern[str]:
    """The short wording of a response, whatever its variables are filled with."""
    for path in (ROOT / "data" / "responses").glob("*.yml"):
        variants = yaml.safe_load(path.read_text(encoding="utf-8"))["responses"].get(name, [])
        for variant in variants:
            if variant.get("channel") == "large_text":
                parts = re.split(r"{\w+}", variant["text"])
                return re.compile("(.*?)".join(re.escape(part) for part in parts), re.DOTALL)
    raise AssertionError(f"{name} has no short wording")


def test_booking_in_large_text_asks_one_short_thing_at_a_time(talk) -> None:
    talk.large_text = True

    said = [talk.say(text) for text in ("空调不制冷了，约师傅上门看看", "广州天河")]
    said.append(talk.press(next(title for title in talk.last.buttons if title.startswith("1."))))
    said += [talk.say(text) for text in ("天河北路88号2栋1203", "张伟", PHONE)]
    booked = talk.say("确认")

    prompts = ("ask_region_home", "ask_window_home", "ask_address_home", "ask_contact", "ask_phone", "summary")
    for answer, prompt in zip(said, prompts, strict=True):
        assert short(f"utter_repair_{prompt}").search(answer.text), (prompt, answer.text)
    with talk.store.reading() as session:
        (booking,) = bookings.for_chat(session, talk.chat_id)
    assert short("utter_repair_booked_home").search(booked.text)
    assert booking.number in booked.text and "费用以检测为准" in booked.text


def test_check_in_large_text_asks_in_short_and_tells_every_fact(talk) -> None:
    talk.large_text = True

    asked = talk.say("帮我查下保修")
    again = talk.say("没有")
    verdict = talk.say(IN_WARRANTY.serial)

    assert asked.text == "请发序列号，机身铭牌上有。" and "请发序列号，或别的编号。" in again.text
    assert re.search(r"保到\d{4}年\d+月\d+日（含当天），还有 \d+ 天。依据：购买记录和", verdict.text)


def test_answers_without_a_short_wording_are_told_in_full(talk) -> None:
    talk.large_text = True

    answer = talk.say("空调保修几年")

    assert "6 年" in answer.text and "依据" in answer.text
