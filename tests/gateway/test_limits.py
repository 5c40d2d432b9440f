"""How often one may come, and what is answered beyond it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from fake_engine import FakeEngine
from front_door import front_door

from bot.errors import TooManyTries
from bot.gateway.limits import Window
from bot.settings import Settings
from bot.store.engine import Store


def test_window_slides_and_keys_are_apart() -> None:
    now = [0.0]
    window = Window(2, 10, clock=lambda: now[0])
    window.spend("a")
    now[0] = 4.0
    window.spend("a")
    window.spend("b")

    with pytest.raises(TooManyTries) as refused:
        window.spend("a")
    assert refused.value.retry_after_seconds == 6

    now[0] = 10.5
    window.spend("a")
    with pytest.raises(TooManyTries):
        window.spend("a")


async def test_thirteenth_message_in_ten_seconds_is_refused_with_a_time(
    settings: Settings, sqlite_store: Store, engine: FakeEngine
) -> None:
    async with front_door(settings, sqlite_store, engine, chat_messages=12) as door:
        customer, other = await door.open_chat(), await door.open_chat()
        body = {"client_id": str(uuid4()), "text": "你好"}

        statuses = [(await customer.post({**body, "client_id": str(uuid4())})).status_code for _ in range(12)]
        refused = await customer.post(body)

        assert set(statuses) == {202} and refused.status_code == 429
        assert 1 <= int(refused.headers["Retry-After"]) <= 10
        assert refused.json()["error"]["code"] == "too_many_requests"
        assert (await other.post(body)).status_code == 202


async def test_one_address_may_open_so_many_chats_and_no_more(
    settings: Settings, sqlite_store: Store, engine: FakeEngine
) -> None:
    async with front_door(settings, sqlite_store, engine, address_chats_per_minute=3) as door:
        statuses = [(await door.client.post("/api/v1/chats", json={})).status_code for _ in range(4)]

    assert statuses == [201, 201, 201, 429]
