"""Warranty, said as customers say it: happy path, corrections, digressions, cancellations, invalid input, repetition."""

from __future__ import annotations

import pytest
from demo_devices import DEVICES
from sqlalchemy import select

from bot.store import customers, devices

PHONE_DEVICE, AIR_CONDITIONER, FRIDGE, LAPTOP, WASHER, TV = [
    device for device in DEVICES if device.serial.startswith("SC-DEMO")
]
WRONG_CHECK = PHONE_DEVICE.serial[:-1] + ("Z" if PHONE_DEVICE.serial[-1] != "Z" else "X")


def record(talk, serial: str):
    """The device and its owner, as the store has them."""
    with talk.store.reading() as session:
        device = devices.find_by_serial(session, serial)
        assert device is not None and device.customer_id is not None
        return device, customers.get(session, device.customer_id)


HAPPY = [
    pytest.param(["我这台手机还在保吗", PHONE_DEVICE.serial], ["在保"], id="asked for the serial"),
    pytest.param([f"查一下 {LAPTOP.serial} 过保没有"], ["过", "付费维修"], id="serial at once, expired"),
    pytest.param([f"{TV.serial} 还在保修期内吗"], ["显示屏"], id="unit expired, screen covered"),
    pytest.param([f"帮我查保修 {FRIDGE.serial.lower().replace('-', ' ')}"], ["保到"], id="lower case and blanks"),
    pytest.param([PHONE_DEVICE.serial], ["在保"], id="bare serial"),
    pytest.param([f"{PHONE_DEVICE.serial}和{LAPTOP.serial}还在保修期吗"], ["P60", "灵动"], id="two serials"),
]


@pytest.mark.parametrize(("messages", "facts"), HAPPY)
def test_customer_gets_the_verdict(talk, messages: list[str], facts: list[str]) -> None:
    answers = [talk.say(message) for message in messages]

    assert all(fact in answers[-1].text for fact in facts), answers[-1].text
    assert "保修政策" in answers[-1].text and answers[-1].loop is None


@pytest.mark.parametrize(
    "device", [PHONE_DEVICE, AIR_CONDITIONER, FRIDGE, LAPTOP, WASHER, TV], ids=lambda row: row.note
)
def test_each_example_device_is_named_with_its_verdict(talk, device) -> None:
    answer = talk.say(f"{device.serial} 还在保修期内吗")

    assert device.model_name in answer.text
    assert any(word in answer.text for word in ("在保", "保修期内", "过保", "已过", "为止"))


def test_imei_and_order_work_like_a_serial(talk) -> None:
    device, _ = record(talk, PHONE_DEVICE.serial)

    by_imei = talk.say(f"IMEI {device.imei} 在保吗")
    by_order = talk.say(f"订单号 {device.order_number} 的手机在保修期吗")

    assert PHONE_DEVICE.model_name in by_imei.text and PHONE_DEVICE.model_name in by_order.text


def test_phone_and_model_give_the_verdict_and_nothing_personal(talk) -> None:
    _, owner = record(talk, PHONE_DEVICE.serial)

    asked = talk.say("我的P60 Pro还在保修期吗")
    answer = talk.say(owner.phone)

    assert "手机号" in asked.text
    assert PHONE_DEVICE.model_name in answer.text
    assert not any(
        value and value in answer.text for value in (owner.name, owner.phone, owner.address, PHONE_DEVICE.serial)
    )


def test_order_with_two_devices_answers_for_both(talk) -> None:
    with talk.store.reading() as session:
        numbers = [row.order_number for row in session.execute(select(devices.devices.c.order_number))]
    order = next(number for number in numbers if number and numbers.count(number) == 2)

    answer = talk.say(f"订单{order}还在保修期吗")

    assert answer.text.count("整机") >= 2


def test_part_of_the_same_device_is_answered_without_asking_again(talk) -> None:
    talk.say(f"{TV.serial}还保修吗")

    screen = talk.say("那屏幕呢")
    board = talk.say("主板保多久")

    assert TV.model_name in screen.text and "显示屏" in screen.text
    assert TV.model_name in board.text and "主板" in board.text


def test_another_serial_after_an_answer_is_looked_up(talk) -> None:
    talk.say(f"查保修 {PHONE_DEVICE.serial}")

    answer = talk.say(f"还有这台 {LAPTOP.serial}")

    assert LAPTOP.model_name in answer.text


def test_correction_inside_the_form_and_after_the_answer_is_taken(talk) -> None:
    talk.say("帮我查下保修")
    wrong = talk.say(WRONG_CHECK)
    corrected = talk.say(f"不对，序列号是{PHONE_DEVICE.serial}")
    again = talk.say(f"说错了，应该是{LAPTOP.serial}")

    assert "一个字符" in wrong.text and wrong.loop == "warranty_form"
    assert PHONE_DEVICE.model_name in corrected.text
    assert LAPTOP.model_name in again.text


@pytest.mark.parametrize(
    ("between", "fact"),
    [
        pytest.param("空调保修几年", "年", id="policy"),
        pytest.param("序列号在哪看", "铭牌", id="where is the serial"),
        pytest.param("屏幕摔了保修吗", "人为", id="damage"),
        pytest.param("你是真人吗", "不是真人", id="bot challenge"),
        pytest.param("发票丢了还能保修吗", "序列号", id="lost proof"),
        pytest.param("你好", "", id="greeting"),
        pytest.param("谢谢", "", id="thanks"),
        pytest.param("今天天气怎么样", "售后", id="out of scope"),
    ],
)
def test_question_in_between_is_answered_and_the_form_goes_on(talk, between: str, fact: str) -> None:
    talk.say("帮我查下保修")

    digression = talk.say(between)
    answer = talk.say(PHONE_DEVICE.serial)

    assert fact in digression.text and "序列号" in digression.text and digression.loop == "warranty_form"
    assert PHONE_DEVICE.model_name in answer.text


def test_stopped_check_leaves_cleanly_and_can_be_taken_up_again(talk) -> None:
    talk.say("查保修")
    stopped = talk.say("算了不查了")
    nothing = talk.say("好的")
    again = talk.say("还是查一下保修吧")

    assert stopped.loop is None and "序列号" not in stopped.text
    assert nothing.loop is None
    assert again.loop == "warranty_form"


@pytest.mark.parametrize("wish", ["我要退货", "空调不制冷了", "附近有维修点吗", "延保怎么买"])
def test_other_wish_wins_over_the_check(talk, wish: str) -> None:
    talk.say("帮我查下保修")

    answer = talk.say(wish)

    assert answer.loop is None and answer.text and "转人工" in "".join(answer.buttons)


def test_wish_to_book_leaves_the_check_for_the_booking(talk) -> None:
    talk.say("帮我查下保修")

    answer = talk.say("想预约师傅上门修空调")

    assert answer.loop == "repair_form" and "序列号" not in answer.text


@pytest.mark.parametrize(
    ("value", "fact"),
    [
        pytest.param(WRONG_CHECK, "一个字符", id="wrong check character"),
        pytest.param("SC-DEMO1-1A2B", "6 位", id="too short"),
        pytest.param("BC8F2K91QX7", "SC-", id="another maker's"),
        pytest.param("海尔的", "海尔", id="another maker"),
        pytest.param("没有", "手机号", id="has none"),
        pytest.param("不知道", "手机号", id="does not know"),
        pytest.param("嗯", "序列号", id="a mere yes"),
    ],
)
def test_answer_that_does_not_help_is_told_why(talk, value: str, fact: str) -> None:
    talk.say("帮我查下保修")

    answer = talk.say(value)

    assert fact in answer.text, (answer.intent, answer.text)


def test_after_useless_answers_a_form_still_takes_the_serial(talk) -> None:
    talk.say("帮我查下保修")
    talk.say("屏幕")
    talk.say("不知道")

    answer = talk.say(PHONE_DEVICE.serial)

    assert PHONE_DEVICE.model_name in answer.text and "屏幕" in answer.text


@pytest.mark.parametrize("question", ["在保吗", "我这台还在保吗", "还有几天"])
def test_device_just_answered_is_not_asked_for_again(talk, question: str) -> None:
    talk.say(f"{PHONE_DEVICE.serial}还保修吗")

    answer = talk.say(question)
    asked = talk.press("查另一台")

    assert PHONE_DEVICE.model_name in answer.text and answer.loop is None
    assert asked.loop == "warranty_form" and "序列号" in asked.text


def test_serial_told_with_a_fault_is_used_for_the_check(talk) -> None:
    talk.say(f"我的冰箱{FRIDGE.serial}不制冷了")

    answer = talk.say("还在保修吗")

    assert FRIDGE.model_name in answer.text


def test_phone_and_product_told_one_after_the_other_are_looked_up(talk) -> None:
    _, owner = record(talk, PHONE_DEVICE.serial)

    talk.say(owner.phone)
    answer = talk.say("P60Pro")

    assert PHONE_DEVICE.model_name in answer.text and "保到" in answer.text


def test_useless_answers_get_short_questions_and_then_a_human(talk) -> None:
    talk.say("帮我查下保修")
    first, second, third = (talk.say(text) for text in ("双创的", "双创啊", "双创的"))

    assert "转人工" in first.buttons and "手机号加型号" not in second.text
    assert "人工" in third.text and third.loop is None


def test_correcting_the_phone_after_a_miss_keeps_the_product(talk) -> None:
    _, owner = record(talk, PHONE_DEVICE.serial)
    talk.say("手机还在保吗")
    missed = talk.say("13999999998")

    answer = talk.say(owner.phone)

    assert missed.loop == "warranty_form" and "您的手机" in answer.text and PHONE_DEVICE.model_name not in answer.text


def test_malformed_number_outside_the_check_is_told_what_is_wrong(talk) -> None:
    answer = talk.say("我的序列号是 123456789")

    assert "6 位" in answer.text and answer.loop == "warranty_form"


def test_repeated_question_gets_the_same_facts(talk) -> None:
    first, second = (talk.say(f"{PHONE_DEVICE.serial}在保吗") for _ in range(2))

    assert PHONE_DEVICE.model_name in first.text and PHONE_DEVICE.model_name in second.text


def test_hopeless_search_offers_a_human_and_a_yes_queues(talk) -> None:
    talk.say("帮我查下保修")
    answers = [talk.say(text) for text in ("SC-DEMO1-1A2B", "SC-DEMO1-1A2B", "SC-DEMO1-1A2B")]
    taken = talk.say("好的")

    assert "人工" in answers[-1].text and answers[-1].loop is None
    assert talk.chat().owner == "queue" and "位" in taken.text


def test_other_maker_is_sent_to_its_own_service(talk) -> None:
    answer = talk.say("海尔冰箱还在保修期吗")

    assert "海尔" in answer.text and "双创" in answer.text and answer.loop is None


def test_buttons_of_the_question_work(talk) -> None:
    talk.say("帮我查下保修")

    place = talk.press("序列号在哪看")
    other_ways = talk.press("不知道序列号")
    stopped = talk.press("先不查了")

    assert "铭牌" in place.text and "IMEI" in other_ways.text and stopped.loop is None
