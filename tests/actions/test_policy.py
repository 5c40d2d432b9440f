"""General policy, damage, guarantee on repairs: from the records, with the source."""

from __future__ import annotations

import pytest
from demo_devices import NOTED

from actions.policy import ActionExplainDamage, ActionExplainPolicy, ActionExplainRepairWarranty
from actions.smalltalk import ActionOfferMeanings, ActionTakeInformation
from actions.warranty import FORM
from bot.store.categories import all_categories

TV = NOTED[5]


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

    assert told.names == ["utter_policy_part"]
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
