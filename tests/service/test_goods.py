"""Goods that are not made: found in a question, and never one of ours."""

from __future__ import annotations

import pytest
import yaml

from bot.service import goods
from bot.settings import ROOT

CATEGORIES = yaml.safe_load((ROOT / "bot" / "store" / "demo" / "categories.yml").read_text(encoding="utf-8"))


def test_goods_not_made_are_found_by_their_longest_name() -> None:
    assert goods.not_made("我的空气炸锅保修几年") == "空气炸锅"
    assert goods.not_made("电热水壶保多久") == "电热水壶"
    assert goods.not_made("冰箱保修几年") is None


def test_no_name_of_our_goods_is_taken_for_goods_not_made() -> None:
    ours = [word for entry in CATEGORIES for word in (entry["name"], *entry["aliases"])]

    assert [word for word in ours if goods.not_made(word)] == []


@pytest.mark.parametrize(
    ("text", "size"),
    [
        pytest.param("75寸的电视", "75", id="inches"),
        pytest.param("1.5 匹空调", "1.5", id="horsepower"),
        pytest.param("升级到 6 升级", None, id="no size"),
    ],
)
def test_size_is_read_from_the_text(text: str, size: str | None) -> None:
    assert goods.size_named(text) == size


def test_size_in_a_name_stands_by_itself() -> None:
    assert goods.has_size("双创 清风 1.5 匹空调", "1.5") and not goods.has_size("双创 清风 1.5 匹空调", "5")


@pytest.mark.parametrize(
    ("text", "just_shown", "names_goods", "expected"),
    [
        pytest.param("不是这台", False, False, True, id="not this one"),
        pytest.param("不是我正在看的这个产品", False, False, True, id="not the product that I look at"),
        pytest.param("不要看页面上的", False, False, True, id="not what the page shows"),
        pytest.param("不是", True, False, True, id="mere no right after it was shown"),
        pytest.param("不是", False, False, False, id="mere no to something else"),
        pytest.param("不对，弄错了", True, False, True, id="wrong"),
        pytest.param("不是，是我家的冰箱", True, True, True, id="other goods right after it was shown"),
        pytest.param("不是，是我家的冰箱", False, True, False, id="other goods later"),
        pytest.param("不是这个意思", True, False, False, id="misunderstood"),
        pytest.param("不是这个时间", True, False, False, id="another time"),
        pytest.param("不用了", True, False, False, id="no thanks"),
        pytest.param("", True, False, False, id="nothing"),
    ],
)
def test_denial_of_the_product_in_view(text: str, just_shown: bool, names_goods: bool, expected: bool) -> None:
    assert goods.denies_shown(text, just_shown, names_goods) is expected


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param("不是P60,是P50", ["P50"], id="denied first"),
        pytest.param("是P50,不是P60", ["P50"], id="denied last"),
        pytest.param("P60和P50", ["P60", "P50"], id="both meant"),
        pytest.param("不是P60", ["P60"], id="nothing else named"),
    ],
)
def test_goods_that_are_denied_beside_others_do_not_count(text: str, kept: list[str]) -> None:
    named = [name for name in ("P60", "P50") if name in text]
    entities = [{"entity": "product_model", "value": name, "start": text.index(name)} for name in named]

    assert [item["value"] for item in goods.without_denied(entities, text)] == kept
