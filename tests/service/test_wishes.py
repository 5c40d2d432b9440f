"""Wishes: what customers say about time, read with the entities that NLU really finds, and days that do not exist."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from databases import NOW

from bot.engine.nlu.times import find_times
from bot.service.visits import Wish, impossible_date, read_wish
from bot.settings import SHANGHAI

WEDNESDAY = Wish(datetime(2026, 11, 25, tzinfo=SHANGHAI), datetime(2026, 11, 25, 23, 59, tzinfo=SHANGHAI))
WINDOWS = ("08:00-10:00", "10:00-12:00", "13:00-15:00", "15:00-18:00")


def said(text: str, before: Wish | None = None, now: datetime = NOW) -> Wish | None:
    """The wish of a text, with the times that NLU finds in it."""
    entities = [
        {"entity": "time", "start": span.start, "end": span.end, "value": span.value} for span in find_times(text, now)
    ]
    return read_wish(entities, text, now, before)


def met(wish: Wish | None) -> list[str]:
    """The windows of the next 14 days that meet a wish: day of the month and first hour."""
    assert wish is not None
    found = []
    for number in range(14):
        day = NOW.date() + timedelta(days=number)
        for window in WINDOWS:
            first, last = (datetime.fromisoformat(f"{day}T{hour}+08:00") for hour in window.split("-"))
            if wish.meets(first, last):
                found.append(f"{day.day}/{first.hour}")
    return found


@pytest.mark.parametrize(
    ("text", "windows"),
    [
        pytest.param("明天", "23/8 23/10 23/13 23/15", id="day"),
        pytest.param("后天上午", "24/8 24/10", id="half day"),
        pytest.param("下周三下午来修客厅的空调", "25/13 25/15", id="in a sentence"),
        pytest.param("明早", "23/8 23/10", id="明早"),
        pytest.param("明天早上来", "23/8 23/10", id="早上"),
        pytest.param("明天下午三点", "23/15", id="moment"),
        pytest.param("明天下午两点左右", "23/13", id="about a moment"),
        pytest.param("明天下午3点以后", "23/15", id="after an hour"),
        pytest.param("明天10点前", "23/8", id="before an hour"),
        pytest.param("明天下午两点半到四点", "23/13 23/15", id="range"),
        pytest.param("11月25日 周三 上午 8:00–10:00", "25/8", id="a button typed again"),
        pytest.param("11.25", "25/8 25/10 25/13 25/15", id="with a dot"),
        pytest.param("11/26 下午", "26/13 26/15", id="with a stroke and a half day"),
        pytest.param("礼拜三下午", "25/13 25/15", id="礼拜"),
        pytest.param("周三没空，周四上午可以", "26/8 26/10", id="one day refused"),
        pytest.param("不是周三，是周四上午", "26/8 26/10", id="corrected"),
        pytest.param("周三，不对，周四上午", "26/8 26/10", id="corrected in passing"),
        pytest.param("后天吧，后天上午", "24/8 24/10", id="made exact"),
        pytest.param("周三上午或者周四上午", "25/8 25/10 26/8 26/10", id="alternatives"),
        pytest.param("明后天上午", "23/8 23/10 24/8 24/10", id="明后天"),
        pytest.param("下周末上午", "28/8 28/10 29/8 29/10", id="weekend"),
        pytest.param("昨天下午", "", id="past"),
        pytest.param("昨天开始不制冷，周三下午来", "25/13 25/15", id="since when, and when"),
        pytest.param("去年双十一买的，今年夏天开始滴水，周六上午来", "28/8 28/10", id="a story, and when"),
        pytest.param("周三下班后", "", id="after work"),
        pytest.param("12月25号", "", id="beyond"),
    ],
)
def test_wish_meets_the_windows_that_are_meant(text: str, windows: str) -> None:
    assert met(said(text)) == windows.split()


@pytest.mark.parametrize(
    "text",
    [
        "越快越好", "尽快吧", "尽快安排", "随便哪天", "哪天都行", "什么时候都可以", "都行", "都可以的", "随便", "你们看着安排", "无所谓", "抓紧吧", "快点来",
        "最早的", "随时都在家", "急用",
    ],
)  # fmt: skip
def test_any_time_is_a_wish_too(text: str) -> None:
    wish = said(text)

    assert wish is not None
    assert wish.is_any


@pytest.mark.parametrize(
    "text", ["", "好的", "第二个", "我姓张", "2月30号", "25点", "26", "修一下", "多少钱", "地址在科技园路5号3栋201"]
)
def test_text_without_time_is_no_wish(text: str) -> None:
    assert said(text) is None


@pytest.mark.parametrize(
    ("text", "windows"),
    [
        pytest.param("下午三点", "25/15", id="hour"),
        pytest.param("上午", "25/8 25/10", id="half day"),
        pytest.param("下午的", "25/13 25/15", id="the ones of the afternoon"),
        pytest.param("8:00-10:00", "25/8", id="window"),
        pytest.param("三点以后", "25/15", id="after an hour"),
        pytest.param("都行", "25/8 25/10 25/13 25/15", id="any of that day"),
        pytest.param("下班后", "", id="after work"),
        pytest.param("周四吧", "26/8 26/10 26/13 26/15", id="another day"),
    ],
)
def test_hours_alone_belong_to_the_day_wished_before(text: str, windows: str) -> None:
    assert met(said(text, WEDNESDAY)) == windows.split()


def test_hours_without_any_day_are_wanted_on_every_day() -> None:
    found = met(said("下午三点"))

    assert len(found) == 14
    assert {window.split("/")[1] for window in found} == {"15"}


def test_weekend_said_on_sunday_is_today_or_next_week() -> None:
    assert {window.split("/")[0] for window in met(said("周末"))} == {"22", "28", "29"}


def test_working_days_leave_out_the_weekend() -> None:
    days = {int(window.split("/")[0]) for window in met(said("工作日"))}

    assert not days & {22, 28, 29, 5}
    assert {23, 27, 30} <= days


def test_refused_day_leaves_the_others() -> None:
    days = {window.split("/")[0] for window in met(said("周三不行"))}

    assert "25" not in days
    assert {"24", "26"} <= days


def test_exception_leaves_the_others() -> None:
    days = {window.split("/")[0] for window in met(said("除了周一都行"))}

    assert not days & {"23", "30"}
    assert "24" in days


def test_alternatives_leave_out_the_days_between() -> None:
    assert {window.split("/")[0] for window in met(said("周三或者周五"))} == {"25", "27"}


@pytest.mark.parametrize("text", ["明天下午三点", "周末下午", "工作日", "越快越好", "下午", "25号以后", "25号之前"])
def test_wish_survives_json(text: str) -> None:
    wish = said(text)

    assert wish is not None
    assert Wish.from_json(wish.to_json()) == wish


@pytest.mark.parametrize("value", [None, "明天", {"start": "heute"}, {"hours": ["x", "y"]}, 3])
def test_no_wish_is_made_of_something_else(value: object) -> None:
    assert Wish.from_json(value) is None


def test_fact_of_an_agent_is_read_without_its_words() -> None:
    fact: dict[str, Any] = {"entity": "time", "value": {"start": "2026-11-25T13:00", "end": "2026-11-25T15:00"}}

    assert met(read_wish([fact], "", NOW)) == ["25/13"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2月30号", "2月30号"),
        ("那就2月30号吧", "2月30号"),
        ("二月三十号", "二月三十号"),
        ("11月31日上午", "11月31日"),
        ("13月5号", "13月5号"),
        ("十三月", "十三月"),
        ("这个月32号", "这个月32号"),
        ("改到35号", "35号"),
        ("明天25点", "25点"),
        ("下午二十六点", "二十六点"),
        ("25:30", "25:30"),
        ("9:75", "9:75"),
        ("3点75分", "3点75分"),
        ("三点七十分", "三点七十分"),
        ("星期八", "星期八"),
        ("周八上午", "周八"),
        ("礼拜九", "礼拜九"),
        ("0月3号", "0月3号"),
    ],
)
def test_impossible_date_is_quoted(text: str, words: str) -> None:
    assert impossible_date(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "2月28号", "2月29号", "31号", "12月31号", "24点", "下午三点", "周日", "周一8点", "科技园路32号", "高新路 52号 高科大厦", "我住35号楼", "50号院", "给你们提80点建议", "买了13个月",
        "用了14个月了", "周末", "九点半", "9:30", "双十一", "坏了3点多", "", "第32号窗口", "90点击", "一周8次",
    ],
)  # fmt: skip
def test_possible_date_is_not_refused(text: str) -> None:
    assert impossible_date(text) is None


@pytest.mark.parametrize("text", ["去年双十一买的空调", "今年夏天开始滴水"], ids=["long ago", "a season"])
def test_story_of_the_goods_is_no_wish(text: str) -> None:
    assert said(text) is None
