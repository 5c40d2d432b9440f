"""Attempts: durable tries for what may not be guessed (sign-in, identity, warranty look-ups), so that a restart forgives nothing."""

from __future__ import annotations

from datetime import timedelta
from math import ceil

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, delete, func, select
from sqlalchemy import insert as insert_into
from sqlalchemy.orm import Session

from bot.errors import TooManyTries
from bot.store.engine import now_of, vault_of
from bot.store.schema import Moment, metadata

attempts = Table(
    "attempts",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("purpose", String(32), nullable=False),
    Column("key_hash", String(64), nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_attempts_purpose_key_hash_at", "purpose", "key_hash", "at"),
)


def spend(session: Session, purpose: str, key: str, limit: int, minutes: int) -> int:
    """Count one try of `key` (a phone number, a chat, a user name) and return how many are left.

    Raises `TooManyTries` when `limit` were made within `minutes`; the refused try itself is not counted.
    Call it in a transaction of its own: a look-up that fails afterwards must not take the try back.
    """
    hashed = vault_of(session).fingerprint(f"attempts.{purpose}", key)
    _exclude_rivals(session, purpose, hashed)
    made = _made(session, purpose, hashed, limit, minutes)
    session.execute(insert_into(attempts).values(purpose=purpose, key_hash=hashed, at=now_of(session)))
    return limit - made - 1


def require_left(session: Session, purpose: str, key: str, limit: int, minutes: int) -> None:
    """Raise `TooManyTries` when no try is left, without counting one: a right guess after too many wrong ones tells nothing."""
    _made(session, purpose, vault_of(session).fingerprint(f"attempts.{purpose}", key), limit, minutes)


def forgive(session: Session, purpose: str, key: str) -> None:
    """Forget the tries of `key`, for example after a right password."""
    hashed = vault_of(session).fingerprint(f"attempts.{purpose}", key)
    session.execute(delete(attempts).where(attempts.c.purpose == purpose, attempts.c.key_hash == hashed))


def note(session: Session, purpose: str, key: str) -> None:
    """Write down that something went well just now; `was_noted` asks for it. Earlier notes of the key are replaced."""
    forgive(session, purpose, key)
    hashed = vault_of(session).fingerprint(f"attempts.{purpose}", key)
    session.execute(insert_into(attempts).values(purpose=purpose, key_hash=hashed, at=now_of(session)))


def was_noted(session: Session, purpose: str, key: str, within: timedelta) -> bool:
    """Whether `note` was called for this key lately."""
    hashed = vault_of(session).fingerprint(f"attempts.{purpose}", key)
    same = (attempts.c.purpose == purpose) & (attempts.c.key_hash == hashed)
    query = select(attempts.c.id).where(same, attempts.c.at > now_of(session) - within)
    return session.execute(query).first() is not None


def _made(session: Session, purpose: str, hashed: str, limit: int, minutes: int) -> int:
    """How many tries were made lately; raises `TooManyTries` when that is all of them. Older ones are forgotten."""
    now, same = now_of(session), (attempts.c.purpose == purpose) & (attempts.c.key_hash == hashed)
    session.execute(delete(attempts).where(same, attempts.c.at <= now - timedelta(minutes=minutes)))
    made = [row.at for row in session.execute(select(attempts.c.at).where(same).order_by(attempts.c.at))]
    if len(made) >= limit:
        free_at = made[len(made) - limit] + timedelta(minutes=minutes)
        raise TooManyTries(f"{purpose}: {limit} tries in {minutes} minutes", ceil((free_at - now).total_seconds()))
    return len(made)


def _exclude_rivals(session: Session, purpose: str, hashed: str) -> None:
    """Two tries of one key count one after the other; SQLite's write transaction sees to that by itself."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext(purpose), func.hashtext(hashed))))
