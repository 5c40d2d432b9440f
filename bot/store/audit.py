"""The audit trail: who did what to which record, in rows chained by a keyed hash.

A changed, removed or inserted row breaks the chain; only a cut at its end cannot be seen from the table alone.
Details never hold personal data.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from sqlalchemy import Column, Integer, String, Table, Text, insert, select
from sqlalchemy.orm import Session

from bot.store import locks
from bot.store.engine import now_of, vault_of
from bot.store.schema import Moment, metadata
from bot.store.vault import Vault

FIRST = "0" * 64  # what the first row has for a predecessor

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("actor", String, nullable=False),
    Column("action", String, nullable=False),
    Column("subject", String, nullable=False, index=True),
    Column("details", Text, nullable=False),
    Column("prev_hash", String(64), nullable=False, unique=True),
    Column("hash", String(64), nullable=False),
)


@dataclass(frozen=True)
class Entry:
    """One thing that was done."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    details: dict[str, Any]


def append(session: Session, actor: str, action: str, subject: str, details: Mapping[str, Any] | None = None) -> None:
    """Write one row behind the last one; `details` holds what JSON can carry and nothing personal."""
    locks.hold(session.connection(), locks.AUDIT)
    last = session.execute(select(audit.c.hash).order_by(audit.c.id.desc()).limit(1)).scalar()
    row: dict[str, Any] = {
        "at": now_of(session),
        "actor": actor,
        "action": action,
        "subject": subject,
        "details": json.dumps(dict(details or {}), ensure_ascii=False, sort_keys=True),
        "prev_hash": last or FIRST,
    }
    session.execute(insert(audit).values(**row, hash=_hash(vault_of(session), row)))


def verify(session: Session) -> int | None:
    """The id of the first row that does not fit its content or its predecessor; None when the chain is whole."""
    vault, expected = vault_of(session), FIRST
    for row in session.execute(select(audit).order_by(audit.c.id)).mappings():
        if row["prev_hash"] != expected or row["hash"] != _hash(vault, row):
            return int(row["id"])
        expected = row["hash"]
    return None


def for_subject(session: Session, subject: str) -> list[Entry]:
    """Everything that was done to one record, the oldest first."""
    rows = session.execute(select(audit).where(audit.c.subject == subject).order_by(audit.c.id)).mappings()
    names = ("id", "at", "actor", "action", "subject")
    return [Entry(**{name: row[name] for name in names}, details=json.loads(row["details"])) for row in rows]


def _hash(vault: Vault, row: Mapping[str, Any]) -> str:
    at = row["at"].astimezone(timezone.utc).isoformat()
    content = [at, row["actor"], row["action"], row["subject"], row["details"], row["prev_hash"]]
    return vault.fingerprint("audit", json.dumps(content, ensure_ascii=False))
