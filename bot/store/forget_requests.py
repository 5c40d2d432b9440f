"""Requests to be forgotten that cannot be fulfilled at once; the phone number is sealed and kept until they are."""

from __future__ import annotations

import structlog
from sqlalchemy import Column, LargeBinary, String, Table, delete, select
from sqlalchemy.orm import Session

from bot.store.customers import phone_hash
from bot.store.engine import now_of, vault_of
from bot.store.schema import Moment, metadata
from bot.store.upsert import insert_or_update
from bot.store.vault import WrongKey

log = structlog.get_logger()
_PURPOSE = "forget_requests.phone"

forget_requests = Table(
    "forget_requests",
    metadata,
    Column("phone_hash", String(64), primary_key=True),
    Column("phone", LargeBinary, nullable=False),
    Column("asked_at", Moment, nullable=False),
)


def keep(session: Session, normal: str) -> None:
    """Remember that whoever has this number (in normal form) asked; the first time counts."""
    vault = vault_of(session)
    row = {"phone_hash": phone_hash(vault, normal), "phone": vault.seal(_PURPOSE, normal), "asked_at": now_of(session)}
    insert_or_update(session, forget_requests, [row], ("phone_hash",), update=())


def fulfil(session: Session, normal: str) -> None:
    """Nothing is left of this number: forget the request too."""
    hashed = phone_hash(vault_of(session), normal)
    session.execute(delete(forget_requests).where(forget_requests.c.phone_hash == hashed))


def phones(session: Session) -> list[str]:
    """The numbers whose requests are still open, the oldest first."""
    vault = vault_of(session)
    query = select(forget_requests.c.phone).order_by(forget_requests.c.asked_at, forget_requests.c.phone_hash)
    opened = []
    for sealed in session.execute(query).scalars():
        try:
            opened.append(vault.open(_PURPOSE, sealed))
        except WrongKey as error:  # nobody can fulfil it any more, and the others must not wait for it
            log.error("forget_request.unreadable", reason=str(error))
    return opened
