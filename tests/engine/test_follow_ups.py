"""A word after an answer asks the same again for something else; everything else is left as it was understood."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from bot.engine.follow_ups import carry_on
from bot.engine.nlu.entities import find_entities
from bot.engine.nlu.form import normalize
from bot.engine.nlu.words import cut_words
from bot.settings import SHANGHAI

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=SHANGHAI)


def parse(text: str, guess: str, confidence: float = 0.3) -> dict[str, Any]:
    """What the pipeline would hand over, with the real entities and a given intent."""
    text = normalize(text)
    found = [
        {"entity": span.kind, "start": span.start, "end": span.end, "value": span.value}
        for span in find_entities(text, cut_words(text), NOW)
    ]
    top = {"name": guess, "confidence": confidence}
    return {"text": text, "intent": top, "entities": found, "intent_ranking": [top]}


@pytest.mark.parametrize(
    ("last", "text", "guess", "carried"),
    [
        pytest.param("query_repair_price", "那电池呢", "nlu_fallback", "query_repair_price", id="price of a part"),
        pytest.param("query_repair_price", "换压缩机呢", "nlu_fallback", "query_repair_price", id="with its verb"),
        pytest.param("query_repair_price", "换成P50呢", "change_booking", "query_repair_price", id="of another model"),
        pytest.param("find_service_centre", "拉萨呢", "express_dissatisfaction", "find_service_centre", id="place"),
        pytest.param("ask_required_documents", "寄修呢", "book_repair", "ask_required_documents", id="way of service"),
        pytest.param("query_damage_coverage", "那摔了呢", "nlu_fallback", "query_damage_coverage", id="cause"),
        pytest.param("query_warranty_status", "电池呢", "inform", "query_warranty_status", id="part of the device"),
        pytest.param("query_update_available", "那P50", "inform", "query_update_available", id="without a particle"),
    ],
)
def test_follow_up_inside_a_booking_asks_the_last_question_again(
    last: str, text: str, guess: str, carried: str
) -> None:
    read = carry_on(parse(text, guess), normalize(text), last, in_form=True, waits=False)

    assert read["intent"] == {"name": carried, "confidence": 1.0}


@pytest.mark.parametrize(
    ("last", "text", "guess", "confidence"),
    [
        pytest.param("query_repair_price", "后天呢", "inform", 0.5, id="value of another kind"),
        pytest.param("query_repair_price", "电池", "inform", 0.5, id="bare value"),
        pytest.param("query_repair_price", "电池什么时候能到呢", "query_part", 0.5, id="question of its own"),
        pytest.param("query_repair_price", "电池鼓了呢", "report_safety_hazard", 1.0, id="danger"),
        pytest.param("query_repair_price", "那人工呢", "request_human", 0.9, id="human"),
        pytest.param("thank", "那电池呢", "nlu_fallback", 0.2, id="nothing to carry on"),
        pytest.param(None, "那电池呢", "nlu_fallback", 0.2, id="first message"),
    ],
)
def test_other_text_is_left_as_it_was_understood(last: str | None, text: str, guess: str, confidence: float) -> None:
    before = parse(text, guess, confidence)

    assert carry_on(before, normalize(text), last, in_form=True, waits=False) == before


@pytest.mark.parametrize(
    ("last", "waits", "intent"),
    [
        pytest.param("ask_required_documents", True, "inform", id="an action waits for it"),
        pytest.param("query_warranty_policy", False, "inform", id="what was spoken of is kept"),
        pytest.param("query_damage_coverage", False, "query_damage_coverage", id="nothing waits"),
    ],
)
def test_follow_up_outside_a_form_goes_to_whoever_waits(last: str, waits: bool, intent: str) -> None:
    text = "那寄修呢" if last == "ask_required_documents" else "那冰箱呢"

    read = carry_on(parse(text, "nlu_fallback"), text, last, in_form=False, waits=waits)

    assert read["intent"]["name"] == intent
