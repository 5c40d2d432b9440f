"""The demo company: complete after one run, unchanged by the next, its calendar never shorter than 14 days."""

from __future__ import annotations

import stat
import time
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from databases import NOW, make_settings
from sqlalchemy import func, select, update

from bot.store import agents, bookings, capacity, devices, releases
from bot.store.booking_records import booking_events
from bot.store.capacity import Slot
from bot.store.demo_agent import demo_agent_password
from bot.store.engine import Store, open_store
from bot.store.seed import seed
from bot.store.tables import metadata

TODAY = NOW.date()


def _counts(store: Store) -> dict[str, int]:
    with store.reading() as session:
        return {
            name: session.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in metadata.tables.items()
        }


def test_seeding_loads_the_whole_company_quickly(store: Store, tmp_path: Path) -> None:
    begin = time.monotonic()
    added = seed(store, make_settings(tmp_path / "var"))
    seconds = time.monotonic() - begin

    least = {"products": 100, "devices": 400, "customers": 150, "centres": 60, "parts": 200, "prices": 100, "agents": 1}
    least |= {"releases": 60, "teams": 30, "policies": 28, "exclusions": 5, "bookings": 31, "capacity": 14 * 60}
    assert {kind: added[kind] >= number for kind, number in least.items()} == dict.fromkeys(least, True)
    assert seconds < 5


def test_seeding_again_changes_nothing(seeded_store: Store, tmp_path: Path) -> None:
    before = _counts(seeded_store)

    added = seed(seeded_store, make_settings(tmp_path / "var"))

    assert set(added.values()) == {0}
    assert _counts(seeded_store) == before


def test_seeding_again_keeps_what_customers_and_agents_changed(seeded_store: Store, tmp_path: Path) -> None:
    with seeded_store.transaction() as session:
        slot = capacity.free(session, "team", ["TM001"], TODAY, TODAY + timedelta(days=13))[0].slot
        request = bookings.BookingRequest("k", "空调", "home", slot, "不制冷", "甲", "13800138001", "某路1号")
        number = bookings.book(session, request).number
        running = next(b for b in bookings.for_device(session, "SC-JZTZ5-TV3JYH") if b.status == "confirmed").number
        bookings.move(session, running, "dispatched", "demo")
        session.execute(
            update(devices.devices).values(note="改过").where(devices.devices.c.serial == "SC-DEMO1-1A2B3Y")
        )

    seed(seeded_store, make_settings(tmp_path / "var"))

    with seeded_store.reading() as session:
        opening = capacity.get(session, slot)
        assert opening is not None
        assert opening.taken == 1
        assert bookings.get(session, number) is not None
        moved = bookings.get(session, running)
        assert moved is not None
        assert moved.status == "dispatched"
        changed = devices.find_by_serial(session, "SC-DEMO1-1A2B3Y")
        assert changed is not None
        assert changed.note == "改过"


def test_dates_count_back_from_the_day_of_the_first_seeding(seeded_store: Store) -> None:
    with seeded_store.reading() as session:
        phone = devices.find_by_serial(session, "SC-DEMO1-1A2B3Y")
        fridge = devices.find_by_serial(session, "SC-DEMO3-3E4F5C")
        newest = releases.for_model(session, "SC-TV43C")[0]

    assert phone is not None
    assert phone.purchased_on == TODAY - timedelta(days=100)
    assert phone.order_number == f"{phone.purchased_on:%Y%m%d}00288"
    assert fridge is not None
    assert fridge.purchased_on == TODAY - timedelta(days=2)
    assert newest.released_on == TODAY - timedelta(days=66)


def test_later_seeding_adds_missing_days(seeded_store: Store, tmp_path: Path) -> None:
    url = seeded_store.engine.url.render_as_string(hide_password=False)
    later = make_settings(tmp_path / "var", url, NOW + timedelta(days=5))
    store = open_store(later)

    added = seed(store, later)

    with store.reading() as session:
        days = set(session.execute(select(capacity.capacity.c.day).distinct()).scalars())
    store.close()
    assert added["capacity"] > 0
    assert {kind for kind, number in added.items() if number} == {"capacity", "moved"}
    assert days == {TODAY + timedelta(days=offset) for offset in range(19)}


def test_places_follow_the_rule_and_the_opening_hours(seeded_store: Store) -> None:
    monday, sunday = date(2026, 11, 23), date(2026, 11, 29)
    with seeded_store.reading() as session:
        places = {
            (code, day): [opening.places for opening in capacity.free(session, kind, [code], day, day)]
            for kind, code in (("centre", "CT001"), ("centre", "CT002"), ("team", "TM001"))
            for day in (monday, sunday)
        }

    assert places == {
        ("CT001", monday): [4, 4, 4],
        ("CT001", sunday): [3, 3, 3],
        ("CT002", monday): [4, 4, 4],
        ("CT002", sunday): [],  # closed on Sundays by its hours
        ("TM001", monday): [3, 3, 3, 3],
        ("TM001", sunday): [2, 2, 2, 2],
    }


def test_repairs_have_a_history_that_ends_in_their_status(seeded_store: Store) -> None:
    with seeded_store.reading() as session:
        numbers = list(session.execute(select(booking_events.c.number).distinct()).scalars())
        for number in numbers:
            booking = bookings.get(session, number)
            steps = bookings.history(session, number)
            assert booking is not None
            assert steps[-1].status == booking.status
            assert [step.at for step in steps] == sorted(step.at for step in steps)
            assert steps[0].at == booking.created_at
            assert steps[-1].at <= NOW
            for before, after in pairwise(steps):
                assert after.status in bookings.NEXT_STATUSES[before.status]


def test_open_repairs_stand_at_every_status_and_their_visits_hold_their_places(seeded_store: Store) -> None:
    with seeded_store.reading() as session:
        numbers = list(session.execute(select(booking_events.c.number).distinct()).scalars())
        booked = [booking for booking in (bookings.get(session, number) for number in numbers) if booking]
        visits = Counter(booking.slot for booking in booked if booking.slot)
        openings = [capacity.get(session, slot) for slot in visits]
        taken = session.execute(select(func.sum(capacity.capacity.c.taken))).scalar_one()

    assert {booking.status for booking in booked if booking.is_open} == set(bookings.OPEN_STATUSES)
    assert all(booking.is_open and booking.region for booking in booked if booking.slot)
    assert all(opening and opening.slot.day > TODAY for opening in openings)
    assert [opening.taken for opening in openings if opening] == list(visits.values())
    assert taken == sum(visits.values()) >= 5


def test_next_booking_does_not_meet_a_seeded_number(seeded_store: Store) -> None:
    with seeded_store.transaction() as session:
        request = bookings.BookingRequest("k", "空调", "mail_in", None, "不制冷", "甲", "13800138001")
        first = bookings.book(session, request)
        second = bookings.book(session, replace(request, key="k2"))

    assert first.number.startswith("GD20261122")
    assert first.number != second.number


def test_demo_agent_signs_in_with_the_kept_password(store: Store, tmp_path: Path) -> None:
    settings = make_settings(tmp_path / "var")
    seed(store, settings)
    password = demo_agent_password(settings)

    with store.reading() as session:
        agent = agents.sign_in(session, "demo", password)

    assert agent is not None
    assert set(agent.roles) == set(agents.ROLES)
    assert set(agent.groups) == set(agents.GROUPS)
    assert password == demo_agent_password(settings)
    assert len(password) >= 12
    assert stat.S_IMODE((settings.data_dir / "desk-password").stat().st_mode) == 0o600


def test_lost_password_file_gives_the_demo_agent_a_new_password(store: Store, tmp_path: Path) -> None:
    settings = make_settings(tmp_path / "var")
    seed(store, settings)
    old = demo_agent_password(settings)
    (settings.data_dir / "desk-password").unlink()

    seed(store, settings)

    with store.reading() as session:
        assert agents.sign_in(session, "demo", old) is None
        assert agents.sign_in(session, "demo", demo_agent_password(settings)) is not None


def test_every_demo_place_has_at_least_one_slot(seeded_store: Store) -> None:
    from bot.store.centres import centres
    from bot.store.teams import teams

    with seeded_store.reading() as session:
        for kind, table in (("centre", centres), ("team", teams)):
            for code in list(session.execute(select(table.c.code)).scalars()):
                found = capacity.free(session, kind, [code], TODAY, TODAY + timedelta(days=13))
                assert found, code
                assert all(isinstance(opening.slot, Slot) for opening in found)
