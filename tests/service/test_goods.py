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
