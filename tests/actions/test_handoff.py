"""Danger and the way to a human: the right advice, and nothing promised at night."""

from __future__ import annotations

import pytest

from actions.handoff import ActionWarnOfHazard

NIGHT = "周一 00:00-00:01"


@pytest.mark.parametrize(
    ("entities", "text", "advice"),
    [
        ({"product_category": "充电宝"}, "充电宝鼓了", "utter_hazard_battery"),
        ({"product_category": "手机", "symptom": "发热"}, "手机充电有点烫", "utter_hazard_battery"),
        ({"product_category": "燃气灶"}, "灶台玻璃爆了", "utter_hazard_gas"),
        ({"product_category": "热水器"}, "洗澡摸着热水器有点麻", "utter_hazard_shock"),
        ({}, "差点出人命", "utter_hazard_general"),
    ],
)
def test_advice_fits_the_goods_when_no_symptom_is_named(ask, entities: dict[str, str], text: str, advice: str) -> None:
    told = ask(ActionWarnOfHazard, entities, intent="report_safety_hazard", text=text)

    assert told.names[0] == advice


def test_danger_at_night_promises_no_quick_call_and_names_the_emergency_numbers(ask) -> None:
    told = ask(ActionWarnOfHazard, {"symptom": "冒烟"}, intent="report_safety_hazard", text="冒烟了", hours=NIGHT)

    assert told.names[-1] == "utter_hazard_queued_after_hours"
    for text in told.texts[-2:]:
        assert "没有人值班" in text and "119" in text and "120" in text
        assert "马上" not in text
