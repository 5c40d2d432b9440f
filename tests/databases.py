"""Fresh databases for tests, on SQLite and PostgreSQL: migrated once, then copied."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import text

from bot.settings import SHANGHAI, Settings, load_settings
from bot.store.engine import Store, make_engine, open_store

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=SHANGHAI)  # a Sunday
SECRET = "0123456789abcdef" * 4  # one key for all tests, so that a seeded copy can be opened again


def make_settings(data_dir: Path, database_url: str | None = None, now: datetime | None = NOW) -> Settings:
    """Settings of a deployment in `data_dir`, with the clock fixed unless `now` is None."""
    environment = {"XIAOXIU_DATA_DIR": str(data_dir), "XIAOXIU_SECRET_KEY": SECRET}
    if database_url:
        environment["XIAOXIU_DATABASE_URL"] = database_url
    return replace(load_settings(environment), fixed_now=now)


class Databases:
    """Hands out fresh databases by copying a template that was migrated (and seeded) once per run."""

    def __init__(self, kind: str, folder: Path, postgres_uri: str | None) -> None:
        self.kind = kind
        self._folder = folder
        self._postgres_uri = postgres_uri
        self._templates: dict[str, str] = {}
        self._made: list[str] = []

    def fresh(self, recipe: str, prepare: Callable[[str], None], keep: bool = False) -> str:
        """A new database's URL, a copy of the template that `prepare` made for `recipe`.

        One that is not to be kept may be dropped once two others have been made after it.
        """
        if recipe not in self._templates:
            url = self._new_sqlite(f"template-{recipe}") if self.kind == "sqlite" else self._new_postgres(None)
            prepare(url)
            self._templates[recipe] = url
        template = self._templates[recipe]
        if self.kind == "postgresql":
            return self._new_postgres(template, keep)
        url = self._new_sqlite(uuid4().hex)
        shutil.copyfile(template.removeprefix("sqlite:///"), url.removeprefix("sqlite:///"))
        return url

    def _new_sqlite(self, name: str) -> str:
        return f"sqlite:///{self._folder / name}.db"

    def _new_postgres(self, template: str | None, keep: bool = False) -> str:
        assert self._postgres_uri is not None
        name = f"t{uuid4().hex[:12]}"
        source = f' TEMPLATE "{_database_of(template)}"' if template else ""
        engine = make_engine(self._postgres_uri)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for old in self._made[:-1]:
                connection.execute(text(f'DROP DATABASE IF EXISTS "{old}" WITH (FORCE)'))
            connection.execute(text(f'CREATE DATABASE "{name}"{source}'))
        engine.dispose()
        if template and not keep:
            self._made = [*self._made[-1:], name]
        return self._postgres_uri.replace("/postgres?", f"/{name}?")


def _database_of(url: str) -> str:
    return url.split("?")[0].rsplit("/", 1)[1]


def migrate_to(url: str, data_dir: Path) -> None:
    """Bring an empty database to the newest schema."""
    from bot.store.migrate import migrate

    store = open_store(make_settings(data_dir, url))
    migrate(store)
    _settle(store)


def seed_to(url: str, data_dir: Path, now: datetime | None = NOW) -> None:
    """Migrate, then load the demo company as of `now` (None: today)."""
    from bot.store.migrate import migrate
    from bot.store.seed import seed

    settings = make_settings(data_dir, url, now)
    store = open_store(settings)
    migrate(store)
    seed(store, settings)
    _settle(store)


def _settle(store: Store) -> None:
    """Close the last connection: SQLite then folds its write-ahead log into the file, which can be copied alone."""
    store.close()
