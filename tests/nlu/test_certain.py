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
        pytest.param("i want to talk to a human", "request_human", id="human in English"),
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


@pytest.mark.parametrize(
    ("text", "guess", "confidence", "expected"),
    [
        pytest.param("拉萨", "express_dissatisfaction", 0.34, "inform", id="city taken for anger"),
        pytest.param("拉萨呢", "express_dissatisfaction", 0.74, "inform", id="city with a particle"),
        pytest.param("那电池呢", "nlu_fallback", 0.2, "inform", id="part"),
        pytest.param("电池呢", "report_safety_hazard", 0.25, "inform", id="part taken for danger"),
        pytest.param("电池鼓了", "report_safety_hazard", 0.9, None, id="danger stays"),
        pytest.param("E60", "inform", 0.6, "query_error_code", id="code alone"),
        pytest.param("阿巴阿巴", "express_dissatisfaction", 0.26, "nlu_fallback", id="anger that is a guess"),
        pytest.param("气死我了", "express_dissatisfaction", 0.9, None, id="anger"),
        pytest.param("什么意思啊", "express_dissatisfaction", 0.45, "nlu_fallback", id="question taken for anger"),
        pytest.param("有人冒充你们让我退款给他验证码", "out_of_scope", 0.3, "ask_contact", id="fraud"),
        pytest.param("客服骗子态度", "make_complaint", 0.9, None, id="insult, not fraud"),
        pytest.param("冰箱漏水流一地", "report_safety_hazard", 0.46, "report_fault", id="plain leak"),
        pytest.param("充电口松了", "report_safety_hazard", 0.42, "report_fault", id="loose part"),
        pytest.param("插头松了冒火花", "report_safety_hazard", 0.61, None, id="loose plug that sparks"),
        pytest.param("洗衣机漏水流到插座那里了", "report_safety_hazard", 0.46, None, id="leak near a socket"),
        pytest.param("热水器漏水又漏电", "report_safety_hazard", 0.9, None, id="leak and current"),
        pytest.param("手机", "inform", 0.9, None, id="understood already"),
        pytest.param("冰箱不好", "express_dissatisfaction", 0.6, None, id="more than a name"),
    ],
)
def test_names_codes_and_leaks_are_not_taken_for_more(
    text: str, guess: str, confidence: float, expected: str | None
) -> None:
    text = normalize(text)
    spans = find_entities(text, cut_words(text), datetime(2026, 11, 18, tzinfo=SHANGHAI))
    entities = [{"entity": span.kind, "start": span.start, "end": span.end} for span in spans]

    decided = overruled(text, entities, [{"name": guess, "confidence": confidence}])

    assert (decided[0]["name"] if decided else None) == expected


def test_refusal_that_means_nothing_else_is_not_understood() -> None:
    ranking = [{"name": "request_human", "confidence": 0.9}] + [
        {"name": name, "confidence": 0.01} for name in ("deny", "greet", "thank", "inform", "affirm", "goodbye")
    ]

    assert overruled("别的不说了我就是不要转人工反正", [], ranking)[0]["name"] == "nlu_fallback"
