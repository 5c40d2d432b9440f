"""What is said right after a booking was told, and what must not be taken for a wish: keeping, doubting, wrong halves."""

from __future__ import annotations

import pytest
from databases import make_settings
from service_dialogue import ServiceDialogue, open_service, reserve

from actions.base import Context
from actions.service_draft import PATIENCE
from actions.smalltalk import ActionAnswerNo, ActionStopFlow, ActionTakeInformation
from bot.store import bookings, identities
from bot.store.engine import Store

PHONE = "13912340001"
OTHER_PHONE = "13912340002"


@pytest.fixture
def talk(fresh_shop: Store, tmp_path) -> ServiceDialogue:
    return open_service(Context(make_settings(tmp_path), fresh_shop), fresh_shop)


@pytest.fixture
def made(talk, fresh_shop):
    """A visit made in this chat."""
    return reserve(fresh_shop, PHONE, talk.chat_id)


@pytest.mark.parametrize("intent", ["query_repair_progress", "urge_service"])
def test_after_an_answer_the_next_message_is_about_that_booking(talk, made, intent: str) -> None:
    talk.say("到哪了", intent)

    assert talk.asked == "booking" and talk.slots["service_told"]["number"] == made.number


@pytest.mark.parametrize("text", ["别取消了", "先不取消", "不用取消了", "我没说要取消"])
def test_whoever_keeps_his_booking_is_not_asked_whether_to_cancel(talk, made, text: str) -> None:
    talk.say(text, "cancel_booking")

    assert talk.names == ["utter_service_kept"] and talk.booking(made.number).is_open


@pytest.mark.parametrize("text", ["别给我取消啊", "不要取消", "先别取消"])
def test_no_in_the_words_of_the_question_cancels_nothing(talk, made, text: str) -> None:
    talk.say("取消预约", "cancel_booking")
    talk.say(text, "cancel_booking")

    assert talk.names == ["utter_service_kept"] and talk.booking(made.number).is_open


def test_slip_at_the_question_whether_to_cancel_keeps_the_booking(talk, made) -> None:
    talk.say("取消预约", "cancel_booking")
    talk.say("点错了", "correct_info")

    assert talk.names == ["utter_service_kept"] and talk.booking(made.number).is_open


def test_other_goods_named_at_the_question_whether_to_cancel_move_it_to_their_booking(talk, fresh_shop, made) -> None:
    washer = reserve(fresh_shop, PHONE, talk.chat_id, place=3, category="洗衣机")
    talk.say(f"取消{made.number}", "cancel_booking", ticket_number=made.number)

    talk.say("不是空调，是洗衣机那单", "correct_info", product_category="洗衣机")

    assert talk.names == ["utter_ask_service_cancel"] and washer.number in talk.text and made.number not in talk.text


@pytest.mark.parametrize("wish", ["change_booking", "cancel_booking"])
def test_stop_in_the_middle_says_that_the_booking_stands(talk, made, wish: str) -> None:
    talk.say("这个预约", wish)
    talk.say("算了", "stop_flow")

    assert talk.names == ["utter_service_stopped"] and talk.loop is None and talk.asked == "booking"
    assert talk.booking(made.number).is_open


@pytest.mark.parametrize(
    "text", ["凭什么要我手机号", "为什么要我的电话", "要我手机号干嘛", "不给手机号行吗", "会不会泄露我的信息"]
)
def test_doubt_at_the_proof_gets_the_reason_and_the_question_again(talk, text: str) -> None:
    talk.say("查进度", "query_repair_progress")
    talk.say(text)

    assert talk.names == ["utter_proof_reason", "utter_ask_proof"] and talk.asked == "proof"


def test_phone_and_end_of_the_serial_in_figures_are_both_taken(talk) -> None:
    talk.say("查进度", "query_repair_progress")
    talk.say(f"{PHONE} 0000")

    assert talk.names == ["utter_ask_proof_failed"]


def test_same_half_over_and_over_offers_a_human(talk) -> None:
    talk.say("查进度", "query_repair_progress")
    for value in ("1111", "2222", "3333", "4444")[: PATIENCE + 1]:
        talk.say(value)

    assert talk.names == ["utter_service_give_up"] and talk.loop is None


def test_bare_booking_number_is_looked_up(talk, made) -> None:
    talk.say(made.number, action=ActionTakeInformation, ticket_number=made.number)

    assert talk.names == ["utter_service_progress"] and made.number in talk.text


def test_phone_sent_after_a_number_that_is_not_ones_own_goes_on_with_it(talk, fresh_shop) -> None:
    other = reserve(fresh_shop, OTHER_PHONE)
    with fresh_shop.transaction() as session:
        identities.remember(session, talk.chat_id, "order", PHONE, None)
    talk.say(f"{other.number}到哪了", "query_repair_progress", ticket_number=other.number)
    refused = talk.names

    talk.say(
        f"{OTHER_PHONE}，{other.number}",
        action=ActionTakeInformation,
        phone_number=OTHER_PHONE,
        ticket_number=other.number,
    )

    assert refused == ["utter_service_not_yours", "utter_service_none"]
    assert talk.names == ["utter_service_progress_half"]


def test_phone_that_is_full_is_refused_and_another_one_taken(talk, fresh_shop, made) -> None:
    for place in (3, 4):
        reserve(fresh_shop, OTHER_PHONE, place=place)
    talk.say(f"电话改成{OTHER_PHONE}", "change_booking", phone_number=OTHER_PHONE)
    talk.press("确认修改")
    refused = talk.names

    talk.say("13912340003", phone_number="13912340003")
    talk.press("确认修改")

    assert refused == ["utter_service_phone_taken", "utter_ask_service_phone"]
    assert talk.booking(made.number).phone == "13912340003"


def test_owner_still_finds_the_booking_whose_phone_he_changed(talk, fresh_shop) -> None:
    made = reserve(fresh_shop, PHONE)
    with fresh_shop.transaction() as session:
        identities.remember(session, talk.chat_id, "order", PHONE, None)
    talk.say(f"电话改成{OTHER_PHONE}", "change_booking", phone_number=OTHER_PHONE)
    talk.press("确认修改")

    talk.say("查进度", "query_repair_progress")

    assert talk.names == ["utter_service_progress"] and made.number in talk.text


def test_wrong_phone_said_right_after_the_booking_is_the_new_one(talk, made) -> None:
    talk.say("电话不对，是13912345678", "change_booking", phone_number="13912345678")

    assert talk.names == ["utter_ask_service_confirm"] and "13912345678" in talk.text


def test_cancelled_appointment_is_told_as_what_it_was(talk, fresh_shop, made) -> None:
    with fresh_shop.transaction() as session:
        bookings.cancel(session, made.number, "agent")

    talk.say("查进度", "query_repair_progress")

    assert "原定时段" in talk.text and "约定时段" not in talk.text


def test_mail_in_is_told_without_an_empty_appointment(talk, fresh_shop) -> None:
    reserve(fresh_shop, PHONE, talk.chat_id, category="手机", mode="mail_in")

    talk.say("查进度", "query_repair_progress")

    assert "时段" not in talk.text.replace("确认时段", "") and "\n\n" not in talk.text


def test_reminder_of_work_under_way_offers_no_change(talk, fresh_shop, made) -> None:
    with fresh_shop.transaction() as session:
        bookings.move(session, made.number, "in_repair", "agent")

    talk.say("催一下", "urge_service")

    assert talk.names == ["utter_service_urged"] and set(talk.buttons) == {"查进度", "转人工"}


def test_window_is_asked_for_with_the_number_and_the_old_time(talk, made) -> None:
    talk.say("改时间", "change_booking")

    assert all(made.number in text and "原定" in text for text in talk.texts)


@pytest.mark.parametrize("text", ["别给我转人工", "不要人工"])
def test_whoever_wants_no_human_is_asked_what_to_do(talk, text: str) -> None:
    talk.say(text, "deny", action=ActionAnswerNo)

    assert talk.names == ["utter_deny_human"]


def test_wait_after_five_tries_is_fifteen_minutes(talk) -> None:
    talk.say("查进度", "query_repair_progress")
    for end in ("0000", "1111", "2222", "3333", "4444", "5555"):
        talk.say(f"{PHONE} {end}", phone_number=PHONE)

    assert talk.names == ["utter_too_many_tries"] and all("15 分钟" in text for text in talk.texts)


def test_leaving_a_queue_at_the_question_whether_to_cancel_cancels_no_booking(talk, made) -> None:
    talk.say("取消预约", "cancel_booking")
    talk.say("取消排队", "cancel_booking")

    assert talk.booking(made.number).is_open and talk.asked == "confirm"


def test_other_one_of_two_bookings_is_taken_next(talk, fresh_shop, made) -> None:
    second = reserve(fresh_shop, PHONE, talk.chat_id, place=4)
    talk.say(f"改{made.number}", "change_booking", ticket_number=made.number)
    talk.say("算了", "stop_flow")
    talk.say(f"{made.number}到哪了", "query_repair_progress", ticket_number=made.number)

    talk.say("取消另一个", "cancel_booking")

    assert talk.names == ["utter_ask_service_cancel"] and second.number in talk.text


def test_both_at_once_is_asked_one_by_one(talk, fresh_shop, made) -> None:
    reserve(fresh_shop, PHONE, talk.chat_id, place=4)
    talk.say("改时间", "change_booking")
    talk.say("两个都要改")

    assert talk.names == ["utter_ask_service_booking_again"]


def test_move_to_another_city_says_why_the_window_is_asked_for(talk, made) -> None:
    address = "北京市朝阳区建国路88号3号楼502"
    talk.say(f"地址改成{address}", "change_booking", address="建国路88号3号楼502", region="北京市朝阳区")
    asked = talk.names
    talk.say("第一个")

    assert asked == ["utter_service_moved_away", "utter_ask_service_window"]
    assert f"→ {address}" in talk.text


def test_old_address_after_all_drops_the_new_one(talk, made) -> None:
    talk.say("地址改成深南大道88号4栋502", "change_booking", address="深南大道88号4栋502")
    talk.say("不对 还是老地址", "correct_info")

    assert talk.asked == "choice" and talk.booking(made.number).is_open


def test_correction_out_of_the_blue_is_about_the_open_booking(talk, made) -> None:
    talk.say("电话改成13912345678", "correct_info", action=ActionTakeInformation, phone_number="13912345678")

    assert talk.names == ["utter_ask_service_confirm"] and made.number in talk.text


def test_correction_without_a_booking_is_none_of_ours(talk) -> None:
    talk.say("电话改成13912345678", "correct_info", action=ActionTakeInformation, phone_number="13912345678")

    assert talk.loop is None and talk.names != ["utter_ask_proof"]


@pytest.mark.parametrize("text", ["取消吧", "不约了", "别来了"])
def test_cancelling_after_a_notice_is_about_the_open_booking(talk, made, text: str) -> None:
    talk.say(text, "stop_flow", action=ActionStopFlow)

    assert talk.names == ["utter_ask_service_cancel"] and made.number in talk.text


@pytest.mark.parametrize("text", ["算了", "先这样", "取消排队"])
def test_plain_stop_with_an_open_booking_stays_a_stop(talk, made, text: str) -> None:
    talk.say(text, "stop_flow", action=ActionStopFlow)

    assert talk.names == ["utter_stopped_nothing"] and talk.loop is None


def test_window_of_the_other_city_is_forgotten_with_its_address(talk, made) -> None:
    talk.say(
        "地址改成北京市朝阳区建国路88号3号楼502", "change_booking", address="建国路88号3号楼502", region="北京市朝阳区"
    )
    talk.say("第一个")
    talk.say("不对 还是老地址", "correct_info")

    assert not talk.draft["change"].get("slot") and talk.names == ["utter_ask_service_field"]


def test_words_that_ask_for_the_change_are_no_part_of_the_address(talk, made) -> None:
    talk.say("地址也改一下 南山区科苑路15号2栋301", "change_booking", address="也改一下 南山区科苑路15号2栋301")

    assert talk.draft["change"]["address"].endswith("科苑路15号2栋301") and "改" not in talk.draft["change"]["address"]


def test_cancelling_the_other_one_in_the_middle_of_a_change_is_about_it(talk, fresh_shop, made) -> None:
    second = reserve(fresh_shop, PHONE, talk.chat_id, place=4)
    talk.say(f"改{made.number}", "change_booking", ticket_number=made.number)
    talk.say("取消另一个", "stop_flow", action=ActionStopFlow)

    assert talk.names == ["utter_ask_service_cancel"] and second.number in talk.text
