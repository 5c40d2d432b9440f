"""What the customer looks at and who he is, told by the shop's page: kept when it is known, never an error for him."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import jwt
import pytest
import pytest_asyncio
from databases import make_settings, seed_to
from fake_engine import FakeEngine
from front_door import Customer, FrontDoor, front_door

from bot.settings import Settings
from bot.store import chats, devices
from bot.store.engine import Store, open_store

KEY = "a key that the shop's own site shares with us"
PHONE = {"product": "SC-P60PRO", "product_name": "双创 P60 Pro", "order": None, "serial": None}


@pytest_asyncio.fixture
async def shop(
    settings: Settings, sqlite_databases: Any, tmp_path: Any, engine: FakeEngine
) -> AsyncIterator[tuple[FrontDoor, Store]]:
    """A gateway over the demo company's records that takes the tokens of its shop."""
    url = sqlite_databases.fresh("seeded", lambda url: seed_to(url, tmp_path / "var"))
    store = open_store(make_settings(tmp_path / "var", url))
    async with front_door(replace(settings, customer_token_key=KEY), store, engine) as door:
        yield door, store
    store.close()


def signed(customer: str, **changes: Any) -> str:
    claims = {"sub": customer, "exp": datetime.now(timezone.utc) + timedelta(minutes=5), **changes}
    return jwt.encode(claims, KEY, algorithm="HS256")


async def opened(door: FrontDoor, **body: Any) -> Customer:
    response = await door.client.post("/api/v1/chats", json=body)
    assert response.status_code == 201, response.text
    return Customer(door.client, response.json())


async def tell(customer: Customer, what: str, body: Any) -> int:
    return (await customer.client.post(f"{customer.path}/{what}", json=body, headers=customer.headers)).status_code


async def test_page_of_a_new_chat_is_welcomed_by_name_and_told_to_the_engine(
    shop: tuple[FrontDoor, Store], engine: FakeEngine
) -> None:
    door, _ = shop
    customer = await opened(door, page={"product": "双创 P60 Pro", "order": None}, large_text=True)

    welcome = (await customer.look())["messages"][0]
    await customer.ask("这个在保吗")

    assert "您正在看的是双创 P60 Pro" in welcome["text"]
    assert engine.turns[0]["page"] == PHONE and engine.turns[0]["large_text"] is True


async def test_page_that_changes_is_told_with_the_next_message(
    shop: tuple[FrontDoor, Store], engine: FakeEngine
) -> None:
    door, _ = shop
    customer = await opened(door)
    await customer.ask("你好")

    assert await tell(customer, "page", {"product": "SC-P60PRO"}) == 204
    await customer.ask("这个在保吗")
    assert await tell(customer, "page", {"large_text": True}) == 204
    await customer.ask("能升级吗")
    assert await tell(customer, "page", {"product": None, "large_text": False}) == 204
    await customer.ask("谢谢")

    assert [turn.get("page") for turn in engine.turns] == [None, PHONE, PHONE, None]
    assert [turn["large_text"] for turn in engine.turns] == [False, False, True, False]


@pytest.mark.parametrize(
    "page",
    [
        {"product": "没有这个产品"},
        {"product": "\x00'; DROP TABLE chats; --"},
        {"product": "字" * 5000},
        {"order": "<img src=x onerror=alert(1)>"},
        {"order": "1" * 5000},
        {},
    ],
    ids=["unknown", "hostile", "long", "script", "long order", "empty"],
)
async def test_page_that_nobody_knows_is_no_error(
    shop: tuple[FrontDoor, Store], engine: FakeEngine, page: dict[str, str]
) -> None:
    door, _ = shop
    customer = await opened(door, page=page)

    assert await tell(customer, "page", page) == 204
    await customer.ask("你好")

    assert "page" not in engine.turns[0]


@pytest.mark.parametrize(
    "body",
    [
        {"product": 5},
        {"product": ["SC-P60PRO"]},
        {"order": {"number": "1"}},
        {"large_text": "yes"},
        {"large_text": 1},
        [],
    ],
    ids=str,
)
async def test_page_of_another_shape_is_refused(customer: Customer, body: Any) -> None:
    assert await tell(customer, "page", body) == 422


@pytest.mark.parametrize("what", ["page", "customer"])
async def test_only_the_chats_own_token_may_tell(door: FrontDoor, customer: Customer, what: str) -> None:
    stranger = await door.open_chat()

    answers = [
        await door.client.post(f"{customer.path}/{what}", json={}, headers=headers)
        for headers in ({}, stranger.headers)
    ]

    assert [answer.status_code for answer in answers] == [401, 403]


async def test_page_that_tells_without_end_is_told_to_wait(customer: Customer) -> None:
    statuses = [await tell(customer, "page", {"product": f"{number}"}) for number in range(31)]

    assert set(statuses[:30]) == {204} and statuses[30] == 429


async def test_order_is_known_once_its_customer_has_signed_in(
    shop: tuple[FrontDoor, Store], engine: FakeEngine
) -> None:
    door, store = shop
    with store.reading() as session:
        device = devices.find_by_serial(session, "SC-DEMO1-1A2B3Y")
    assert device is not None
    customer = await opened(door, page={"order": device.order_number})
    await customer.ask("这个在保吗")

    assert await tell(customer, "customer", {"customer_token": signed("CU0001")}) == 204
    await customer.ask("这个在保吗")

    assert "page" not in engine.turns[0]
    assert engine.turns[1]["page"] == {**PHONE, "order": device.order_number, "serial": device.serial}


async def test_customer_is_bound_once_and_another_is_refused(shop: tuple[FrontDoor, Store]) -> None:
    door, store = shop
    customer = await opened(door)
    past = datetime.now(timezone.utc) - timedelta(minutes=1)

    bad = [await tell(customer, "customer", body) for body in ({"customer_token": signed("CU0001", exp=past)}, {})]
    first = [await tell(customer, "customer", {"customer_token": signed("CU0001")}) for _ in range(2)]
    other = await customer.client.post(
        f"{customer.path}/customer", json={"customer_token": signed("CU0002")}, headers=customer.headers
    )

    assert (bad, first) == ([401, 422], [204, 204])
    assert (other.status_code, other.json()["error"]["code"]) == (409, "other_customer")
    assert "另一位" in other.json()["error"]["message"]
    with store.reading() as session:
        assert chats.get(session, customer.chat_id).customer_ref == "CU0001"
