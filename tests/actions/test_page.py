"""The product in view as a hint: taken where nothing else is named, said openly, put aside when it is wrong."""

from __future__ import annotations

import pytest
from demo_devices import DEVICES
from demo_devices import IN_WARRANTY as PHONE_DEVICE

from actions.documents import ActionLocateIdentifier
from actions.policy import ActionExplainDamage, ActionExplainPolicy
from actions.prices import ActionQuotePrice
from actions.repair import ActionBookRepair, ActionContinueRepair
from actions.repair_fault import ActionReportFault
from actions.smalltalk import ActionAnswerNo, ActionTakeInformation
from actions.told import FORM
from actions.update import ActionCheckUpdate, ActionTellUpdateRisk
from actions.update_trouble import ActionExplainBackup
from actions.warranty import ActionCheckWarranty, ActionRetryIdentifier
from bot.store import customers, devices, identities

FRIDGE = next(device for device in DEVICES if device.category == "冰箱")
PAGE = {"product": PHONE_DEVICE.model, "product_name": PHONE_DEVICE.model_name, "order": None}
LOOKING = {"page": PAGE}
SHOWN = [
    {"event": "user", "parse_data": {"intent": {"name": "greet"}}},
    {"event": "bot", "metadata": {"utter_action": "utter_page_goods"}},
]
ELSE = [
    {"event": "user", "parse_data": {"intent": {"name": "greet"}}},
    {"event": "bot", "metadata": {"utter_action": "utter_greet"}},
]
BOOKING = {
    **LOOKING,
    "repair_draft": {"id": "m0", "product_category": "手机", "product_model": PHONE_DEVICE.model, "asked": "fault"},
}


@pytest.mark.parametrize(
    ("action", "intent", "text", "entities", "responses"),
    [
        pytest.param(
            ActionCheckWarranty, "query_warranty_status", "这个在保吗", {}, ["utter_page_terms"], id="warranty"
        ),
        pytest.param(
            ActionExplainPolicy, "query_warranty_policy", "保修多久", {}, ["utter_page_goods", "utter_policy_whole"],
            id="policy",
        ),
        pytest.param(
            ActionExplainDamage, "query_damage_coverage", "屏幕保吗", {"part": "屏幕"},
            ["utter_page_goods", "utter_policy_part"], id="damage",
        ),
        pytest.param(
            ActionQuotePrice, "query_repair_price", "换屏多少钱", {}, ["utter_page_goods", "utter_prices_job"],
            id="price",
        ),
        pytest.param(
            ActionCheckUpdate, "query_update_available", "能升级吗", {}, ["utter_page_goods", "utter_update_newest"],
            id="update",
        ),
        pytest.param(
            ActionTellUpdateRisk, "ask_update_safety", "升级会丢资料吗", {},
            ["utter_page_goods", "utter_update_risk_data"], id="update risk",
        ),
        pytest.param(
            ActionExplainBackup, "ask_backup", "怎么备份", {}, ["utter_page_goods", "utter_update_backup"], id="backup"
        ),
        pytest.param(
            ActionLocateIdentifier, "ask_identifier_location", "序列号在哪", {}, ["utter_identifier_places"],
            id="where the serial is",
        ),
        pytest.param(ActionBookRepair, "book_repair", "预约维修", {}, ["utter_page_booking"], id="booking"),
        pytest.param(
            ActionReportFault, "report_fault", "开不了机", {"symptom": "开不了机"},
            ["utter_page_goods", "utter_fault_unknown"], id="fault",
        ),
        pytest.param(
            ActionCheckUpdate, "query_update_available", "这手机能升级吗", {"product_category": "手机"},
            ["utter_page_goods", "utter_update_newest"], id="its kind named",
        ),
    ],
)  # fmt: skip
def test_product_in_view_is_taken_and_named(ask, action, intent: str, text: str, entities, responses) -> None:
    told = ask(action, entities, text=text, intent=intent, slots=LOOKING)

    assert told.names[: len(responses)] == responses
    if responses[0].startswith("utter_page_"):
        assert PHONE_DEVICE.model_name in told.texts[0] and told.slots["page_told"] == PHONE_DEVICE.model
        assert told.buttons[0]["title"] == "不是这台"


@pytest.mark.parametrize(
    ("entities", "slots", "fact"),
    [
        pytest.param({"product_category": "冰箱"}, {}, "冰箱", id="named in the message"),
        pytest.param({}, {"device_serials": [FRIDGE.serial]}, FRIDGE.model_name, id="on the table"),
        pytest.param({}, {"warranty_told": {"category": "冰箱"}}, "冰箱", id="told before"),
        pytest.param({}, {"agent_facts": {"product_category": "冰箱"}}, "冰箱", id="corrected by an agent"),
    ],
)
@pytest.mark.parametrize("action", [ActionQuotePrice, ActionBookRepair, ActionCheckUpdate])
def test_other_device_wins_over_the_page(ask, action, entities, slots, fact: str) -> None:
    told = ask(action, entities, text="多少钱", intent="book_repair", slots={**LOOKING, **slots})

    draft = told.slots.get("repair_draft") or {}
    assert not any(name.startswith("utter_page_") for name in told.names)
    assert PHONE_DEVICE.model_name not in told.text and draft.get("product_model") != PHONE_DEVICE.model


def test_warranty_of_a_product_in_view_is_its_terms_and_the_question_which_one(ask) -> None:
    told = ask(ActionCheckWarranty, {}, text="这个在保吗", intent="query_warranty_status", slots=LOOKING)

    assert "1 年" in told.text and "依据" in told.text and told.loop == FORM
    assert told.slots["warranty_told"]["model"] == PHONE_DEVICE.model
    assert "在保。" not in told.text and told.slots["warranty_question"] == "phone"


def test_order_in_view_of_a_proven_customer_names_the_device(ask) -> None:
    page = {**PAGE, "order": "2025010100001", "serial": PHONE_DEVICE.serial}

    told = ask(ActionCheckWarranty, {}, text="这个在保吗", intent="query_warranty_status", slots={"page": page})

    assert told.names[0] == "utter_page_own" and told.loop is None
    assert PHONE_DEVICE.serial not in told.text and told.slots["device_serials"] == [PHONE_DEVICE.serial]


def test_serial_of_another_model_than_the_one_in_view_is_not_used(ask) -> None:
    slots = {"page": {**PAGE, "serial": FRIDGE.serial}}

    told = ask(ActionCheckWarranty, {}, text="这个在保吗", intent="query_warranty_status", slots=slots)

    assert told.names == ["utter_page_terms"] and told.loop == FORM


def test_known_customer_who_owns_such_a_device_gets_its_verdict(ask, shop) -> None:
    with shop.transaction() as session:
        device = devices.find_by_serial(session, PHONE_DEVICE.serial)
        owner = customers.get(session, device.customer_id)
        identities.remember(session, ask.chat_id, "token", owner.phone, owner.id)

    told = ask(ActionCheckWarranty, {}, text="这个在保吗", intent="query_warranty_status", slots=LOOKING)

    assert told.names[0] == "utter_page_own" and told.slots["device_serials"] == [PHONE_DEVICE.serial]


def test_product_in_view_is_said_once(ask) -> None:
    slots = {**LOOKING, "page_told": PHONE_DEVICE.model}

    told = ask(ActionQuotePrice, {}, text="换电池多少钱", intent="query_repair_price", slots=slots)

    assert told.names[0] == "utter_prices_job" and PHONE_DEVICE.model_name in told.text


@pytest.mark.parametrize("page", [None, {}, {"product": None}, {"product": "SC-NOSUCH"}, "P60"])
def test_page_without_a_product_changes_nothing(ask, page) -> None:
    told = ask(ActionQuotePrice, {}, text="换屏多少钱", intent="query_repair_price", slots={"page": page})

    assert told.names == ["utter_prices_which"]


@pytest.mark.parametrize(
    ("text", "entities", "before"),
    [
        pytest.param("不是这台", {}, [], id="not this one"),
        pytest.param("不是我正在看的这个产品", {}, [], id="not what I look at"),
        pytest.param("/deny", {"choice": "not_shown"}, [], id="button"),
        pytest.param("不是", {}, SHOWN, id="mere no right after it was shown"),
        pytest.param("不是", {}, [], id="mere no to the welcome"),
        pytest.param("不对，弄错了", {}, SHOWN, id="wrong"),
    ],
)
def test_denial_asks_which_one_and_keeps_the_question(ask, text: str, entities, before) -> None:
    slots = {**LOOKING, "asked_for": "action_quote_price", "asked_part": "更换屏幕"}

    told = ask(ActionAnswerNo, entities, text=text, intent="deny", slots=slots, before=before)

    assert told.names == ["utter_page_aside_which"] and told.slots["page_aside"] == PHONE_DEVICE.model
    assert told.slots["asked_for"] == "action_quote_price" and told.slots["asked_part"] == "更换屏幕"


@pytest.mark.parametrize(
    ("text", "before"),
    [
        pytest.param("不是", ELSE, id="no to something else"),
        pytest.param("不是这个意思", SHOWN, id="misunderstood"),
        pytest.param("不是这个时间", SHOWN, id="another time"),
        pytest.param("不用了", SHOWN, id="no thanks"),
    ],
)
def test_other_denials_leave_the_page(ask, text: str, before) -> None:
    told = ask(ActionAnswerNo, {}, text=text, intent="deny", slots=LOOKING, before=before)

    assert "page_aside" not in told.slots


def test_denial_that_names_other_goods_is_answered_for_them(ask) -> None:
    slots = {**LOOKING, "asked_for": "action_quote_price", "asked_part": "换压缩机多少钱"}

    told = ask(
        ActionTakeInformation, {"product_category": "冰箱"}, text="不是，是我家的冰箱", intent="correct_info",
        slots=slots, before=SHOWN,
    )  # fmt: skip

    assert told.slots["page_aside"] == PHONE_DEVICE.model
    assert "冰箱" in told.text and PHONE_DEVICE.model_name not in told.text


def test_denial_in_a_booking_takes_the_device_back_and_asks_for_it(ask) -> None:
    told = ask(ActionContinueRepair, {}, text="不是这台", intent="deny", slots=BOOKING, loop="repair_form")

    draft = told.slots["repair_draft"]
    assert told.names == ["utter_page_aside"] and told.loop == "repair_form"
    assert draft["asked"] == "device" and not draft.get("product_model") and not draft.get("fault")


def test_denial_in_a_booking_with_the_right_goods_goes_on_with_them(ask) -> None:
    told = ask(
        ActionContinueRepair, {"product_category": "冰箱"}, text="不是，是我家的冰箱", intent="correct_info",
        slots=BOOKING, loop="repair_form", before=SHOWN,
    )  # fmt: skip

    draft = told.slots["repair_draft"]
    assert draft["product_category"] == "冰箱" and not draft.get("product_model") and not draft.get("fault")


def test_denial_in_the_warranty_check_forgets_the_model(ask) -> None:
    slots = {**LOOKING, "warranty_told": {"model": PHONE_DEVICE.model, "need": "phone"}}

    told = ask(ActionRetryIdentifier, {}, text="不是这台", intent="deny", slots=slots, loop=FORM)

    assert told.names == ["utter_page_aside"] and told.loop == FORM
    assert not told.slots["warranty_told"].get("model") and told.slots["warranty_question"] == "again"


def test_product_that_was_put_aside_is_not_taken_again_but_another_page_is(ask) -> None:
    same = {**LOOKING, "page_aside": PHONE_DEVICE.model}
    other = {**LOOKING, "page_aside": FRIDGE.model}

    refused = ask(ActionQuotePrice, {}, text="换屏多少钱", intent="query_repair_price", slots=same)
    taken = ask(ActionQuotePrice, {}, text="换屏多少钱", intent="query_repair_price", slots=other)

    assert refused.names == ["utter_prices_which"] and taken.names[0] == "utter_page_goods"
