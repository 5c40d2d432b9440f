from __future__ import annotations

import pytest

from bot.engine.nlu.form import normalize
from bot.engine.nlu.numerals import read_number
from bot.engine.nlu.quantities import find_quantities


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("买了10天", {"duration": "P10D"}, id="days"),
        pytest.param("用了两年半", {"duration": "P2Y6M"}, id="two years and a half"),
        pytest.param("一个半月了", {"duration": "P1M15D"}, id="a month and a half"),
        pytest.param("一年零三个月", {"duration": "P1Y3M"}, id="a year and three months"),
        pytest.param("半年了", {"duration": "P6M"}, id="half a year"),
        pytest.param("等了半小时", {"duration": "PT30M"}, id="half an hour"),
        pytest.param("修了两次", {"repair_count": 2}, id="repaired twice"),
        pytest.param("第三次了还不制冷", {"repair_count": 3}, id="the third time"),
        pytest.param("三次维修都没好", {"repair_count": 3}, id="three repairs"),
        pytest.param("打了三次电话", {}, id="three calls are no repairs"),
        pytest.param("花了三百块", {"amount": 300}, id="three hundred"),
        pytest.param("￥1,299.00", {"amount": 1299}, id="sign and comma"),
        pytest.param("9.9元", {"amount": 9.9}, id="decimals"),
        pytest.param("五块五", {"amount": 5.5}, id="five fifty"),
        pytest.param("一块屏幕", {}, id="a screen is no money"),
        pytest.param("第三天", {}, id="the third day"),
        pytest.param("2023年", {}, id="a year's number"),
        pytest.param("", {}, id="empty"),
    ],
)
def test_quantities_are_read(text: str, expected: dict[str, object]) -> None:
    assert {span.kind: span.value for span in find_quantities(normalize(text))} == expected


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("十二", 12),
        ("两百五", 250),
        ("一千零八十", 1080),
        ("1.5万", 15000),
        ("3千2", 3200),
        ("二零二五", 2025),
        ("半", None),
        ("", None),
    ],
)
def test_numbers_are_read(text: str, number: float | None) -> None:
    assert read_number(text) == number
