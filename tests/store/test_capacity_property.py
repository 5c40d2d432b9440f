"""Whatever customers and the desk do in whatever order, the places taken of a window are exactly its live bookings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from databases import Databases, make_settings, migrate_to
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import delete

from bot.errors import IllegalMove, SlotTaken
from bot.store import bookings, capacity
from bot.store.booking_changes import CHANGEABLE, BookingChange, change, urge
from bot.store.booking_records import booking_events
from bot.store.booking_records import bookings as bookings_table
from bot.store.bookings import NEXT_STATUSES, OPEN_STATUSES, Booking, BookingRequest
from bot.store.capacity import Slot
from bot.store.engine import Store, open_store
from bot.store.migrate import migrate

PLACES = {"09:00-12:00": 1, "13:00-15:00": 2, "15:00-18:00": 0}
SLOTS = [Slot("team", "T", date(2026, 11, 23), window) for window in sorted(PLACES)]
MAYBE = [None, *SLOTS]  # None: no appointment


class Customers(RuleBasedStateMachine):
    """Customers who book, repeat themselves, change their minds, cancel and come again; a desk that moves bookings on."""

    def __init__(self) -> None:
        super().__init__()
        self.store = self.open()
        with self.store.transaction() as session:
            for table in (booking_events, bookings_table, capacity.capacity):
                session.execute(delete(table))
            rows = [{**vars(slot), "places": PLACES[slot.window], "taken": 0} for slot in SLOTS]
            session.execute(capacity.capacity.insert(), rows)
        self.requests: list[BookingRequest] = []
        self.numbers: list[str] = []
        self.keys = 0

    def open(self) -> Store:
        """A store of its own."""
        self.folder = TemporaryDirectory()
        store = open_store(make_settings(Path(self.folder.name)))
        migrate(store)
        return store

    @rule(slot=st.sampled_from(MAYBE))
    def book(self, slot: Slot | None) -> None:
        self.keys += 1
        request = BookingRequest(f"k{self.keys}", "空调", "home", slot, "不制冷", "甲", "13800138001")
        had_place = self._has_place(slot)
        try:
            with self.store.transaction() as session:
                self.numbers.append(bookings.book(session, request).number)
                self.requests.append(request)
            assert had_place
        except SlotTaken:
            assert not had_place

    @precondition(lambda self: self.numbers)
    @rule(data=st.data())
    def repeat(self, data: st.DataObject) -> None:
        place = data.draw(st.integers(0, len(self.requests) - 1))
        with self.store.transaction() as session:
            assert bookings.book(session, self.requests[place]).number == self.numbers[place]

    @precondition(lambda self: self.numbers)
    @rule(data=st.data(), slot=st.sampled_from(SLOTS), fault=st.sampled_from([None, "漏水"]))
    def change_window(self, data: st.DataObject, slot: Slot, fault: str | None) -> None:
        self._change(data, BookingChange(slot=slot, fault=fault), slot)

    @precondition(lambda self: self.numbers)
    @rule(data=st.data())
    def send_in_instead(self, data: st.DataObject) -> None:
        self._change(data, BookingChange(mode="mail_in", drops_slot=True), None)

    @precondition(lambda self: self.numbers)
    @rule(data=st.data(), status=st.sampled_from(sorted(NEXT_STATUSES)))
    def move(self, data: st.DataObject, status: str) -> None:
        before = self._drawn(data)
        legal = status == before.status or status in NEXT_STATUSES[before.status]
        try:
            with self.store.transaction() as session:
                moved = bookings.move(session, before.number, status, "demo")
            assert legal and moved == replace(before, status=status)
        except IllegalMove:
            assert not legal

    @precondition(lambda self: self.numbers)
    @rule(data=st.data())
    def cancel_and_book_again(self, data: st.DataObject) -> None:
        before = self._drawn(data)
        if before.is_open:
            with self.store.transaction() as session:
                bookings.cancel(session, before.number, "customer")
            self.book(before.slot)

    @precondition(lambda self: self.numbers)
    @rule(data=st.data())
    def hurry(self, data: st.DataObject) -> None:
        before = self._drawn(data)
        if before.is_open:
            with self.store.transaction() as session:
                assert urge(session, before.number, "customer") >= 1
                assert bookings.get(session, before.number) == before

    @invariant()
    def taken_is_what_live_bookings_hold(self) -> None:
        with self.store.reading() as session:
            held = [bookings.get(session, number) for number in self.numbers]
            for slot in SLOTS:
                opening = capacity.get(session, slot)
                assert opening is not None
                # finished work has used its place up
                live = [b for b in held if b and b.slot == slot and b.status in (*OPEN_STATUSES, "finished")]
                assert opening.taken == len(live) <= PLACES[slot.window]
        assert len(set(self.numbers)) == len(self.numbers)

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()

    def _change(self, data: st.DataObject, wanted: BookingChange, slot: Slot | None) -> None:
        before = self._drawn(data)
        possible = slot in (None, before.slot) or self._has_place(slot)
        try:
            with self.store.transaction() as session:
                changed = change(session, before.number, wanted, "customer")
            assert before.status in CHANGEABLE and possible and changed.slot == slot
        except IllegalMove:
            assert before.status not in CHANGEABLE
        except SlotTaken:
            assert not possible and self._stored(before.number) == before

    def _drawn(self, data: st.DataObject) -> Booking:
        return self._stored(data.draw(st.sampled_from(self.numbers)))

    def _stored(self, number: str) -> Booking:
        with self.store.reading() as session:
            booking = bookings.get(session, number)
        assert booking is not None
        return booking

    def _has_place(self, slot: Slot | None) -> bool:
        with self.store.reading() as session:
            opening = capacity.get(session, slot) if slot else None
        return slot is None or bool(opening and opening.free)


def _run(machine: type[RuleBasedStateMachine], examples: int) -> None:
    quiet = settings(
        max_examples=examples,
        stateful_step_count=25,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=quiet)


@pytest.mark.parametrize(
    "examples", [pytest.param(15, id="short"), pytest.param(300, id="long", marks=pytest.mark.soak)]
)
def test_taken_places_always_equal_live_bookings(examples: int) -> None:
    _run(Customers, examples)


def test_taken_places_equal_live_bookings_on_postgresql(postgres_databases: Databases, tmp_path: Path) -> None:
    url = postgres_databases.fresh("empty", lambda url: migrate_to(url, tmp_path / "var"))
    shared = open_store(make_settings(tmp_path / "var", url))

    class OnPostgres(Customers):
        """The same customers in one PostgreSQL database, emptied before each round."""

        def open(self) -> Store:
            return shared

        def teardown(self) -> None:
            """The store is closed after the last round."""

    _run(OnPostgres, 8)

    shared.close()
