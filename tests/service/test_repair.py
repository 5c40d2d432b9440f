"""Repair: what is still to be asked, what a kind of goods allows, and the booking made of a complete draft."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from databases import NOW, Databases, make_settings, seed_to

from bot.errors import SlotTaken, TooManyOpenBookings
from bot.service import repair, visits
from bot.service.places import Place
from bot.service.repair import Draft, book, missing
from bot.service.visits import Wish
from bot.settings import SHANGHAI
from bot.store import bookings, capacity
from bot.store.capacity import Slot
from bot.store.engine import Session, open_store

NANSHAN = Place("广东省", "深圳市", "南山区")
WINDOW = Slot("team", "TM014", date(2026, 11, 25), "08:00-10:00")
AT_HOME = Draft(
    id="m1",
    product_category="空调",
    fault="不制冷",
    region=NANSHAN,
    wish=Wish(NOW, None),
    slot=WINDOW,
    address="科技园路5号3栋201",
    person_name="张伟",
    phone_number="13800138001",
)
PARCEL = replace(AT_HOME, product_category="手机", fault="屏幕碎了", service_mode="mail_in", slot=None)


@pytest.fixture
def session(sqlite_databases: Databases, tmp_path: Path) -> Iterator[Session]:
    """A session over the demo company at NOW."""
    url = sqlite_databases.fresh("seeded", lambda url: seed_to(url, tmp_path / "var"))
    store = open_store(make_settings(tmp_path / "var", url))
    with store.transaction() as opened:
        yield opened
    store.close()


@pytest.mark.parametrize(
    ("draft", "questions"),
    [
        pytest.param(Draft(), "device fault region window address contact phone", id="nothing said"),
        pytest.param(AT_HOME, "", id="all said"),
        pytest.param(replace(AT_HOME, fault=None), "fault", id="repair needs a fault"),
        pytest.param(replace(AT_HOME, fault=None, purpose="installation"), "", id="installation has none"),
        pytest.param(replace(AT_HOME, fault=None, purpose="inspection"), "", id="inspection has none"),
        pytest.param(replace(AT_HOME, region=Place("广东省", "深圳市")), "region", id="district decides the team"),
        pytest.param(
            replace(AT_HOME, region=Place("广东省", "深圳市"), product_category="燃气灶"), "", id="city is enough"
        ),
        pytest.param(replace(AT_HOME, slot=None), "window", id="home needs a window"),
        pytest.param(PARCEL, "", id="parcel needs none"),
        pytest.param(replace(PARCEL, address=None), "address", id="parcel goes back somewhere"),
        pytest.param(replace(PARCEL, service_mode=None), "mode window", id="choice of modes"),
        pytest.param(replace(PARCEL, service_mode="home"), "mode window", id="impossible mode"),
        pytest.param(replace(PARCEL, service_mode="store", address=None), "window", id="store needs no address"),
        pytest.param(replace(AT_HOME, person_name=None, phone_number=None), "contact phone", id="contact"),
    ],
)
def test_open_questions_in_order(session: Session, draft: Draft, questions: str) -> None:
    assert missing(session, draft) == tuple(questions.split())


@pytest.mark.parametrize(
    ("category", "purpose", "modes"),
    [
        pytest.param("空调", "repair", ("home",), id="large"),
        pytest.param("手机", "repair", ("store", "mail_in"), id="small"),
        pytest.param("打印机", "repair", ("home", "store", "mail_in"), id="all"),
        pytest.param("打印机", "installation", ("home",), id="installed at home"),
        pytest.param("路由器", "installation", ("store", "mail_in"), id="never at home"),
        pytest.param("火箭", "repair", (), id="unknown"),
    ],
)
def test_modes_of_goods(category: str, purpose: str, modes: tuple[str, ...]) -> None:
    assert repair.modes_for(category, purpose) == modes


@pytest.mark.parametrize(
    ("category", "backup", "account", "quick"),
    [
        ("手机", True, True, True),
        ("平板", True, True, True),
        ("笔记本电脑", True, True, True),
        ("台式电脑", True, False, True),
        ("相机", True, False, True),
        ("耳机", False, False, True),
        ("空调", False, False, False),
        ("火箭", False, False, False),
    ],
)
def test_advice_fits_the_goods(category: str, backup: bool, account: bool, quick: bool) -> None:
    advice = (repair.backup_advice(category), repair.account_lock(category), repair.quick_repair(category))

    assert advice == (backup, account, quick)


@pytest.mark.parametrize(
    "draft", [Draft(), AT_HOME, PARCEL, replace(AT_HOME, offered=(WINDOW,), told=("backup",), misses=2)]
)
def test_draft_survives_the_slot(draft: Draft) -> None:
    assert Draft.from_json(json.loads(json.dumps(draft.to_json()))) == draft


@pytest.mark.parametrize("value", [None, "x", [], {"slot": {"day": "gestern"}, "region": "深圳", "other": 1}])
def test_broken_slot_gives_an_empty_draft(value: object) -> None:
    assert Draft.from_json(value) == Draft()


def test_draft_shows_nothing_personal() -> None:
    shown = repr(AT_HOME)

    assert not any(secret in shown for secret in ("张伟", "13800138001", "科技园路"))


def test_booking_holds_what_was_said(session: Session) -> None:
    made = book(session, AT_HOME, "chat-1", 2)

    stored = bookings.get(session, made.number)
    assert stored == made
    assert (made.category, made.mode, made.slot, made.fault) == ("空调", "home", WINDOW, "不制冷")
    assert (made.contact, made.phone, made.address) == ("张伟", "13800138001", "科技园路5号3栋201")
    assert (made.region, made.chat_id, made.purpose) == ("广东省/深圳市/南山区", "chat-1", "repair")


def test_same_draft_twice_is_one_booking(session: Session) -> None:
    before = capacity.get(session, WINDOW)

    first, second = book(session, AT_HOME, "chat-1", 2), book(session, AT_HOME, "chat-1", 2)

    after = capacity.get(session, WINDOW)
    assert first == second
    assert before and after and after.taken == before.taken + 1
    assert len(bookings.for_chat(session, "chat-1")) == 1


def test_booking_confirmed_again_after_its_window_began_is_still_that_booking(session: Session) -> None:
    first = book(session, AT_HOME, "chat-1", 2)
    session.info["clock"] = lambda: datetime(2026, 11, 25, 9, 0, tzinfo=SHANGHAI)

    assert book(session, AT_HOME, "chat-1", 2) == first


def test_same_draft_id_in_another_chat_is_another_booking(session: Session) -> None:
    first, second = book(session, AT_HOME, "chat-1", 2), book(session, AT_HOME, "chat-2", 2)

    assert first.number != second.number


def test_third_open_booking_of_a_phone_is_refused(session: Session) -> None:
    for chat in ("chat-1", "chat-2"):
        book(session, PARCEL, chat, 2)

    with pytest.raises(TooManyOpenBookings):
        book(session, PARCEL, "chat-3", 2)


def test_window_that_has_begun_is_taken(session: Session) -> None:
    begun = replace(AT_HOME, slot=Slot("team", "TM014", NOW.date(), "10:00-12:00"))

    with pytest.raises(SlotTaken):
        book(session, begun, "chat-1", 2)


@pytest.mark.parametrize(
    "slot",
    [
        pytest.param(Slot("team", "TM015", date(2026, 11, 25), "08:00-10:00"), id="team of other districts"),
        pytest.param(Slot("team", "TM016", date(2026, 11, 25), "08:00-10:00"), id="team for other goods"),
        pytest.param(Slot("centre", "CT014", date(2026, 11, 25), "09:00-12:00"), id="centre for a visit"),
    ],
)
def test_window_of_somebody_else_is_refused(session: Session, slot: Slot) -> None:
    with pytest.raises(SlotTaken):
        book(session, replace(AT_HOME, slot=slot), "chat-1", 2)


def test_full_window_is_taken(session: Session) -> None:
    while capacity.take(session, WINDOW):
        pass

    with pytest.raises(SlotTaken):
        book(session, AT_HOME, "chat-1", 2)


def test_parcel_takes_no_window_even_when_one_was_chosen_before(session: Session) -> None:
    made = book(session, replace(PARCEL, slot=WINDOW), "chat-1", 2)

    assert made.slot is None


def test_store_booking_keeps_no_address(session: Session) -> None:
    slot = visits.offers(session, "手机", "store", NANSHAN, NOW)[0].slot

    made = book(session, replace(PARCEL, service_mode="store", slot=slot), "chat-1", 2)

    assert (made.mode, made.address) == ("store", None)


def test_serial_that_is_not_on_record_does_not_hinder(session: Session) -> None:
    made = book(session, replace(AT_HOME, serial_number="SC-NONE1-000000"), "chat-1", 2)

    assert made.device_serial is None


def test_incomplete_draft_is_never_booked(session: Session) -> None:
    with pytest.raises(ValueError, match="address"):
        book(session, replace(AT_HOME, address=None), "chat-1", 2)
