"""The booking card: what the committed row holds with its status line, masked; half a proof shows status and window only."""

from __future__ import annotations

import json

import pytest
from booking_dialogue import open_dialogue
from databases import make_settings
from service_dialogue import ADDRESS, CONTACT, ServiceDialogue, open_service, reserve

from actions.base import Context
from bot.chat.cards import BookingCard, CardPart, ListCard, WindowsCard
from bot.store import bookings
from bot.store.engine import Store

PHONE = "13912340001"


@pytest.fixture
def talk(fresh_shop: Store, tmp_path) -> ServiceDialogue:
    return open_service(Context(make_settings(tmp_path), fresh_shop), fresh_shop)


@pytest.fixture
def made(talk, fresh_shop: Store):
    """A visit made in this chat."""
    return reserve(fresh_shop, PHONE, talk.chat_id)


def advance(fresh_shop: Store, number: str, *statuses: str) -> None:
    with fresh_shop.transaction() as session:
        for status in statuses:
            bookings.move(session, number, status, "agent")


def only(cards: list[CardPart]) -> BookingCard:
    (card,) = cards
    assert isinstance(card, BookingCard)
    return card


def names(card: BookingCard, reached: bool) -> list[str]:
    return [step.name for step in card.steps if step.reached == reached]


def as_text(card: CardPart) -> str:
    return json.dumps(card.as_data(), ensure_ascii=False)


def test_booking_made_is_shown_from_its_row_with_masked_contact_and_address(fresh_shop: Store, tmp_path) -> None:
    talk = open_dialogue(Context(make_settings(tmp_path), fresh_shop), fresh_shop)
    talk.say("空调不制冷约维修", "book_repair", product_category="空调", symptom="不制冷")
    talk.say("深圳南山", region="深圳南山")
    talk.say("随便")
    talk.say(ADDRESS, address=ADDRESS)
    talk.say(f"{CONTACT} {PHONE}", person_name=CONTACT, phone_number=PHONE)
    before = list(talk.cards)
    talk.say("确认", "affirm")

    card, (row,) = only(talk.cards), talk.bookings()
    assert before == [], "a summary must not look booked"
    assert (card.number, card.status, card.title, card.device) == (row.number, "requested", "上门维修", "空调")
    assert row.number in str(card.lead) and "11月22日（周日）" in str(card.appointment)
    assert ADDRESS not in as_text(card) and CONTACT not in as_text(card) and PHONE not in as_text(card)
    assert "深圳市南山区" in str(card.place) and "139****0001" in str(card.contact)
    assert names(card, reached=True) == ["已提交"] and names(card, reached=False) == [
        "已确认",
        "已派单",
        "维修中",
        "已完成",
    ]
    assert card.steps[0].at is not None and "以检测为准" in str(card.note)


def test_parcel_is_shown_with_the_centre_and_where_it_comes_back_to(fresh_shop: Store, tmp_path) -> None:
    talk = open_dialogue(Context(make_settings(tmp_path), fresh_shop), fresh_shop)
    talk.say("耳机没声音寄修", "book_repair", product_category="耳机", symptom="没声音", service_mode="mail_in")
    talk.say("湖南长沙", region="湖南长沙")
    talk.say("岳麓大道88号2栋301", address="岳麓大道88号2栋301")
    talk.say(f"王五 {PHONE}", person_name="王五", phone_number=PHONE)
    talk.say("好的", "affirm")

    card = only(talk.cards)
    assert card.appointment is None and "服务中心" in str(card.place)
    assert "0731-555" in str(card.note) and "岳麓大道****" in str(card.note) and "88号" not in as_text(card)
    assert "已安排收件" in names(card, reached=False)
    assert talk.text.count("网点确认后") == 2 and "确认后，请把设备寄到" in str(card.note)  # nothing is sent before


def test_progress_shows_what_was_reached_when_and_what_is_ahead(talk, fresh_shop: Store, made) -> None:
    advance(fresh_shop, made.number, "confirmed", "dispatched")

    talk.say("到哪一步了", "query_repair_progress")

    card = only(talk.cards)
    assert names(card, reached=True) == ["已提交", "已确认", "已派单"]
    assert names(card, reached=False) == ["维修中", "已完成"]
    assert all(step.at is not None and step.at.tzinfo for step in card.steps if step.reached)
    assert "电话畅通" in str(card.note) and "已派单" in str(card.lead)


def test_reminder_and_change_stand_below_with_their_days(talk, fresh_shop: Store, made) -> None:
    talk.say("催一下", "urge_service")
    talk.say("到哪一步了", "query_repair_progress")

    assert "您催过一次" in str(only(talk.cards).note)


def test_number_and_phone_alone_show_status_and_window_only(talk, fresh_shop: Store) -> None:
    made = reserve(fresh_shop, PHONE)
    advance(fresh_shop, made.number, "confirmed", "dispatched")
    talk.say("到哪了", "query_repair_progress", ticket_number=made.number)

    talk.say(PHONE, phone_number=PHONE)

    card = only(talk.cards)
    assert talk.names == ["utter_service_progress_half"]
    assert card.status == "dispatched" and card.appointment and card.place is None and card.contact is None
    assert not any(fact in as_text(card) for fact in ("空调", ADDRESS, CONTACT, PHONE, "科技园"))
    assert all(step.at is None for step in card.steps) and "后四位" in str(card.note)


def test_cancelled_booking_is_shown_as_cancelled_with_nothing_ahead(talk, made) -> None:
    talk.say("取消预约", "cancel_booking")
    asked = list(talk.cards)
    talk.say("确认", "affirm")

    card = only(talk.cards)
    assert asked == [] and card.status == "cancelled" and made.number in str(card.lead)
    assert names(card, reached=True) == ["已提交", "已取消"] and names(card, reached=False) == []
    assert str(card.appointment).startswith("原定") and card.place is None and card.contact is None


def test_windows_for_a_change_are_shown_by_day_and_the_change_from_the_row(talk, made) -> None:
    talk.say("改个时间", "change_booking")
    (windows,) = talk.cards
    first = windows.days[0].windows[0]
    choice = json.loads(first.payload.partition("/inform")[2])["choice"]
    talk.say(first.payload, "inform", choice=choice)
    asked = list(talk.cards)
    talk.say("确认", "affirm")

    card, row = only(talk.cards), talk.booking(made.number)
    assert isinstance(windows, WindowsCard) and windows.place == "深圳市南山区" and asked == []
    assert row.slot != made.slot and row.slot.day == windows.days[0].day
    assert made.number in str(card.lead) and f"{row.slot.day.month}月{row.slot.day.day}日" in str(card.appointment)


def test_windows_at_several_centres_are_told_apart_on_card_and_buttons(talk, fresh_shop: Store) -> None:
    reserve(fresh_shop, PHONE, talk.chat_id, category="手机", mode="store", region="广东省/深圳市/福田区")

    talk.say("改个时间", "change_booking")

    (card,) = talk.cards
    labels = [window.label for day in card.days for window in day.windows]
    assert isinstance(card, WindowsCard) and card.mode == "store"
    assert "服务中心，" in str(card.place) or all("服务中心" in title for title in [*labels, *list(talk.buttons)[:-1]])


def test_several_bookings_are_a_list_with_appointment_and_status(talk, fresh_shop: Store, made) -> None:
    other = reserve(fresh_shop, PHONE, talk.chat_id, place=3, category="洗衣机")

    talk.say("取消预约", "cancel_booking")

    (card,) = talk.cards
    assert isinstance(card, ListCard) and {entry.title for entry in card.items} == {"空调上门维修", "洗衣机上门维修"}
    assert any(other.number[-4:] in str(entry.detail) and "待确认" in str(entry.detail) for entry in card.items)


def test_second_confirmation_shows_the_booking_that_is_there(talk, fresh_shop: Store, made, tmp_path) -> None:
    from actions.repair_booking import tell_booked_again
    from actions.turn import Turn

    turn = Turn("m1", talk.chat_id, "确认", "affirm", [], [], {}, None, 0)
    reply = tell_booked_again(Context(make_settings(tmp_path), fresh_shop), turn)

    assert reply is not None and isinstance(reply.says[0].card, BookingCard)
    assert reply.says[0].card.number == made.number and reply.says[0].card.lead is None
