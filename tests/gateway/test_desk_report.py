"""The report: figures counted from what really happened, for those whose work it is."""

from __future__ import annotations

import pytest
from desk_agent import DeskAgent, add_agent, sign_in
from front_door import FrontDoor

from bot.chat import report
from bot.store import bookings
from bot.store.bookings import BookingRequest
from bot.store.engine import Store

TODAY = "2026-11-22"


async def operator(door: FrontDoor, store: Store) -> DeskAgent:
    add_agent(store, "op", ("operator",))
    return await sign_in(door.client, "op")


async def test_report_counts_what_happened(both_doors: FrontDoor, store: Store) -> None:
    alone, helped, waiting = [await both_doors.open_chat() for _ in range(3)]
    await both_doors.open_chat()  # says nothing
    await alone.ask("你好")
    for customer in (helped, waiting):
        await customer.ask("转人工")
    add_agent(store, "li")
    li = await sign_in(both_doors.client, "li")
    await li.take(helped.chat_id)
    await li.reply(helped.chat_id, "您好")
    await li.act(helped.chat_id, "close")
    rated = await helped.client.post(f"{helped.path}/survey", json={"score": 4}, headers=helped.headers)
    with store.transaction() as session:
        bookings.book(session, BookingRequest("k", "空调", "home", None, "不制冷", "沈一洋", "13800138001"))

    shown = (await (await operator(both_doors, store)).get("/report")).json()

    assert rated.status_code == 204
    assert shown == {
        "from": "2026-11-16",
        "to": TODAY,
        "chats_opened": 4,
        "conversations": 3,
        "bot_only": 1,
        "bot_only_share": 0.3333,
        "handed_over": [{"code": "customer_request", "name": "客户要求人工", "count": 1}],
        "waiting_seconds": {"count": 1, "median": 0, "p95": 0},
        "owners_now": {"bot": 2, "queue": 1, "agent": 0, "closed": 1},
        "bookings": [{"status": "requested", "name": "待确认", "count": 1}],
        "ratings": {"count": 1, "average": 4.0, "by_score": {"1": 0, "2": 0, "3": 0, "4": 1, "5": 0}},
    }


async def test_other_days_show_nothing_of_these(door: FrontDoor, sqlite_store: Store) -> None:
    await (await door.open_chat()).ask("你好")

    shown = (
        await (await operator(door, sqlite_store)).get("/report", **{"from": "2026-11-01", "to": "2026-11-21"})
    ).json()

    assert (shown["chats_opened"], shown["conversations"], shown["bot_only_share"]) == (0, 0, None)
    assert shown["waiting_seconds"] == {"count": 0, "median": None, "p95": None}
    assert shown["ratings"]["average"] is None and shown["owners_now"]["bot"] == 1


@pytest.mark.parametrize(
    ("first", "last"),
    [
        pytest.param("2026-11-22", "2026-11-21", id="turned round"),
        pytest.param("2025-11-21", "2026-11-22", id="more than a year"),
        pytest.param("0001-01-01", "0001-01-02", id="long ago"),
        pytest.param("9999-12-31", "9999-12-31", id="far away"),
        pytest.param("昨天", "2026-11-22", id="no day"),
        pytest.param("2026-02-30", "2026-11-22", id="no such day"),
    ],
)
async def test_days_that_make_no_span_are_refused(door: FrontDoor, sqlite_store: Store, first: str, last: str) -> None:
    response = await (await operator(door, sqlite_store)).get("/report", **{"from": first, "to": last})

    assert (response.status_code, response.json()["error"]["code"]) == (422, "invalid_input")


async def test_report_is_for_operators_and_supervisors(door: FrontDoor, sqlite_store: Store) -> None:
    add_agent(sqlite_store, "li")
    add_agent(sqlite_store, "boss", ("supervisor",))

    refused = await (await sign_in(door.client, "li")).get("/report")
    allowed = await (await sign_in(door.client, "boss")).get("/report")

    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "role_missing")
    assert allowed.status_code == 200


@pytest.mark.parametrize(
    ("seconds", "median", "p95"),
    [([], None, None), ([7], 7, 7), ([1, 2, 3, 4], 2, 4), (list(range(1, 101)), 50, 95), ([0] * 19 + [600], 0, 0)],
)
def test_waits_are_ones_that_somebody_had(seconds: list[int], median: int | None, p95: int | None) -> None:
    assert report.waits(seconds[::-1]) == report.Waits(len(seconds), median, p95)
