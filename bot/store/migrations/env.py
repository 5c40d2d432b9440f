"""What Alembic runs: hand it our metadata and a connection, whoever started it."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy.engine import Connection

from bot.settings import load_settings
from bot.store.engine import make_engine
from bot.store.listed import Listed
from bot.store.schema import Moment
from bot.store.tables import metadata

_PLAIN = {Moment: "sa.DateTime(timezone=True)", Listed: "sa.Text()"}  # a migration must not change with our types


def _plain_type(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    return _PLAIN.get(type(item), False) if kind == "type" else False


def _run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=metadata, compare_type=True, render_item=_plain_type)
    with context.begin_transaction():
        context.run_migrations()


_given = context.config.attributes.get("connection")
if _given is not None:  # bot.store.migrate holds the lock and commits
    _run(_given)
else:  # the `alembic` command
    with make_engine(load_settings().database_url).begin() as _own:
        _run(_own)
