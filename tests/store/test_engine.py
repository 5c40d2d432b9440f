"""Opening the database: a bad address or server is told in one line, without the password."""

from __future__ import annotations

from pathlib import Path

import pytest
from databases import make_settings
from sqlalchemy import text

from bot.errors import StoreUnavailable
from bot.settings import BadSetting
from bot.store.engine import make_engine, open_store
from bot.store.migrate import migrate


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("foo://user:geheim@host/name", id="unknown scheme"),
        pytest.param("mysql://user:geheim@host/name", id="database without a driver"),
        pytest.param("postgresql+asyncpg://user:geheim@host/name", id="other driver"),
        pytest.param("geheim", id="no address"),
        pytest.param("postgresql://user:geheim@host:port/name", id="port that is no number"),
    ],
)
def test_bad_address_names_the_setting_and_not_the_password(url: str, tmp_path: Path) -> None:
    with pytest.raises(BadSetting) as caught:
        open_store(make_settings(tmp_path / "var", url))

    assert str(caught.value).startswith("XIAOXIU_DATABASE_URL: expected sqlite:///")
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("postgresql://user:geheim@127.0.0.1:1/name", id="server that does not answer"),
        pytest.param("postgres://user:geheim@127.0.0.1:1/name", id="old name of the scheme"),
        pytest.param("postgresql://user:geheim@127.0.0.1:1/name?what=1", id="unknown option"),
        pytest.param("sqlite:////nowhere/at/all.db", id="folder that is not there"),
    ],
)
def test_database_that_cannot_be_reached_is_unavailable(url: str, tmp_path: Path) -> None:
    store = open_store(make_settings(tmp_path / "var", url))

    with pytest.raises(StoreUnavailable) as migrating:
        migrate(store)
    with pytest.raises(StoreUnavailable) as reading, store.reading() as session:
        session.execute(text("SELECT 1"))

    for caught in (migrating, reading):
        assert "geheim" not in caught.value.detail
        assert "\n" not in caught.value.detail


def test_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_bytes(b"no database at all" * 100)
    store = open_store(make_settings(tmp_path / "var", f"sqlite:///{path}"))

    with pytest.raises(StoreUnavailable):
        migrate(store)
    with pytest.raises(StoreUnavailable), store.reading() as session:
        session.execute(text("SELECT 1"))


def test_schema_of_a_newer_version_is_unavailable(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'newer.db'}"
    store = open_store(make_settings(tmp_path / "var", url))
    migrate(store)
    with make_engine(url).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(StoreUnavailable) as caught:
        migrate(store)

    assert "9999" in caught.value.detail
