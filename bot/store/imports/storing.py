"""Storing: parsed rows become new or updated records, by natural key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store.imports.sheet import Entry, Sheet
from bot.store.upsert import insert_or_update


def upsert(session: Session, sheet: Sheet, entries: Sequence[Entry]) -> None:
    """Insert what is new and update what is known; a column that a file does not have keeps its value."""
    for given, rows in _by_columns(sheet, entries).items():
        insert_or_update(session, sheet.table, rows, sheet.key, update=given)


def complete_rows(sheet: Sheet, entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """The rows of new records: what the file gives, and the empty value of every other column."""
    return [row for rows in _by_columns(sheet, entries).values() for row in rows]


def stored_keys(session: Session, sheet: Sheet) -> set[tuple[Any, ...]]:
    """The natural keys that are in the database."""
    columns = [sheet.table.c[name] for name in sheet.key]
    return {tuple(row) for row in session.execute(select(*columns))}


def _by_columns(sheet: Sheet, entries: Sequence[Entry]) -> dict[tuple[str, ...], list[dict[str, Any]]]:
    columns = {column.name for column in sheet.table.c}
    empty = {field.target: field.empty for field in sheet.fields if field.target in columns and not field.required}
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for entry in entries:
        given = {name: value for name, value in entry.values.items() if name in columns}
        groups.setdefault(tuple(sorted(given)), []).append({**empty, **given})
    return groups
