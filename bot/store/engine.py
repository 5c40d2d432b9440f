"""Opens the database and hands out transactions; nobody else commits.

SQLite (WAL) by default, PostgreSQL by one setting. A write transaction on SQLite begins IMMEDIATE, so that
it waits for its turn instead of failing half-way when it first writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, cast

from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from bot.errors import StoreUnavailable
from bot.settings import BadSetting, Settings
from bot.store.vault import Vault

__all__ = ["Session", "Store", "make_engine", "now_of", "open_store", "vault_of"]  # rooms above take Session from here

_SETTING = "XIAOXIU_DATABASE_URL"
_FORMS = "sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME"
_DRIVERS = ("sqlite", "sqlite+pysqlite", "postgresql", "postgresql+psycopg2")  # what is installed and tried
_BUSY_SECONDS = 10  # how long a writer waits for SQLite's single write lock before it refuses


class Store:
    """One database: its engine, the vault for personal columns, and the clock that rows are stamped with."""

    def __init__(self, engine: Engine, vault: Vault, clock: Callable[[], datetime]) -> None:
        self.engine = engine
        self._info = {"vault": vault, "clock": clock}

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A read-write transaction: commits at the end, rolls back on any error.

        Raises `StoreUnavailable` when the database cannot be reached or stays locked; nothing is changed then.
        """
        with self._session(immediate=True) as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A read-only transaction; never waits for a writer on SQLite. Raises `StoreUnavailable`."""
        with self._session(immediate=False) as session:
            yield session

    def close(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()

    @contextmanager
    def _session(self, immediate: bool) -> Iterator[Session]:
        bind = self.engine.execution_options(xiaoxiu_immediate=immediate)
        try:
            with Session(bind=bind, future=True, info=dict(self._info)) as session, session.begin():
                yield session
        except (OperationalError, InterfaceError) as error:
            raise StoreUnavailable(_reason(error)) from error
        except PoolTimeout as error:
            raise StoreUnavailable("every connection is in use") from error
        except DBAPIError as error:
            if _means_unavailable(error):
                raise StoreUnavailable(_reason(error)) from error
            raise


def open_store(settings: Settings) -> Store:
    """Open the store that the settings name; makes no table and no connection yet. Raises `BadSetting`."""
    vault = Vault(settings.derive_key("store.seal"), settings.derive_key("store.hash"))
    return Store(make_engine(settings.database_url), vault, settings.now)


def make_engine(url: str) -> Engine:
    """An engine in 2.0 style with the pool and pragmas that this project relies on.

    Raises `BadSetting`, without the address itself: it may hold a password.
    """
    address = _address(url)
    quiet = {"future": True, "hide_parameters": True}  # errors are logged, and parameters are personal
    if address.get_backend_name() != "sqlite":
        return create_engine(address, **quiet, pool_pre_ping=True, pool_size=10, max_overflow=10, pool_timeout=5)
    engine = create_engine(
        address,
        **quiet,
        poolclass=QueuePool,
        pool_size=8,
        max_overflow=8,
        connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _means_unavailable(error: DBAPIError) -> bool:
    """The connection is lost or was never made (no statement yet), or the file is no database (exactly that class)."""
    return bool(error.connection_invalidated or error.statement is None or type(error) is DatabaseError)


def _address(url: str) -> URL:
    if url.startswith("postgres://"):
        url = "postgresql" + url[len("postgres") :]
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):  # ValueError: a port that is no number
        raise BadSetting(f"{_SETTING}: expected {_FORMS}, got something else") from None
    if address.drivername not in _DRIVERS:
        raise BadSetting(f"{_SETTING}: expected {_FORMS}, got {address.drivername}://…")
    return address


def vault_of(session: Session) -> Vault:
    """The vault that seals and opens this session's personal columns."""
    return cast(Vault, session.info["vault"])


def now_of(session: Session) -> datetime:
    """The current moment by the store's clock, aware, in Asia/Shanghai."""
    return cast("Callable[[], datetime]", session.info["clock"])()


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # pysqlite's own transaction handling would begin too late
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")  # an acknowledged message survives a power cut
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    immediate = connection.get_execution_options().get("xiaoxiu_immediate", True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _reason(error: DBAPIError) -> str:
    """The driver's first line, without the statement and its parameters: those may hold personal data."""
    return str(error.orig).splitlines()[0] if error.orig else type(error).__name__
