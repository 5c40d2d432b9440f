"""Migrations: they build exactly the metadata, once, also when two processes start together."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from databases import Databases, make_settings
from sqlalchemy import LargeBinary, inspect, text

from bot.errors import StoreUnavailable
from bot.store import tables
from bot.store.engine import Store, open_store
from bot.store.migrate import migrate, newest_revision
from bot.store.tables import metadata

PERSONAL = {
    "customers": {"name", "phone", "address"},
    "bookings": {"contact", "phone", "address"},
    "identities": {"phone"},
}


def test_migrated_schema_is_exactly_the_metadata(store: Store) -> None:
    with store.engine.begin() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, metadata)

    assert differences == []


def test_every_module_with_a_table_is_part_of_the_metadata() -> None:
    folder = Path(tables.__file__).parent
    named = {path.stem for path in folder.glob("*.py") if "= Table(" in path.read_text(encoding="utf-8")}

    assert named == {module.__name__.rsplit(".", 1)[1] for module in tables.NOUNS}


def test_migrating_twice_changes_nothing(store: Store) -> None:
    migrate(store)

    with store.engine.begin() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == newest_revision()


def test_two_that_start_together_both_find_the_schema(databases: Databases, tmp_path: Path) -> None:
    url = databases.fresh("bare", _leave_empty)
    stores = [open_store(make_settings(tmp_path / "var", url)) for _ in range(3)]

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(migrate, stores))

    assert "devices" in inspect(stores[0].engine).get_table_names()
    for each in stores:
        each.close()


def test_settings_are_enough_to_migrate(tmp_path: Path) -> None:
    settings = make_settings(tmp_path / "var")

    migrate(settings)

    store = open_store(settings)
    assert set(metadata.tables) <= set(inspect(store.engine).get_table_names())
    store.close()


def test_downgrade_leaves_no_table_behind(store: Store) -> None:
    from alembic import command

    from bot.store.migrate import _config

    with store.engine.begin() as connection:
        command.downgrade(_config(connection), "base")

    assert set(inspect(store.engine).get_table_names()) <= {"alembic_version"}


def test_unreachable_database_is_said_so(tmp_path: Path) -> None:
    settings = make_settings(tmp_path / "var", "postgresql://nobody@127.0.0.1:1/none")

    with pytest.raises(StoreUnavailable):
        migrate(settings)


def test_personal_columns_are_binary_and_hashed() -> None:
    for table, columns in PERSONAL.items():
        for column in columns:
            assert isinstance(metadata.tables[table].c[column].type, LargeBinary), f"{table}.{column}"
    for table in ("customers", "bookings", "one_time_codes"):
        assert "phone_hash" in metadata.tables[table].c


def test_bookings_from_before_are_repairs_with_steps_of_their_status(store: Store) -> None:
    from alembic import command

    from bot.store.migrate import _config

    with store.engine.begin() as connection:
        command.downgrade(_config(connection), "0002")
        connection.execute(text(_OLD_BOOKING))
        connection.execute(text(_OLD_STEP))

    migrate(store)

    with store.engine.begin() as connection:
        assert connection.execute(text("SELECT purpose, region, chat_id FROM bookings")).one() == ("repair", None, None)
        assert connection.execute(text("SELECT kind FROM booking_events")).scalar_one() == "status"


_OLD_BOOKING = """
INSERT INTO bookings (number, idempotency_key, request_hash, category, mode, fault, status, contact, phone, phone_hash,
 created_at) VALUES ('GD1', 'k', 'h', '空调', 'home', '不制冷', 'requested', '', '', 'p', '2026-11-22 02:00:00')
"""
_OLD_STEP = """
INSERT INTO booking_events (number, at, status, note, author)
 VALUES ('GD1', '2026-11-22 02:00:00', 'requested', '', 'customer')
"""


def _leave_empty(url: str) -> None:
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).touch()
