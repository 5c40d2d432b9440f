"""A fake engine for real gateway processes, and the address of an empty database for them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from databases import Databases, migrate_to
from fake_engine import FakeEngine

from bot.settings import Settings


@pytest_asyncio.fixture
async def engine(settings: Settings) -> AsyncIterator[FakeEngine]:
    """An engine that answers everything unless it is told otherwise."""
    fake = FakeEngine(settings.internal_secret)
    await fake.start()
    yield fake
    await fake.stop()


@pytest.fixture
def sqlite_url(sqlite_databases: Databases, tmp_path: Path) -> str:
    """A migrated, empty SQLite file."""
    return sqlite_databases.fresh("empty", lambda url: migrate_to(url, tmp_path / "var"))


@pytest.fixture
def postgres_url(postgres_databases: Databases, tmp_path: Path) -> str:
    """A migrated, empty PostgreSQL database."""
    return postgres_databases.fresh("empty", lambda url: migrate_to(url, tmp_path / "var"))
