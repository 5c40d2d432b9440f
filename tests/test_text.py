"""Customer text: cleaning, masking, and the words that ask for a person."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, strategies

from bot.text import (
    asks_for_human,
    clean,
    declines_note,
    is_life_at_risk,
    leaves_queue,
    mask,
    mask_phone,
    shorten_repeats,
)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("  你好 \n\n 在吗 ", "你好 在吗"),
        ("你\u200b好\ufeff", "你好"),
        ("\u202e反向", "反向"),
        ("a\x00b\x1bc", "abc"),
        ("坏\ud83d字", "坏字"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("e\u0301", "é"),
        ("\u200d", ""),
    ],
    ids=["spaces", "zero-width", "bidi", "controls", "surrogate", "emoji", "composed", "joiner-only"],
)
def test_clean_keeps_what_a_person_wrote(raw: str, expected: str) -> None:
    assert clean(raw) == expected


@given(strategies.text(alphabet=strategies.characters(), max_size=80))
def test_clean_text_can_be_stored_and_stays_as_it_is(raw: str) -> None:
    once = clean(raw)

    once.encode("utf-8")
    assert clean(once) == once
    assert "\x00" not in once


@pytest.mark.parametrize(
    "secret",
    [
        "13812345678",
        "138 1234 5678",
        "138-1234-5678",
        "１３８１２３４５６７８",
        "幺三八幺二三四五六七八",
        "2026112200012",
        "SC-DEMO1-1A2B3C",
        "sc-demo1-1a2b3c",
    ],
)
def test_mask_leaves_no_long_number_or_serial(secret: str) -> None:
    masked = mask(f"我的号码是{secret}谢谢")

    assert secret not in masked
    assert masked.startswith("我的号码是") and masked.endswith("谢谢")


def test_mask_leaves_ordinary_words_and_short_numbers() -> None:
    assert mask("花了3999元，第2次坏，E12") == "花了3999元，第2次坏，E12"


def test_phone_is_shown_by_its_ends() -> None:
    assert mask_phone("13812345678") == "138****5678"
    assert mask_phone("0571-1234") == "****"


@pytest.mark.parametrize(
    "text",
    [
        "转人工",
        "人工",
        "人工客服",
        "我要找真人客服",
        "帮我接一下人工",
        "不要机器人，转人工",
        "轉人工",
        "转 人 工",
        "请帮我转人工服务",
        "人工！",
        "叫个活人来",
        "换人工",
        "别让我找了，转人工",
        "i want to talk to a human",
    ],
)
def test_asking_for_a_person_is_heard(text: str) -> None:
    assert asks_for_human(text)


@pytest.mark.parametrize(
    "text",
    [
        "别给我转人工",
        "不用转人工了",
        "先不要转人工",
        "人工费多少",
        "人工智能是什么",
        "要人工费吗",
        "你好",
        "",
        "不想找人工",
        "不要人工",
        "不用人工，你来",
        "修理要人工成本吗",
        "不要转人工 你告诉我空调保几年就行",
        "不需要转人工，你说就行",
        "你们别老让我找人工",
    ],
)
def test_mentioning_a_person_is_not_asking_for_one(text: str) -> None:
    assert not asks_for_human(text)


@pytest.mark.parametrize(
    "text",
    [
        "转" + "你们的" * 160,
        "转" + "的" * 499,
        "不用" + "给我" * 249,
        "转个" * 250,
        "人工" * 250,
        "0 " * 250,
        "SC-" * 166,
    ],
    ids=lambda text: text[:6],
)
def test_hostile_text_costs_no_time(text: str) -> None:
    started = time.perf_counter()

    asks_for_human(text), clean(text), mask(text), shorten_repeats(text)

    assert time.perf_counter() - started < 1  # it took longer than the age of the universe once; no benchmark


def test_what_is_said_over_and_over_is_said_three_times() -> None:
    assert shorten_repeats("幺三九零零零零五五五五") == "幺三九零零零零五五五五"
    assert shorten_repeats("五" * 400) == "五五五"
    assert shorten_repeats("哈哈哈哈哈哈，好的好的好的好的好的！！！！！！") == "哈哈哈，好的好的好的！！！"


def test_numbers_and_ordinary_words_are_not_shortened() -> None:
    for text in ("13800000000", "1000000000000 元", "aaaaaaaa", "SC-AAAA-000000", "谢谢谢", "１３８００００００００"):
        assert shorten_repeats(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "我不想活了",
        "想自杀",
        "轻生",
        "活着没意思",
        "修了五次都没修好，我真的不想活了",
        "活不下去了",
        "我想死",
        "我要跳楼",
    ],
)
def test_threat_to_ones_life_is_heard(text: str) -> None:
    assert is_life_at_risk(text)


@pytest.mark.parametrize(
    "text",
    [
        "手机不想活了",
        "这台电脑也不想活了",
        "电池要死了",
        "我想死机了怎么办",
        "跳楼价买的",
        "我不想活动",
        "电视自杀了",
        "",
    ],
)
def test_broken_device_is_no_threat_to_life(text: str) -> None:
    assert not is_life_at_risk(text)


@pytest.mark.parametrize(
    "text",
    [
        "算了",
        "不要人工了",
        "不用排队了",
        "我不想排了",
        "不想等了",
        "别排了",
        "退出",
        "取消",
        "取消排队吧",
        "哎算了不排了",
        "还是机器人吧",
        "不等了",
        "不排队了。",
        "算了，不等了",
        "不用人工了",
        "不转人工了",
        "取消人工",
    ],
)
def test_ordinary_words_leave_the_queue(text: str) -> None:
    assert leaves_queue(text)


@pytest.mark.parametrize(
    "text",
    [
        "怎么取消排队",
        "等的时候我再说一下，空调是去年买的",
        "我想取消昨天的预约",
        "取消订单",
        "不等师傅了",
        "等",
        "还要等多久",
        "机器人扫地不回充",
        "人工",
        "好的",
        "不要钱吗",
        "别急",
        "",
        "。。",
    ],
)
def test_message_that_merely_mentions_waiting_stays_a_message(text: str) -> None:
    assert not leaves_queue(text)


def test_note_is_declined_in_ordinary_words() -> None:
    assert all(declines_note(text) for text in ("算了不留了", "不留了", "不想留言了", "还是别留了", "不用写了"))
    assert not any(declines_note(text) for text in ("不留神摔了", "空调不制冷，13800138000", "", "不说话的时候才响"))
