"""Doubts about proof: heard as such, and told apart from questions where something stands."""

from __future__ import annotations

import pytest

from bot.service.proofs import asks_why


@pytest.mark.parametrize(
    "text",
    [
        "凭什么要我手机号", "为什么要我的电话", "要手机号干嘛", "要这些信息做什么用", "不给不行吗", "不提供手机号可以吗", "会不会泄露我的隐私",
        "你们不是骗子吧，问我要号码", "非要手机号不可吗", "怎么老要验证",
    ],
)  # fmt: skip
def test_doubt_is_heard(text: str) -> None:
    assert asks_why(text)


@pytest.mark.parametrize(
    "text",
    [
        "序列号在哪看",
        "什么是订单号",
        "13800138001",
        "O7MT",
        "没有序列号",
        "为什么还没修好",
        "不知道",
        "怎么找订单号",
        "",
    ],
)
def test_other_words_are_no_doubt(text: str) -> None:
    assert not asks_why(text)
