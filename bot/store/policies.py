"""Warranty policies: how long a category's whole unit or part is covered, by whose word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import CheckConstraint, Column, Date, Integer, String, Table, or_, select
from sqlalchemy.orm import Session

from bot.store.listed import EVERY, Listed
from bot.store.schema import metadata

WHOLE_UNIT = "整机"  # the part name that stands for the whole unit
STARTS = ("purchase", "installed")
KINDS = ("brand", "statute")

policies = Table(
    "policies",
    metadata,
    Column("code", String, primary_key=True),
    Column("category", String, nullable=False, index=True),
    Column("part", String, nullable=False),
    Column("aliases", Listed, nullable=False),
    Column("months", Integer, nullable=False),
    Column("starts", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("source", String, nullable=False),
    Column("grade", String),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    Column("covers", String, nullable=False),
    CheckConstraint("months >= 0", name="months"),
)


@dataclass(frozen=True)
class Policy:
    """A period and its source. `months` 0 means not covered; `starts` is purchase or installed.

    `kind` is brand or statute; `grade` says how well a statutory row is evidenced. Valid for purchases
    from `valid_from` to `valid_to`, both days included; `valid_to` None is open.
    """

    code: str
    category: str
    part: str
    aliases: tuple[str, ...]
    months: int
    starts: str
    kind: str
    source: str
    grade: str | None
    valid_from: date
    valid_to: date | None
    covers: str


def applicable(session: Session, category: str, on: date) -> list[Policy]:
    """Every policy of a category (canonical name) that is valid for a purchase on this day, whole unit first."""
    statement = (
        select(policies)
        .where(policies.c.category.in_((category, EVERY)))
        .where(policies.c.valid_from <= on)
        .where(or_(policies.c.valid_to.is_(None), policies.c.valid_to >= on))
        .order_by(policies.c.code)
    )
    found = [Policy(**row) for row in session.execute(statement).mappings()]
    return sorted(found, key=lambda policy: policy.part != WHOLE_UNIT)
