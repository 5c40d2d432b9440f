"""Booking a repair: what is asked, what is used of what was said, corrections, and the booking as it was stored."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from booking_dialogue import Dialogue, open_dialogue
from databases import make_settings
from demo_devices import NOTED

from actions.base import Context
from actions.documents import ActionListDocuments
from actions.handoff import ActionRequestHuman
from actions.repair import FORM
from actions.repair_fault import ActionReportFault
from actions.smalltalk import ActionAnswerYes
from bot.chat import handoff
from bot.store import capacity, chats
from bot.store.engine import Store

WEDNESDAY_AFTERNOON = {"start": "2026-11-25T12:00:00+08:00", "end": "2026-11-25T18:00:00+08:00"}
SATURDAY_MORNING = {"start": "2026-11-28T06:00:00+08:00", "end": "2026-11-28T12:00:00+08:00"}
PHONE_DEVICE, AIR_CONDITIONER = NOTED[0], NOTED[1]


@pytest.fixture
def talk(fresh_shop: Store, tmp_path) -> Dialogue:
    return open_dialogue(Context(make_settings(tmp_path), fresh_shop), fresh_shop)


def book_air_conditioner(talk: Dialogue, phone: str = "13800138001") -> None:
    """Everything up to the summary of a home visit."""
    talk.say("下周三下午来修客厅的空调", "book_repair", product_category="空调", time=WEDNESDAY_AFTERNOON)
    talk.say("不制冷", symptom="不制冷")
    talk.say("深圳南山", region="深圳南山")
    talk.press("1. 11月25日（周三）13:00–15:00")
    talk.say("科技园路5号3栋201", address="科技园路5号3栋201")
    talk.say(f"张三 {phone}", person_name="张三", phone_number=phone)


def book_phone(talk: Dialogue, phone: str) -> None:
    """Everything up to the summary of a visit to a centre."""
    talk.say("手机碎屏想到店修", "book_repair", product_category="手机", symptom="碎屏", service_mode="store")
    talk.say("深圳南山", region="深圳南山")
    talk.say("随便")
    talk.say(f"李女士 {phone}", phone_number=phone)


def test_first_sentence_fills_goods_and_time_and_neither_is_asked_again(talk) -> None:
    asked = []
    talk.say("下周三下午来修客厅的空调", "book_repair", product_category="空调", time=WEDNESDAY_AFTERNOON)
    for answer, entities in (("不制冷", {"symptom": "不制冷"}), ("深圳南山", {"region": "深圳南山"}), ("2", {})):
        asked.append(talk.asked)
        talk.say(answer, **entities)

    assert asked == ["fault", "region", "window"]
    assert talk.asked == "address" and talk.draft["slot"]["window"] == "15:00-18:00"


def test_everything_in_one_message_leaves_only_the_summary(talk) -> None:
    talk.say(
        "空调不制冷，下周三下午三点到深圳南山科技园路5号3栋201修，我叫张伟，电话13800138009",
        "book_repair",
        product_category="空调",
        symptom="不制冷",
        region="深圳南山科技园路5号3栋201",
        time={"start": "2026-11-25T15:00:00+08:00", "end": "2026-11-25T15:00:00+08:00"},
        person_name="张伟",
        phone_number="13800138009",
    )

    assert talk.names == ["utter_repair_window_taken", "utter_repair_summary"] and talk.asked == "confirm"
    for fact in ("空调", "不制冷", "11月25日（周三）15:00–18:00", "南山区", "5号3栋201", "张伟", "13800138009"):
        assert fact in talk.texts[-1]


def test_confirmed_booking_is_told_from_the_row_with_its_number_and_masked_contact(talk, fresh_shop: Store) -> None:
    book_air_conditioner(talk, "13800138002")
    talk.press("确认预约")

    (booking,) = talk.bookings()
    for text in talk.texts:
        assert booking.number in text and "11月25日（周三）13:00–15:00" in text and "138****8002" in text
        assert "13800138002" not in text and "科技园路5号3栋201" not in text and "张三" not in text
    assert booking.address == "科技园路5号3栋201" and booking.region == "广东省/深圳市/南山区"
    assert talk.loop is None and list(talk.buttons) == ["查进度", "改时间", "取消预约"]
    assert all(booking.number in payload for payload in talk.buttons.values())


def test_second_yes_books_nothing(talk) -> None:
    book_air_conditioner(talk, "13800138003")
    before = dict(talk.slots)
    talk.say("确认", "affirm")
    after_commit = talk.texts
    talk.say("确认", "affirm", action=ActionAnswerYes)
    again = talk.names
    talk.slots, talk.loop = before, FORM  # the engine failed after the commit: the tracker is where it was before
    talk.say("确认", "affirm")

    assert len(talk.bookings()) == 1
    assert again == ["utter_repair_booked_already"] and talk.texts == after_commit


def test_change_after_a_commit_that_was_lost_tells_the_stored_booking(talk) -> None:
    book_air_conditioner(talk, "13800138004")
    before = dict(talk.slots)
    talk.say("确认", "affirm")
    talk.slots, talk.loop = before, FORM
    talk.say("联系人改成王五", "correct_info", person_name="王五")
    talk.say("确认", "affirm")

    assert talk.names == ["utter_repair_booked_already"] and len(talk.bookings()) == 1


@pytest.mark.parametrize(
    ("text", "intent", "entities", "field", "value"),
    [
        pytest.param("不对，是5号楼", "correct_info", {}, "address", "科技园路5号5号楼201", id="piece of the address"),
        pytest.param(
            "电话错了，是13900139000",
            "correct_info",
            {"phone_number": "13900139000"},
            "phone_number",
            "13900139000",
            id="phone",
        ),
        pytest.param("联系人写李四", "correct_info", {"person_name": "李四"}, "person_name", "李四", id="name"),
        pytest.param("故障写错了，是漏水", "correct_info", {"symptom": "漏水"}, "fault", "漏水", id="fault"),
    ],
)
def test_correction_changes_only_its_field_and_shows_the_summary_again(
    talk, text: str, intent: str, entities: dict[str, Any], field: str, value: str
) -> None:
    book_air_conditioner(talk)
    before = talk.draft

    talk.say(text, intent, **entities)

    assert talk.names == ["utter_repair_corrected", "utter_repair_summary"]
    assert talk.draft[field] == value
    assert {**talk.draft, field: before[field]} == before


def test_new_time_offers_what_is_free_then_and_keeps_the_rest(talk) -> None:
    book_air_conditioner(talk)
    talk.say("改成周六上午", "change_booking", time=SATURDAY_MORNING)
    offered = list(talk.buttons)
    talk.say("第二个")

    assert offered == ["1. 11月28日（周六）8:00–10:00", "2. 11月28日（周六）10:00–12:00", "更多时间"]
    assert talk.asked == "confirm" and "11月28日（周六）10:00–12:00" in talk.texts[-1]


def test_other_goods_or_another_place_drop_the_window_and_say_so(talk) -> None:
    book_air_conditioner(talk)
    talk.say("不是空调是油烟机", "correct_info", product_category=["空调", "油烟机"])
    dropped, category = "utter_repair_window_dropped" in talk.names, talk.draft["product_category"]
    talk.say("1")
    talk.say("地点改成广州天河", "correct_info", region="广州天河")

    assert dropped and category == "油烟机"
    assert "utter_repair_window_dropped" in talk.names and talk.asked == "window" and "广州市天河区" in talk.text
    assert talk.draft["person_name"] == "张三"


def test_another_way_drops_what_does_not_apply(talk) -> None:
    talk.say("微波炉坏了想上门修", "book_repair", product_category="微波炉", symptom="不加热", service_mode="home")
    talk.say("深圳南山", region="深圳南山")
    talk.say("最早的")
    talk.say("科技园路5号3栋201", address="科技园路5号3栋201")
    talk.say("张三 13800138005", person_name="张三", phone_number="13800138005")
    talk.say("还是到店吧", "correct_info", service_mode="store")
    asked = talk.asked
    talk.say("1")

    assert asked == "window" and talk.asked == "confirm"
    assert "服务中心" in talk.texts[-1] and "科技园路5号3栋201" not in talk.texts[-1]


def test_correction_without_a_value_asks_which_field_and_takes_the_new_one(talk) -> None:
    book_air_conditioner(talk)
    talk.press("修改")
    which = dict(talk.buttons)
    talk.press("手机号")
    asked = talk.asked
    talk.say("13700137000", phone_number="13700137000")

    assert {"时间", "地址", "联系人", "手机号", "故障", "产品"} <= which.keys()
    assert asked == "phone" and talk.asked == "confirm" and talk.draft["phone_number"] == "13700137000"


def test_no_at_the_summary_asks_what_to_change_and_typing_the_field_is_enough(talk) -> None:
    book_air_conditioner(talk)
    talk.say("不对", "deny")
    asked = talk.asked
    talk.say("时间")

    assert asked == "choice" and talk.asked == "window" and len(talk.buttons) == 7


@pytest.mark.parametrize("intent", ["stop_flow", "cancel_booking", "goodbye"])
def test_stopping_leaves_says_that_nothing_was_booked_and_forgets(talk, intent: str) -> None:
    book_air_conditioner(talk)

    talk.say("算了不约了", intent)

    assert talk.loop is None and talk.slots["repair_draft"] is None and talk.bookings() == []
    assert all("没有" in text for text in talk.texts)


def test_window_that_goes_at_the_commit_is_told_and_fresh_ones_are_offered(talk, fresh_shop: Store) -> None:
    book_air_conditioner(talk, "13800138006")
    slot = capacity.Slot("team", talk.draft["slot"]["place_code"], date(2026, 11, 25), "13:00-15:00")
    with fresh_shop.transaction() as session:
        taken = 0
        while capacity.take(session, slot):
            taken += 1

    talk.say("确认", "affirm")
    with fresh_shop.transaction() as session:
        for _ in range(taken):
            capacity.give_back(session, slot)

    assert talk.names == ["utter_repair_window_gone", "utter_repair_ask_window_home"]
    assert talk.bookings() == [] and talk.asked == "window" and talk.draft["person_name"] == "张三"


def test_third_open_booking_of_a_phone_is_refused_without_telling_a_stranger_which(
    talk, fresh_shop: Store, tmp_path
) -> None:
    for _ in range(2):
        book_phone(talk, "13800138007")
        talk.say("确认", "affirm")
    book_phone(talk, "13800138007")
    talk.say("确认", "affirm")
    owner = talk.names, talk.text
    stranger = open_dialogue(Context(make_settings(tmp_path), fresh_shop), fresh_shop)
    book_phone(stranger, "13800138007")
    stranger.say("确认", "affirm")

    assert owner[0] == ["utter_repair_too_many_own"] and all(one.number in owner[1] for one in talk.bookings())
    assert stranger.names == ["utter_repair_too_many"] and "GD" not in stranger.text
    assert {"修改预约", "取消预约", "转人工"} <= stranger.buttons.keys()


def test_parcel_needs_no_window_and_is_told_where_to_send(talk) -> None:
    talk.say("耳机没声音寄修", "book_repair", product_category="耳机", symptom="没声音", service_mode="mail_in")
    talk.say("湖南长沙", region="湖南长沙")
    asked = talk.asked
    talk.say("岳麓大道88号2栋301", address="岳麓大道88号2栋301")
    talk.say("王五 13800138008", person_name="王五", phone_number="13800138008")
    talk.say("好的", "affirm")

    assert asked == "address" and talk.names == ["utter_repair_booked_mail_in"]
    assert talk.bookings()[0].slot is None and "改时间" not in talk.buttons


def test_advice_on_data_and_account_is_given_once_before_the_summary(talk) -> None:
    book_phone(talk, "13800138010")
    first = talk.names
    talk.say("联系人写赵六", "correct_info", person_name="赵六")

    assert first == ["utter_repair_backup", "utter_repair_account_lock", "utter_repair_summary"]
    assert talk.names == ["utter_repair_corrected", "utter_repair_summary"]


@pytest.mark.parametrize(("intent", "word"), [("book_installation", "安装"), ("book_inspection", "清洗检查")])
def test_installation_and_inspection_ask_for_no_fault(talk, intent: str, word: str) -> None:
    talk.say("约师傅来", intent)
    asked, text = talk.asked, talk.texts[0]
    talk.say("空调", product_category="空调")

    assert asked == "device" and word in text and talk.asked == "region"


def test_goods_that_nobody_installs_at_home_are_told_so(talk) -> None:
    talk.say("手机安装", "book_installation", product_category="手机")

    assert talk.names == ["utter_repair_no_installation"] and talk.loop is None


def test_symptom_and_goods_named_before_are_used(talk) -> None:
    earlier = {"intent": {"name": "ask_howto"}, "entities": [{"entity": "symptom", "value": "不制冷"}]}
    goods = {"intent": {"name": "inform"}, "entities": [{"entity": "product_category", "value": "空调"}]}
    talk.before = [{"event": "user", "parse_data": goods}, {"event": "user", "parse_data": earlier}]

    talk.say("帮我约人来修", "book_repair")

    assert talk.asked == "region" and talk.draft["fault"] == "不制冷"


def test_device_on_the_table_is_not_asked_for_and_its_warranty_names_the_source(talk) -> None:
    talk.slots["device_serials"] = [PHONE_DEVICE.serial]
    talk.say("帮我约一下", "book_repair")
    talk.say("充不进电", symptom="充不进电")
    talk.press("到店")
    talk.say("深圳南山", region="深圳南山")
    talk.say("1")
    talk.say("李女士 13800138011", phone_number="13800138011")

    assert talk.draft["serial_number"] == PHONE_DEVICE.serial
    assert PHONE_DEVICE.model_name in talk.texts[-1] and "购买记录" in talk.texts[-1]


def test_fault_is_answered_from_the_record_and_a_yes_goes_on_with_what_was_said(talk) -> None:
    talk.slots["device_serials"] = [AIR_CONDITIONER.serial]
    talk.say("空调不制冷", "report_fault", action=ActionReportFault, product_category="空调", symptom="不制冷")
    told = talk.names, talk.texts
    talk.say("好的帮我约一下", "affirm", action=ActionAnswerYes)

    assert told[0][0] in ("utter_fault_covered", "utter_fault_expired") and "购买记录" in told[1][0]
    assert talk.loop == FORM and talk.asked == "region" and talk.draft["fault"] == "不制冷"


def test_fault_of_an_unknown_device_offers_a_booking_without_guessing(talk) -> None:
    talk.say("空调不制冷", "report_fault", action=ActionReportFault, product_category="空调", symptom="不制冷")

    assert talk.names == ["utter_fault_unknown"] and talk.slots["asked_for"] == "action_book_repair"


def test_other_makers_goods_are_refused_honestly(talk) -> None:
    talk.say("格力空调坏了来修一下", "book_repair", brand="格力", product_category="空调")
    refused = talk.names, talk.loop
    talk.say("修无人机", "book_repair")

    assert refused == (["utter_repair_other_brand"], None)
    assert talk.names == ["utter_repair_not_made"] and talk.loop is None


def test_question_in_between_is_followed_by_a_word_of_return(talk) -> None:
    talk.say("修空调", "book_repair", product_category="空调", symptom="不制冷")
    talk.say("要带发票吗", "ask_required_documents", action=ActionListDocuments)

    assert talk.names[-2:] == ["utter_repair_resume", "utter_repair_ask_region_home"] and talk.asked == "region"


def test_chat_that_waits_for_a_human_is_asked_nothing_and_goes_on_afterwards(talk, fresh_shop: Store) -> None:
    talk.say("修空调", "book_repair", product_category="空调", symptom="不制冷")
    talk.say("转人工", "request_human", action=ActionRequestHuman)
    queued = talk.names, talk.asked
    with fresh_shop.transaction() as session:
        handoff.leave_queue(session, talk.chat_id)
    talk.say("深圳南山", region="深圳南山")

    assert queued == (["utter_human_queued"], "region")
    assert talk.asked == "window"


def test_what_an_agent_corrected_counts(talk) -> None:
    book_air_conditioner(talk)
    talk.slots["agent_facts"] = {"phone_number": "13600136000"}
    talk.say("好的", "affirm")

    assert talk.bookings() == [] and talk.draft["phone_number"] == "13600136000"
    assert talk.slots["agent_facts"] is None and talk.asked == "confirm"


def test_known_customer_is_offered_the_contact_on_record_masked(talk, fresh_shop: Store) -> None:
    with fresh_shop.transaction() as session:
        chats.change(session, talk.chat_id, customer_ref="CU0001")
    talk.say("修空调", "book_repair", product_category="空调", symptom="不制冷")
    talk.say("深圳南山", region="深圳南山")
    talk.say("1")
    talk.say("科技园路5号3栋201", address="科技园路5号3栋201")
    offered = talk.names, talk.text
    talk.press("用登记的")

    assert offered[0] == ["utter_repair_ask_contact_known"] and "****" in offered[1]
    assert talk.asked == "confirm" and "****" in talk.texts[-1]
