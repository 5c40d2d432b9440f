"""Someone moves the work on: the desk sets a booking's status, and its customer reads it in his chat."""

from __future__ import annotations

import pytest
from desk_agent import add_agent, sign_in
from front_door import Customer, FrontDoor

from bot.store import audit, bookings
from bot.store.bookings import BookingRequest
from bot.store.engine import Store


@pytest.fixture
def number(sqlite_store: Store, customer: Customer) -> str:
    """A repair that the customer has booked in his chat."""
    add_agent(sqlite_store, "op", ("operator",))
    request = BookingRequest(
        "k", "空调", "home", None, "不制冷", "沈一洋", "13800138001", "文昌路199号", chat_id=customer.chat_id
    )
    with sqlite_store.transaction() as session:
        return bookings.book(session, request).number


async def test_step_is_told_in_the_chat_and_audited_once(
    door: FrontDoor, customer: Customer, sqlite_store: Store, number: str
) -> None:
    operator = await sign_in(door.client, "op")
    last = (await customer.look())["messages"][-1]["seq"]

    first = await operator.post(f"/bookings/{number}/status", {"status": "confirmed", "note": "师傅会先打电话"})
    again = await operator.post(f"/bookings/{number}/status", {"status": "confirmed"})

    [told] = (await customer.look(last, wait=2))["messages"]
    assert first.status_code == again.status_code == 200
    assert first.json()["number"] == number and first.json()["status"] == "confirmed" and first.json()["status_name"]
    assert number in told["text"] and "师傅会先打电话" in told["text"]
    with sqlite_store.reading() as session:
        [entry] = audit.for_subject(session, number)
    assert (entry.actor, entry.action, entry.details["from"], entry.details["to"]) == (
        "op", "booking.moved", "requested", "confirmed",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        pytest.param("{number}", {"status": "finished"}, 409, id="illegal step"),
        pytest.param("{number}", {"status": "flying"}, 422, id="no status"),
        pytest.param("{number}", {}, 422, id="nothing"),
        pytest.param("{number}", {"status": "confirmed", "note": "长" * 501}, 422, id="long note"),
        pytest.param("GD202611229999", {"status": "confirmed"}, 404, id="unknown number"),
    ],
)
async def test_step_that_cannot_be_is_refused_and_nobody_is_told(
    door: FrontDoor, customer: Customer, number: str, path: str, body: dict[str, str], status: int
) -> None:
    operator = await sign_in(door.client, "op")
    before = await customer.look()

    refused = await operator.post(f"/bookings/{path.format(number=number)}/status", body)

    assert refused.status_code == status
    assert await customer.look() == before


async def test_nobody_moves_a_booking_without_a_session(door: FrontDoor, number: str) -> None:
    refused = await door.client.post(f"/api/v1/desk/bookings/{number}/status", json={"status": "cancelled"})

    assert refused.status_code == 401
