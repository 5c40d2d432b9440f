from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.engine.nlu.entities import as_values, find_entities
from bot.engine.nlu.form import normalize
from bot.engine.nlu.words import cut_words
from bot.settings import SHANGHAI
from bot.store.catalogue import load_catalogue

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=SHANGHAI)


def values(text: str) -> dict[str, Any]:
    text = normalize(text)
    return as_values(find_entities(text, cut_words(text), NOW))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("手机壳多少钱", {"part": "手机壳"}, id="a case is no phone"),
        pytest.param("电视柜有卖吗", {}, id="a cupboard is no television"),
        pytest.param("我的洗依机漏水", {"product_category": "洗衣机", "symptom": "漏水"}, id="typo"),
        pytest.param("冷氣不冷", {"product_category": "空调", "symptom": "冷气不冷"}, id="traditional and regional"),
        pytest.param("空调遥控器", {"product_category": "空调", "part": "空调遥控器"}, id="a part tells its goods"),
        pytest.param("完美的手机", {"product_category": "手机"}, id="no maker across two words"),
        pytest.param(
            "老板油烟机坏了", {"brand": "老板", "product_category": "油烟机"}, id="everyday word beside goods"
        ),
        pytest.param("老板你好", {}, id="everyday word alone"),
        pytest.param("手机进水了", {"product_category": "手机", "damage_cause": "liquid"}, id="cause is no symptom"),
        pytest.param("冰箱和空调都坏了", {"product_category": ["冰箱", "空调"]}, id="two goods"),
        pytest.param(
            "三天前买的", {"time": {"start": "2026-11-15T00:00", "end": "2026-11-15T23:59"}}, id="time, not duration"
        ),
        pytest.param("杭州市西湖区有维修点吗", {"region": "杭州市西湖区"}, id="region"),
        pytest.param("3栋2单元501", {}, id="an entrance is no part"),
        pytest.param("中山路100号A座1203", {}, id="a street's name is no city"),
        pytest.param("中山市有维修点吗", {"region": "中山市"}, id="the city itself"),
        pytest.param("昆山", {"region": "昆山"}, id="a county everybody names"),
        pytest.param(
            "广东省深圳市南山区科技园路5号", {"region": "广东省深圳市南山区科技园路5号"}, id="a house number is no day"
        ),
        pytest.param("5号楼", {}, id="a house is no day"),
        pytest.param("在上海南站附近", {"region": "上海"}, id="no 海南 in 上海南站"),
        pytest.param("😀😀", {}, id="emoji"),
        pytest.param("", {}, id="empty"),
    ],
)
def test_entities_follow_the_contract(text: str, expected: dict[str, Any]) -> None:
    assert values(text) == expected


def test_every_model_of_the_catalogue_is_found_by_its_label() -> None:
    labels = {value for term in load_catalogue().products for value in term.values}

    missed = [label for label in labels if values(f"我的{label}坏了").get("product_model") != label]

    assert missed == []


def test_every_kind_of_goods_is_found_by_every_name() -> None:
    missed = [
        term.text
        for term in load_catalogue().categories
        if term.values[0] not in str(values(f"我的{term.text}坏了").get("product_category"))
    ]

    assert missed == []


def test_no_compound_yields_the_goods_it_contains() -> None:
    wrong = [word for word in load_catalogue().not_devices if "product_category" in values(f"这个{word}")]

    assert wrong == []


@given(st.text(max_size=80))
@settings(max_examples=80, deadline=None)
def test_no_text_breaks_the_search(text: str) -> None:
    text = normalize(text)
    for span in find_entities(text, cut_words(text), NOW):
        assert 0 <= span.start < span.end <= len(text)
