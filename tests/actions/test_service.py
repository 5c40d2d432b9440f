"""Bookings that exist: which one is meant, its progress and an urge; proof, cancellation and change have files of their own."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from databases import make_settings
from service_dialogue import ADDRESS, CONTACT, ServiceDialogue, open_service, reserve

from actions.base import Context
from actions.documents import ActionListDocuments
from actions.handoff import ActionRequestHuman
from bot.service import visits
from bot.store import bookings, chats
from bot.store.engine import Store

PHONE = "13912340001"


@pytest.fixture
def talk(fresh_shop: Store, tmp_path) -> ServiceDialogue:
    return open_service(Context(make_settings(tmp_path), fresh_shop), fresh_shop)


def advance(fresh_shop: Store, number: str, *statuses: str) -> None:
    with fresh_shop.transaction() as session:
        for status in statuses:
            bookings.move(session, number, status, "agent")


def test_booking_of_this_chat_needs_no_proof(talk, fresh_shop) -> None:
    made = reserve(fresh_shop, PHONE, talk.chat_id)

    talk.say("维修到哪一步了", "query_repair_progress")

    assert talk.names == ["utter_service_progress"] and talk.loop is None
    assert made.number in talk.text and "空调上门维修" in talk.text and "待确认" in talk.text
    assert ADDRESS not in talk.text and PHONE not in talk.text and CONTACT not in talk.text


def test_several_open_bookings_are_offered_and_chosen_by_word_or_button(talk, fresh_shop) -> None:
    first, second = reserve(fresh_shop, PHONE, talk.chat_id), reserve(fresh_shop, PHONE, talk.chat_id, place=3)

    talk.say("查进度", "query_repair_progress")
    listed = dict(talk.buttons)
    talk.say("第二个")

    assert talk.names == ["utter_service_progress"] and first.number in talk.text
    assert len(listed) == 2 and all(number[-4:] in str(listed) for number in (first.number, second.number))


def test_kind_of_goods_narrows_several_bookings(talk, fresh_shop) -> None:
    reserve(fresh_shop, PHONE, talk.chat_id)
    phone = reserve(fresh_shop, PHONE, talk.chat_id, category="手机", mode="mail_in")

    talk.say("手机修到哪了", "query_repair_progress", product_category="手机")

    assert phone.number in talk.text and talk.names == ["utter_service_progress"]


def test_history_is_told_in_the_customers_words_with_days(talk, fresh_shop) -> None:
    made = reserve(fresh_shop, PHONE, talk.chat_id)
    advance(fresh_shop, made.number, "confirmed", "dispatched")

    talk.say("查进度", "query_repair_progress")

    assert "已确认" in talk.text and "已派单" in talk.text and "11月22日（周日）" in talk.text
    assert not any(word in talk.text for word in ("dispatched", "confirmed", "requested"))


def test_finished_work_is_told_when_nothing_is_open(talk, fresh_shop) -> None:
    made = reserve(fresh_shop, PHONE, talk.chat_id)
    advance(fresh_shop, made.number, "confirmed", "in_repair", "finished")

    talk.say("修好了吗", "query_repair_progress")

    assert "已完成" in talk.text and "修过又坏了" in talk.buttons


def test_owner_without_bookings_is_offered_one(talk, owner) -> None:
    person, device = owner
    talk.say("查进度", "query_repair_progress")
    talk.say(f"{person.phone} {device.serial[-4:]}", phone_number=person.phone)

    assert talk.names == ["utter_service_none"] and "预约维修" in talk.buttons and talk.loop is None


def test_question_in_between_is_answered_and_the_thread_taken_up(talk) -> None:
    talk.say("查进度", "query_repair_progress")

    talk.say("维修要带什么", "ask_required_documents", action=ActionListDocuments)

    assert talk.names[-1] == "utter_ask_proof" and talk.texts[-1].startswith("接着刚才的查进度")


def test_call_for_a_human_in_between_is_not_answered_with_a_question(talk) -> None:
    talk.say("查进度", "query_repair_progress")

    talk.say("转人工", "request_human", action=ActionRequestHuman)

    assert not any(name.startswith("utter_ask") for name in talk.names)


def test_third_answer_in_vain_offers_a_human(talk) -> None:
    talk.say("查进度", "query_repair_progress")
    for _ in range(3):
        talk.say("嗯呢那个", "nlu_fallback")

    assert talk.names == ["utter_service_give_up"] and talk.loop is None


def test_urge_is_written_down_and_promises_no_time(talk, fresh_shop) -> None:
    made = reserve(fresh_shop, PHONE, talk.chat_id)

    talk.say("师傅怎么还没来", "urge_service")

    assert talk.names == ["utter_service_urged"] and made.number in talk.text and "标记加急" in talk.text
    assert [event.kind for event in talk.history(made.number)] == ["status", "urged"]
    assert talk.chat_owner() == "bot"


def test_second_urge_in_a_day_opens_the_queue(talk, fresh_shop) -> None:
    made = reserve(fresh_shop, PHONE, talk.chat_id)

    talk.say("催一下", "urge_service")
    talk.say("再催一下", "urge_service")

    assert talk.names[0] == "utter_service_urged_again" and talk.names[1].startswith("utter_human_queued")
    with fresh_shop.reading() as session:
        chat = chats.get(session, talk.chat_id)
    assert (chat.owner, chat.reason) == ("queue", "urge") and made.number in talk.text


def test_urge_after_the_window_opens_the_queue_at_once(fresh_shop, tmp_path) -> None:
    talk = open_service(Context(make_settings(tmp_path), fresh_shop), fresh_shop)
    made = reserve(fresh_shop, PHONE, talk.chat_id)
    assert made.slot is not None
    late = visits.slot_times(made.slot)[1] + timedelta(minutes=1)
    talk.context = Context(replace(make_settings(tmp_path), fixed_now=late), fresh_shop)

    talk.say("师傅怎么还没来", "urge_service")

    assert talk.names[0] == "utter_service_urged_again" and talk.chat_owner() == "queue"


def test_finished_work_is_not_urged(talk, fresh_shop) -> None:
    made = reserve(fresh_shop, PHONE, talk.chat_id)
    advance(fresh_shop, made.number, "cancelled")

    talk.say("催一下", "urge_service")

    assert talk.names == ["utter_service_over"] and "已取消" in talk.text


def test_parcel_is_told_with_the_centre_that_takes_it(talk, fresh_shop) -> None:
    made = reserve(fresh_shop, PHONE, talk.chat_id, category="手机", mode="mail_in")

    talk.say("寄到哪里", "query_repair_progress")

    assert made.number in talk.text and "收件网点：" in talk.text and "确认后再寄出" in talk.text
