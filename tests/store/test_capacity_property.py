"""Whatever customers do in whatever order, a window never has more places taken than it has, nor fewer than none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from databases import make_settings
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from bot.errors import SlotTaken
from bot.store import bookings, capacity
from bot.store.bookings import OPEN_STATUSES, BookingRequest
from bot.store.capacity import Slot
from bot.store.engine import open_store
from bot.store.migrate import migrate

PLACES = {"09:00-12:00": 1, "13:00-15:00": 2}
WINDOWS = sorted(PLACES)


def _request(key: int, window: str) -> BookingRequest:
    slot = Slot("team", "T", date(2026, 11, 23), window)
    return BookingRequest(f"k{key}", "空调", "home", slot, "不制冷", "甲", "13800138001")


class Customers(RuleBasedStateMachine):
    """Customers who book, repeat themselves, cancel and come again; a desk that moves bookings on."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.store = open_store(make_settings(Path(self.folder.name)))
        migrate(self.store)
        with self.store.transaction() as session:
            for window, places in PLACES.items():
                slot = _request(0, window).slot
                session.execute(capacity.capacity.insert(), {**vars(slot), "places": places, "taken": 0})
        self.next_key = 0
        self.numbers: list[str] = []
        self.requests: list[BookingRequest] = []

    @rule(window=st.sampled_from(WINDOWS))
    def book(self, window: str) -> None:
        request = replace(_request(self.next_key, window))
        self.next_key += 1
        try:
            with self.store.transaction() as session:
                self.numbers.append(bookings.book(session, request).number)
                self.requests.append(request)
        except SlotTaken:
            pass

    @rule(data=st.data())
    def repeat(self, data: st.DataObject) -> None:
        if self.requests:
            place = data.draw(st.integers(0, len(self.requests) - 1))
            with self.store.transaction() as session:
                assert bookings.book(session, self.requests[place]).number == self.numbers[place]

    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        if self.numbers:
            with self.store.transaction() as session:
                bookings.cancel(session, data.draw(st.sampled_from(self.numbers)), "customer")

    @rule(data=st.data())
    def confirm(self, data: st.DataObject) -> None:
        if self.numbers:
            number = data.draw(st.sampled_from(self.numbers))
            with self.store.transaction() as session:
                booking = bookings.get(session, number)
                if booking and booking.status == "requested":
                    bookings.move(session, number, "confirmed", "demo")

    @invariant()
    def taken_is_what_open_bookings_hold(self) -> None:
        with self.store.reading() as session:
            held = [bookings.get(session, number) for number in self.numbers]
            for window, places in PLACES.items():
                slot = _request(0, window).slot
                assert slot is not None
                opening = capacity.get(session, slot)
                assert opening is not None
                holders = [b for b in held if b and b.slot == slot and b.status in OPEN_STATUSES]
                assert opening.taken == len(holders) <= places
        assert len(set(self.numbers)) == len(self.numbers)

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()


@pytest.mark.parametrize(
    "examples", [pytest.param(15, id="short"), pytest.param(300, id="long", marks=pytest.mark.soak)]
)
def test_taken_places_always_equal_open_bookings(examples: int) -> None:
    quiet = settings(
        max_examples=examples,
        stateful_step_count=25,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Customers, settings=quiet)
