"""General policy, damage, guarantee on repairs: from the records, with the source."""

from __future__ import annotations

import pytest
from demo_devices import DEVICES, NOTED

from actions.documents import ActionListDocuments, ActionLocateIdentifier
from actions.policy import ActionExplainDamage, ActionExplainPolicy, ActionExplainRepairWarranty
from actions.smalltalk import ActionOfferMeanings, ActionTakeInformation
from actions.warranty import FORM
from bot.store.categories import all_categories

TV = NOTED[5]
OLD_AC = next(device for device in DEVICES if device.serial == "SC-KFR26G-FG03MH")  # bought in 2020, 2017 policy
POWER_BANK = next(device for device in DEVICES if device.category == "充电宝")
PHONE = next(device for device in DEVICES if device.category == "手机")


def year(number: int) -> dict[str, str]:
    """The value of the entity time for a whole year."""
    return {"start": f"{number}-01-01T00:00", "end": f"{number}-12-31T23:59"}


@pytest.mark.parametrize("category", [entry.name for entry in all_categories()])
def test_every_category_has_a_period_with_its_source(ask, category: str) -> None:
    told = ask(ActionExplainPolicy, {"product_category": category})

    assert told.names[0] == "utter_policy_whole"
    assert category in told.text and ("年" in told.text or "月" in told.text) and "依据" in told.text


@pytest.mark.parametrize(
    ("entities", "response"),
    [
        pytest.param({"product_category": "空调", "part": "压缩机"}, "utter_policy_part", id="part"),
        pytest.param({"product_category": "电视", "part": "屏"}, "utter_policy_part", id="part by another name"),
        pytest.param({"product_category": "冰箱", "part": "净味滤芯"}, "utter_policy_part_excluded", id="consumable"),
        pytest.param({"product_category": "空调", "part": "支架"}, "utter_policy_part_unlisted", id="unlisted part"),
        pytest.param({"product_model": "P60"}, "utter_policy_whole", id="by model"),
        pytest.param({"brand": "格力", "product_category": "空调"}, "utter_warranty_other_brand", id="another brand"),
        pytest.param({"part": "压缩机"}, "utter_policy_which_category", id="part without category"),
        pytest.param({}, "utter_policy_which_category", id="nothing"),
    ],
)
def test_policy_answers_what_was_asked(ask, entities: dict[str, str], response: str) -> None:
    assert ask(ActionExplainPolicy, entities).names[0] == response


def test_part_without_category_offers_the_categories_that_list_it(ask) -> None:
    told = ask(ActionExplainPolicy, {"part": "压缩机"})

    assert {"冰箱", "空调"} <= {button["title"] for button in told.buttons}
    assert told.slots["asked_for"] == "action_explain_policy" and told.slots["asked_part"] == "压缩机"


def test_waiting_part_is_answered_with_the_category_and_forgotten_otherwise(ask) -> None:
    asked = ask(ActionExplainPolicy, {"part": "压缩机"})

    told = ask(ActionExplainPolicy, {"product_category": "空调"}, slots=asked.slots)
    later = ask(ActionExplainPolicy, {"product_category": "空调"}, slots={"asked_part": "压缩机", "asked_for": None})

    assert told.names == ["utter_policy_part", "utter_policy_holds_since"]
    assert later.names[0] == "utter_policy_whole"


def test_part_of_the_device_just_spoken_of_is_answered_from_its_record(ask) -> None:
    told = ask(ActionExplainPolicy, {"part": "屏幕"}, slots={"device_serials": [TV.serial]})
    all_parts = ask(ActionExplainPolicy, {}, slots={"device_serials": [TV.serial]})

    assert told.names == ["utter_warranty_part_covered"] and TV.model_name in told.text
    assert "utter_warranty_parts_covered" in all_parts.names


def test_part_asked_inside_the_form_waits_for_the_device(ask) -> None:
    told = ask(ActionExplainPolicy, {"part": "电池"}, loop=FORM)

    assert told.names == ["utter_policy_wait_for_device"] and told.slots["warranty_told"]["part"] == "电池"


@pytest.mark.parametrize("cause", ["drop", "crush", "liquid", "self_opened", "surge", "pest"])
def test_damage_is_answered_with_its_exclusion_source_and_the_paid_way(ask, cause: str) -> None:
    told = ask(ActionExplainDamage, {"damage_cause": cause, "product_category": "手机"})

    assert told.names == ["utter_damage_cause"] and "保修政策" in told.text
    assert (
        any(button["payload"] == "/book_repair" for variant in [told.buttons] for button in variant)
        or "付费" in told.text
    )


def test_damage_without_cause_lists_what_usually_matters(ask) -> None:
    told = ask(ActionExplainDamage)

    assert told.names == ["utter_damage_usual"] and told.text.count("· ") >= 4


def test_guarantee_on_a_repair_is_stated_only_with_a_source(ask) -> None:
    stated = ask(ActionExplainRepairWarranty, {"product_category": "手机"})
    not_stated = ask(ActionExplainRepairWarranty, {"product_category": "净水器"})
    unknown = ask(ActionExplainRepairWarranty)

    assert "30 天" in stated.text and "移动电话机" in stated.text
    assert not any(character.isdigit() for character in not_stated.text)
    assert unknown.slots["asked_for"] == "action_explain_repair_warranty" and unknown.buttons


@pytest.mark.parametrize(
    ("entities", "response", "fact"),
    [
        pytest.param({"product_category": "冰箱"}, "utter_policy_part", "压缩机", id="another kind, same part"),
        pytest.param({"product_category": "手机"}, "utter_policy_whole", "手机", id="a kind without that part"),
        pytest.param({"part": "遥控器"}, "utter_policy_part", "空调", id="another part, same kind"),
    ],
)
@pytest.mark.parametrize("action", [ActionTakeInformation, ActionOfferMeanings], ids=["inform", "not understood"])
def test_follow_up_keeps_the_topic(ask, action, entities: dict[str, str], response: str, fact: str) -> None:
    first = ask(ActionExplainPolicy, {"product_category": "空调", "part": "压缩机"}, intent="query_warranty_policy")

    told = ask(action, entities, slots=first.slots)

    assert told.names[0] == response and fact in told.text


def test_new_policy_question_forgets_the_part_of_the_last_one(ask) -> None:
    first = ask(ActionExplainPolicy, {"product_category": "空调", "part": "压缩机"}, intent="query_warranty_policy")

    told = ask(ActionExplainPolicy, {"product_category": "冰箱"}, slots=first.slots, intent="query_warranty_policy")

    assert told.names[0] == "utter_policy_whole"


def test_kind_of_goods_on_the_table_is_answered_from_its_record(ask) -> None:
    slots = {"device_serials": [OLD_AC.serial]}

    part = ask(ActionExplainPolicy, {"product_category": "空调", "part": "压缩机"}, slots=slots)
    whole = ask(ActionExplainPolicy, {"product_category": "空调"}, slots=slots)
    follow_up = ask(ActionExplainPolicy, {"part": "主板"}, slots={**slots, **part.slots})

    assert [told.names[0].rsplit("_", 1)[0] for told in (part, follow_up)] == ["utter_warranty_part"] * 2
    assert whole.names[0].startswith("utter_warranty_")
    assert all("2025 版" not in told.text for told in (part, whole, follow_up))


def test_other_goods_than_those_on_the_table_are_answered_in_general(ask) -> None:
    slots = {"device_serials": [OLD_AC.serial]}

    fridge = ask(ActionExplainPolicy, {"product_category": "冰箱", "part": "压缩机"}, slots=slots)
    model = ask(ActionExplainPolicy, {"product_model": "P60"}, slots={"device_serials": [PHONE.serial]})

    assert fridge.names[0] == "utter_policy_part"
    assert model.names[0] == ("utter_policy_whole" if PHONE.model != "SC-P60" else model.names[0])


def test_year_of_purchase_chooses_the_policy_and_is_remembered_for_the_part(ask) -> None:
    told = ask(ActionExplainPolicy, {"product_category": "冰箱", "time": year(2019)}, intent="query_warranty_policy")
    part = ask(ActionTakeInformation, {"part": "压缩机"}, slots=told.slots)
    today = ask(ActionExplainPolicy, {"product_category": "冰箱"}, intent="query_warranty_policy")

    assert "2017 版" in told.text and "2020年12月31日" in told.text
    assert "2017 版" in part.text and "3 年" in part.text
    assert "2025 版" in today.text and "2021年1月1日起" in today.text


def test_day_that_is_not_over_is_no_day_of_purchase(ask) -> None:
    told = ask(ActionExplainPolicy, {"product_category": "冰箱", "time": year(2999)})

    assert "2025 版" in told.text


def test_several_parts_are_all_answered(ask) -> None:
    general = ask(ActionExplainPolicy, {"product_category": "电视", "part": ["主板", "背光"]})
    device = ask(ActionExplainPolicy, {"part": ["主板", "背光"]}, slots={"device_serials": [TV.serial]})
    asked = ask(ActionExplainPolicy, {"part": ["主板", "背光"]})
    later = ask(ActionTakeInformation, {"product_category": "电视"}, slots=asked.slots)

    assert general.names[:2] == later.names[:2] == ["utter_policy_part"] * 2
    assert len(device.names) == 2 and all(name.startswith("utter_warranty_part") for name in device.names)


@pytest.mark.parametrize(
    "slots",
    [
        pytest.param({"policy_topic": {"category": "充电宝", "part": None}}, id="topic"),
        pytest.param({"device_serials": [POWER_BANK.serial]}, id="device on the table"),
    ],
)
def test_part_that_the_goods_do_not_have_is_asked_about_again(ask, slots: dict[str, object]) -> None:
    told = ask(ActionExplainPolicy, {"part": "键盘"}, slots=slots, intent="query_warranty_policy")

    assert told.names == ["utter_policy_which_category"] and "充电宝" not in {
        button["title"] for button in told.buttons
    }
    assert told.slots["policy_topic"] is None


def test_part_that_no_goods_list_stays_with_the_topic(ask) -> None:
    told = ask(ActionExplainPolicy, {"part": "支架"}, slots={"policy_topic": {"category": "空调", "part": None}})

    assert told.names[0] == "utter_policy_part_unlisted"


@pytest.mark.parametrize("action", [ActionExplainPolicy, ActionExplainDamage], ids=["policy", "damage"])
def test_goods_that_are_not_made_are_said_to_be_so(ask, action) -> None:
    told = ask(action, text="无人机保修几年")

    assert told.names == ["utter_policy_not_made"] and "无人机" in told.text and told.buttons


@pytest.mark.parametrize(
    ("entities", "response"),
    [
        pytest.param({"symptom": "屏幕碎了", "part": "屏幕"}, "utter_damage_cause", id="broken screen is a blow"),
        pytest.param({"symptom": "碎屏"}, "utter_damage_cause", id="broken screen by its name"),
        pytest.param({"product_category": "冰箱", "part": "压缩机"}, "utter_policy_part", id="part of a kind"),
        pytest.param({"product_category": "冰箱"}, "utter_policy_whole", id="kind alone"),
        pytest.param({"part": "遥控器"}, "utter_policy_which_category", id="part alone"),
    ],
)
def test_damage_without_a_cause_is_answered_for_what_is_named(ask, entities: dict[str, str], response: str) -> None:
    assert ask(ActionExplainDamage, entities, intent="query_damage_coverage").names[0] == response


def test_damage_follows_the_topic_only_where_it_has_the_part(ask) -> None:
    slots = {"policy_topic": {"category": "充电宝", "part": None}}

    whole = ask(ActionExplainDamage, slots=slots, intent="query_damage_coverage", text="坏了免费修吗")
    part = ask(ActionExplainDamage, {"part": "键盘"}, slots=slots, intent="query_damage_coverage")

    assert whole.names[0] == "utter_policy_whole" and "充电宝" in whole.text
    assert part.names == ["utter_policy_which_category"]


def test_damage_of_the_device_on_the_table_is_answered_from_its_record(ask) -> None:
    slots = {"device_serials": [TV.serial]}

    part = ask(ActionExplainDamage, {"part": "屏幕"}, slots=slots, text="屏幕还保修吗")
    whole = ask(ActionExplainDamage, slots=slots, text="那免费修吗")

    assert part.names == ["utter_warranty_part_covered", "utter_damage_besides"]
    assert whole.names[0].startswith("utter_warranty_") and whole.names[-1] == "utter_damage_besides"


def test_question_for_exclusions_is_answered_with_them_under_the_policy_too(ask) -> None:
    told = ask(
        ActionExplainPolicy, {"product_category": "手机"}, text="手机哪些情况不保修", intent="query_warranty_policy"
    )

    assert told.names[0] == "utter_damage_usual"


def test_what_is_out_of_warranty_is_not_hedged_with_exclusions(ask) -> None:
    told = ask(ActionExplainDamage, {"part": "遥控器"}, slots={"device_serials": [OLD_AC.serial]}, text="能免费换吗")

    assert told.names == ["utter_warranty_part_expired"]


def test_part_inside_a_symptom_is_the_part_that_is_meant(ask) -> None:
    told = ask(ActionExplainDamage, {"symptom": "遥控失灵"}, text="遥控器坏了可以免费换吗")

    assert told.names == ["utter_policy_which_category"] and told.slots["asked_part"] == "遥控器"


def test_model_of_a_device_found_by_phone_is_never_told(ask) -> None:
    slots = {"device_serials": [PHONE.serial], "device_names": {PHONE.serial: "您的手机"}}

    part = ask(ActionExplainPolicy, {"part": "电池"}, slots=slots)
    by_model = ask(ActionExplainPolicy, {"product_model": PHONE.model}, slots=slots)

    assert "您的手机" in part.text and PHONE.model_name not in part.text
    assert by_model.names[0] == "utter_policy_whole"


@pytest.mark.parametrize("text", ["/query_damage_coverage", "哪些情况不保", "什么情况下不保修"])
def test_list_of_exclusions_fits_the_kind_of_goods(ask, text: str) -> None:
    phone = ask(ActionExplainDamage, slots={"device_serials": [PHONE.serial]}, text=text)
    fridge = ask(ActionExplainDamage, {"product_category": "冰箱"}, text=text)

    assert phone.names[0] == fridge.names[0] == "utter_damage_usual"
    assert "墨盒" not in phone.text and "滤芯" not in phone.text
    assert "净味滤芯" in fridge.text and "墨盒" not in fridge.text


@pytest.mark.parametrize(
    ("action", "entities"),
    [
        pytest.param(ActionLocateIdentifier, {"product_category": "相机"}, id="places"),
        pytest.param(ActionListDocuments, {"service_mode": "mail_in"}, id="documents"),
        pytest.param(ActionExplainRepairWarranty, {"product_category": "微波炉"}, id="guarantee"),
    ],
)
def test_follow_up_works_the_second_time_too(ask, action, entities: dict[str, str]) -> None:
    first = ask(action, {"product_category": "手机"})

    second = ask(ActionTakeInformation, entities, slots=first.slots)
    third = ask(ActionTakeInformation, entities, slots=second.slots)

    assert second.names == third.names and second.names[0] == ask(action, entities).names[0]
