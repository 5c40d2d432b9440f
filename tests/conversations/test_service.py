"""Bookings that exist, said as customers say it: proof, progress, change, cancel, urge, interrupted and corrected."""

from __future__ import annotations

import pytest
from demo_devices import DEVICES
from service_dialogue import ADDRESS, CONTACT, reserve

from bot.store import bookings, customers, devices

# One owner a test: tries are counted per phone, and all conversations share one company.
_OWNED = iter([device for device in DEVICES if device.customer and not device.serial.startswith("SC-DEMO")])


@pytest.fixture
def owner(talk):
    """(customer, device) of somebody who has no booking yet."""
    for row in _OWNED:
        with talk.store.reading() as session:
            device = devices.find_by_serial(session, row.serial)
            assert device is not None
            found = customers.get(session, device.customer_id or 0)
            if found and device.order_number and not bookings.for_phone(session, found.phone):
                return found, device
    raise AssertionError("expected an owner without bookings")


def stored(talk, number: str):
    with talk.store.reading() as session:
        found = bookings.get(session, number)
        assert found is not None
        return found


@pytest.mark.parametrize(
    "question", ["我的维修到哪一步了", "帮我查下工单进度", "修好了没有", "师傅派了吗"], ids=lambda text: text
)
def test_booking_of_this_chat_is_told_at_once(talk, question: str) -> None:
    made = reserve(talk.store, "13912340101", talk.chat_id)

    answer = talk.say(question)

    assert made.number in answer.text and answer.loop is None
    assert ADDRESS not in answer.text and CONTACT not in answer.text


def test_proof_in_two_messages_then_the_progress(talk, owner) -> None:
    person, device = owner
    made = reserve(talk.store, person.phone)

    asked = talk.say("查一下维修进度")
    half = talk.say(person.phone)
    answer = talk.say(device.serial[-4:])

    assert "手机号" in asked.text and "后四位" in half.text
    assert made.number in answer.text and answer.loop is None


def test_proof_and_wish_in_one_message(talk, owner) -> None:
    person, device = owner
    made = reserve(talk.store, person.phone)

    answer = talk.say(f"查一下维修进度，手机号{person.phone}，订单号{device.order_number}")

    assert made.number in answer.text and answer.loop is None


def test_number_and_phone_tell_the_status_only(talk, owner) -> None:
    made = reserve(talk.store, owner[0].phone)

    talk.say(f"工单{made.number}到哪了")
    answer = talk.say(owner[0].phone)

    assert "待确认" in answer.text and ADDRESS not in answer.text and CONTACT not in answer.text
    assert "空调" not in answer.text


def test_wrong_proof_is_calm_and_can_be_corrected(talk, owner) -> None:
    person, device = owner
    made = reserve(talk.store, person.phone)
    talk.say("查一下维修进度")

    wrong = talk.say(f"{person.phone}，后四位0000")
    right = talk.say(f"不对，后四位是{device.serial[-4:]}")

    assert "核对" in wrong.text and made.number not in wrong.text
    assert made.number in right.text


@pytest.mark.parametrize(
    ("between", "fact"),
    [
        pytest.param("序列号在哪看", "铭牌", id="where is the serial"),
        pytest.param("空调保修几年", "年", id="policy"),
        pytest.param("你是真人吗", "不是真人", id="bot challenge"),
    ],
)
def test_question_in_between_is_answered_and_the_proof_asked_again(talk, owner, between: str, fact: str) -> None:
    person, device = owner
    made = reserve(talk.store, person.phone)
    talk.say("查一下维修进度")

    digression = talk.say(between)
    answer = talk.say(f"{person.phone} {device.serial[-4:]}")

    assert fact in digression.text and "接着刚才" in digression.text and digression.loop == "service_form"
    assert made.number in answer.text


def test_visit_is_moved_to_the_day_that_was_said_first(talk) -> None:
    made = reserve(talk.store, "13912340102", talk.chat_id)

    offered = talk.say("改到周六上午")
    chosen = offered if "→" in offered.text else talk.say("第一个")
    done = talk.say("确认")

    now = stored(talk, made.number)
    assert "11月28日" in chosen.text and "→" in chosen.text
    assert made.number in done.text and now.slot.day.isoformat() == "2026-11-28" and done.loop is None


def test_address_is_corrected_before_it_is_confirmed(talk) -> None:
    made = reserve(talk.store, "13912340103", talk.chat_id)

    talk.say("换个地址")
    first = talk.say("南山区深南大道88号4栋502")
    second = talk.say("不对，是5栋")
    talk.say("对的")

    assert "4栋" in first.text and "5栋" in second.text
    assert "5栋502" in stored(talk, made.number).address


def test_visit_is_cancelled_after_one_yes(talk) -> None:
    made = reserve(talk.store, "13912340104", talk.chat_id)

    asked = talk.say("帮我把上门取消掉")
    done = talk.say("确认取消")

    assert made.number in asked.text and stored(talk, made.number).status == "cancelled"
    assert "取消" in done.text and made.number in done.text and done.loop is None


def test_cancellation_is_dropped_by_a_no_and_by_a_stop(talk) -> None:
    made = reserve(talk.store, "13912340105", talk.chat_id)

    talk.say("取消预约")
    kept = talk.say("先不取消")
    talk.say("取消预约")
    stopped = talk.say("算了")

    assert kept.loop is None and stopped.loop is None and stored(talk, made.number).status == "requested"


def test_cancellation_turns_into_another_day(talk) -> None:
    made = reserve(talk.store, "13912340106", talk.chat_id)

    talk.say("取消预约")
    answer = talk.say("还是改到周六下午吧")

    assert answer.loop == "service_form" and "11月28日" in answer.text + str(answer.buttons)
    assert stored(talk, made.number).status == "requested"


@pytest.mark.parametrize("text", ["师傅怎么还没来", "催一下"], ids=lambda text: text)
def test_urge_is_written_down_once_and_the_second_calls_a_human(talk, text: str) -> None:
    made = reserve(talk.store, "13912340107", talk.chat_id)

    first = talk.say(text)
    second = talk.say("再催一下")

    assert made.number in first.text and "加急" in first.text
    assert talk.chat().owner == "queue" and talk.chat().reason == "urge" and "人工" in second.text
    with talk.store.transaction() as session:
        bookings.cancel(session, made.number, "agent")


def test_one_of_several_is_chosen_by_word(talk) -> None:
    first = reserve(talk.store, "13912340108", talk.chat_id)
    reserve(talk.store, "13912340108", talk.chat_id, place=4)

    listed = talk.say("查维修进度")
    answer = talk.say("第二个")

    assert len(listed.buttons) == 2 and first.number in answer.text


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        pytest.param("取消吧", "取消", id="cancel"),
        pytest.param("不约了", "取消", id="no visit"),
        pytest.param("改一下", "改", id="change"),
        pytest.param("地址写错了", "地址", id="address"),
        pytest.param("电话不对，是13912340199", "13912340199", id="phone"),
    ],
)
def test_half_a_sentence_after_an_answer_is_about_that_booking(talk, text: str, asked: str) -> None:
    made = reserve(talk.store, "13912340109", talk.chat_id)
    talk.say("查进度")

    answer = talk.say(text)

    assert asked in answer.text and answer.loop == "service_form"
    assert stored(talk, made.number).phone == "13912340109"
    with talk.store.transaction() as session:
        bookings.cancel(session, made.number, "agent")


@pytest.mark.parametrize("text", ["算了", "好的", "没事了", "谢谢"])
def test_plain_word_after_an_answer_stays_what_it_is(talk, text: str) -> None:
    made = reserve(talk.store, "13912340110", talk.chat_id)
    talk.say("查进度")

    answer = talk.say(text)

    assert answer.loop is None and stored(talk, made.number).is_open
    with talk.store.transaction() as session:
        bookings.cancel(session, made.number, "agent")


def test_doubt_at_the_proof_gets_a_reason_and_the_question_again(talk) -> None:
    talk.say("查维修进度")

    answer = talk.say("凭什么要我手机号")

    assert "核对" in answer.text and "后四位" in answer.text and answer.loop == "service_form"


def test_time_of_day_corrected_at_the_summary_stays_on_that_day(talk) -> None:
    made = reserve(talk.store, "13912340111", talk.chat_id)
    talk.say("改到周六上午")
    talk.say("第一个")

    answer = talk.say("不对，改成下午")

    assert "11月28日" in answer.text + str(answer.buttons) and answer.loop == "service_form"
    assert "13:00" in answer.text + str(answer.buttons) or "15:00" in answer.text + str(answer.buttons)
    with talk.store.transaction() as session:
        bookings.cancel(session, made.number, "agent")
