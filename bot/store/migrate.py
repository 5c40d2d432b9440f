"""Brings a database to the newest schema; safe when several processes start together."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.errors import StoreUnavailable
from bot.settings import Settings
from bot.store import locks
from bot.store.engine import Store, open_store

_FOLDER = Path(__file__).parent / "migrations"


def migrate(target: Store | Settings) -> None:
    """Run every migration that is still missing, all in one transaction.

    A second process waits for the first (SQLite: BEGIN IMMEDIATE, PostgreSQL: an advisory lock) and then finds
    nothing to do. Raises `StoreUnavailable` when the database cannot be reached, stays locked, is none, or has a
    schema that this version does not know.
    """
    if isinstance(target, Settings):
        store = open_store(target)
        try:
            migrate(store)
        finally:
            store.close()
        return
    try:
        with target.engine.begin() as connection:
            locks.hold(connection, locks.MIGRATION)
            command.upgrade(_config(connection), "head")
    except (SQLAlchemyError, CommandError) as error:
        raise StoreUnavailable(_reason(error)) from error


def _reason(error: Exception) -> str:
    """One line, without the statement and its parameters."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return (str(cause).splitlines() or ["no answer"])[0]


def newest_revision() -> str:
    """The revision that a migrated database is at."""
    return str(ScriptDirectory.from_config(_config(None)).get_current_head())


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
