"""Bare values, yes and no, stop, meanings, documents, and the way to a human."""

from __future__ import annotations

import json

import pytest
from demo_devices import NOTED

from actions.documents import ActionExplainLostProof, ActionListDocuments, ActionLocateIdentifier
from actions.handoff import ActionOfferHuman, ActionRequestHuman, ActionWarnOfHazard
from actions.smalltalk import (
    ActionAnswerNo,
    ActionAnswerYes,
    ActionOfferMeanings,
    ActionStopFlow,
    ActionTakeInformation,
)
from actions.warranty import FORM
from bot.store import chats
from bot.store.engine import Store

PHONE_DEVICE, TV = NOTED[0], NOTED[5]
WAITING = {"asked_for": "action_request_human"}


def owner(shop: Store, ask) -> str:
    with shop.reading() as session:
        return chats.get(session, ask.chat_id).owner


@pytest.mark.parametrize(
    ("entities", "slots", "response"),
    [
        pytest.param({"serial_number": PHONE_DEVICE.serial}, {}, "utter_warranty_covered", id="bare serial"),
        pytest.param({"product_category": "空调"}, {}, "utter_inform_product", id="bare category"),
        pytest.param({"phone_number": "13800138000"}, {}, "utter_inform_phone", id="bare phone"),
        pytest.param({"brand": "海尔"}, {}, "utter_warranty_other_brand", id="another brand"),
        pytest.param({"time": "x"}, {}, "utter_inform_unclear", id="a time"),
        pytest.param({}, {}, "utter_inform_unclear", id="nothing known"),
        pytest.param(
            {"part": "显示屏"}, {"device_serials": [TV.serial]}, "utter_warranty_part_covered", id="part of the device"
        ),
        pytest.param(
            {"product_category": "空调"},
            {"asked_for": "action_explain_policy"},
            "utter_policy_whole",
            id="policy asked",
        ),
        pytest.param(
            {"product_category": "手机"},
            {"asked_for": "action_explain_repair_warranty"},
            "utter_repair_warranty_stated",
            id="repair asked",
        ),
        pytest.param(
            {"product_category": "洗衣机"},
            {"asked_for": "action_locate_identifier"},
            "utter_identifier_places",
            id="place asked",
        ),
    ],
)
def test_bare_value_answers_the_open_question(ask, entities, slots, response: str) -> None:
    assert ask(ActionTakeInformation, entities, slots=slots).names[0] == response


def test_correction_without_a_value_asks_for_it(ask) -> None:
    assert ask(ActionTakeInformation, {}, intent="correct_info").names == ["utter_inform_correct_what"]


def test_category_said_before_the_check_is_kept(ask) -> None:
    told = ask(ActionTakeInformation, {"product_category": "手机"})

    assert told.slots["warranty_told"]["category"] == "手机"


def test_phone_and_product_told_by_themselves_are_looked_up_at_once(ask) -> None:
    phone = ask(ActionTakeInformation, {"phone_number": "13999999999"})

    told = ask(ActionTakeInformation, {"product_model": "SC-P60PRO"}, slots=phone.slots)

    assert told.names == ["utter_warranty_phone_unknown"]


def test_model_is_repeated_by_its_name_not_its_code(ask) -> None:
    told = ask(ActionTakeInformation, {"product_model": PHONE_DEVICE.model})

    assert PHONE_DEVICE.model_name in told.text and PHONE_DEVICE.model not in told.text


@pytest.mark.parametrize("kind", [ActionTakeInformation, ActionOfferMeanings])
@pytest.mark.parametrize(
    ("text", "response"),
    [
        ("SC-DEMO2-2C3D", "utter_warranty_malformed_serial"),
        ("imei是860005504392928", "utter_warranty_malformed_imei"),
        ("86000550439292", "utter_warranty_malformed_imei"),
        ("我的序列号是 123456789", "utter_warranty_malformed_serial"),
    ],
)
def test_unreadable_number_is_told_what_is_wrong_outside_the_form_too(ask, kind, text: str, response: str) -> None:
    told = ask(kind, text=text)

    assert told.names == [response] and told.loop == FORM


def test_short_questions_after_a_verdict_are_answered(ask) -> None:
    slots = {"device_serials": [PHONE_DEVICE.serial]}

    days = ask(ActionOfferMeanings, intent="out_of_scope", text="还有几天", slots=slots)
    bought = ask(ActionOfferMeanings, intent="out_of_scope", text="哪天买的", slots=slots)
    weather = ask(ActionOfferMeanings, intent="out_of_scope", text="今天天气怎么样", slots=slots)

    assert days.names[0] == "utter_warranty_covered"
    assert bought.names == ["utter_warranty_purchase_private"]
    assert weather.names == ["utter_out_of_scope"]


def test_yes_takes_the_offered_human_and_no_refuses_it(ask, shop: Store) -> None:
    refused = ask(ActionAnswerNo, slots=WAITING)
    before = owner(shop, ask)
    taken = ask(ActionAnswerYes, slots=WAITING)

    assert refused.names == ["utter_deny_human"] and before == "bot"
    assert taken.names == ["utter_human_queued"] and owner(shop, ask) == "queue"


def test_yes_and_no_without_a_question_do_nothing(ask, shop: Store) -> None:
    assert ask(ActionAnswerYes).names == ["utter_affirm_nothing"]
    assert ask(ActionAnswerNo).names == ["utter_deny_nothing"]
    assert owner(shop, ask) == "bot"


def test_stop_leaves_the_form_and_forgets(ask) -> None:
    told = ask(ActionStopFlow, slots={"warranty_told": {"phone": "1"}}, loop=FORM)

    assert told.names == ["utter_stopped"] and told.loop is None and told.slots["warranty_told"] is None
    assert ask(ActionStopFlow).names == ["utter_stopped_nothing"]


def test_human_is_queued_with_the_place_of_the_row_also_when_asked_twice(ask, shop: Store) -> None:
    first, again = ask(ActionRequestHuman, loop=FORM), ask(ActionRequestHuman)

    assert first.texts == again.texts and first.loop is None
    assert any(character.isdigit() for character in first.text) and owner(shop, ask) == "queue"


def test_out_of_hours_leaving_a_message_is_offered(ask, shop: Store) -> None:
    told = ask(ActionRequestHuman, hours="周一至周五 09:00-18:00")

    assert told.names == ["utter_human_queued_after_hours"] and "周一至周五" in told.text


def test_anger_gets_one_calm_sentence_and_the_choice_of_a_human(ask, shop: Store) -> None:
    told = ask(ActionOfferHuman, intent="express_dissatisfaction", loop=FORM)

    assert told.names == ["utter_dissatisfaction_offer"] and told.slots["asked_for"] == "action_request_human"
    assert told.loop is None and owner(shop, ask) == "bot"


def test_complaint_goes_to_a_human_at_once(ask, shop: Store) -> None:
    told = ask(ActionOfferHuman, intent="make_complaint", loop=FORM)

    with shop.reading() as session:
        chat = chats.get(session, ask.chat_id)
    assert told.names == ["utter_complaint_queued"] and told.loop is None
    assert (chat.owner, chat.reason) == ("queue", "complaint")


@pytest.mark.parametrize(
    ("text", "times", "expected"),
    [("嘟嘟噜", 1, "bot"), ("嘟嘟噜", 2, "queue"), ("？？？", 2, "bot"), ("😡", 3, "bot")],
)
def test_words_not_understood_twice_in_a_row_open_the_queue(
    ask, shop: Store, text: str, times: int, expected: str
) -> None:
    told = ask(ActionOfferMeanings, intent="nlu_fallback", text=text, times=times)

    assert owner(shop, ask) == expected
    assert (told.names == ["utter_fallback_queued"]) == (expected == "queue")


@pytest.mark.parametrize(
    ("entities", "books"),
    [
        ({"product_category": "空调", "time": {"start": "2026-11-25T12:00:00+08:00", "end": None}}, True),
        ({"product_category": "耳机", "service_mode": "mail_in"}, True),
        ({"product_category": "空调", "time": {"start": "2019-05-01T00:00:00+08:00", "end": None}}, False),
        ({"product_category": "空调"}, False),
    ],
    ids=["goods and a day", "goods and a way", "goods and a day long ago", "goods alone"],
)
def test_goods_with_a_day_or_a_way_are_a_wish_to_book(ask, entities, books: bool) -> None:
    assert (ask(ActionTakeInformation, entities).loop == "repair_form") == books


def test_yes_after_a_fault_books_and_no_forgets_it(ask) -> None:
    slots = {"asked_for": "action_book_repair", "repair_draft": {"product_category": "空调", "fault": "不制冷"}}

    yes, no = ask(ActionAnswerYes, slots=slots, intent="affirm"), ask(ActionAnswerNo, slots=slots, intent="deny")

    assert yes.loop == "repair_form" and yes.slots["repair_draft"]["fault"] == "不制冷"
    assert no.names == ["utter_deny_booking"] and no.slots["repair_draft"] is None


@pytest.mark.parametrize("intent", ["stop_flow", "cancel_booking", "goodbye"])
def test_stop_in_a_booking_says_that_nothing_was_sent(ask, intent: str) -> None:
    told = ask(ActionStopFlow, slots={"repair_draft": {"fault": "x"}}, loop="repair_form", intent=intent)

    assert told.loop is None and told.slots["repair_draft"] is None
    assert told.names == ["utter_repair_goodbye" if intent == "goodbye" else "utter_repair_stopped"]


@pytest.mark.parametrize(
    ("symptom", "response"),
    [
        ("冒烟", "utter_hazard_fire"),
        ("漏气", "utter_hazard_gas"),
        ("电池鼓包", "utter_hazard_battery"),
        ("漏电", "utter_hazard_shock"),
        (None, "utter_hazard_general"),
    ],
)
def test_danger_gets_advice_first_then_the_urgent_queue(ask, shop: Store, symptom: str | None, response: str) -> None:
    told = ask(ActionWarnOfHazard, {"symptom": symptom} if symptom else {})

    assert told.names == [response, "utter_hazard_queued"]
    assert "119" in told.text or "120" in told.text
    with shop.reading() as session:
        chat = chats.get(session, ask.chat_id)
    assert (chat.owner, chat.reason) == ("queue", "safety_hazard") and chat.priority > 0


def test_meanings_are_offered_in_chinese_with_what_was_said(ask) -> None:
    ranking = [
        {"name": "nlu_fallback", "confidence": 0.9},
        {"name": "query_part", "confidence": 0.25},
        {"name": "greet", "confidence": 0.2},
        {"name": "query_repair_price", "confidence": 0.2},
        {"name": "book_repair", "confidence": 0.1},
        {"name": "order_part", "confidence": 0.08},
    ]

    told = ask(ActionOfferMeanings, {"product_category": "空调"}, ranking=ranking)

    assert [button["title"] for button in told.buttons] == ["问配件价格和库存", "问维修价格", "预约维修", "转人工"]
    name, _, entities = told.buttons[0]["payload"].partition("{")
    assert name == "/query_part" and json.loads("{" + entities) == {"product_category": "空调"}


def test_nothing_likely_gives_the_plain_sentence(ask) -> None:
    assert ask(ActionOfferMeanings).names == ["utter_fallback_empty"]


def test_readable_serial_is_looked_up_even_when_the_rest_was_not_understood(ask) -> None:
    told = ask(ActionOfferMeanings, {"serial_number": PHONE_DEVICE.serial}, intent="nlu_fallback")

    assert told.names[0] == "utter_warranty_covered"


def test_documents_are_listed_for_the_mode_named_or_for_all(ask) -> None:
    one, every = ask(ActionListDocuments, {"service_mode": "store"}), ask(ActionListDocuments)

    assert one.names == ["utter_documents_store", "utter_documents_next"]
    assert len(every.names) == 4


def test_identifier_place_is_told_by_category_and_imei_only_where_there_is_one(ask) -> None:
    phone = ask(ActionLocateIdentifier, {"product_category": "手机"})
    washer = ask(ActionLocateIdentifier, {"product_category": "洗衣机"})
    unknown = ask(ActionLocateIdentifier)

    assert phone.names == ["utter_identifier_places", "utter_identifier_imei"] and "*#06#" in phone.text
    assert washer.names == ["utter_identifier_places"]
    assert unknown.names[0] == "utter_identifier_usual"


def test_lost_proof_is_answered_with_the_rule_and_its_source(ask) -> None:
    told = ask(ActionExplainLostProof)

    assert told.names == ["utter_proof_lost"] and "保修政策" in told.text and "序列号" in told.text


def test_word_too_short_to_name_a_matter_is_asked_about_and_not_sent_away(ask) -> None:
    told = ask(ActionOfferMeanings, intent="out_of_scope", text="哪个")

    assert told.names == ["utter_fallback_empty"]
