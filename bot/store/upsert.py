"""Inserts that meet existing rows: keep them or update them, alike on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Table, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session


def insert_missing(session: Session, table: Table, rows: Iterable[Mapping[str, Any]]) -> int:
    """Insert the rows that no unique key refuses, leave the others as they are; return how many were added."""
    given = [dict(row) for row in rows]
    if not given:
        return 0
    before = _count(session, table)
    session.execute(conflict_insert(session, table).on_conflict_do_nothing(), given)
    return _count(session, table) - before


def insert_or_update(
    session: Session,
    table: Table,
    rows: Iterable[Mapping[str, Any]],
    key: tuple[str, ...],
    update: Collection[str] | None = None,
) -> None:
    """Insert the rows; where the key exists, update the columns named by `update` (all given ones by default)."""
    given = [dict(row) for row in rows]
    if not given:
        return
    statement = conflict_insert(session, table)
    names = [name for name in (given[0] if update is None else update) if name not in key]
    if names:
        changes = {name: statement.excluded[name] for name in names}
        statement = statement.on_conflict_do_update(index_elements=list(key), set_=changes)
    else:
        statement = statement.on_conflict_do_nothing(index_elements=list(key))
    session.execute(statement, given)


def conflict_insert(session: Session, table: Table) -> Any:
    """An insert of this database's own dialect, which knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(table)


def _count(session: Session, table: Table) -> int:
    return int(session.execute(select(func.count()).select_from(table)).scalar_one())
