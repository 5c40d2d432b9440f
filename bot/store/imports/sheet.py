"""Sheets: which columns a kind of file has, and how its rows are checked and turned into records."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table
from sqlalchemy.orm import Session

from bot.errors import BadFile
from bot.store.imports.cells import BadCell, Parse
from bot.store.imports.reading import EMPTY_LIST, Fault, Reading, Row, shown

_UNSTORABLE = {"Cc", "Cs"}  # control characters and halves of surrogate pairs
_UNSEEN = {"Cc", "Cf", "Cn", "Co", "Cs", "Me", "Mn", "Zl", "Zp", "Zs"}  # alone, they show nothing to a reader


@dataclass(frozen=True)
class Field:
    """A column of a file. `name` in the file, `into` in the record; an empty optional cell becomes `empty`."""

    name: str
    parse: Parse
    required: bool = True
    empty: Any = None
    into: str = ""

    @property
    def target(self) -> str:
        """The record's name for it."""
        return self.into or self.name


@dataclass(frozen=True)
class Entry:
    """A parsed row: its line and its values; columns that the file does not have are absent."""

    line: int
    values: dict[str, Any]


@dataclass(frozen=True)
class Sheet:
    """A kind of file: its columns, its natural key, what else must hold, and how it is stored.

    `repeats`: one record may come in several rows, which are its steps in order.
    """

    kind: str
    table: Table
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    check: Callable[[Session, Sequence[Entry]], list[Fault]]
    save: Callable[[Session, Sheet, Sequence[Entry]], None]
    repeats: bool = False


def parse(sheet: Sheet, reading: Reading) -> tuple[list[Entry], list[Fault]]:
    """Parse every row of a file; the faults name column and value. Raises `BadFile` for an unusable header."""
    if reading.header is not None:
        header_faults = _column_faults(sheet, reading.header)
        if header_faults:
            raise BadFile("the header does not fit", sorted([*header_faults, *reading.faults]))
    entries, faults = [], list(reading.faults)
    for row in reading.rows:
        found = _column_faults(sheet, row) if reading.header is None else []
        values, bad = _values(sheet, row)
        faults += found or bad
        if not found and not bad:
            entries.append(Entry(row.line, values))
    return entries, faults + ([] if sheet.repeats else _double_keys(sheet, entries))


def missing(entries: Sequence[Entry], name: str, known: set[Any], column: str, what: str) -> list[Fault]:
    """A fault for each value (or word of a list) that is not among the known ones; empty values pass."""
    faults = []
    for entry in entries:
        value = entry.values.get(name)
        for word in value if isinstance(value, tuple) else (value,):
            if word is not None and word not in known:
                faults.append((entry.line, f"{column}：“{shown(str(word))}”{what}"))
    return faults


def _column_faults(sheet: Sheet, row: Row) -> list[Fault]:
    known = {field.name for field in sheet.fields}
    needed = [field.name for field in sheet.fields if field.required]
    faults = [(row.line, f"不认识的列“{shown(name)}”") for name in row.cells if name not in known]
    return faults + [(row.line, f"缺少列 {name}") for name in needed if name not in row.cells]


def _values(sheet: Sheet, row: Row) -> tuple[dict[str, Any], list[Fault]]:
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for field in sheet.fields:
        if field.name not in row.cells:
            continue
        cell = row.cells[field.name]
        try:
            values[field.target] = _value(field, cell)
        except BadCell as error:
            faults.append((row.line, f"{field.name}：“{shown(cell)}”{error}" if cell else f"{field.name}：{error}"))
    return values, faults


def _value(field: Field, cell: str) -> Any:
    """The cell's value. A cell of nothing visible is an empty one; an empty list must not come to mean all."""
    if any(unicodedata.category(character) in _UNSTORABLE and character not in "\r\n\t" for character in cell):
        raise BadCell("有不能存储的控制字符")
    if cell == EMPTY_LIST and field.empty != ():
        raise BadCell("是空的列表，至少要写一个")
    value = None if _is_blank(cell) or cell == EMPTY_LIST else field.parse(cell)
    if value is not None:
        return value
    if field.required:
        raise BadCell("不能为空")
    return field.empty


def _is_blank(cell: str) -> bool:
    return all(unicodedata.category(character) in _UNSEEN for character in cell)


def _double_keys(sheet: Sheet, entries: Sequence[Entry]) -> list[Fault]:
    first: dict[tuple[Any, ...], int] = {}
    faults = []
    columns = "、".join(field.name for field in sheet.fields if field.target in sheet.key)
    for entry in entries:
        key = tuple(entry.values[name] for name in sheet.key)
        if key in first:
            written = "、".join(str(part) for part in key)
            faults.append((entry.line, f"{columns}：“{written}”与第 {first[key]} 行重复"))
        first.setdefault(key, entry.line)
    return faults
