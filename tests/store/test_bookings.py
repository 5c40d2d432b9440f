"""Bookings: one place, one key, one cancellation; on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from databases import NOW

from bot.errors import IllegalMove, InvalidInput, KeyReused, SlotTaken, TooManyOpenBookings
from bot.store import bookings, capacity
from bot.store.bookings import BookingNotFound, BookingRequest
from bot.store.capacity import Slot
from bot.store.engine import Store

SLOT = Slot("team", "TM001", date(2026, 11, 23), "09:00-12:00")
OTHER = replace(SLOT, window="13:00-15:00")
REQUEST = BookingRequest(
    key="k1",
    category="空调",
    mode="home",
    slot=SLOT,
    fault="不制冷",
    contact="沈一洋",
    phone="13800138001",
    address="文昌路199号",
)


@pytest.fixture(autouse=True)
def two_windows_with_one_place_each(store: Store) -> None:
    rows = [{**vars(slot), "places": 1, "taken": 0} for slot in (SLOT, OTHER)]
    with store.transaction() as session:
        session.execute(capacity.capacity.insert(), rows)


def _taken(store: Store, slot: Slot = SLOT) -> int:
    with store.reading() as session:
        opening = capacity.get(session, slot)
    assert opening is not None
    return opening.taken


def test_booking_takes_its_place_and_gets_a_number(store: Store) -> None:
    with store.transaction() as session:
        booking = bookings.book(session, REQUEST)

    assert booking.number == "GD202611220001"
    assert booking.status == "requested"
    assert booking.slot == SLOT
    assert booking.created_at == NOW
    assert (booking.contact, booking.phone, booking.address) == ("沈一洋", "13800138001", "文昌路199号")
    assert _taken(store) == 1
    with store.reading() as session:
        assert bookings.get(session, booking.number.lower()) == booking
        assert [event.status for event in bookings.history(session, booking.number)] == ["requested"]


def test_booking_shows_nothing_personal_when_printed(store: Store) -> None:
    with store.transaction() as session:
        printed = repr(bookings.book(session, REQUEST)) + repr(REQUEST)

    assert not any(secret in printed for secret in ("沈一洋", "13800138001", "文昌路"))


def test_second_booking_of_last_place_is_refused(store: Store) -> None:
    with store.transaction() as session:
        bookings.book(session, REQUEST)

    with store.transaction() as session, pytest.raises(SlotTaken):
        bookings.book(session, replace(REQUEST, key="k2"))

    assert _taken(store) == 1
    with store.transaction() as session:
        assert bookings.book(session, replace(REQUEST, key="k2", slot=OTHER)).number == "GD202611220002"


def test_place_that_does_not_exist_is_refused(store: Store) -> None:
    with store.transaction() as session, pytest.raises(SlotTaken):
        bookings.book(session, replace(REQUEST, slot=replace(SLOT, place_code="TM999")))


def test_same_key_and_content_returns_the_stored_booking(store: Store) -> None:
    with store.transaction() as session:
        first = bookings.book(session, REQUEST)
    with store.transaction() as session:
        again = bookings.book(session, replace(REQUEST, phone="+86 138 0013 8001"))

    assert again == first
    assert _taken(store) == 1
    with store.reading() as session:
        assert len(bookings.for_phone(session, "13800138001")) == 1


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"slot": OTHER}, id="another window"),
        pytest.param({"phone": "13900139000"}, id="another phone"),
        pytest.param({"fault": "漏水"}, id="another fault"),
        pytest.param({"address": "别处"}, id="another address"),
        pytest.param({"contact": "别人"}, id="another contact"),
        pytest.param({"slot": None}, id="no appointment"),
        pytest.param({"purpose": "installation"}, id="another purpose"),
        pytest.param({"region": "吉林省/长春市/南关区"}, id="another region"),
    ],
)
def test_same_key_with_other_content_is_refused(store: Store, change: dict[str, object]) -> None:
    with store.transaction() as session:
        bookings.book(session, REQUEST)

    with store.transaction() as session, pytest.raises(KeyReused):
        bookings.book(session, replace(REQUEST, **change))  # type: ignore[arg-type]

    assert (_taken(store), _taken(store, OTHER)) == (1, 0)


def test_same_request_from_another_chat_is_the_same_booking(store: Store) -> None:
    with store.transaction() as session:
        first = bookings.book(session, replace(REQUEST, chat_id="a" * 32))
        again = bookings.book(session, replace(REQUEST, chat_id="b" * 32))

    assert again == first
    assert again.chat_id == "a" * 32


def test_booking_keeps_what_it_is_for_where_and_in_which_chat(store: Store) -> None:
    request = replace(REQUEST, purpose="installation", region="吉林省/长春市/朝阳区", chat_id="a" * 32)
    with store.transaction() as session:
        booking = bookings.book(session, request)
        bookings.book(session, replace(REQUEST, key="k2", slot=OTHER))

    with store.reading() as session:
        assert bookings.for_chat(session, "a" * 32) == [booking]
        assert bookings.for_chat(session, "b" * 32) == []
    assert (booking.purpose, booking.region) == ("installation", "吉林省/长春市/朝阳区")
    assert booking.is_open


def test_booking_without_appointment_takes_no_place(store: Store) -> None:
    with store.transaction() as session:
        booking = bookings.book(session, replace(REQUEST, mode="mail_in", slot=None, address=None))

    assert booking.slot is None
    assert booking.address is None
    assert _taken(store) == 0


def test_bad_phone_is_refused_and_takes_nothing(store: Store) -> None:
    with pytest.raises(InvalidInput), store.transaction() as session:
        bookings.book(session, replace(REQUEST, phone="110"))

    assert _taken(store) == 0


def test_phone_with_enough_open_bookings_gets_no_more(store: Store) -> None:
    with store.transaction() as session:
        bookings.book(session, REQUEST, most_open=1)

    second = replace(REQUEST, key="k2", slot=OTHER)
    with store.transaction() as session, pytest.raises(TooManyOpenBookings):
        bookings.book(session, second, most_open=1)
    assert _taken(store, OTHER) == 0

    with store.transaction() as session:
        bookings.cancel(session, "GD202611220001", "customer")
        assert bookings.book(session, second, most_open=1).status == "requested"


def test_cancelling_gives_the_place_back_once(store: Store) -> None:
    with store.transaction() as session:
        number = bookings.book(session, REQUEST).number

    for _ in range(2):
        with store.transaction() as session:
            assert bookings.cancel(session, number, "customer", "时间不合适").status == "cancelled"

    assert _taken(store) == 0
    with store.reading() as session:
        steps = [(event.status, event.author) for event in bookings.history(session, number)]
    assert steps == [("requested", "customer"), ("cancelled", "customer")]


def test_second_cancellation_does_not_free_the_next_customers_place(store: Store) -> None:
    with store.transaction() as session:
        first = bookings.book(session, REQUEST).number
        bookings.cancel(session, first, "customer")
        bookings.book(session, replace(REQUEST, key="k2", phone="13900139000"))

    with store.transaction() as session:
        bookings.cancel(session, first, "customer")

    assert _taken(store) == 1


def test_unknown_booking_cannot_be_cancelled(store: Store) -> None:
    with store.transaction() as session, pytest.raises(BookingNotFound):
        bookings.cancel(session, "GD202611229999", "customer")


def test_booking_moves_along_its_legal_steps_only(store: Store) -> None:
    with store.transaction() as session:
        number = bookings.book(session, REQUEST).number
        for status in ("confirmed", "dispatched", "in_repair", "waiting_parts", "in_repair", "finished"):
            assert bookings.move(session, number, status, "demo").status == status

    for status in ("cancelled", "confirmed", "nonsense"):
        with store.transaction() as session, pytest.raises(IllegalMove):
            bookings.move(session, number, status, "demo")
    with store.transaction() as session:
        assert bookings.move(session, number, "finished", "demo").status == "finished"
        assert bookings.advance(session, number, "finished", "demo")[1] is None
        assert not bookings.move(session, number.lower(), "finished", "demo").is_open
        assert len(bookings.history(session, number)) == 7
    assert _taken(store) == 1


def test_numbers_begin_anew_each_day(store: Store) -> None:
    from datetime import timedelta

    from bot.store import numbers

    with store.transaction() as session:
        today, tomorrow = NOW.date(), NOW.date() + timedelta(days=1)
        numbers.reserve(session, "GD", {today: 7})
        numbers.reserve(session, "GD", {today: 3})
        got = [numbers.next_number(session, "GD", day) for day in (today, today, tomorrow)]

    assert got == [8, 9, 1]


def test_free_slots_are_those_with_a_place_left(store: Store) -> None:
    with store.transaction() as session:
        bookings.book(session, REQUEST)
        found = capacity.free(session, "team", ["TM001", "TM002"], date(2026, 11, 22), date(2026, 11, 30))
        later = capacity.free(session, "team", ["TM001"], date(2026, 11, 24), date(2026, 11, 30))
        centre = capacity.free(session, "centre", ["TM001"], date(2026, 11, 22), date(2026, 11, 30))

    assert [(opening.slot, opening.free) for opening in found] == [(OTHER, 1)]
    assert later == []
    assert centre == []


def test_bookings_of_a_device_come_newest_first(seeded_store: Store) -> None:
    with seeded_store.reading() as session:
        repairs = bookings.for_device(session, "SC-DEMO5-5J6K7O")

    assert len(repairs) == 2
    assert repairs[0].created_at > repairs[1].created_at
    assert {repair.status for repair in repairs} == {"finished"}
    assert {repair.result for repair in repairs} == {"part_replaced"}
