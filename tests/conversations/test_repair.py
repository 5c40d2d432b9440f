"""Booking a repair, said as customers say it: happy path, corrections, digressions, cancellations, invalid input, repetition."""

from __future__ import annotations

import re
from datetime import date

import pytest

from bot.store import bookings
from bot.store.bookings import Booking

FORM = "repair_form"


def booked(talk) -> list[Booking]:
    """What this chat has booked."""
    with talk.store.reading() as session:
        return bookings.for_chat(session, talk.chat_id)


def first_window_of(said) -> str:
    """The title of the first window offered, empty when none is."""
    return next((title for title in said.buttons if title.startswith("1.")), "")


def first_window(talk) -> str:
    """The title of the first window of the last answer."""
    return first_window_of(talk.last)


def to_summary(talk, phone: str) -> None:
    """A home visit up to the summary."""
    talk.say("空调不制冷了，约师傅上门看看")
    talk.say("广州天河")
    talk.press(first_window(talk))
    talk.say("天河北路88号2栋1203")
    talk.say(f"张伟 {phone}")


def test_who_says_everything_at_once_needs_two_messages(talk) -> None:
    summary = talk.say(
        "空调不制冷，约师傅下周四上午九点到深圳龙岗布吉街道吉华路66号3栋502修，我叫李明，电话13800139001"
    )
    answer = talk.say("确认")

    assert summary.loop == FORM and "13800139001" in summary.text, (summary.intent, summary.text)
    (booking,) = booked(talk)
    assert booking.number in answer.text and booking.slot is not None and booking.slot.day == date(2026, 11, 26)
    assert answer.loop is None


def test_who_says_nothing_is_asked_one_thing_at_a_time(talk) -> None:
    turns = [
        "我要预约维修",
        "洗衣机",
        "不转了",
        "深圳龙岗",
        "随便",
        "布吉街道吉华路66号3栋502",
        "李明 13800139002",
        "好的",
    ]

    answers = [talk.say(text) for text in turns]

    (booking,) = booked(talk)
    assert booking.number in answers[-1].text and booking.category == "洗衣机" and booking.fault == "不转了"


def test_another_half_of_the_day_stays_on_the_day_that_was_chosen(talk) -> None:
    to_summary(talk, "13800139077")
    day = re.findall(r"时间：(\S+?（周.）)", talk.last.text)[-1]

    offered = talk.say("时间换成下午吧")

    windows = [title for title in offered.buttons if re.match(r"\d\. ", title)]
    assert windows and all(day in title for title in windows), (day, windows)


def test_first_sentence_is_used(talk) -> None:
    asked_fault = talk.say("下周三下午来修客厅的空调")
    asked_region = talk.say("开机没反应")
    windows = talk.say("成都武侯区")

    assert "空调" in asked_fault.text and "区" in asked_region.text
    assert all("11月25日" in title for title in windows.buttons if title[0].isdigit())


def test_fault_then_yes_goes_on_with_what_was_said(talk) -> None:
    told = talk.say("冰箱不制冷了")
    asked = talk.say("好的帮我约一下")

    assert "预约维修" in told.buttons and "检测" in told.text
    assert asked.loop == FORM and "区" in asked.text, asked.text


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        pytest.param("不对，是5号楼", "5号楼", id="piece of the address"),
        pytest.param("电话错了，是13912345678", "13912345678", id="phone"),
        pytest.param("手机号改成13912345678", "13912345678", id="phone changed"),
        pytest.param("地址改成体育东路9号701", "体育东路9号701", id="address"),
        pytest.param("联系人写王芳吧", "王芳", id="name"),
    ],
)
def test_correction_shows_the_summary_with_the_new_value(talk, text: str, fact: str) -> None:
    to_summary(talk, "13800139003")

    answer = talk.say(text)

    assert fact in answer.text and "确认预约" in answer.buttons, (answer.intent, answer.actions, answer.text)
    assert booked(talk) == []


def test_time_and_goods_and_way_can_be_corrected(talk) -> None:
    to_summary(talk, "13800139004")
    saturday = talk.say("改成周六上午")
    talk.press(first_window(talk))
    goods = talk.say("不是空调是冰箱")

    assert "11月28日（周六）" in first_window_of(saturday), (saturday.intent, saturday.text)
    assert "冰箱" in goods.text, (goods.intent, goods.text)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        pytest.param("空调保修几年", "6 年", id="policy"),
        pytest.param("维修要带什么东西", "凭证", id="documents"),
        pytest.param("你是机器人吗", "机器人|智能客服", id="bot challenge"),
        pytest.param("修好后保多久", "依据|保修|天", id="guarantee on repairs"),
    ],
)
def test_question_in_between_is_answered_and_the_booking_goes_on(talk, text: str, fact: str) -> None:
    talk.say("空调不制冷，预约上门维修")
    answer = talk.say(text)
    went_on = talk.say("广州天河")

    assert re.search(fact, answer.text) and re.search("接着刚才|回到您的预约", answer.text), (
        answer.intent,
        answer.text,
    )
    assert went_on.loop == FORM and first_window_of(went_on), went_on.text


def test_warranty_look_up_in_between_comes_back_to_the_booking(talk) -> None:
    talk.say("空调不制冷，预约上门维修")
    asked = talk.say("帮我查下保修还在不在")
    told = talk.say("SC-KFR26G-FG03MH")

    assert asked.loop == "warranty_form" and told.loop == FORM, (asked.actions, told.actions)
    assert "保" in told.text and re.search("接着刚才|回到您的预约", told.text)


@pytest.mark.parametrize("text", ["算了不约了", "先不约了", "不修了，算了", "再见"])
def test_stopping_books_nothing(talk, text: str) -> None:
    to_summary(talk, "13800139005")

    answer = talk.say(text)

    assert answer.loop is None and "没有" in answer.text and booked(talk) == [], (answer.intent, answer.text)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        pytest.param("上周三", "过", id="past"),
        pytest.param("2月30号", "2月30号", id="impossible"),
        pytest.param("明年春节", "14 天", id="beyond"),
        pytest.param("半夜十二点", "服务|钟点|时间", id="outside hours"),
    ],
)
def test_time_that_cannot_be_is_told_and_windows_stay(talk, text: str, fact: str) -> None:
    talk.say("空调不制冷，预约上门维修")
    talk.say("广州天河")

    answer = talk.say(text)

    assert re.search(fact, answer.text) and first_window_of(answer), (answer.intent, answer.actions, answer.text)


@pytest.mark.parametrize(
    ("text", "fact"),
    [("1380013900", "11 位"), ("张伟 138001390011", "11 位|长")],
    ids=["too short", "too long"],
)
def test_wrong_phone_is_told(talk, text: str, fact: str) -> None:
    talk.say("空调不制冷，约师傅上门看看")
    talk.say("广州天河")
    talk.press(first_window(talk))
    talk.say("天河北路88号2栋1203")

    answer = talk.say(text)

    assert re.search(fact, answer.text) and answer.loop == FORM, (answer.intent, answer.text)


def test_unknown_and_ambiguous_places_are_cleared_up(talk) -> None:
    talk.say("空调不制冷，约师傅上门看看")
    unknown = talk.say("那美克星")
    several = talk.say("朝阳区")
    answer = talk.press("北京市朝阳区")

    assert "广东深圳南山" in unknown.text or "深圳南山" in unknown.text
    assert first_window_of(answer), (several.text, answer.text)


def test_danger_wins_over_the_booking_and_the_draft_is_kept(talk) -> None:
    to_summary(talk, "13800139006")

    answer = talk.say("哎呀空调冒烟了")

    assert answer.actions[0] == "action_warn_of_hazard" and answer.loop is None
    assert talk.chat().owner == "queue" and booked(talk) == []


def test_yes_typed_twice_books_once(talk) -> None:
    to_summary(talk, "13800139007")
    first = talk.say("确认")
    second = talk.say("确认")

    (booking,) = booked(talk)
    assert booking.number in first.text and booking.number in second.text
    assert re.search("不会重复|没有多约", second.text)


def test_wish_for_a_human_queues_and_asks_nothing_more(talk) -> None:
    talk.say("空调不制冷，约师傅上门看看")

    answer = talk.say("帮我转人工")

    assert talk.chat().owner == "queue" and "位" in answer.text and "接着刚才" not in answer.text


def test_change_of_mind_leaves_the_booking(talk) -> None:
    talk.say("空调不制冷，约师傅上门看看")

    answer = talk.say("我不修了我要退货")

    assert answer.loop is None and "退" in answer.text and booked(talk) == [], (answer.intent, answer.text)


@pytest.mark.parametrize("text", ["都行", "随便哪天", "越快越好"])
def test_any_time_takes_the_earliest_and_says_which(talk, text: str) -> None:
    talk.say("空调不制冷，约师傅上门看看")
    first = first_window_of(talk.say("广州天河"))

    answer = talk.say(text)

    assert first.removeprefix("1. ") in answer.text and "地址" in answer.text, (answer.intent, answer.text)


def test_store_visit_for_a_phone_gives_the_centre_and_the_advice(talk) -> None:
    talk.say("手机碎屏想去店里换")
    talk.say("北京朝阳")
    talk.say("第一个")
    summary = talk.say("李女士 13800139008")
    answer = talk.say("对的")

    assert "备份" in summary.text and "服务中心" in summary.text, summary.text
    assert booked(talk)[0].mode == "store" and "服务中心" in answer.text


def test_installation_asks_for_no_fault(talk) -> None:
    asked = talk.say("空调到了想约师傅来装")
    windows = talk.say("成都武侯区")

    assert "区" in asked.text and asked.loop == FORM, (asked.intent, asked.text)
    assert first_window_of(windows)


def test_facts_beside_the_question_are_acknowledged_and_kept(talk) -> None:
    talk.say("空调不制冷 约上门")
    talk.say("广州天河")
    address = talk.say("体育西路88号")
    contact = talk.say("小明 13912350003")
    summary = talk.say("第一个")

    assert "地址" in address.text and "记下" in address.text and first_window_of(address)
    assert "手机号" in contact.text and first_window_of(contact)
    assert "体育西路88号" in summary.text and "13912350003" in summary.text, summary.text


@pytest.mark.parametrize("text", ["漏水", "洗的时候底下漏水"])
def test_water_is_a_fault_and_no_danger(talk, text: str) -> None:
    talk.say("预约维修 洗衣机")

    answer = talk.say(text)

    assert answer.loop == FORM and talk.chat().owner == "bot", (answer.intent, answer.text)


def test_booking_dropped_for_a_return_is_not_taken_up(talk) -> None:
    talk.say("空调不制冷，约师傅上门看看")
    talk.say("我不修了我要退货")

    answer = talk.say("预约维修")

    assert "空调" in answer.buttons and answer.loop == FORM, answer.text


def test_second_booking_uses_the_address_of_the_first(talk) -> None:
    to_summary(talk, "13800139017")
    talk.say("确认")
    talk.say("再约一台冰箱")
    offered = talk.say("不制冷")
    talk.say("还是原来的地址")
    talk.press(first_window(talk))
    talk.say("确认")

    assert "用刚才的" in offered.buttons, (offered.intent, offered.text)
    assert {booking.category for booking in booked(talk)} == {"空调", "冰箱"}
    assert len({booking.address for booking in booked(talk)}) == 1
