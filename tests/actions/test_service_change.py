"""Changing a booking: new windows, addresses, contacts and ways, confirmed once and told from the committed row."""

from __future__ import annotations

import pytest
from databases import NOW, make_settings
from service_dialogue import ADDRESS, NANSHAN, ServiceDialogue, open_service, reserve

from actions.base import Context
from actions.documents import ActionListDocuments
from actions.phrases import window
from bot.service import visits
from bot.store import bookings, capacity, identities
from bot.store.engine import Store

PHONE = "13912340001"
SATURDAY_MORNING = {"start": "2026-11-28T08:00:00+08:00", "end": "2026-11-28T12:00:00+08:00"}
SATURDAY = {"start": "2026-11-28T00:00:00+08:00", "end": "2026-11-28T23:59:00+08:00"}
LAST_MONTH = {"start": "2026-10-28T00:00:00+08:00", "end": "2026-10-28T23:59:00+08:00"}
NEXT_YEAR = {"start": "2027-03-01T00:00:00+08:00", "end": "2027-03-01T23:59:00+08:00"}
MIDNIGHT = {"start": "2026-11-28T23:00:00+08:00", "end": "2026-11-28T23:30:00+08:00"}


@pytest.fixture
def talk(fresh_shop: Store, tmp_path) -> ServiceDialogue:
    return open_service(Context(make_settings(tmp_path), fresh_shop), fresh_shop)


@pytest.fixture
def made(talk, fresh_shop):
    """A visit on the first free day, made in this chat."""
    return reserve(fresh_shop, PHONE, talk.chat_id)


def events_of(talk: ServiceDialogue, number: str) -> list[str]:
    return [event.kind for event in talk.history(number)]


def test_day_named_at_once_is_offered_then_confirmed_then_changed(talk, made) -> None:
    taken = talk.taken(made.slot)
    talk.say("改到周六", "change_booking", time=SATURDAY)
    offered = dict(talk.buttons)
    talk.say("第一个")
    asked = (talk.names, talk.asked, talk.text)
    talk.press("确认修改")

    now = talk.booking(made.number)
    assert len(offered) > 2 and all("11月28日" in title for title in list(offered)[:-1])
    assert asked[0] == ["utter_ask_service_confirm"] and asked[1] == "confirm"
    assert f"{window(made.slot)} → {window(now.slot)}" in asked[2]
    assert talk.names == ["utter_service_changed"] and made.number in talk.text and window(now.slot) in talk.text
    assert now.slot.day.isoformat() == "2026-11-28" and talk.loop is None
    assert talk.taken(made.slot) == taken - 1 and events_of(talk, made.number) == ["status", "changed"]


def test_wish_that_leaves_one_window_goes_straight_to_the_summary(talk, made) -> None:
    moment = {"start": "2026-11-28T15:00:00+08:00", "end": None}

    talk.say("改到周六下午三点", "change_booking", time=moment)

    assert talk.asked == "confirm" and talk.draft["change"]["slot"]["window"].startswith("15:00")


def test_change_without_a_word_about_what_asks_for_the_field(talk, made) -> None:
    talk.say("我想改一下预约", "change_booking")
    asked = (talk.asked, dict(talk.buttons))
    talk.press("时间")

    assert asked[0] == "choice" and {"时间", "地址", "联系人", "联系电话"} <= asked[1].keys()
    assert talk.asked == "window"


def test_other_windows_are_shown_on_request(talk, made) -> None:
    talk.say("改时间", "change_booking")
    first = list(talk.draft["offered"])

    talk.press("更多时间")

    assert talk.asked == "window" and not any(slot in first for slot in talk.draft["offered"])


@pytest.mark.parametrize(
    ("time", "said"),
    [
        pytest.param(LAST_MONTH, "utter_service_window_past", id="past"),
        pytest.param(NEXT_YEAR, "utter_service_window_beyond", id="beyond the calendar"),
        pytest.param(MIDNIGHT, "utter_service_window_outside_hours", id="outside the hours"),
    ],
)
def test_time_that_cannot_be_gets_its_reason_and_other_windows(talk, made, time: dict[str, str], said: str) -> None:
    talk.say("改个时间", "change_booking", time=time)

    assert talk.names == [said, "utter_ask_service_window"] and len(talk.buttons) > 3


def test_date_that_does_not_exist_is_named_as_written(talk, made) -> None:
    talk.say("改到2月30号", "change_booking")

    assert talk.names == ["utter_service_wrong_date", "utter_ask_service_window"] and "2月30号" in talk.texts[0]


def test_full_day_is_said_and_the_next_are_offered(talk, fresh_shop, made) -> None:
    with fresh_shop.transaction() as session:
        while found := visits.fitting(
            visits.offers(session, "空调", "home", NANSHAN, NOW), visits.Wish.from_json(SATURDAY)
        ):
            assert capacity.take(session, found[0].slot)

    talk.say("改到周六", "change_booking", time=SATURDAY)

    assert talk.names == ["utter_service_window_full", "utter_ask_service_window"]
    assert not any("11月28日" in title for title in talk.buttons)


def test_window_taken_meanwhile_leads_to_fresh_ones(talk, fresh_shop, made) -> None:
    talk.say("改到周六上午", "change_booking", time=SATURDAY_MORNING)
    if talk.asked == "window":
        talk.say("第一个")
    chosen = talk.draft["change"]["slot"]
    with fresh_shop.transaction() as session:
        offers = visits.offers(session, "空调", "home", NANSHAN, NOW)
        slot = next(
            offer.slot
            for offer in offers
            if (offer.slot.day.isoformat(), offer.slot.window) == (chosen["day"], chosen["window"])
        )
        while capacity.take(session, slot):
            pass

    talk.say("确认", "affirm")

    assert talk.names[0] == "utter_service_slot_taken" and talk.asked == "window"
    assert talk.booking(made.number).slot == made.slot and events_of(talk, made.number) == ["status"]


def test_new_address_is_asked_shown_and_stored(talk, made) -> None:
    talk.say("换个地址", "change_booking")
    asked = talk.asked
    talk.say("深南大道88号4栋502", address="深南大道88号4栋502")
    shown = talk.text
    talk.say("对", "affirm")

    assert asked == "address" and "深南大道88号4栋502" in shown and ADDRESS not in shown
    assert talk.booking(made.number).address == "深南大道88号4栋502"
    assert talk.booking(made.number).slot == made.slot


def test_piece_of_the_address_is_put_into_the_whole(talk, made) -> None:
    talk.say("地址错了，是5栋", "change_booking")

    assert talk.asked == "confirm" and talk.draft["change"]["address"] == "科技园路5号5栋201室"


def test_number_of_a_day_is_no_number_of_a_house(talk, made) -> None:
    talk.say("改到28号", "change_booking", time=SATURDAY)

    assert talk.asked == "window" and "address" not in talk.draft["change"]


def test_missing_piece_sent_after_the_address_is_put_to_it(talk, made) -> None:
    talk.say("换个地址", "change_booking")
    talk.say("深南大道88号", address="深南大道88号")

    talk.say("12栋3单元501")

    assert talk.asked == "confirm" and talk.draft["change"]["address"] == "深南大道88号12栋3单元501"


def test_address_in_another_city_needs_a_window_of_its_team(talk, made) -> None:
    talk.say("地址改成广州市天河区体育西路100号2栋301", "change_booking", address="广州市天河区体育西路100号2栋301")

    assert talk.asked == "window" or talk.names[0] == "utter_service_no_windows"
    assert talk.booking(made.number).address == ADDRESS


def test_new_phone_number_is_taken_and_a_short_one_explained(talk, made) -> None:
    talk.say("换个联系电话", "change_booking")
    talk.say("1391234000")
    said = talk.names
    talk.say("13912340009", phone_number="13912340009")
    talk.say("确认", "affirm")

    assert said[0] == "utter_service_phone_too_short" and talk.booking(made.number).phone == "13912340009"


def test_new_contact_is_taken(talk, made) -> None:
    talk.say("联系人改成李雪梅", "change_booking", person_name="李雪梅")
    talk.say("确认", "affirm")

    assert talk.booking(made.number).contact == "李雪梅"


def test_parcel_instead_of_a_centre_gives_the_place_back(talk, fresh_shop) -> None:
    made = reserve(fresh_shop, PHONE, talk.chat_id, category="手机", mode="store")
    taken = talk.taken(made.slot)

    talk.say("改成寄修", "change_booking", service_mode="mail_in")
    talk.say("确认", "affirm")

    now = talk.booking(made.number)
    assert (now.mode, now.slot) == ("mail_in", None) and talk.taken(made.slot) == taken - 1


def test_way_that_the_goods_do_not_have_is_refused_with_those_they_have(talk, made) -> None:
    talk.say("改成寄修", "change_booking", service_mode="mail_in")

    assert talk.names[0] == "utter_service_mode_impossible" and "上门" in talk.text


def test_correction_at_the_summary_changes_that_field_only(talk, made) -> None:
    talk.say("换个地址", "change_booking")
    talk.say("深南大道88号4栋502", address="深南大道88号4栋502")

    talk.say("不对，是5栋", "correct_info")

    assert talk.asked == "confirm" and talk.draft["change"]["address"] == "深南大道88号5栋502"


def test_time_said_again_with_the_yes_is_no_new_wish(talk, made) -> None:
    talk.say("改到周六上午", "change_booking", time=SATURDAY_MORNING)
    if talk.asked == "window":
        talk.say("第一个")

    talk.say("对，周六上午", "affirm", time=SATURDAY_MORNING)

    assert talk.names == ["utter_service_changed"]


def test_no_at_the_summary_leaves_the_booking_as_it_is(talk, made) -> None:
    talk.say("换个地址", "change_booking")
    talk.say("深南大道88号4栋502", address="深南大道88号4栋502")

    talk.say("不改了", "deny")

    assert talk.names == ["utter_service_not_changed"] and talk.loop is None
    assert talk.booking(made.number).address == ADDRESS


def test_something_wrong_at_the_summary_asks_which_field(talk, made) -> None:
    talk.say("改到周六下午三点", "change_booking", time={"start": "2026-11-28T15:00:00+08:00", "end": None})
    talk.say("不对", "correct_info")
    asked = talk.names
    talk.press("时间")

    assert asked == ["utter_ask_service_field"] and talk.asked == "window"


def test_confirmation_pressed_twice_changes_once(talk, made) -> None:
    talk.say("地址错了，是5栋", "change_booking")
    before, loop = dict(talk.slots), talk.loop
    talk.say("确认", "affirm")
    talk.slots, talk.loop = before, loop

    talk.say("确认", "affirm")

    assert talk.names == ["utter_service_changed"] and events_of(talk, made.number) == ["status", "changed"]


@pytest.mark.parametrize("status", ["dispatched", "in_repair"])
def test_work_under_way_is_not_changed_here(talk, fresh_shop, made, status: str) -> None:
    with fresh_shop.transaction() as session:
        bookings.move(session, made.number, status, "agent")

    talk.say("改到周六", "change_booking", time=SATURDAY)

    assert talk.names == ["utter_service_not_changeable"] and talk.slots["asked_for"] == "action_request_human"
    assert talk.loop is None and talk.booking(made.number).slot == made.slot


def test_any_window_of_those_offered_is_taken_for_whatever(talk, made) -> None:
    talk.say("改到周六", "change_booking", time=SATURDAY)
    first = talk.draft["offered"][0]

    talk.say("随便")

    assert talk.asked == "confirm" and talk.draft["change"]["slot"] == first


def test_phone_told_as_proof_is_no_field_to_change(talk, made) -> None:
    talk.say(f"我手机号{PHONE}，想改上门时间", "change_booking", phone_number=PHONE)
    talk.say("第一个")

    assert talk.asked == "confirm" and talk.draft["change"]["fields"] == ["time"]


def test_wish_survives_the_proof(talk, fresh_shop) -> None:
    made = reserve(fresh_shop, PHONE)
    talk.say(f"{made.number}改到周六", "change_booking", time=SATURDAY, ticket_number=made.number)
    asked = talk.names
    with fresh_shop.transaction() as session:
        identities.remember(session, talk.chat_id, "code", PHONE, None)
    talk.say("验证好了")

    assert asked == ["utter_ask_proof"] and talk.asked == "window"
    assert all("11月28日" in title for title in list(talk.buttons)[:-1])


def test_question_in_between_is_answered_and_the_window_asked_again(talk, made) -> None:
    talk.say("改时间", "change_booking")

    talk.say("师傅上门要带什么吗", "ask_required_documents", action=ActionListDocuments)

    assert talk.texts[-1].startswith("接着刚才的改约") and talk.asked == "window" and len(talk.buttons) > 3


def test_what_an_agent_corrected_is_taken(talk, made) -> None:
    talk.say("改一下预约", "change_booking")
    talk.slots["agent_facts"] = {"address": "深南大道88号4栋502"}

    talk.say("好了", "inform")

    assert talk.asked == "confirm" and talk.draft["change"]["address"] == "深南大道88号4栋502"
    assert talk.slots["agent_facts"] is None
