"""Two questions in one message: the second is kept, so that it can be answered too."""

from __future__ import annotations

from typing import Any

import pytest

from bot.engine.understanding import parts_of, second_question


def guessed(name: str, confidence: float = 0.9, **entities: str) -> dict[str, Any]:
    """A parse with this intent and these entities."""
    found = [{"entity": kind, "value": value} for kind, value in entities.items()]
    return {"intent": {"name": name, "confidence": confidence}, "entities": found}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        pytest.param("空调保修几年，上门要收费吗", ["空调保修几年", "上门要收费吗"], id="comma"),
        pytest.param("我想约修冰箱顺便问下保修多久", ["我想约修冰箱", "保修多久"], id="by the way"),
        pytest.param("空调保修几年", ["空调保修几年"], id="one question"),
        pytest.param("嗯，空调保修几年", ["空调保修几年"], id="a word before it"),
        pytest.param("一" * 130, ["一" * 130], id="too long to take apart"),
    ],
)
def test_message_is_taken_apart_at_its_marks(text: str, parts: list[str]) -> None:
    assert parts_of(text) == parts


def test_second_question_keeps_the_goods_of_the_whole_message() -> None:
    whole = guessed("query_repair_price", product_category="空调")

    found = second_question(whole, [guessed("query_warranty_policy"), guessed("query_repair_price")])

    assert found == {"intent": "query_warranty_policy", "entities": {"product_category": "空调"}}


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param([guessed("query_repair_price"), guessed("inform")], id="no second question"),
        pytest.param([guessed("query_repair_price"), guessed("query_warranty_policy", 0.5)], id="a guess"),
        pytest.param([guessed("query_repair_price"), guessed("request_return")], id="a wish that no action answers"),
        pytest.param([guessed("query_warranty_policy"), guessed("report_safety_hazard", 0.4)], id="danger beside it"),
    ],
)
def test_nothing_is_offered_where_no_second_question_is_sure(parts: list[dict[str, Any]]) -> None:
    assert second_question(guessed("query_repair_price"), parts) is None
