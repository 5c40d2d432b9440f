"""The sheets of where service happens: centres, field teams, capacity; and what no warranty covers."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store.capacity import PLACE_KINDS, capacity
from bot.store.centres import centres
from bot.store.exclusions import exclusions
from bot.store.imports import cells
from bot.store.imports.reading import Fault
from bot.store.imports.sheet import Entry, Field, Sheet
from bot.store.imports.storing import upsert
from bot.store.listed import EVERY
from bot.store.teams import teams

_CATEGORIES = Field("categories", cells.listed_of(cells.category), required=False, empty=(EVERY,))


def _nothing_more(_session: Session, _entries: Sequence[Entry]) -> list[Fault]:
    return []


def _check_capacity(session: Session, entries: Sequence[Entry]) -> list[Fault]:
    known = {("centre", code) for code in session.execute(select(centres.c.code)).scalars()}
    known |= {("team", code) for code in session.execute(select(teams.c.code)).scalars()}
    booked = select(capacity).where(capacity.c.taken > 0)
    taken = {tuple(row[name] for name in CAPACITY.key): row["taken"] for row in session.execute(booked).mappings()}
    faults = []
    for entry in entries:
        kind, code = entry.values["place_kind"], entry.values["place_code"]
        if (kind, code) not in known:
            what = "网点（centre）" if kind == "centre" else "上门小组（team）"
            faults.append((entry.line, f"place_code：“{code}”不是已有的{what}"))
        given_away = taken.get(tuple(entry.values[name] for name in CAPACITY.key), 0)
        if entry.values["places"] < given_away:
            faults.append((entry.line, f"places：“{entry.values['places']}”少于已预约出去的 {given_away} 个"))
    return faults


CENTRES = Sheet(
    kind="centres",
    table=centres,
    fields=(
        Field("code", cells.plain_code),
        Field("name", cells.words),
        Field("province", cells.words),
        Field("city", cells.words),
        Field("district", cells.words),
        Field("address", cells.words),
        Field("latitude", cells.number(-90, 90)),
        Field("longitude", cells.number(-180, 180)),
        Field("phone", cells.words),
        _CATEGORIES,
        Field("modes", cells.listed_of(cells.choice("store", "mail_in"))),
        Field("hours", cells.words),
    ),
    key=("code",),
    check=_nothing_more,
    save=upsert,
)

TEAMS = Sheet(
    kind="teams",
    table=teams,
    fields=(
        Field("code", cells.plain_code),
        Field("name", cells.words),
        Field("province", cells.words),
        Field("city", cells.words),
        Field("districts", cells.listed, required=False, empty=(EVERY,)),
        _CATEGORIES,
    ),
    key=("code",),
    check=_nothing_more,
    save=upsert,
)

CAPACITY = Sheet(
    kind="capacity",
    table=capacity,
    fields=(
        Field("place_kind", cells.choice(*PLACE_KINDS)),
        Field("place_code", cells.plain_code),
        Field("day", cells.day),
        Field("window", cells.window),
        Field("places", cells.count),
    ),
    key=("place_kind", "place_code", "day", "window"),
    check=_check_capacity,
    save=upsert,
)

EXCLUSIONS = Sheet(
    kind="exclusions",
    table=exclusions,
    fields=(
        Field("code", cells.plain_code),
        _CATEGORIES,
        Field("text", cells.words),
        Field("source", cells.words),
    ),
    key=("code",),
    check=_nothing_more,
    save=upsert,
)
