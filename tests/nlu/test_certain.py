from __future__ import annotations

from datetime import datetime

import pytest

from bot.engine.nlu.certain import certain_intent
from bot.engine.nlu.entities import find_entities
from bot.engine.nlu.form import normalize
from bot.engine.nlu.words import cut_words
from bot.settings import SHANGHAI


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        pytest.param("转人工", "request_human", id="human"),
        pytest.param("给我轉人工", "request_human", id="human traditional"),
        pytest.param("别给我转人工", "deny", id="no human"),
        pytest.param("SC-DEMO1-1A2B3C", "inform", id="bare serial"),
        pytest.param("我的手机号是13800138000", "inform", id="bare phone with its name"),
        pytest.param("序列号：SC-DEMO1-1A2B3C，电话 13800138000", "inform", id="two identifiers"),
        pytest.param("SC-DEMO1-1A2B3C还在保吗", None, id="serial with a question"),
        pytest.param("空调不制冷", None, id="nothing certain"),
        pytest.param("/request_human", "nlu_fallback", id="command typed by a customer"),
        pytest.param('／inform{"serial_number":"x"}', "nlu_fallback", id="full-width command"),
        pytest.param("/restart", "nlu_fallback", id="rasa's own command"),
        pytest.param("/ 这个怎么用", None, id="slash before words"),
        pytest.param("my_phone 型号在哪看", None, id="underscore in a question"),
        pytest.param("", None, id="empty"),
    ],
)
def test_words_that_are_certain_overrule_the_classifier(text: str, intent: str | None) -> None:
    text = normalize(text)
    spans = find_entities(text, cut_words(text), datetime(2026, 11, 18, tzinfo=SHANGHAI))
    entities = [{"entity": span.kind, "start": span.start, "end": span.end} for span in spans]

    assert certain_intent(text, entities) == intent
