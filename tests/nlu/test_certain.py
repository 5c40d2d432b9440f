from __future__ import annotations

from datetime import datetime

import pytest

from bot.engine.nlu.certain import certain_intent, overruled
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
        pytest.param("。", "nlu_fallback", id="full stop"),
        pytest.param("？？？", "nlu_fallback", id="question marks"),
        pytest.param("👍", None, id="emoji"),
        pytest.param("sb客服", "express_dissatisfaction", id="insult"),
        pytest.param("垃圾机器人！", "express_dissatisfaction", id="insult with a mark"),
        pytest.param("智障机器人，我要人工", "request_human", id="insult and a wish"),
        pytest.param("不要转人工 你告诉我空调保几年就行", None, id="refusal with a question"),
    ],
)
def test_words_that_are_certain_overrule_the_classifier(text: str, intent: str | None) -> None:
    text = normalize(text)
    spans = find_entities(text, cut_words(text), datetime(2026, 11, 18, tzinfo=SHANGHAI))
    entities = [{"entity": span.kind, "start": span.start, "end": span.end} for span in spans]

    assert certain_intent(text, entities) == intent


def _ranked(*names: str) -> list[dict[str, object]]:
    return [{"name": name, "confidence": 0.6 / 2**place} for place, name in enumerate(names)]


@pytest.mark.parametrize(
    ("text", "ranking", "expected"),
    [
        (
            "不要转人工 你告诉我空调保几年就行",
            ["request_human", "query_warranty_policy", "deny"],
            "query_warranty_policy",
        ),
        ("不要转人工 你告诉我空调保几年就行", ["query_warranty_policy", "deny"], None),
        ("热水器摸着有点麻", ["report_fault", "query_warranty_status"], "report_safety_hazard"),
        ("充电宝鼓了", ["nlu_fallback", "inform"], "report_safety_hazard"),
        ("用了十年会不会漏电", ["query_safe_use_age"], None),
        ("用了十年会不会漏电", ["report_fault"], None),
        ("怎么预防起火", ["ask_maintenance"], None),
        ("插座短路把电饭煲烧了赔不赔", ["query_damage_coverage"], None),
        ("空调不制冷", ["report_fault"], None),
    ],
)
def test_doubt_is_decided_for_safety_and_against_an_unwanted_human(
    text: str, ranking: list[str], expected: str | None
) -> None:
    decided = overruled(text, [], _ranked(*ranking))

    assert (decided[0]["name"] if decided else None) == expected


def test_refusal_that_means_nothing_else_is_not_understood() -> None:
    ranking = [{"name": "request_human", "confidence": 0.9}] + [
        {"name": name, "confidence": 0.01} for name in ("deny", "greet", "thank", "inform", "affirm", "goodbye")
    ]

    assert overruled("别的不说了我就是不要转人工反正", [], ranking)[0]["name"] == "nlu_fallback"
