"""A booking is cancelled once it is confirmed, and its place given back; every other answer keeps it."""

from __future__ import annotations

import pytest
from databases import make_settings
from service_dialogue import ServiceDialogue, open_service, reserve

from actions.base import Context
from bot.store import bookings
from bot.store.engine import Store

PHONE = "13912340001"


@pytest.fixture
def talk(fresh_shop: Store, tmp_path) -> ServiceDialogue:
    return open_service(Context(make_settings(tmp_path), fresh_shop), fresh_shop)


def advance(fresh_shop: Store, number: str, *statuses: str) -> None:
    with fresh_shop.transaction() as session:
        for status in statuses:
            bookings.move(session, number, status, "agent")


def test_cancellation_is_confirmed_once_and_gives_the_place_back(talk, fresh_shop) -> None:
    made = reserve(fresh_shop, PHONE, talk.chat_id)
    before = talk.taken(made.slot)
    talk.say("把上门取消掉", "cancel_booking")
    asked = (talk.names, talk.asked)

    talk.press("确认取消")

    assert asked == (["utter_ask_service_cancel"], "confirm")
    assert talk.names == ["utter_service_cancelled"] and made.number in talk.text and talk.loop is None
    assert talk.booking(made.number).status == "cancelled" and talk.taken(made.slot) == before - 1


@pytest.mark.parametrize(("text", "intent"), [("取消吧", "cancel_booking"), ("确认", "affirm")], ids=["again", "yes"])
def test_typed_yes_cancels_too(talk, fresh_shop, text: str, intent: str) -> None:
    made = reserve(fresh_shop, PHONE, talk.chat_id)
    talk.say("取消预约", "cancel_booking")

    talk.say(text, intent)

    assert talk.booking(made.number).status == "cancelled"


def test_no_keeps_the_booking(talk, fresh_shop) -> None:
    made = reserve(fresh_shop, PHONE, talk.chat_id)
    talk.say("取消预约", "cancel_booking")

    talk.say("先不取消", "deny")

    assert talk.names == ["utter_service_kept"] and talk.booking(made.number).status == "requested"


def test_stop_keeps_the_booking(talk, fresh_shop) -> None:
    made = reserve(fresh_shop, PHONE, talk.chat_id)
    talk.say("取消预约", "cancel_booking")

    talk.say("算了", "stop_flow")

    assert talk.loop is None and talk.draft == {} and talk.booking(made.number).status == "requested"


def test_cancelled_booking_is_not_cancelled_again(talk, fresh_shop) -> None:
    reserve(fresh_shop, PHONE, talk.chat_id)
    talk.say("取消预约", "cancel_booking")
    talk.press("确认取消")

    talk.say("取消预约", "cancel_booking")

    assert talk.names == ["utter_service_over"] and "已取消" in talk.text


def test_work_in_the_workshop_is_cancelled_by_a_human_only(talk, fresh_shop) -> None:
    made = reserve(fresh_shop, PHONE, talk.chat_id)
    advance(fresh_shop, made.number, "confirmed", "in_repair")

    talk.say("我不修了取消", "cancel_booking")

    assert talk.names == ["utter_service_not_cancellable"] and talk.booking(made.number).status == "in_repair"
    assert talk.slots["asked_for"] == "action_request_human"


def test_wish_can_change_from_cancel_to_another_day(talk, fresh_shop) -> None:
    made = reserve(fresh_shop, PHONE, talk.chat_id)
    talk.say("取消预约", "cancel_booking")

    talk.say("改时间吧", "change_booking")

    assert talk.asked == "window" and talk.draft["number"] == made.number
    assert talk.booking(made.number).status == "requested"


def test_another_day_instead_of_the_cancellation_is_a_change(talk, fresh_shop) -> None:
    reserve(fresh_shop, PHONE, talk.chat_id)
    talk.say("取消预约", "cancel_booking")

    talk.say("还是换个时间吧", "correct_info")

    assert talk.asked == "window" and talk.draft["wish"] == "change"


def test_goodbye_leaves_everything_as_it_is(talk, fresh_shop) -> None:
    made = reserve(fresh_shop, PHONE, talk.chat_id)
    talk.say("取消预约", "cancel_booking")

    talk.say("再见", "goodbye")

    assert talk.names == ["utter_service_left"] and talk.loop is None
    assert talk.booking(made.number).status == "requested"
