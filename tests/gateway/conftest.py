"""A fake engine, and the gateway in front of it on SQLite; `both_doors` runs on PostgreSQL as well."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress

import pytest_asyncio
from desk_agent import DeskAgent, add_agent, sign_in
from fake_engine import FakeEngine
from front_door import Customer, FrontDoor, front_door
from screen import Screen

from bot.settings import Settings
from bot.store.engine import Store


@pytest_asyncio.fixture
async def engine(settings: Settings) -> AsyncIterator[FakeEngine]:
    """An engine that answers everything unless it is told otherwise."""
    fake = FakeEngine(settings.internal_secret)
    await fake.start()
    yield fake
    await fake.stop()


@pytest_asyncio.fixture
async def door(settings: Settings, sqlite_store: Store, engine: FakeEngine) -> AsyncIterator[FrontDoor]:
    """A gateway on SQLite."""
    async with front_door(settings, sqlite_store, engine) as running:
        yield running


@pytest_asyncio.fixture
async def both_doors(settings: Settings, store: Store, engine: FakeEngine) -> AsyncIterator[FrontDoor]:
    """A gateway on SQLite, then on PostgreSQL."""
    async with front_door(settings, store, engine) as running:
        yield running


@pytest_asyncio.fixture
async def customer(door: FrontDoor) -> Customer:
    """A customer with an open chat."""
    return await door.open_chat()


@pytest_asyncio.fixture
async def screens() -> AsyncIterator[Callable[[], Screen]]:
    """Makes screens and closes them afterwards."""
    made: list[Screen] = []

    def make() -> Screen:
        made.append(Screen())
        return made[-1]

    yield make
    for screen in made:
        with suppress(asyncio.TimeoutError):  # the client waits for its pending poll to end
            await asyncio.wait_for(screen.socket.disconnect(), 0.5)
        if screen.socket.eio.http is not None:
            await screen.socket.eio.http.close()


@pytest_asyncio.fixture
async def li(door: FrontDoor, sqlite_store: Store) -> DeskAgent:
    add_agent(sqlite_store, "li", groups=("digital",), display_name="小李")
    return await sign_in(door.client, "li")


@pytest_asyncio.fixture
async def wang(door: FrontDoor, sqlite_store: Store) -> DeskAgent:
    add_agent(sqlite_store, "wang")
    return await sign_in(door.client, "wang")


@pytest_asyncio.fixture
async def waiting(customer: Customer) -> Customer:
    """A customer who has asked for a human."""
    await customer.ask("我的手机号 13812345678，屏幕碎了")
    await customer.ask("转人工")
    return customer


@pytest_asyncio.fixture
async def taken(waiting: Customer, li: DeskAgent) -> Customer:
    """A customer whom the agent li has taken."""
    await li.take(waiting.chat_id)
    return waiting
