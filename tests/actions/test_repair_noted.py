"""Booking: what was understood is said back, what answers another question is kept, and the open one is asked shortly."""

from __future__ import annotations

from typing import Any

import pytest
from booking_dialogue import Dialogue, open_dialogue
from databases import make_settings

from actions.base import Context
from actions.repair import FORM
from actions.repair_fault import ActionReportFault
from actions.smalltalk import ActionDropRepair, ActionTakeInformation
from bot.store import chats
from bot.store.engine import Store

WEDNESDAY_AFTERNOON = {"start": "2026-11-25T12:00:00+08:00", "end": "2026-11-25T18:00:00+08:00"}


@pytest.fixture
def talk(fresh_shop: Store, tmp_path) -> Dialogue:
    return open_dialogue(Context(make_settings(tmp_path), fresh_shop), fresh_shop)


def to_window(talk: Dialogue) -> None:
    """A home visit up to the question for a time."""
    talk.say("修空调", "book_repair", product_category="空调", symptom="不制冷")
    talk.say("广州天河", region="广州天河")


def book(talk: Dialogue) -> None:
    """A home visit that is stored."""
    to_window(talk)
    talk.say("第一个")
    talk.say("体育西路3号2栋501", address="体育西路3号2栋501")
    talk.say("陈先生 13800138021", person_name="陈先生", phone_number="13800138021")
    talk.say("确认", "affirm")


def test_answers_to_other_questions_are_acknowledged_and_the_open_one_is_asked_shortly(talk) -> None:
    to_window(talk)
    listed = talk.names
    talk.say("体育西路88号", address="体育西路88号")
    address = talk.names, talk.text
    talk.say("小明 13912350003", person_name="小明", phone_number="13912350003")

    assert listed == ["utter_repair_ask_window_home"]
    assert address[0] == ["utter_repair_noted", "utter_repair_again_window_home"] and "地址记下了" in address[1]
    assert "称呼和手机号记下了" in talk.text and len(talk.buttons) == 7
    assert (talk.draft["address"], talk.draft["person_name"]) == ("体育西路88号", "小明")


def test_three_turns_beside_the_question_offer_a_human_though_facts_were_kept(talk) -> None:
    to_window(talk)
    talk.say("体育西路88号", address="体育西路88号")
    talk.say("小明 13912350003", person_name="小明", phone_number="13912350003")
    talk.say("火星人", "nlu_fallback")

    assert talk.names[-1] == "utter_repair_stuck" and talk.draft["person_name"] == "小明"


def test_wrong_phone_is_told_whatever_was_asked(talk) -> None:
    to_window(talk)
    talk.say("小明 1391235000", person_name="小明")

    assert talk.names == ["utter_repair_phone_too_short", "utter_repair_noted", "utter_repair_again_window_home"]
    assert "phone_number" not in talk.draft


@pytest.mark.parametrize(("text", "intent"), [("好的", "affirm"), ("啊啊啊", "nlu_fallback")])
def test_windows_are_listed_once_and_then_asked_for_shortly(talk, text: str, intent: str) -> None:
    to_window(talk)
    talk.say(text, intent)

    assert talk.names[-1] == "utter_repair_again_window_home" and len(talk.buttons) == 7


def test_other_windows_are_introduced_in_full_again(talk) -> None:
    to_window(talk)
    talk.press("更多时间")

    assert talk.names == ["utter_repair_ask_window_home"]


def test_sentence_that_asks_by_itself_is_not_followed_by_the_question(talk) -> None:
    talk.say("修空调", "book_repair", product_category="空调", symptom="不制冷")
    talk.say("火星")

    assert talk.names == ["utter_repair_place_unknown"] and talk.asked == "region"


def test_who_goes_and_looks_is_given_time(talk) -> None:
    to_window(talk)
    talk.say("稍等我看看")

    assert talk.names == ["utter_repair_take_your_time"] and talk.asked == "window" and "misses" not in talk.draft


def test_first_sentence_is_said_back(talk) -> None:
    talk.say("下周三下午来修客厅的空调", "book_repair", product_category="空调", time=WEDNESDAY_AFTERNOON)

    assert talk.names == ["utter_repair_understood", "utter_repair_ask_fault"]
    assert "11月25日（周三），空调上门维修，记下了。" in talk.text


def test_goods_alone_are_not_said_back(talk) -> None:
    talk.say("修空调", "book_repair", product_category="空调")

    assert talk.names == ["utter_repair_ask_fault"]


def test_fault_is_repaired_though_the_wish_sounded_like_an_inspection(talk) -> None:
    talk.say("空调不制冷 约上门", "book_inspection", product_category="空调", symptom="不制冷", service_mode="home")

    assert talk.draft["purpose"] == "repair" and talk.draft["fault"] == "不制冷"


def test_cleaning_stays_an_inspection_with_a_symptom(talk) -> None:
    talk.say("空调有异味想清洗", "book_inspection", product_category="空调", symptom="有异味")

    assert talk.draft["purpose"] == "inspection"


def test_fault_with_the_way_of_service_is_a_wish_to_book(talk) -> None:
    talk.say(
        "空调不制冷 上门",
        "report_fault",
        action=ActionReportFault,
        product_category="空调",
        symptom="不制冷",
        service_mode="home",
    )

    assert talk.loop == FORM and talk.asked == "region"


def test_place_after_a_reported_fault_goes_on_with_the_booking(talk) -> None:
    talk.say("空调不制冷", "report_fault", action=ActionReportFault, product_category="空调", symptom="不制冷")
    talk.say("广州天河", action=ActionTakeInformation, region="广州天河")

    assert talk.loop == FORM and talk.asked == "window"


def test_how_many_there_are_is_kept_with_the_fault(talk) -> None:
    talk.say("两台空调都不制冷", "book_repair", product_category="空调", symptom="不制冷")

    assert talk.draft["fault"] == "两台，不制冷"


def test_several_kinds_are_booked_one_by_one(talk) -> None:
    talk.say("空调和冰箱都坏了来修", "book_repair", product_category=["空调", "冰箱"])
    first = talk.names
    talk.say("不制冷", symptom="不制冷")
    talk.say("冰箱也修一下", "book_repair", product_category="冰箱")

    assert first[0] == "utter_repair_one_by_one" and talk.draft["product_category"] == "空调"
    assert talk.names[0] == "utter_repair_finish_first"


@pytest.mark.parametrize(
    ("text", "entities"),
    [("3栋502 陈先生", {}), ("3栋502，陈先生", {"person_name": "陈先生"})],
)
def test_door_and_name_after_a_road_are_both_taken(talk, text: str, entities: dict[str, Any]) -> None:
    to_window(talk)
    talk.say("第一个")
    talk.say("体育西路", address="体育西路")
    talk.say(text, **entities)

    assert (talk.draft["address"], talk.draft["person_name"]) == ("体育西路3栋502", "陈先生")
    assert talk.asked == "phone"


def test_door_alone_is_appended_to_the_estate(talk) -> None:
    to_window(talk)
    talk.say("第一个")
    talk.say("骏景花园", address="骏景花园")
    talk.say("3-2-501")

    assert talk.draft["address"] == "骏景花园3-2-501"


def test_district_in_the_address_is_taken(talk) -> None:
    talk.say("耳机没声音寄修", "book_repair", product_category="耳机", symptom="没声音", service_mode="mail_in")
    talk.say("湖南长沙", region="湖南长沙")
    talk.say("岳麓区岳麓大道88号2栋301", region="岳麓区", address="岳麓大道88号2栋301")

    assert talk.draft["region"]["district"] == "岳麓区" and talk.draft["address"] == "岳麓大道88号2栋301"


def test_second_booking_offers_the_contact_of_the_first(talk) -> None:
    book(talk)
    (first,) = talk.bookings()
    talk.say("再约一台冰箱", "book_repair", product_category="冰箱")
    talk.say("不制冷", symptom="不制冷")
    offered, asked = talk.names, talk.asked
    masked = "体育西路3号2栋501" not in talk.text and "13800138021" not in talk.text
    talk.press("用刚才的")
    talk.say("第二个")
    talk.say("确认", "affirm")

    assert offered == ["utter_repair_ask_again_place"] and asked == "again" and masked
    second = next(booking for booking in talk.bookings() if booking.number != first.number)
    assert (second.category, second.address, second.phone) == ("冰箱", "体育西路3号2栋501", "13800138021")


def test_who_wants_another_place_is_asked_for_everything(talk) -> None:
    book(talk)
    talk.say("再约一个", "book_repair")
    asked = talk.asked
    talk.say("冰箱不制冷", product_category="冰箱", symptom="不制冷")
    talk.press("换一个")

    assert asked == "device" and talk.names == ["utter_repair_ask_region_home"]


def test_place_said_instead_of_yes_is_taken_and_the_contact_offered_later(talk) -> None:
    book(talk)
    talk.say("再约一台冰箱", "book_repair", product_category="冰箱", symptom="不制冷")
    talk.say("深圳南山", region="深圳南山")
    talk.say("1")
    talk.say("科技园路5号3栋201", address="科技园路5号3栋201")

    assert talk.names == ["utter_repair_ask_contact_last"]


def test_wish_to_return_drops_the_booking_and_a_later_one_begins_anew(talk) -> None:
    to_window(talk)
    talk.say("我不修了我要退货", "request_return", action=ActionDropRepair)
    left = talk.names, talk.loop
    talk.say("预约维修", "book_repair")

    assert left == (["utter_repair_dropped", "utter_later_returns"], None)
    assert talk.names == ["utter_repair_ask_device"]


def test_beginning_anew_forgets_what_was_said(talk) -> None:
    to_window(talk)
    talk.say("重新预约", "book_repair")

    assert talk.names == ["utter_repair_anew", "utter_repair_ask_device"] and "region" not in talk.draft


def test_beginning_anew_is_no_stop(talk) -> None:
    to_window(talk)
    talk.say("重新开始", "stop_flow")

    assert talk.loop == FORM and talk.names == ["utter_repair_anew", "utter_repair_ask_device"]


def test_everything_between_blanks_is_taken(talk) -> None:
    talk.say(
        "13712340012 老王 桃园路12号3单元401 深圳南山区 空调漏水要上门修",
        "book_repair",
        product_category="空调",
        symptom="漏水",
        region="深圳南山区",
        phone_number="13712340012",
    )

    assert talk.asked == "window" and talk.draft["address"] == "桃园路12号3单元401"


@pytest.mark.parametrize(
    ("text", "entity", "address"),
    [
        pytest.param("空调漏水来修 我家在广州天河体育西路三号二栋五零一我姓王", "广州天河体育西路三号二栋", "体育西路三号二栋五零一", id="voice"),
        pytest.param("空调漏水 广州天河体育西路88号天然居3栋1502 来修", "广州天河体育西路88号", "体育西路88号天然居3栋1502", id="estate"),
    ],
)  # fmt: skip
def test_no_piece_of_an_address_is_lost(talk, text: str, entity: str, address: str) -> None:
    talk.say(text, "book_repair", product_category="空调", symptom="漏水", region=entity)

    assert talk.draft["address"] == address


def test_question_when_somebody_comes_is_about_the_booking_to_be_made(talk) -> None:
    to_window(talk)
    talk.say("师傅几点来", "query_repair_progress")

    assert talk.names == ["utter_repair_not_booked_yet", "utter_repair_again_window_home"] and talk.loop == FORM


def test_question_about_a_booking_that_exists_is_answered_beside_the_new_one(talk) -> None:
    book(talk)
    talk.say("再约一台冰箱", "book_repair", product_category="冰箱")
    talk.say("师傅几点来", "query_repair_progress")

    assert talk.bookings()[0].number in talk.text and talk.loop == FORM


def test_other_goods_instead_are_taken(talk) -> None:
    to_window(talk)
    talk.say("算了改冰箱吧 冰箱也不制冷", product_category="冰箱")

    assert talk.draft["product_category"] == "冰箱"


def test_room_between_street_and_name_is_not_lost(talk) -> None:
    to_window(talk)
    talk.say("1")
    talk.say("体育西路5号301 李姐 13812340009", phone_number="13812340009", person_name="李姐")

    assert talk.draft["address"] == "体育西路5号301" and talk.asked == "confirm"


def test_address_of_another_city_is_asked_for_again(talk) -> None:
    to_window(talk)
    talk.say("1")
    talk.say("体育西路5号301 李姐 13812340009", phone_number="13812340009", person_name="李姐")
    talk.say("地点改成深圳南山", "correct_info", region="深圳南山")
    dropped = "utter_repair_address_dropped" in talk.names
    talk.say("1")

    assert dropped and talk.asked == "address"


def test_another_time_at_the_summary_is_offered_in_full_and_none_of_them_brings_others(talk) -> None:
    to_window(talk)
    talk.say("1")
    talk.say("体育西路5号301 李姐 13812340009", phone_number="13812340009", person_name="李姐")
    talk.say("换个时间", "correct_info")
    first, names = set(talk.buttons), talk.names
    talk.say("都不行", "deny")

    assert names == ["utter_repair_ask_window_home"] and talk.asked == "window"
    assert set(talk.buttons) != first


def test_booking_that_exists_is_cancelled_beside_the_one_being_made(talk) -> None:
    book(talk)
    number = talk.bookings()[0].number
    talk.say("再约一台冰箱", "book_repair", product_category="冰箱")
    talk.say(f"取消 {number}", "cancel_booking", action=ActionDropRepair, ticket_number=number)

    assert talk.loop == "service_form" and talk.slots["suspended"] == FORM and talk.draft["product_category"] == "冰箱"


def test_centres_are_told_apart_on_the_buttons_and_a_district_is_enough(talk) -> None:
    talk.say("手机碎屏到店修", "book_repair", product_category="手机", symptom="碎屏", service_mode="store")
    talk.say("北京", region="北京")
    talk.say("有别的店吗", "deny")
    several = list(talk.buttons)
    talk.say("海淀")

    assert len(several) == 7 and len({title.split(" ", 2)[-1] for title in several}) > 2
    assert talk.draft["region"]["district"] == "海淀区" and "海淀" in talk.text


def test_chat_is_not_queued_by_any_of_this(talk, fresh_shop: Store) -> None:
    to_window(talk)
    talk.say("体育西路88号", address="体育西路88号")

    with fresh_shop.reading() as session:
        assert chats.get(session, talk.chat_id).owner == "bot"
