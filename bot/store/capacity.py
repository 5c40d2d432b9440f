"""Capacity: how many places a centre or field team has in a window of a day, and how many are taken."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Column, Date, Integer, String, Table, and_, or_, select, update
from sqlalchemy.orm import Session

from bot.store.schema import metadata

PLACE_KINDS = ("centre", "team")

capacity = Table(
    "capacity",
    metadata,
    Column("place_kind", String, primary_key=True),
    Column("place_code", String, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("window", String, primary_key=True),
    Column("places", Integer, nullable=False),
    Column("taken", Integer, nullable=False, server_default="0"),
    CheckConstraint("taken >= 0 AND taken <= places", name="taken"),
)


@dataclass(frozen=True)
class Slot:
    """A window of a day at a centre or with a team; `window` reads like 09:00-12:00, Shanghai time."""

    place_kind: str
    place_code: str
    day: date
    window: str


@dataclass(frozen=True)
class Opening:
    """A slot with its places and how many of them are taken."""

    slot: Slot
    places: int
    taken: int

    @property
    def free(self) -> int:
        """How many places are left."""
        return self.places - self.taken


def free(session: Session, place_kind: str, place_codes: Collection[str], first: date, last: date) -> list[Opening]:
    """Every slot with a place left at these places, from the first to the last day, the earliest first."""
    statement = (
        select(capacity)
        .where(capacity.c.place_kind == place_kind, capacity.c.place_code.in_(list(place_codes)))
        .where(capacity.c.day.between(first, last), capacity.c.taken < capacity.c.places)
        .order_by(capacity.c.day, capacity.c.window, capacity.c.place_code)
    )
    return [_opening(row) for row in session.execute(statement).mappings()]


def get(session: Session, slot: Slot) -> Opening | None:
    """The opening of this slot, None when the place does not work then."""
    row = session.execute(select(capacity).where(_is(slot))).mappings().first()
    return _opening(row) if row else None


def take(session: Session, slot: Slot) -> bool:
    """Take one place with one conditional update; False when none is left or the slot does not exist."""
    statement = update(capacity).where(_is(slot), capacity.c.taken < capacity.c.places)
    return bool(session.execute(statement.values(taken=capacity.c.taken + 1)).rowcount == 1)


def give_back(session: Session, slot: Slot) -> None:
    """Give one place back; never below zero."""
    statement = update(capacity).where(_is(slot), capacity.c.taken > 0)
    session.execute(statement.values(taken=capacity.c.taken - 1))


def swap(session: Session, old: Slot | None, new: Slot | None) -> bool:
    """Take a place in `new`, then give the one in `old` back; False, and nothing changed, when `new` has none left.

    Both rows are locked in one order first: two bookings that change places with each other wait, never for ever.
    """
    if old == new:
        return True
    both = or_(*(_is(slot) for slot in (old, new) if slot))
    order = (capacity.c.place_kind, capacity.c.place_code, capacity.c.day, capacity.c.window)
    session.execute(select(capacity.c.places).where(both).order_by(*order).with_for_update()).all()
    if new and not take(session, new):
        return False
    if old:
        give_back(session, old)
    return True


def _is(slot: Slot) -> Any:
    return and_(
        capacity.c.place_kind == slot.place_kind,
        capacity.c.place_code == slot.place_code,
        capacity.c.day == slot.day,
        capacity.c.window == slot.window,
    )


def _opening(row: Any) -> Opening:
    slot = Slot(row["place_kind"], row["place_code"], row["day"], row["window"])
    return Opening(slot, row["places"], row["taken"])
