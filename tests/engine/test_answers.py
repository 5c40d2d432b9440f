"""Messages read in the light of the question that stood open; the table is answers.tsv beside this file."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.engine.answers import QUESTIONS, read_in_context
from bot.engine.nlu.entities import find_entities
from bot.engine.nlu.form import normalize
from bot.engine.nlu.words import cut_words
from bot.settings import SHANGHAI

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=SHANGHAI)
CERTAIN = {"request_human", "report_safety_hazard"}

with (Path(__file__).parent / "answers.tsv").open(encoding="utf-8") as file:
    TABLE = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def parse(text: str, guess: str, confidence: float = 0.6) -> dict[str, Any]:
    """What the pipeline would hand over, with the real entities and a given intent."""
    text = normalize(text)
    found = [
        {"entity": span.kind, "start": span.start, "end": span.end, "value": span.value}
        for span in find_entities(text, cut_words(text), NOW)
    ]
    top = {"name": guess, "confidence": 1.0 if guess in CERTAIN else confidence}
    ranking = [top, {"name": "ask_howto", "confidence": 0.1}, {"name": "inform", "confidence": 0.05}]
    return {"text": text, "intent": top, "entities": found, "intent_ranking": ranking}


@pytest.mark.parametrize("row", [pytest.param(row, id=f"{row['question']}: {row['text']}") for row in TABLE])
def test_message_is_read_as_answer_or_left_alone(row: dict[str, str]) -> None:
    before = parse(row["text"], row["guess"])

    after = read_in_context(before, before["text"], row["question"])

    assert after["intent"]["name"] == row["intent"]
    assert after["entities"] == before["entities"]


def test_table_is_large_and_asks_every_question() -> None:
    assert len(TABLE) >= 150
    assert {row["question"] for row in TABLE} == QUESTIONS


@pytest.mark.parametrize("question", [None, "", "unheard_of"])
def test_without_an_open_question_the_classifier_stands(question: str | None) -> None:
    before = parse("幸福路88号", "query_part")

    assert read_in_context(before, before["text"], question) == before


def test_new_intent_stands_alone_in_front_of_the_ranking() -> None:
    before = parse("幸福路88号", "query_part")

    after = read_in_context(before, before["text"], "address")

    assert [rank["name"] for rank in after["intent_ranking"]] == ["inform", "query_part", "ask_howto"]
    assert after["intent"] == {"name": "inform", "confidence": 1.0}
    assert before["intent"]["name"] == "query_part"


@pytest.mark.parametrize("guess", ["query_part", "affirm", "thank", "stop_flow", "make_complaint", "nlu_fallback"])
@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("address", "幸福路88号"),
        ("region", "深圳市南山区"),
        ("window", "尽快"),
        ("phone", "13912345678"),
        ("choice", "2"),
    ],
)
def test_bare_value_is_an_answer_whatever_the_classifier_thought(question: str, text: str, guess: str) -> None:
    before = parse(text, guess)

    assert read_in_context(before, before["text"], question)["intent"]["name"] == "inform"


@pytest.mark.parametrize("question", sorted(QUESTIONS))
@pytest.mark.parametrize("text", ["转人工", "冰箱冒烟了"])
def test_danger_and_a_call_for_a_person_are_never_answers(question: str, text: str) -> None:
    guess = "request_human" if text == "转人工" else "report_safety_hazard"
    before = parse(text, guess)

    assert read_in_context(before, before["text"], question)["intent"]["name"] == guess


@pytest.mark.parametrize("question", sorted(QUESTIONS))
@pytest.mark.parametrize(
    ("text", "guess"),
    [
        ("修一次多少钱", "query_repair_price"),
        ("要带发票吗", "ask_required_documents"),
        ("你们几点下班", "find_service_centre"),
        ("到底保不保修啊", "query_warranty_status"),
        ("怎么备份", "ask_backup"),
        ("我要退货", "request_return"),
        ("升级会丢照片吗", "ask_update_safety"),
    ],
)
def test_digression_is_no_answer_to_any_question(question: str, text: str, guess: str) -> None:
    before = parse(text, guess, confidence=0.35)

    assert read_in_context(before, before["text"], question)["intent"]["name"] == guess


@given(st.text(max_size=60), st.sampled_from(sorted(QUESTIONS)))
@settings(max_examples=150, deadline=None)
def test_no_text_breaks_the_reading(text: str, question: str) -> None:
    before = {"text": text, "intent": {"name": None, "confidence": 0.0}, "entities": [], "intent_ranking": []}

    assert "intent" in read_in_context(before, text, question)


def test_long_text_is_read_fast() -> None:
    from time import perf_counter

    hostile = [
        "不",
        "我要",
        "3号",
        "嗯 ",
        "稍等我去找",
        "一二三",
        "算了吧",
        "1",
        "a1号",
        "我老公",
        "什么型号",
        "具体的",
        "好的 ",
    ]
    heads = ["", "不知道", "稍等", "幸福路", "我叫", "就"]

    started = perf_counter()
    for text in (head + (piece * 500)[:480] + "~x" for piece in hostile for head in heads):
        for question in QUESTIONS:
            read_in_context(parse("x", "inform"), text, question)

    assert perf_counter() - started < 12  # 1,200 readings of 500 characters


@pytest.mark.parametrize(
    ("question", "text", "guess"),
    [
        pytest.param(
            "region", "空调不制冷，约师傅上门，深圳市南山区科技园路5号3栋1203", "book_repair", id="centre's place"
        ),
        pytest.param(
            "device", "我的洗衣机不排水，约人来修，上海市浦东新区张江路88号", "book_repair", id="price's goods"
        ),
        pytest.param("model", "手机屏幕碎了，预约维修", "book_repair", id="update's model"),
        pytest.param("number", "冰箱坏了约维修，杭州市西湖区文三路1号", "book_repair", id="number to check"),
        pytest.param("model", "空调预约清洗", "book_inspection", id="inspection"),
        pytest.param("region", "深圳南山装空调，师傅上门装一下", "book_installation", id="installation"),
    ],
)
def test_booking_in_so_many_words_is_a_wish_unless_a_booking_asks(question: str, text: str, guess: str) -> None:
    before = parse(text, guess, 0.35)

    outside = read_in_context(before, before["text"], question, in_booking=False)
    inside = read_in_context(before, before["text"], question)

    assert outside["intent"]["name"] == guess
    assert inside["intent"]["name"] == "inform"


@pytest.mark.parametrize("in_booking", [True, False], ids=["booking", "outside"])
@pytest.mark.parametrize(
    ("question", "text", "guess"),
    [
        pytest.param("device", "查一下 SC-DEMO1-1A2B3Y 的保修", "query_warranty_status", id="warranty"),
        pytest.param("model", "麻烦看下 P60 Pro 的保修", "query_warranty_status", id="warranty of a model"),
        pytest.param("region", "先看看深圳南山的网点", "find_service_centre", id="centre"),
        pytest.param("device", "手机系统升级一下", "query_update_available", id="update"),
    ],
)
def test_look_up_in_so_many_words_is_a_wish_whoever_asks(
    question: str, text: str, guess: str, in_booking: bool
) -> None:
    before = parse(text, guess, 0.9)

    after = read_in_context(before, before["text"], question, in_booking=in_booking)

    assert after["intent"]["name"] == guess


@pytest.mark.parametrize(
    ("question", "text", "guess"),
    [
        pytest.param("region", "深圳南山", "find_service_centre", id="place"),
        pytest.param("region", "我在深圳南山，大约科技园那边", "book_repair", id="roughly there"),
        pytest.param("device", "空调", "book_repair", id="goods"),
        pytest.param("device", "SC-DEMO1-1A2B3Y", "query_warranty_status", id="serial"),
        pytest.param("model", "P60 Pro", "query_update_available", id="model"),
    ],
)
def test_bare_value_answers_the_question_whoever_asks(question: str, text: str, guess: str) -> None:
    before = parse(text, guess, 0.6)

    after = read_in_context(before, before["text"], question, in_booking=False)

    assert after["intent"]["name"] == "inform"


@pytest.mark.parametrize("question", sorted(QUESTIONS - {"booking"}))
def test_laughter_is_neither_a_yes_nor_an_answer(question: str) -> None:
    before = parse("哈哈哈", "affirm", 0.46)

    assert read_in_context(before, before["text"], question)["intent"]["name"] == "nlu_fallback"


@pytest.mark.parametrize("text", ["继续约", "那就接着预约吧", "继续报修"])
def test_wish_to_go_on_is_no_fault_and_no_stop(text: str) -> None:
    before = parse(text, "stop_flow", 0.43)

    assert read_in_context(before, before["text"], "fault")["intent"]["name"] == "book_repair"
