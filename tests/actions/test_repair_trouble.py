"""Booking: what cannot be used gets a clear sentence and a way on; the third time a human is offered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from booking_dialogue import Dialogue, open_dialogue
from databases import Databases, make_settings, seed_to

from actions.base import Context
from actions.handoff import ActionOfferHuman, ActionWarnOfHazard
from actions.repair import FORM
from bot.chat import handoff
from bot.store import chats
from bot.store.engine import Store, open_store


@pytest.fixture(scope="module")
def shop(sqlite_databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The demo company once a module: nothing is booked here."""
    folder = tmp_path_factory.mktemp("var")
    opened = open_store(make_settings(folder, sqlite_databases.fresh("seeded", lambda url: seed_to(url, folder))))
    yield opened
    opened.close()


@pytest.fixture
def talk(shop: Store, tmp_path) -> Dialogue:
    return open_dialogue(Context(make_settings(tmp_path), shop), shop)


def go_to(talk: Dialogue, question: str) -> None:
    """Answer a home visit's questions up to this one."""
    answers: dict[str, tuple[str, dict[str, Any]]] = {
        "fault": ("不制冷", {"symptom": "不制冷"}),
        "region": ("深圳南山", {"region": "深圳南山"}),
        "window": ("第一个", {}),
        "address": ("科技园路5号3栋201", {"address": "科技园路5号3栋201"}),
        "contact": ("张三", {"person_name": "张三"}),
        "phone": ("13800138000", {"phone_number": "13800138000"}),
    }
    talk.say("修空调", "book_repair", product_category="空调")
    while talk.asked != question:
        text, entities = answers[str(talk.asked)]
        talk.say(text, **entities)


def span(first: str, last: str) -> dict[str, str]:
    return {"start": f"{first}:00+08:00", "end": f"{last}:00+08:00"}


@pytest.mark.parametrize(
    ("question", "text", "entities", "response"),
    [
        pytest.param("region", "火星", {}, "utter_repair_place_unknown", id="unknown place"),
        pytest.param(
            "region", "西藏那曲", {"region": "西藏那曲"}, "utter_repair_place_not_served", id="place not served"
        ),
        pytest.param("region", "朝阳区", {"region": "朝阳区"}, "utter_repair_ask_region_which", id="ambiguous place"),
        pytest.param("region", "深圳", {"region": "深圳"}, "utter_repair_ask_district", id="city alone"),
        pytest.param(
            "window",
            "上周三上午",
            {"time": span("2026-11-18T06:00", "2026-11-18T12:00")},
            "utter_repair_window_past",
            id="past date",
        ),
        pytest.param("window", "2月30号", {}, "utter_repair_window_impossible", id="impossible date"),
        pytest.param(
            "window",
            "12月25号",
            {"time": span("2026-12-25T00:00", "2026-12-25T23:59")},
            "utter_repair_window_beyond",
            id="beyond the calendar",
        ),
        pytest.param(
            "window",
            "明天晚上十点",
            {"time": span("2026-11-23T22:00", "2026-11-23T22:00")},
            "utter_repair_window_outside_hours",
            id="outside the hours",
        ),
        pytest.param("address", "就写公司地址吧", {}, "utter_repair_address_needed", id="address that nobody knows"),
        pytest.param("address", "科技园路", {"address": "科技园路"}, "utter_repair_address_incomplete", id="no door"),
        pytest.param("phone", "1380013800", {}, "utter_repair_phone_too_short", id="phone too short"),
        pytest.param("phone", "138001380001", {}, "utter_repair_phone_too_long", id="phone too long"),
        pytest.param("phone", "23800138000", {}, "utter_repair_phone_not_mobile", id="no mobile phone"),
        pytest.param("fault", "寄修可以吗", {"service_mode": "mail_in"}, "utter_repair_mode_not_possible", id="mode"),
    ],
)
def test_invalid_input_gets_its_sentence_and_the_question_stays(
    talk, question: str, text: str, entities: dict[str, Any], response: str
) -> None:
    go_to(talk, question)

    talk.say(text, **entities)

    assert response in talk.names and "utter_repair_missed" not in talk.names, talk.names
    assert talk.asked == question and talk.loop == FORM


def test_windows_near_the_one_that_cannot_be_had_are_offered(talk) -> None:
    go_to(talk, "window")

    talk.say("明天晚上十点", time=span("2026-11-23T22:00", "2026-11-23T22:00"))

    assert any("11月23日" in title for title in talk.buttons) and any("11月24日" in title for title in talk.buttons)


def test_more_windows_are_other_windows_and_end_honestly(talk) -> None:
    go_to(talk, "window")
    first = set(talk.draft["offered"][0].items())
    talk.press("更多时间")
    second = talk.draft["offered"]
    for _ in range(20):
        talk.say("都不行", "deny")
        if "utter_repair_window_last" in talk.names:
            break

    assert first not in [set(slot.items()) for slot in second]
    assert "utter_repair_window_last" in talk.names


def test_ambiguous_place_is_chosen_by_button_number_or_city(talk) -> None:
    go_to(talk, "region")
    talk.say("朝阳区", region="朝阳区")
    buttons = list(talk.buttons)
    talk.say("第一个")

    assert "北京市朝阳区" in buttons and talk.draft["region"]["district"] == "朝阳区"


def test_place_that_is_not_served_comes_back_with_another_way(talk) -> None:
    talk.say("微波炉不加热上门修", "book_repair", product_category="微波炉", symptom="不加热", service_mode="home")
    talk.say("西藏拉萨", region="西藏拉萨")
    refused = talk.names[0]
    talk.press("寄修")

    assert refused == "utter_repair_place_not_served"
    assert talk.draft["region"]["city"] == "拉萨市" and talk.asked == "address"


def test_door_number_is_asked_for_once_and_then_the_address_is_taken(talk) -> None:
    go_to(talk, "address")
    talk.say("科技园路", address="科技园路")
    talk.say("没有门牌", "deny")

    assert talk.asked == "contact" and talk.draft["address"] == "科技园路"


def test_door_number_said_afterwards_completes_the_address(talk) -> None:
    go_to(talk, "address")
    talk.say("科技园路", address="科技园路")
    talk.say("5号3栋201")

    assert talk.asked == "contact" and "5号3栋201" in talk.draft["address"]


def test_third_miss_offers_a_human_and_keeps_everything(talk, shop: Store) -> None:
    go_to(talk, "region")
    for _ in range(3):
        talk.say("火星", "nlu_fallback")
    offered = talk.names, talk.draft["fault"]
    talk.say("好的", "affirm")

    with shop.reading() as session:
        assert chats.get(session, talk.chat_id).owner == "queue"
    assert offered == (["utter_repair_place_unknown", "utter_repair_stuck"], "不制冷")
    assert talk.draft["fault"] == "不制冷"


def test_who_wants_no_human_after_three_misses_is_asked_again(talk) -> None:
    go_to(talk, "region")
    for _ in range(3):
        talk.say("火星", "nlu_fallback")
    talk.press("我再说一次")
    again = talk.names
    talk.say("深圳南山", region="深圳南山")

    assert again == ["utter_repair_ask_region_home"] and talk.asked == "window"


def test_anger_in_the_middle_offers_a_human_and_a_no_goes_on(talk) -> None:
    go_to(talk, "region")
    talk.say("太差劲了", "express_dissatisfaction", action=ActionOfferHuman)
    offered = talk.names, talk.asked
    talk.say("不用", "deny")

    assert offered == (["utter_dissatisfaction_offer"], "yes_no")
    assert talk.asked == "region" and talk.loop == FORM


def test_complaint_in_the_middle_queues_at_once_and_asks_nothing(talk, shop: Store) -> None:
    go_to(talk, "region")

    talk.say("我要投诉", "make_complaint", action=ActionOfferHuman)

    with shop.reading() as session:
        chat = chats.get(session, talk.chat_id)
    assert (chat.owner, chat.reason) == ("queue", "complaint") and talk.names == ["utter_complaint_queued"]


def test_unknown_serial_does_not_stop_the_booking(talk) -> None:
    talk.say("修空调 SC-ABC12-1A2B3Y", "book_repair", product_category="空调", serial_number="SC-ABC12-1A2B3Y")

    assert "utter_repair_serial_unknown" in talk.names and talk.loop == FORM


def test_who_leaves_no_contact_is_told_why_one_is_needed(talk) -> None:
    go_to(talk, "contact")

    talk.say("不想留", "deny")

    assert talk.names == ["utter_repair_contact_needed", "utter_repair_ask_contact"]


def test_place_named_instead_of_a_window_changes_the_place(talk) -> None:
    go_to(talk, "window")

    talk.say("广州天河", region="广州天河")

    assert talk.draft["region"]["city"] == "广州市" and talk.asked == "window"


def test_booking_left_for_a_danger_goes_on_with_what_was_said(talk) -> None:
    go_to(talk, "region")
    talk.say("冒烟了", "report_safety_hazard", action=ActionWarnOfHazard)
    with talk.store.transaction() as session:
        handoff.leave_queue(session, talk.chat_id)
    left = talk.loop
    talk.say("还是帮我预约吧", "book_repair")

    assert left is None and talk.names == ["utter_repair_taken_up", "utter_repair_ask_region_home"]


@pytest.mark.parametrize("text", ["", "😀", "？？？", "a" * 500, "{x}", "SELECT 1", "哈" * 300])
@pytest.mark.parametrize("question", ["region", "window", "address", "contact", "phone", "confirm"])
def test_odd_text_never_breaks_a_question(talk, question: str, text: str) -> None:
    go_to(talk, question)

    talk.say(text, "nlu_fallback")

    assert talk.names and talk.loop == FORM
