"""A fake engine, and the gateway in front of it on SQLite; `both_doors` runs on PostgreSQL as well."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio
from fake_engine import FakeEngine
from front_door import Customer, FrontDoor, front_door

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
