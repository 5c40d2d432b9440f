"""Desk sessions: who is signed in at the desk. Only the token's keyed hash is stored; times follow the machine's clock."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from sqlalchemy import Column, ForeignKey, String, Table, delete, insert, select
from sqlalchemy.orm import Session

from bot.store.engine import vault_of
from bot.store.schema import Moment, metadata

LIFE = timedelta(hours=12)  # a working day
_TOKEN_BYTES = 32
_PURPOSE = "desk_sessions.token"

desk_sessions = Table(
    "desk_sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("username", String, ForeignKey("agents.username"), nullable=False, index=True),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
)


@dataclass(frozen=True)
class DeskSession:
    """One sign-in of an agent."""

    username: str
    created_at: datetime
    expires_at: datetime


def begin(session: Session, username: str) -> str:
    """Sign an agent in and return the token that shows it; sessions that have run out are forgotten."""
    now = datetime.now(timezone.utc)
    session.execute(delete(desk_sessions).where(desk_sessions.c.expires_at <= now))
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    values = {"token_hash": _hash(session, token), "username": username, "created_at": now, "expires_at": now + LIFE}
    session.execute(insert(desk_sessions).values(**values))
    return token


def find(session: Session, token: str) -> DeskSession | None:
    """The session that the token opens; None when it has ended, or was begun before the clock was set back."""
    columns = (desk_sessions.c.username, desk_sessions.c.created_at, desk_sessions.c.expires_at)
    query = select(*columns).where(desk_sessions.c.token_hash == _hash(session, token))
    row = session.execute(query).mappings().one_or_none()
    now = datetime.now(timezone.utc)
    return DeskSession(**row) if row and now < row["expires_at"] <= now + LIFE else None


def end(session: Session, token: str) -> None:
    """Sign out; an unknown token changes nothing."""
    session.execute(delete(desk_sessions).where(desk_sessions.c.token_hash == _hash(session, token)))


def end_all(session: Session, username: str) -> None:
    """Sign an agent out everywhere."""
    session.execute(delete(desk_sessions).where(desk_sessions.c.username == username))


def _hash(session: Session, token: str) -> str:
    return vault_of(session).fingerprint(_PURPOSE, token)
