from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.engine.nlu.form import normalize
from bot.engine.nlu.times import find_times
from bot.settings import SHANGHAI

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=SHANGHAI)  # a Wednesday


def day(start: str, end: str | None = None) -> dict[str, str | None]:
    return {"start": f"2026-{start}T00:00", "end": f"2026-{end or start}T23:59"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "明早十点半过来", {"start": "2026-11-19T10:30", "end": None}, id="tomorrow morning at half past ten"
        ),
        pytest.param("这周末", day("11-21", "11-22"), id="this weekend is two days"),
        pytest.param("下周末可以吗", day("11-28", "11-29"), id="next weekend"),
        pytest.param("月底前", {"start": None, "end": "2026-11-30T23:59"}, id="before the end of the month"),
        pytest.param("下周三下午三点", {"start": "2026-11-25T15:00", "end": None}, id="next Wednesday at three"),
        pytest.param("上个月15号买的", day("10-15"), id="the 15th of last month"),
        pytest.param("去年双十一", {"start": "2025-11-11T00:00", "end": "2025-11-11T23:59"}, id="festival last year"),
        pytest.param("12月5号", day("12-05"), id="month and day ahead"),
        pytest.param("三天前", day("11-15"), id="three days ago"),
        pytest.param("周六上午", {"start": "2026-11-21T08:00", "end": "2026-11-21T12:00"}, id="Saturday morning"),
        pytest.param("周一买的", day("11-16"), id="Monday behind"),
        pytest.param("周一来修", day("11-23"), id="Monday ahead"),
        pytest.param("20号来", day("11-20"), id="the 20th ahead"),
        pytest.param("20号买的", day("10-20"), id="the 20th behind"),
        pytest.param("今晚", {"start": "2026-11-18T18:00", "end": "2026-11-18T22:00"}, id="tonight"),
        pytest.param(
            "后天一早", {"start": "2026-11-20T06:00", "end": "2026-11-20T09:00"}, id="early the day after tomorrow"
        ),
        pytest.param(
            "明天上午9点到11点", {"start": "2026-11-19T09:00", "end": "2026-11-19T11:00"}, id="from nine to eleven"
        ),
        pytest.param("明天9-11点", {"start": "2026-11-19T09:00", "end": "2026-11-19T11:00"}, id="9-11"),
        pytest.param("周六到周日", day("11-21", "11-22"), id="Saturday to Sunday"),
        pytest.param("下午三点以后", {"start": "2026-11-18T15:00", "end": None}, id="after three"),
        pytest.param("2025年3月5日", {"start": "2025-03-05T00:00", "end": "2025-03-05T23:59"}, id="full date"),
        pytest.param("23年买的", {"start": "2023-01-01T00:00", "end": "2023-12-31T23:59"}, id="year in two digits"),
        pytest.param("中秋节买的", day("09-25"), id="lunar festival"),
        pytest.param("下午2:30", {"start": "2026-11-18T14:30", "end": None}, id="digital clock"),
        pytest.param("明天下班后", {"start": "2026-11-19T18:00", "end": "2026-11-19T22:00"}, id="after work"),
        pytest.param("今天下班后七点", {"start": "2026-11-18T19:00", "end": None}, id="seven after work"),
        pytest.param("明天九点到十二点", {"start": "2026-11-19T09:00", "end": "2026-11-19T12:00"}, id="nine to twelve"),
        pytest.param("中午十二点半", {"start": "2026-11-18T12:30", "end": None}, id="half past twelve"),
        pytest.param("晚八点", {"start": "2026-11-18T20:00", "end": None}, id="eight in the evening"),
        pytest.param("后天上午十点", {"start": "2026-11-20T10:00", "end": None}, id="ten on a morning"),
        pytest.param(
            "下周三下午", {"start": "2026-11-25T12:00", "end": "2026-11-25T18:00"}, id="next Wednesday afternoon"
        ),
        pytest.param("这周六", day("11-21"), id="this Saturday"),
        pytest.param("明后天", day("11-19", "11-20"), id="tomorrow or the day after"),
        pytest.param("今明两天", day("11-18", "11-19"), id="today and tomorrow"),
        pytest.param("11/25上午", {"start": "2026-11-25T08:00", "end": "2026-11-25T12:00"}, id="month slash day"),
        pytest.param("12-05下午", {"start": "2026-12-05T12:00", "end": "2026-12-05T18:00"}, id="month dash day"),
        pytest.param("元旦来修", {"start": "2027-01-01T00:00", "end": "2027-01-01T23:59"}, id="festival ahead"),
        pytest.param("晚上12点", {"start": "2026-11-19T00:00", "end": None}, id="midnight"),
    ],
)
def test_time_is_read_as_people_mean_it(text: str, expected: dict[str, str | None]) -> None:
    assert [span.value for span in find_times(normalize(text), NOW)] == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "快一点",
        "有三点建议",
        "一点都不好",
        "5号楼",
        "一周洗一次",
        "每周六",
        "2月30号",
        "1号店",
        "",
        "5号电池",
        "科技园路5号",
        "长安街2号",
        "3.2",
        "系统11.25",
        "你们几点下班",
        "8-2-301",
        "最晚点",
    ],
)
def test_what_only_looks_like_a_time_is_none(text: str) -> None:
    assert find_times(text, NOW) == []


def test_now_is_taken_in_shanghai() -> None:
    late = datetime.fromisoformat("2026-11-18T20:00:00+00:00")

    assert find_times("今天", late)[0].value["start"] == "2026-11-19T00:00"


@given(st.text(alphabet="今明后天上下周月号点半分早晚年前个一二三十12345:到 ", max_size=30))
@settings(max_examples=150, deadline=None)
def test_no_text_breaks_the_reading_of_times(text: str) -> None:
    for span in find_times(text, NOW):
        assert 0 <= span.start < span.end <= len(text)
        assert set(span.value) == {"start", "end"}
