"""Progress: what a booking's record says, and what may still be done with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from databases import Databases, make_settings, seed_to
from service_dialogue import NANSHAN, reserve

from bot.service import progress, visits
from bot.store import booking_changes, bookings
from bot.store.engine import Store, open_store

PHONE = "13912340201"
STATUSES = ("requested", "confirmed", "dispatched", "in_repair", "waiting_parts", "finished")


@pytest.fixture
def shop(sqlite_databases: Databases, tmp_path) -> Iterator[Store]:
    """A fresh copy of the demo company: visits take its places."""
    url = sqlite_databases.fresh("seeded", lambda url: seed_to(url, tmp_path))
    opened = open_store(make_settings(tmp_path, url))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("status", "changeable", "cancellable"),
    [
        pytest.param("requested", True, True, id="requested"),
        pytest.param("confirmed", True, True, id="confirmed"),
        pytest.param("dispatched", False, True, id="dispatched"),
        pytest.param("in_repair", False, False, id="in repair"),
        pytest.param("waiting_parts", False, False, id="waiting for parts"),
        pytest.param("finished", False, False, id="finished"),
    ],
)
def test_status_says_what_may_be_done(shop: Store, status: str, changeable: bool, cancellable: bool) -> None:
    made = reserve(shop, PHONE)
    with shop.transaction() as session:
        for step in STATUSES[1 : STATUSES.index(status) + 1]:
            made = bookings.move(session, made.number, step, "agent")

    assert (progress.is_changeable(made), progress.is_cancellable(made)) == (changeable, cancellable)


def test_visit_is_overdue_once_its_window_is_over_and_nobody_came(shop: Store) -> None:
    made = reserve(shop, PHONE)
    assert made.slot is not None
    start, end = visits.slot_times(made.slot)
    with shop.transaction() as session:
        came = bookings.move(session, made.number, "in_repair", "agent")

    assert not progress.is_overdue(made, end - timedelta(minutes=1)) and progress.is_overdue(made, end)
    assert not progress.is_overdue(came, end + timedelta(days=1)) and start < end


def test_booking_without_a_window_is_never_overdue(shop: Store) -> None:
    made = reserve(shop, PHONE, category="手机", mode="mail_in")

    assert not progress.is_overdue(made, made.created_at + timedelta(days=30))


def test_same_step_twice_in_a_row_is_told_once(shop: Store) -> None:
    made = reserve(shop, PHONE)
    with shop.transaction() as session:
        booking_changes.urge(session, made.number, "customer")
        booking_changes.urge(session, made.number, "customer")
        bookings.move(session, made.number, "confirmed", "agent")
        told = progress.steps(session, made)

    assert [(event.kind, event.status) for event in told] == [
        ("status", "requested"),
        ("urged", "requested"),
        ("status", "confirmed"),
    ]


def test_place_of_a_visit_is_the_booked_region_or_where_the_team_works(shop: Store) -> None:
    made, old = reserve(shop, PHONE), reserve(shop, PHONE, place=2, region=None)
    centre = reserve(shop, "13912340202", category="手机", mode="store", region=None)

    with shop.reading() as session:
        booked, derived = progress.place_of(session, made), progress.place_of(session, old)
        spot, at_centre = progress.spot_of(session, centre), progress.place_of(session, centre)

    assert booked == NANSHAN and derived is not None and derived.city == "深圳市"
    assert spot is not None and spot.address and at_centre == spot.place


def test_booking_without_region_and_window_has_no_place(shop: Store) -> None:
    made = reserve(shop, PHONE, category="手机", mode="mail_in", region=None)

    with shop.reading() as session:
        assert progress.spot_of(session, made) is None and progress.place_of(session, made) is None


LINES = [
    pytest.param((), ["requested"], ["confirmed", "dispatched", "in_repair", "finished"], id="just made"),
    pytest.param(("confirmed",), ["requested", "confirmed"], ["dispatched", "in_repair", "finished"], id="confirmed"),
    pytest.param(("in_repair",), ["requested", "in_repair"], ["finished"], id="steps left out are not on it"),
    pytest.param(
        ("confirmed", "dispatched", "confirmed"),
        ["requested", "confirmed"],
        ["dispatched", "in_repair", "finished"],
        id="sent back",
    ),
    pytest.param(
        ("in_repair", "waiting_parts"),
        ["requested", "in_repair", "waiting_parts"],
        ["finished"],
        id="waiting for parts",
    ),
    pytest.param(
        ("in_repair", "waiting_parts", "in_repair"), ["requested", "in_repair"], ["finished"], id="parts have come"
    ),
    pytest.param(
        ("confirmed", "in_repair", "finished"), ["requested", "confirmed", "in_repair", "finished"], [], id="finished"
    ),
    pytest.param(("confirmed", "cancelled"), ["requested", "confirmed", "cancelled"], [], id="cancelled"),
]


@pytest.mark.parametrize(("moves", "reached", "ahead"), LINES)
def test_line_shows_what_was_reached_in_order_and_what_is_ahead(
    shop: Store, moves: tuple[str, ...], reached: list[str], ahead: list[str]
) -> None:
    made = reserve(shop, PHONE)
    for status in moves:
        with shop.transaction() as session:
            made = bookings.move(session, made.number, status, "agent")

    with shop.reading() as session:
        line = progress.line(session, made)

    moments = [step.at for step in line if step.reached]
    assert [step.status for step in line if step.reached] == reached
    assert [step.status for step in line if not step.reached] == ahead
    assert None not in moments and moments == sorted(moments) and all(step.at is None for step in line[len(reached) :])


def test_line_leaves_changes_and_reminders_out(shop: Store) -> None:
    made = reserve(shop, PHONE)
    with shop.transaction() as session:
        booking_changes.urge(session, made.number, "customer")

    with shop.reading() as session:
        assert [step.status for step in progress.line(session, made) if step.reached] == ["requested"]
