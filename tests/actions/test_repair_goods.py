"""Goods of a booking: a model named late is taken, a device looked up in between is the one that is meant."""

from __future__ import annotations

import pytest
from booking_dialogue import Dialogue, open_dialogue
from databases import make_settings
from demo_devices import IN_WARRANTY

from actions.base import Context
from actions.centres import ActionFindCentre
from actions.warranty import ActionCheckWarranty
from bot.store.engine import Store


@pytest.fixture
def talk(fresh_shop: Store, tmp_path) -> Dialogue:
    return open_dialogue(Context(make_settings(tmp_path), fresh_shop), fresh_shop)


def test_model_named_with_the_fault_is_taken(talk) -> None:
    talk.say("耳机坏了想寄修", "book_repair", product_category="耳机", service_mode="mail_in")

    talk.say("声悦 Buds 3 单边没声音", product_model="SC-BUDS3", symptom="没声音")

    assert talk.draft["product_model"] == "SC-BUDS3" and "没声音" in talk.draft["fault"]


def test_model_of_other_goods_named_with_the_fault_changes_nothing(talk) -> None:
    talk.say("耳机坏了想寄修", "book_repair", product_category="耳机", service_mode="mail_in")

    talk.say("连 P60 Pro 没声音", product_model="SC-P60PRO", symptom="没声音")

    assert talk.draft["product_category"] == "耳机" and not talk.draft.get("product_model")


def test_device_looked_up_before_any_was_named_is_booked(talk) -> None:
    talk.say("我要预约维修", "book_repair")

    talk.say(
        f"{IN_WARRANTY.serial} 还在保吗", "query_warranty_status", ActionCheckWarranty, serial_number=IN_WARRANTY.serial
    )

    assert talk.asked == "fault" and talk.draft["serial_number"] == IN_WARRANTY.serial
    assert f"{IN_WARRANTY.model_name} 出了什么问题" in talk.text


def test_device_looked_up_beside_goods_that_are_booked_changes_nothing(talk) -> None:
    talk.say("修空调", "book_repair", product_category="空调")

    talk.say(
        f"{IN_WARRANTY.serial} 还在保吗", "query_warranty_status", ActionCheckWarranty, serial_number=IN_WARRANTY.serial
    )

    assert talk.asked == "fault" and talk.draft["product_category"] == "空调"


def test_place_whose_centres_were_asked_for_is_not_asked_again(talk) -> None:
    talk.say("手机碎屏想到店修", "book_repair", product_category="手机", symptom="碎屏", service_mode="store")

    talk.say("深圳南山的网点在哪", "find_service_centre", ActionFindCentre, region="深圳南山")

    assert talk.asked == "window" and talk.draft["region"]["district"] == "南山区"


def test_time_is_said_back_without_the_story_before_it(talk) -> None:
    talk.say(
        "去年双十一买的空调老滴水，周六上午来修", "book_repair", product_category="空调", symptom="滴水",
        time=[
            {"start": "2025-11-11T00:00:00+08:00", "end": "2025-11-11T23:59:00+08:00"},
            {"start": "2026-11-28T06:00:00+08:00", "end": "2026-11-28T12:00:00+08:00"},
        ],
    )  # fmt: skip

    assert talk.draft["wish"]["start"].startswith("2026-11-28") and "2025" not in talk.text
