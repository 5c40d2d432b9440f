"""The demo company's dates: true again on the day of a later seeding, except where somebody changed something."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from databases import NOW, make_settings
from sqlalchemy import func, select, update

from bot.store import bookings, capacity, devices
from bot.store.booking_changes import BookingChange, change
from bot.store.booking_records import bookings as bookings_table
from bot.store.engine import Store, open_store
from bot.store.imports import import_file
from bot.store.seed import seed

FRIDGE, PHONE, WASHER = "SC-DEMO3-3E4F5C", "SC-DEMO1-1A2B3Y", "SC-DEMO5-5J6K7O"
RUNNING = "SC-JZTZ5-TV3JYH"  # with a repair that has been received
VISITED = "SC-KFR72L-43SHHQ"  # with a confirmed home visit ahead
TODAY = NOW.date()


@contextmanager
def _later(store: Store, folder: Path, days: int) -> Iterator[tuple[Store, dict[str, int]]]:
    """The same database some days later, seeded again."""
    url = store.engine.url.render_as_string(hide_password=False)
    settings = make_settings(folder / "var", url, NOW + timedelta(days=days))
    opened = open_store(settings)
    try:
        yield opened, seed(opened, settings)
    finally:
        opened.close()


def _purchased(store: Store, serial: str) -> date:
    with store.reading() as session:
        found = devices.find_by_serial(session, serial)
    assert found is not None
    return found.purchased_on


def test_seeding_a_week_later_makes_every_device_as_old_as_promised(seeded_store: Store, tmp_path: Path) -> None:
    with seeded_store.reading() as session:
        before = {row.serial: row for row in session.execute(select(devices.devices))}

    with _later(seeded_store, tmp_path, 7) as (store, added), store.reading() as session:
        after = {row.serial: row for row in session.execute(select(devices.devices))}

    week = timedelta(days=7)
    assert added["moved"] == len(before)
    assert added["devices"] == added["bookings"] == 0
    assert after[FRIDGE].purchased_on == TODAY + week - timedelta(days=2)
    for serial, old in before.items():
        new = after[serial]
        assert new.purchased_on == old.purchased_on + week
        assert new.installed_on == (old.installed_on + week if old.installed_on else None)
        if old.order_number:
            assert new.order_number == f"{new.purchased_on:%Y%m%d}{old.order_number[8:]}"


def test_repairs_move_along_with_their_device_and_keep_their_numbers(seeded_store: Store, tmp_path: Path) -> None:
    with seeded_store.reading() as session:
        before = bookings.for_device(session, WASHER)
        steps = [step for booking in before for step in bookings.history(session, booking.number)]

    with _later(seeded_store, tmp_path, 7) as (store, _), store.reading() as session:
        after = bookings.for_device(session, WASHER)
        moved = [step for booking in after for step in bookings.history(session, booking.number)]

    week = timedelta(days=7)
    assert len(before) == 2
    assert [(b.number, b.created_at + week) for b in before] == [(b.number, b.created_at) for b in after]
    assert [(s.number, s.status, s.at + week) for s in steps] == [(s.number, s.status, s.at) for s in moved]


@pytest.mark.parametrize("days", [1, 7, 30])
def test_coming_visits_move_along_and_hold_exactly_one_place(seeded_store: Store, tmp_path: Path, days: int) -> None:
    with seeded_store.reading() as session:
        before = bookings.for_device(session, VISITED)[0]

    with _later(seeded_store, tmp_path, days) as (store, _), store.reading() as session:
        after = bookings.for_device(session, VISITED)[0]
        assert before.slot and after.slot
        assert after.slot == replace(before.slot, day=before.slot.day + timedelta(days=days))
        old, new = (capacity.get(session, slot) for slot in (before.slot, after.slot))
        held = session.execute(select(func.count()).where(bookings_table.c.day.isnot(None))).scalar_one()
        taken = session.execute(select(func.sum(capacity.capacity.c.taken))).scalar_one()

    assert old and new
    assert (old.taken, new.taken) == (0, 1)
    assert taken == held >= 5


def test_visit_in_a_full_window_moves_to_the_next_free_one(seeded_store: Store, tmp_path: Path) -> None:
    with seeded_store.transaction() as session:
        slot = bookings.for_device(session, VISITED)[0].slot
        assert slot
        full = replace(slot, day=slot.day + timedelta(days=1))
        while capacity.take(session, full):
            pass

    with _later(seeded_store, tmp_path, 1) as (store, _), store.reading() as session:
        moved = bookings.for_device(session, VISITED)[0].slot

    assert moved and moved != full
    assert moved.day >= full.day and moved.place_code == full.place_code


def test_visit_that_its_customer_changed_stays(seeded_store: Store, tmp_path: Path) -> None:
    with seeded_store.transaction() as session:
        number = bookings.for_device(session, VISITED)[0].number
        changed = change(session, number, BookingChange(fault="漏水"), "customer")

    with _later(seeded_store, tmp_path, 7) as (store, _), store.reading() as session:
        assert bookings.get(session, number) == changed


def test_dates_move_once_a_day_and_again_on_each_later_day(seeded_store: Store, tmp_path: Path) -> None:
    for days, moves in ((7, True), (7, False), (9, True), (8, False)):
        with _later(seeded_store, tmp_path, days) as (store, added):
            assert (added["moved"] > 0) is moves
            assert _purchased(store, FRIDGE) == TODAY + timedelta(days=(9 if days == 8 else days) - 2)


def test_device_that_was_changed_or_imported_stays(seeded_store: Store, tmp_path: Path) -> None:
    path = tmp_path / "devices.csv"
    path.write_text(
        "serial,model,purchased_on\nSC-DEMO3-3E4F5C,SC-BCD520K,2026-01-01\nSC-OWN1-000001,SC-P60,2026-11-20\n"
    )
    import_file(seeded_store, "devices", path)
    with seeded_store.transaction() as session:
        session.execute(update(devices.devices).values(note="改过").where(devices.devices.c.serial == PHONE))

    for days in (7, 8):
        with _later(seeded_store, tmp_path, days) as (store, _):
            assert _purchased(store, FRIDGE) == date(2026, 1, 1)
            assert _purchased(store, "SC-OWN1-000001") == date(2026, 11, 20)
            assert _purchased(store, PHONE) == TODAY - timedelta(days=100)


def test_device_whose_repair_went_on_at_the_desk_stays_with_it(seeded_store: Store, tmp_path: Path) -> None:
    with seeded_store.transaction() as session:
        running = next(b for b in bookings.for_device(session, RUNNING) if b.status == "confirmed")
        bookings.move(session, running.number, "dispatched", "demo")
        steps = bookings.history(session, running.number)
    before = _purchased(seeded_store, RUNNING)

    with _later(seeded_store, tmp_path, 7) as (store, _), store.reading() as session:
        assert bookings.history(session, running.number) == steps
        assert bookings.get(session, running.number) == bookings.for_device(session, RUNNING)[0]

    assert _purchased(seeded_store, RUNNING) == before


def test_what_a_customer_booked_is_not_touched(seeded_store: Store, tmp_path: Path) -> None:
    with seeded_store.transaction() as session:
        request = bookings.BookingRequest(
            "k", "洗衣机", "mail_in", None, "不排水", "甲", "13800138001", device_serial=WASHER
        )
        own = bookings.book(session, request)
        steps = bookings.history(session, own.number)

    with _later(seeded_store, tmp_path, 7) as (store, _), store.reading() as session:
        assert bookings.get(session, own.number) == own
        assert bookings.history(session, own.number) == steps
        assert len(bookings.for_device(session, WASHER)) == 3


def test_no_moved_repair_has_a_step_in_the_future_or_before_the_purchase(seeded_store: Store, tmp_path: Path) -> None:
    with _later(seeded_store, tmp_path, 7) as (store, _), store.reading() as session:
        for serial, bought in list(session.execute(select(devices.devices.c.serial, devices.devices.c.purchased_on))):
            for booking in bookings.for_device(session, serial):
                moments = [step.at for step in bookings.history(session, booking.number)]
                assert bought <= moments[0].date()
                assert moments == sorted(moments)
                assert moments[-1] <= NOW + timedelta(days=7)
                assert booking.created_at == moments[0]
