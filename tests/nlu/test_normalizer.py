from __future__ import annotations

import pytest
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.engine.nlu.form import as_customer_text, normalize
from bot.engine.nlu.normalizer import Normalizer


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param("１３８　ＡＢ", "138 AB", id="full-width"),
        pytest.param("螢幕保固多久", "屏幕保固多久", id="traditional"),
        pytest.param("序列号在哪", "序列号在哪", id="simplified stays"),
        pytest.param("序列號在哪", "序列号在哪", id="word that the converter gets wrong"),
        pytest.param("空调保秀几年 还在宝吗", "空调保修几年 还在保吗", id="typos of the pinyin keyboard"),
        pytest.param("充电宝修理 我在宝鸡", "充电宝修理 我在宝鸡", id="the same letters in other words"),
        pytest.param("  空调 \t 不制冷 \n", "空调 不制冷", id="blanks"),
        pytest.param("／restart", "restart", id="full-width slash"),
        pytest.param("//restart", "restart", id="two slashes"),
        pytest.param("", "", id="empty"),
        pytest.param("👍🏻", "👍🏻", id="emoji"),
    ],
)
def test_text_becomes_uniform(raw: str, expected: str) -> None:
    assert normalize(raw) == expected


def test_no_customer_text_is_left_with_a_leading_slash() -> None:
    for raw in ("/restart", " /restart", "／restart", "//greet", "/ /greet", '/inform{"a": "b"}'):
        message = Message({TEXT: as_customer_text(raw)})

        Normalizer().process([message])

        assert not message.get(TEXT).lstrip().startswith("/")


def test_payload_passes_unchanged() -> None:
    message = Message({TEXT: '/inform{"brand": "双创"}'})

    Normalizer().process([message])

    assert message.get(TEXT) == '/inform{"brand": "双创"}'


def test_message_without_text_passes() -> None:
    message = Message({"intent": "greet"})

    assert Normalizer().process([message]) == [message]
