from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.engine.nlu.words import boundaries_of, cut_words


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_every_word_stands_where_it_says(text: str) -> None:
    for word in cut_words(text):
        assert text[word.start : word.end] == word.text
        assert word.text.strip()


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        pytest.param("序列号SC-DEMO1-1A2B3C查一下", "SC-DEMO1-1A2B3C", id="serial"),
        pytest.param("电话13800138000", "13800138000", id="phone"),
        pytest.param("版本是2.1.3吗", "2.1.3", id="version"),
        pytest.param("洗依机漏水", "洗依机", id="typo of the catalogue"),
        pytest.param("扫地机器人不动", "扫地机器人", id="long name"),
    ],
)
def test_names_and_numbers_stay_whole(text: str, whole: str) -> None:
    assert whole in [word.text for word in cut_words(text)]


def test_ordinary_words_are_not_torn_by_makers() -> None:
    assert [word.text for word in cut_words("完美的手机")] == ["完美", "的", "手机"]


def test_features_see_placeholders_instead_of_numbers() -> None:
    shown = [word.shown for word in cut_words("13800138000 和 SC-DEMO1-1A2B3C")]

    assert "13800138000" not in shown
    assert "某长号码" in shown
    assert "某序列号" in shown


def test_blanks_and_nothing_give_no_words() -> None:
    assert cut_words("") == []
    assert cut_words("   ") == []


def test_boundaries_lie_inside_compounds_too() -> None:
    assert 2 in boundaries_of(cut_words("空调遥控器"))


def test_five_hundred_characters_are_cut_completely() -> None:
    text = "空调不制冷了怎么办" * 56

    assert sum(len(word.text) for word in cut_words(text[:500])) == 500
