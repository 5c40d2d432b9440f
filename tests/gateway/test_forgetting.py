"""The daily sweep in the gateway: once a day, whichever gateway comes first, and it ends when the gateway does."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from databases import NOW
from fake_engine import FakeEngine
from front_door import FrontDoor, front_door
from planted import age_chat

from bot.settings import Settings
from bot.store.engine import Store


async def test_old_chat_is_gone_and_its_token_opens_nothing(both_doors: FrontDoor, store: Store) -> None:
    old, fresh = await both_doors.open_chat(), await both_doors.open_chat()
    await old.ask("我的电话是 13800138000")
    age_chat(store, old.chat_id, NOW - timedelta(days=181))

    swept = await both_doors.gateway.forgetting.sweep_today()

    gone = await both_doors.client.get(f"{old.path}/messages", headers=old.headers)
    sent = await old.post({"client_id": "6b3f0a1e-7b1c-4a57-9f0a-3f1f5a1b2c3d", "text": "在吗"})
    assert swept
    assert (gone.status_code, sent.status_code) == (404, 404)
    assert (await fresh.look())["messages"]


async def test_second_gateway_leaves_the_day_to_the_first(
    settings: Settings, sqlite_store: Store, engine: FakeEngine, door: FrontDoor
) -> None:
    async with front_door(settings, sqlite_store, engine) as other:
        swept = await asyncio.gather(door.gateway.forgetting.sweep_today(), other.gateway.forgetting.sweep_today())

    assert sorted(swept) == [False, True]


async def test_customers_are_served_while_it_sweeps(door: FrontDoor, sqlite_store: Store) -> None:
    for _ in range(45):
        age_chat(sqlite_store, (await door.open_chat()).chat_id, NOW - timedelta(days=181))
    customer = await door.open_chat()

    sweep = asyncio.create_task(door.gateway.forgetting.sweep_today())
    answer = await customer.ask("你好")
    await sweep

    assert answer


async def test_sweep_ends_with_the_gateway(door: FrontDoor, sqlite_store: Store) -> None:
    for _ in range(45):
        age_chat(sqlite_store, (await door.open_chat()).chat_id, NOW - timedelta(days=181))

    sweep = asyncio.create_task(door.gateway.forgetting.sweep_today())
    door.gateway.forgetting.stop()

    assert await asyncio.wait_for(sweep, 3)
