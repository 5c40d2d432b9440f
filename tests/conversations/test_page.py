"""The customer looks at a product and asks without naming it: it is taken openly, never for a proof, and put aside on request."""

from __future__ import annotations

import pytest
from demo_devices import DEVICES, IN_WARRANTY

FRIDGE = next(device for device in DEVICES if device.category == "冰箱")
AIR_CONDITIONER = {"product": "SC-KFR35GW-X3", "product_name": "双创 静享 1.5 匹新风空调", "order": None}
PHONE = {"product": IN_WARRANTY.model, "product_name": IN_WARRANTY.model_name, "order": None}


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        pytest.param("这个在保吗", "整机保", id="warranty"),
        pytest.param("保修多久", "整机保", id="policy"),
        pytest.param("能升级吗", "最新", id="update"),
        pytest.param("换屏多少钱", "元", id="price"),
        pytest.param("屏幕摔了保吗", "双创保修政策", id="damage"),
        pytest.param("开不了机了", "检测", id="fault"),
        pytest.param("我要预约维修", "什么", id="booking"),
    ],
)
def test_question_without_a_device_is_answered_for_the_product_in_view(talk, text: str, fact: str) -> None:
    talk.page = PHONE

    answer = talk.say(text)

    assert "您正在看的" in answer.text and IN_WARRANTY.model_name in answer.text, (answer.intent, answer.text)
    assert fact in answer.text and "None" not in answer.text


def test_policy_is_told_but_the_own_device_still_needs_its_number(talk) -> None:
    talk.page = PHONE
    asked = talk.say("这个在保吗")
    answer = talk.say(IN_WARRANTY.serial)

    assert asked.loop == "warranty_form" and "序列号" in asked.text and "还有" not in asked.text
    assert answer.loop is None and "保到" in answer.text


def test_installation_is_booked_for_the_air_conditioner_in_view(talk) -> None:
    talk.page = AIR_CONDITIONER

    answer = talk.say("预约安装")

    assert answer.loop == "repair_form" and "静享" in answer.text and "哪款产品" not in answer.text


def test_device_named_before_wins_over_the_page(talk) -> None:
    talk.say(f"{FRIDGE.serial} 还在保吗")
    talk.page = PHONE

    answer = talk.say("能升级吗")

    assert "您正在看的" not in answer.text and IN_WARRANTY.model_name not in answer.text


@pytest.mark.parametrize("denial", ["不是这台", "不是我正在看的这个"])
def test_page_that_is_wrong_is_put_aside(talk, denial: str) -> None:
    talk.page = PHONE
    talk.say("换电池多少钱")

    which = talk.say(denial)
    answer = talk.say("平板")
    later = talk.say("能升级吗")

    assert "哪款" in which.text or "哪类" in which.text
    assert "平板" in answer.text and "元" in answer.text, (answer.intent, answer.text)
    assert IN_WARRANTY.model_name not in later.text


def test_button_puts_the_page_aside_in_the_middle_of_a_booking(talk) -> None:
    talk.page = PHONE
    talk.say("预约维修")

    asked = talk.press("不是这台")
    answer = talk.say("我家的冰箱")

    assert asked.loop == "repair_form" and ("哪款产品" in asked.text or "什么产品" in asked.text)
    assert answer.loop == "repair_form" and "冰箱" in answer.text


def test_denial_with_the_right_goods_is_taken_at_once(talk) -> None:
    talk.page = PHONE
    talk.say("预约维修")

    answer = talk.say("不是，是我家的冰箱")

    assert answer.loop == "repair_form" and "冰箱" in answer.text, (answer.intent, answer.text)
    assert IN_WARRANTY.model_name not in answer.text


def test_page_is_said_once_and_a_follow_up_stays_with_it(talk) -> None:
    talk.page = PHONE
    talk.say("换屏多少钱")

    answer = talk.say("那电池呢")

    assert "您正在看的" not in answer.text and "电池" in answer.text and "元" in answer.text


def test_without_a_page_the_device_is_asked_for_as_ever(talk) -> None:
    answer = talk.say("换屏多少钱")

    assert "哪类" in answer.text or "要修的是什么" in answer.text
