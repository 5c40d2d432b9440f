"""With the engine stopped, messages are still taken in at once, and answered in order when it is back."""

from __future__ import annotations

import asyncio
from pathlib import Path
from time import perf_counter

import pytest
from fake_engine import FakeEngine
from front_door import Customer
from soak.gateways import answered, gateways, open_chat, whole_chat

from bench.__main__ import percentiles

pytestmark = [pytest.mark.soak, pytest.mark.timeout(240)]

POSTS, PER_SECOND, CHATS = 1000, 20, 50


async def test_thousand_messages_are_acknowledged_within_200_ms_while_the_engine_is_stopped(
    tmp_path: Path, sqlite_url: str, engine: FakeEngine
) -> None:
    await engine.stop()
    async with gateways(1, tmp_path, sqlite_url, engine.port) as [(_, client)]:
        customers = [await open_chat(client) for _ in range(CHATS)]

        taken = await post_all(customers)
        await engine.start()
        for customer in customers:
            await check(customer)

    figures = percentiles(taken)
    print(f"\nacknowledgement with the engine stopped: {figures}")
    assert figures["p99_ms"] <= 200


async def post_all(customers: list[Customer]) -> list[float]:
    """Send at fixed moments, whatever the gateway does; how many seconds each acknowledgement took."""

    async def post(customer: Customer, number: int) -> float:
        begun = perf_counter()
        await customer.say(f"第 {number} 条")
        return perf_counter() - begun

    started, posts = perf_counter(), []
    for number in range(POSTS):
        await asyncio.sleep(max(0.0, started + number / PER_SECOND - perf_counter()))
        posts.append(asyncio.create_task(post(customers[number % CHATS], number)))
    return await asyncio.gather(*posts)


async def check(customer: Customer) -> None:
    """Every message of the chat was kept and is answered, in order."""
    kept = [message["seq"] for message in await whole_chat(customer) if message["author"] == "customer"]
    assert len(kept) == POSTS // CHATS
    await customer.answers_to(kept[-1], wait=60)
    assert answered(await whole_chat(customer)) == kept
