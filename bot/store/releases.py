"""Software releases: what is current, old or withdrawn for a model."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Column, Date, Float, ForeignKey, String, Table, select
from sqlalchemy.orm import Session

from bot.store.schema import metadata

STATUSES = ("current", "withdrawn", "old")

releases = Table(
    "releases",
    metadata,
    Column("model", ForeignKey("products.model"), primary_key=True),
    Column("version", String, primary_key=True),
    Column("released_on", Date, nullable=False),
    Column("size_mb", Float),
    Column("status", String, nullable=False),
    Column("from_version", String),
    Column("notes", String, nullable=False),
    Column("known_issues", String),
    Column("source", String, nullable=False),
)


@dataclass(frozen=True)
class Release:
    """A release; `status` is current, withdrawn or old; `from_version` is the oldest that may update directly."""

    model: str
    version: str
    released_on: date
    size_mb: float | None
    status: str
    from_version: str | None
    notes: str
    known_issues: str | None
    source: str


def for_model(session: Session, model: str) -> list[Release]:
    """Every release of a model, the newest first."""
    statement = select(releases).where(releases.c.model == model).order_by(releases.c.released_on.desc())
    return [Release(**row) for row in session.execute(statement).mappings()]


def current(session: Session, model: str) -> Release | None:
    """The newest release of a model that is current; a withdrawn one is never offered."""
    return next((release for release in for_model(session, model) if release.status == "current"), None)
