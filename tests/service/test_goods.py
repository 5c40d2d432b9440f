"""Goods that are not made: found in a question, and never one of ours."""

from __future__ import annotations

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
