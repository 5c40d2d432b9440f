"""Changes of a booking: the new place is taken, the old one given back, or nothing happens; on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from databases import NOW, make_settings

from bot.errors import IllegalMove, InvalidInput, SlotTaken, TooManyOpenBookings
from bot.store import bookings, capacity
from bot.store.booking_changes import BookingChange, change, urge
from bot.store.bookings import BookingNotFound, BookingRequest
from bot.store.capacity import Slot
from bot.store.engine import Store, open_store

SLOT = Slot("team", "TM001", date(2026, 11, 25), "09:00-12:00")
OTHER = replace(SLOT, window="13:00-15:00")
REQUEST = BookingRequest(
    "k1", "空调", "home", SLOT, "不制冷", "沈一洋", "13800138001", "文昌路199号", region="吉林省/长春市/朝阳区"
)


@pytest.fixture
def number(store: Store) -> str:
    """A booking of the first of two windows with one place each."""
    rows = [{**vars(slot), "places": 1, "taken": 0} for slot in (SLOT, OTHER)]
    with store.transaction() as session:
        session.execute(capacity.capacity.insert(), rows)
        return bookings.book(session, REQUEST).number


def _taken(store: Store) -> tuple[int, int]:
    with store.reading() as session:
        first, second = (capacity.get(session, slot) for slot in (SLOT, OTHER))
    assert first and second
    return first.taken, second.taken


def _kinds(store: Store, number: str) -> list[str]:
    with store.reading() as session:
        return [event.kind for event in bookings.history(session, number)]


def test_new_window_is_taken_and_the_old_one_given_back(store: Store, number: str) -> None:
    with store.transaction() as session:
        changed = change(session, number.lower(), BookingChange(slot=OTHER), "customer", "改到下午")

    with store.reading() as session:
        assert bookings.get(session, number) == changed
        last = bookings.history(session, number)[-1]
    assert changed.slot == OTHER
    assert changed.status == "requested"
    assert (last.kind, last.status, last.author, last.note) == ("changed", "requested", "customer", "改到下午")
    assert _taken(store) == (0, 1)


def test_phone_that_holds_its_share_takes_no_further_booking(store: Store, number: str) -> None:
    with store.transaction() as session:
        for key in ("k2", "k3"):
            bookings.book(session, replace(REQUEST, key=key, phone="13900139000", slot=None))

    with pytest.raises(TooManyOpenBookings), store.transaction() as session:
        change(session, number, BookingChange(phone="13900139000", slot=OTHER), "customer", most_open=2)

    with store.reading() as session:
        assert bookings.under_phone(session, number, "13800138001") is not None
    assert _taken(store) == (1, 0) and _kinds(store, number) == ["status"]


def test_share_does_not_count_for_the_phone_that_the_booking_has(store: Store, number: str) -> None:
    with store.transaction() as session:
        change(session, number, BookingChange(phone="13800138001", address="文昌路5号"), "customer", most_open=1)

    assert _kinds(store, number) == ["status", "changed"]


def test_booking_with_another_phone_belongs_to_the_chat_that_changed_it(store: Store, number: str) -> None:
    with store.transaction() as session:
        first = change(session, number, BookingChange(address="文昌路5号", chat_id="a" * 32), "customer")
        second = change(session, number, BookingChange(phone="13900139000", chat_id="a" * 32), "customer")

    assert (first.chat_id, second.chat_id) == (None, "a" * 32)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        pytest.param(BookingChange(address="文昌路5号楼"), {"address": "文昌路5号楼"}, id="address"),
        pytest.param(BookingChange(contact="曹晓彤"), {"contact": "曹晓彤"}, id="contact"),
        pytest.param(BookingChange(phone="139 0013 9000"), {"phone": "13900139000"}, id="phone"),
        pytest.param(BookingChange(fault="漏水"), {"fault": "漏水"}, id="fault"),
        pytest.param(BookingChange(region="吉林省/长春市/南关区"), {"region": "吉林省/长春市/南关区"}, id="region"),
        pytest.param(
            BookingChange(mode="mail_in", drops_slot=True), {"mode": "mail_in", "slot": None}, id="move to mail-in"
        ),
    ],
)
def test_one_field_is_changed_and_the_others_stay(
    store: Store, number: str, wanted: BookingChange, expected: dict[str, object]
) -> None:
    with store.transaction() as session:
        bookings.move(session, number, "confirmed", "demo")
        before = bookings.get(session, number)
        assert before
        changed = change(session, number, wanted, "customer")

    assert changed == replace(before, **expected)  # type: ignore[arg-type]  # names of fields
    assert _taken(store) == (0 if wanted.drops_slot else 1, 0)
    assert _kinds(store, number) == ["status", "status", "changed"]


def test_changed_phone_is_found_by_its_new_number_only(store: Store, number: str) -> None:
    with store.transaction() as session:
        change(session, number, BookingChange(phone="13900139000"), "customer")

    with store.reading() as session:
        assert [booking.number for booking in bookings.for_phone(session, "13900139000")] == [number]
        assert bookings.for_phone(session, "13800138001") == []


def test_full_window_leaves_everything_as_it_was(store: Store, number: str) -> None:
    with store.transaction() as session:
        bookings.book(session, replace(REQUEST, key="k2", slot=OTHER))
        before = bookings.get(session, number)

    with store.transaction() as session, pytest.raises(SlotTaken):
        change(session, number, BookingChange(slot=OTHER, address="别处"), "customer")

    with store.reading() as session:
        assert bookings.get(session, number) == before
    assert _taken(store) == (1, 1)
    assert _kinds(store, number) == ["status"]


@pytest.mark.parametrize(
    "wanted",
    [
        pytest.param(BookingChange(), id="nothing"),
        pytest.param(
            BookingChange("home", SLOT, REQUEST.region, REQUEST.address, "沈一洋", "138-0013-8001", "不制冷"),
            id="all as it is",
        ),
    ],
)
def test_nothing_new_writes_no_event(store: Store, number: str, wanted: BookingChange) -> None:
    with store.transaction() as session:
        assert change(session, number, wanted, "customer") == bookings.get(session, number)

    assert _kinds(store, number) == ["status"]
    assert _taken(store) == (1, 0)


def test_bad_phone_is_refused_and_takes_nothing(store: Store, number: str) -> None:
    with store.transaction() as session, pytest.raises(InvalidInput):
        change(session, number, BookingChange(slot=OTHER, phone="110"), "customer")

    assert _taken(store) == (1, 0)


@pytest.mark.parametrize("status", ["dispatched", "in_repair", "cancelled"])
def test_booking_under_way_or_over_is_not_changed(store: Store, number: str, status: str) -> None:
    with store.transaction() as session:
        bookings.move(session, number, status, "demo")

    with store.transaction() as session, pytest.raises(IllegalMove):
        change(session, number, BookingChange(fault="漏水"), "customer")


def test_unknown_booking_is_neither_changed_nor_urged(store: Store, number: str) -> None:
    with store.transaction() as session, pytest.raises(BookingNotFound):
        change(session, "GD209901010001", BookingChange(fault="漏水"), "customer")
    with store.transaction() as session, pytest.raises(BookingNotFound):
        urge(session, "GD209901010001", "customer")


def test_the_first_request_still_names_the_changed_booking(store: Store, number: str) -> None:
    with store.transaction() as session:
        changed = change(session, number, BookingChange(slot=OTHER), "customer")

    with store.transaction() as session:
        assert bookings.book(session, REQUEST) == changed
    assert _taken(store) == (0, 1)


def test_urges_of_the_last_day_are_counted(store: Store, number: str, tmp_path: Path) -> None:
    with store.transaction() as session:
        counts = [urge(session, number, "customer") for _ in range(2)]
    url = store.engine.url.render_as_string(hide_password=False)
    later = open_store(make_settings(tmp_path / "var", url, NOW + timedelta(hours=24)))
    with later.transaction() as session:
        counts.append(urge(session, number, "customer"))
    later.close()

    assert counts == [1, 2, 1]
    assert _kinds(store, number) == ["status", "urged", "urged", "urged"]


def test_finished_booking_is_not_urged(store: Store, number: str) -> None:
    with store.transaction() as session:
        bookings.cancel(session, number, "customer")

    with store.transaction() as session, pytest.raises(IllegalMove):
        urge(session, number, "customer")


def test_two_who_change_into_each_others_windows_both_finish(store: Store, number: str) -> None:
    with store.transaction() as session:
        session.execute(capacity.capacity.update().values(places=2))
        second = bookings.book(session, replace(REQUEST, key="k2", slot=OTHER)).number

    def swap(which: str, slots: tuple[Slot, Slot]) -> None:
        for round_ in range(12):
            with store.transaction() as session:
                change(session, which, BookingChange(slot=slots[round_ % 2]), "customer")

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(swap, (number, second), ((OTHER, SLOT), (SLOT, OTHER))))

    assert _taken(store) == (1, 1)


def test_change_shows_nothing_personal_when_printed() -> None:
    printed = repr(BookingChange(address="文昌路199号", contact="沈一洋", phone="13800138001"))

    assert not any(secret in printed for secret in ("沈一洋", "13800138001", "文昌路"))
