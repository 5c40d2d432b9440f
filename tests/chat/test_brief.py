"""The brief: who it is, which device and whether it is in warranty, what is booked, how the customer feels."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from time import perf_counter

import pytest
from databases import Databases, make_settings, seed_to

from bot.chat import brief, facts, handoff, inbox
from bot.chat.brief import Brief
from bot.chat.inbox import Incoming
from bot.store import bookings, chats, identities, turns
from bot.store.bookings import BookingRequest
from bot.store.capacity import Slot
from bot.store.engine import Store, open_store

SERIAL, PHONE = "SC-DEMO1-1A2B3Y", "13800138001"  # the first demo customer and his phone


@pytest.fixture
def demo_store(sqlite_databases: Databases, tmp_path: Path) -> Iterator[Store]:
    url = sqlite_databases.fresh("seeded", lambda url: seed_to(url, tmp_path / "var"))
    opened = open_store(make_settings(tmp_path / "var", url))
    yield opened
    opened.close()


@pytest.fixture
def chat_id(demo_store: Store) -> str:
    with demo_store.transaction() as session:
        chat = inbox.begin_chat(session, "web")
        for number, text in enumerate(["我的电话 13800138001", "屏幕碎了"]):
            inbox.accept(session, chat.id, Incoming(f"{chat.id}:{number}", text))
    return chat.id


def written(store: Store, chat_id: str, may_see_all: bool = True) -> Brief:
    with store.reading() as session:
        return brief.write(session, chats.get(session, chat_id), may_see_all)


def understand(store: Store, chat_id: str, *intents: str) -> None:
    with store.transaction() as session:
        for turn, intent in zip(turns.open_of(session, chat_id), intents, strict=False):
            turns.finish(session, turn.id, "done", "answered", intent=intent)


def test_stranger_is_a_stranger_whatever_number_he_types(demo_store: Store, chat_id: str) -> None:
    person = written(demo_store, chat_id).customer

    assert (person.label, person.verified, person.phone, person.how) == ("访客", False, None, None)


def test_proved_owner_is_named_masked_with_his_devices_and_their_verdicts(demo_store: Store, chat_id: str) -> None:
    with demo_store.transaction() as session:
        identities.remember(session, chat_id, "serial", PHONE, 1)

    read = written(demo_store, chat_id)

    assert read.customer.verified and read.customer.phone == "138****8001"
    assert "序列号" in (read.customer.how or "")
    [device] = [device for device in read.devices if device.serial == SERIAL]
    assert "保" in device.verdict and "SC-" not in device.name
    assert SERIAL not in str(written(demo_store, chat_id, may_see_all=False))


def test_device_on_the_table_is_judged_and_an_unknown_one_said_to_be_unknown(demo_store: Store, chat_id: str) -> None:
    with demo_store.transaction() as session:
        chats.keep_facts(
            session,
            chat_id,
            {"device_serials": [SERIAL], "repair_draft": {"serial_number": "SC-NONE-000000"}, "warranty_told": True},
        )

    devices = written(demo_store, chat_id).devices

    assert [device.serial for device in devices] == ["SC-NONE-000000", SERIAL]
    assert devices[0].verdict == "档案里没有这台设备"


def test_open_bookings_of_the_chat_are_listed_in_words(demo_store: Store, chat_id: str) -> None:
    with demo_store.transaction() as session:
        request = BookingRequest(
            "k", "空调", "home", None, "不制冷", "沈一洋", PHONE, "文昌路199号", chat_id=chat_id, purpose="installation"
        )
        booked = bookings.book(session, request)

    [line] = written(demo_store, chat_id).bookings

    assert (line.number, line.purpose, line.category, line.appointment) == (booked.number, "安装", "空调", None)
    assert line.status and line.status != "requested"


@pytest.mark.parametrize(
    ("intents", "mood"),
    [
        pytest.param(["greet", "report_fault"], "neutral", id="plain"),
        pytest.param(["express_dissatisfaction", "greet"], "dissatisfied", id="angry"),
        pytest.param(["express_dissatisfaction", "make_complaint"], "complaint", id="complaint"),
    ],
)
def test_mood_follows_from_what_the_customer_wanted(
    demo_store: Store, chat_id: str, intents: list[str], mood: str
) -> None:
    understand(demo_store, chat_id, *intents)

    assert written(demo_store, chat_id).mood == mood


def test_mood_of_an_earlier_conversation_is_over(demo_store: Store, chat_id: str) -> None:
    understand(demo_store, chat_id, "make_complaint", "make_complaint")
    with demo_store.transaction() as session:
        handoff.reopen(session, handoff.move(session, chats.get(session, chat_id), "closed"))

    assert written(demo_store, chat_id).mood == "neutral"


@pytest.mark.parametrize("reason", ["customer_request", "safety_hazard", "failed_turns", "complaint", "never heard of"])
def test_every_reason_has_a_name(demo_store: Store, chat_id: str, reason: str) -> None:
    with demo_store.transaction() as session:
        handoff.open(session, chat_id, reason)

    name = written(demo_store, chat_id).reason

    assert name and not name.isascii()


def test_last_turns_are_short_and_masked_for_those_who_do_not_hold_the_chat(demo_store: Store, chat_id: str) -> None:
    own, others = written(demo_store, chat_id), written(demo_store, chat_id, may_see_all=False)

    assert [turn.text for turn in own.last_turns][1:] == ["我的电话 13800138001", "屏幕碎了"]
    assert PHONE not in str(others) and others.last_turns[2].text == "屏幕碎了"
    assert all(len(turn.text) <= 120 for turn in own.last_turns)


def test_brief_is_ready_within_200_milliseconds(demo_store: Store, chat_id: str) -> None:
    with demo_store.transaction() as session:
        identities.remember(session, chat_id, "serial", PHONE, 1)
    written(demo_store, chat_id)

    begun = perf_counter()
    written(demo_store, chat_id)

    assert perf_counter() - begun < 0.2


def test_draft_reads_as_people_speak() -> None:
    known = {
        "repair_draft": {
            "purpose": "inspection",
            "wish": {"start": "2026-11-25T08:00", "end": "2026-11-25T12:00"},
            "region": {"province": "北京市", "city": "北京市", "district": "朝阳区"},
            "misses": 2,
        },
        "service_draft": {"wish": "change", "number": "GD202611220001", "change": {"address": "5号楼"}},
    }

    lines = {line.label: line.value for line in facts.filled(known, {}, may_see_all=True)}

    assert lines == {
        "服务": "检测保养",
        "想办的事": "改预约",
        "工单号": "GD202611220001",
        "地区": "北京市朝阳区",
        "希望时间": "11月25日 周三 08:00–12:00",
        "地址": "5号楼",
    }


def test_corrected_time_voids_the_window_chosen_before() -> None:
    known = {"repair_draft": {"slot": {"day": "2026-11-25", "window": "09:00-12:00"}}}
    corrected = {"time": {"start": "2026-11-27T13:00", "end": None}}

    [line] = facts.filled(known, corrected, may_see_all=True)

    assert (line.label, line.value, line.corrected) == ("希望时间", "11月27日 周五 13:00", True)


@pytest.mark.parametrize("broken", [None, "x", [], {"repair_draft": "x"}, {"repair_draft": {"slot": {"day": "x"}}}])
def test_facts_of_another_shape_are_left_out(broken: object) -> None:
    assert facts.filled(broken if isinstance(broken, dict) else {}, {}, may_see_all=True) == []


def test_appointment_is_said_with_its_weekday() -> None:
    assert facts.appointment(Slot("team", "T", date(2026, 11, 25), "09:00-12:00")) == "11月25日 周三 09:00-12:00"
