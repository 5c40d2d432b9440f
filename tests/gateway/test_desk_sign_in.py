"""Signing in at the desk: counted tries, sessions that end, roles, and changes that no other site can make."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from time import perf_counter

import httpx
import pytest
from desk_agent import DESK, PASSWORD, add_agent, sign_in
from fake_engine import FakeEngine
from front_door import FrontDoor, front_door

from bot.settings import Settings
from bot.store import agents, audit, desk_sessions
from bot.store.engine import Store

LOGIN = f"{DESK}/login"
COOKIE = "xiaoxiu_desk"


@pytest.fixture(autouse=True)
def agent(sqlite_store: Store) -> None:
    add_agent(sqlite_store, "li", groups=("digital",))


async def test_right_password_gives_a_token_and_tells_who_is_signed_in(door: FrontDoor, sqlite_store: Store) -> None:
    response = await door.client.post(LOGIN, json={"username": "li", "password": PASSWORD})

    body = response.json()
    assert response.status_code == 200
    assert body["agent"] == {"username": "li", "display_name": None, "roles": ["agent"], "groups": ["digital"]}
    assert len(body["token"]) >= 43
    with sqlite_store.reading() as session:
        assert [entry.action for entry in audit.for_subject(session, "agent:li")] == ["desk.signed_in"]
        stored = session.execute(desk_sessions.desk_sessions.select()).mappings().one()
    assert body["token"] not in str(dict(stored))


@pytest.mark.parametrize(("name", "password"), [("li", "wrong"), ("nobody", PASSWORD), ("LI", PASSWORD)])
async def test_wrong_name_and_wrong_password_get_the_same_answer(door: FrontDoor, name: str, password: str) -> None:
    response = await door.client.post(LOGIN, json={"username": name, "password": password})

    assert (response.status_code, response.json()["error"]["code"]) == (401, "wrong_password")
    assert "set-cookie" not in response.headers


async def test_unknown_name_takes_as_long_as_a_wrong_password(
    settings: Settings, sqlite_store: Store, engine: FakeEngine
) -> None:
    with sqlite_store.transaction() as session:
        agents.set_password(session, "li", PASSWORD)  # hashed as in earnest
    async with front_door(settings, sqlite_store, engine, login_tries=100) as door:

        async def seconds(name: str) -> float:
            begun = perf_counter()
            await door.client.post(LOGIN, json={"username": name, "password": "wrong"})
            return perf_counter() - begun

        await seconds("warm up")
        known = sorted([await seconds("li") for _ in range(5)])[2]
        unknown = sorted([await seconds("nobody") for _ in range(5)])[2]

    assert 0.4 < known / unknown < 2.5


@pytest.mark.parametrize(
    "body", [{}, {"username": "li"}, {"username": 1, "password": "x"}, {"username": "\0", "password": "x"},
             {"username": "\ud800", "password": "x"}, {"username": "l" * 65, "password": "x"},
             {"username": "li", "password": "x" * 1025}, []]
)  # fmt: skip
async def test_body_that_is_no_sign_in_is_refused(door: FrontDoor, body: object) -> None:
    content = json.dumps(body)  # escaped, so that half a surrogate pair can be sent too

    response = await door.client.post(LOGIN, content=content, headers={"content-type": "application/json"})

    assert response.status_code == 422


async def test_sixth_try_within_15_minutes_is_refused_even_with_the_right_password(door: FrontDoor) -> None:
    statuses = [
        (await door.client.post(LOGIN, json={"username": "li", "password": "wrong"})).status_code for _ in range(5)
    ]

    refused = await door.client.post(LOGIN, json={"username": "li", "password": PASSWORD})

    assert statuses == [401] * 5
    assert (refused.status_code, refused.json()["error"]["code"]) == (429, "too_many_requests")
    assert 0 < int(refused.headers["Retry-After"]) <= 15 * 60 + 1


async def test_one_address_cannot_try_many_names(door: FrontDoor) -> None:
    for number in range(5):
        await door.client.post(LOGIN, json={"username": f"name{number}", "password": "wrong"})

    refused = await door.client.post(LOGIN, json={"username": "li", "password": PASSWORD})

    assert refused.status_code == 429


async def test_right_password_forgives_the_wrong_ones_before(door: FrontDoor) -> None:
    for _ in range(3):
        for _ in range(4):
            await door.client.post(LOGIN, json={"username": "li", "password": "wrong"})
        await sign_in(door.client, "li")


@asynccontextmanager
async def at_address(door: FrontDoor, number: int) -> AsyncIterator[httpx.AsyncClient]:
    """A client whose address is 127.0.1.NUMBER."""
    transport = httpx.AsyncHTTPTransport(local_address=f"127.0.1.{number}")
    async with httpx.AsyncClient(base_url=door.url, transport=transport, timeout=30) as client:
        yield client


async def test_strangers_who_guess_from_many_addresses_do_not_keep_an_agent_out(
    door: FrontDoor, sqlite_store: Store
) -> None:
    add_agent(sqlite_store, "wang")
    await sign_in(door.client, "li")  # from where li always works

    statuses = []
    for number in range(1, 12):
        async with at_address(door, number) as stranger:
            for _ in range(5):
                guess = {"username": "li", "password": "wrong"}
                statuses.append((await stranger.post(LOGIN, json=guess)).status_code)
    async with at_address(door, 99) as stranger:
        right = await stranger.post(LOGIN, json={"username": "li", "password": PASSWORD})
        other = await stranger.post(LOGIN, json={"username": "wang", "password": PASSWORD})

    assert statuses == [401] * 49 + [429] * 6  # all strangers together have a ceiling, li's own first time among them
    assert (right.status_code, other.status_code) == (429, 200)
    await sign_in(door.client, "li")


async def test_own_account_buys_no_further_guesses_at_another_one(door: FrontDoor, sqlite_store: Store) -> None:
    add_agent(sqlite_store, "wang")

    statuses = []
    for _ in range(3):
        for _ in range(2):
            guess = {"username": "wang", "password": "wrong"}
            statuses.append((await door.client.post(LOGIN, json=guess)).status_code)
        await sign_in(door.client, "li")

    assert statuses == [401] * 5 + [429]


@pytest.mark.parametrize("token", ["", "x", "Bearer", "é", "a" * 5000])
async def test_nobody_looks_without_a_session(door: FrontDoor, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}".encode()} if token else {}

    response = await door.client.get(f"{DESK}/chats", headers=headers)

    assert (response.status_code, response.json()["error"]["code"]) == (401, "sign_in_needed")


async def test_token_of_a_customer_opens_no_desk(door: FrontDoor) -> None:
    customer = await door.open_chat()

    assert (await door.client.get(f"{DESK}/chats", headers=customer.headers)).status_code == 401


async def test_signing_out_ends_the_session(door: FrontDoor) -> None:
    agent = await sign_in(door.client, "li")

    response = await agent.post("/logout")

    assert response.status_code == 204
    assert (await agent.get("/chats")).status_code == 401


@pytest.mark.parametrize("end", ["password", "disabled", "expired", "clock set back"])
async def test_session_ends_with(
    door: FrontDoor, sqlite_store: Store, end: str
) -> None:  # fmt: skip
    agent = await sign_in(door.client, "li")
    now = datetime.now(timezone.utc)
    with sqlite_store.transaction() as session:
        if end == "password":
            agents.set_password(session, "li", "another horse")
        elif end == "disabled":
            agents.set_disabled(session, "li", True)
        else:
            moment = now - timedelta(seconds=1) if end == "expired" else now + timedelta(hours=13)
            session.execute(desk_sessions.desk_sessions.update().values(expires_at=moment))

    assert (await agent.get("/chats")).status_code == 401


async def test_disabled_agent_cannot_sign_in(door: FrontDoor, sqlite_store: Store) -> None:
    with sqlite_store.transaction() as session:
        agents.set_disabled(session, "li", True)

    response = await door.client.post(LOGIN, json={"username": "li", "password": PASSWORD})

    assert response.json()["error"]["code"] == "wrong_password"


async def test_cookie_is_for_pages_of_this_site_only_and_no_script_reads_it(door: FrontDoor) -> None:
    response = await door.client.post(LOGIN, json={"username": "li", "password": PASSWORD})

    cookie = response.headers["set-cookie"].lower()
    assert cookie.startswith(f"{COOKIE}=")
    assert "httponly" in cookie and "samesite=strict" in cookie and "max-age=43200" in cookie


async def test_change_by_cookie_needs_the_header_that_no_other_site_can_send(door: FrontDoor) -> None:
    token = (await sign_in(door.client, "li")).headers["Authorization"].removeprefix("Bearer ")
    headers = {"Cookie": f"{COOKIE}={token}"}

    looked = await door.client.get(f"{DESK}/chats", headers=headers)
    refused = await door.client.post(f"{DESK}/logout", json={}, headers=headers)
    foreign = await door.client.get(f"{DESK}/chats", headers={**headers, "Origin": "https://evil.example"})
    done = await door.client.post(f"{DESK}/logout", json={}, headers={**headers, "X-Xiaoxiu-Desk": "1"})

    assert looked.status_code == 200
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "header_missing")
    assert foreign.status_code == 403
    assert done.status_code == 204


async def test_operator_keeps_records_and_sees_no_chat(door: FrontDoor, sqlite_store: Store) -> None:
    add_agent(sqlite_store, "op", ("operator",))
    operator = await sign_in(door.client, "op")
    customer = await door.open_chat()

    refused = [await operator.get("/chats"), await operator.get(f"/chats/{customer.chat_id}"),
               await operator.post(f"/chats/{customer.chat_id}/accept", {"version": 1})]  # fmt: skip

    assert [(one.status_code, one.json()["error"]["code"]) for one in refused] == [(403, "role_missing")] * 3
    assert (await operator.post("/bookings/GD202611220001/status", {"status": "confirmed"})).status_code == 404


async def test_every_call_renews_the_lease_at_most_six_times_a_minute(
    door: FrontDoor, sqlite_store: Store, settings: Settings
) -> None:
    agent = await sign_in(door.client, "li")

    def seen() -> datetime:
        with sqlite_store.reading() as session:
            found = agents.find(session, "li")
        assert found and found.seen_at
        return found.seen_at

    first = seen()
    await agent.rows()
    assert seen() == first
    with sqlite_store.transaction() as session:
        agents.see(session, "li", first - timedelta(seconds=11))
    await agent.rows()

    assert seen() > first
    assert abs(datetime.now(timezone.utc) - seen()) < timedelta(seconds=5)
    assert replace(settings).now() != seen()  # the fixed clock of the store plays no part
