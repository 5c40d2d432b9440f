"""What the dialogue engine remembers of each conversation: one sealed row, replaced as a whole after every turn."""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass

from sqlalchemy import Column, Integer, LargeBinary, String, Table, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.errors import BotError
from bot.store.engine import now_of, vault_of
from bot.store.schema import Moment, metadata

_PURPOSE = "trackers.state"

trackers = Table(
    "trackers",
    metadata,
    Column("conversation", String(128), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("state", LargeBinary, nullable=False),
    Column("updated_at", Moment, nullable=False, index=True),
)


class StaleTracker(BotError):
    """Another writer replaced the row since it was read; nothing was written."""

    code = "stale_tracker"
    status = 409


@dataclass(frozen=True)
class StoredTracker:
    """A conversation's state as JSON text, and its version: 1 after the first turn."""

    conversation: str
    version: int
    state: str


def find(session: Session, conversation: str) -> StoredTracker | None:
    """The stored state of a conversation, or None before its first turn."""
    row = session.execute(
        select(trackers.c.version, trackers.c.state).where(trackers.c.conversation == conversation)
    ).first()
    if row is None:
        return None
    packed = vault_of(session).open(_PURPOSE, row.state)
    return StoredTracker(conversation, row.version, zlib.decompress(base64.b85decode(packed)).decode())


def replace(session: Session, conversation: str, state: str, after: int) -> int:
    """Store the state that follows version `after` (0: the first) and return its version; raises `StaleTracker`."""
    packed = base64.b85encode(zlib.compress(state.encode(), level=6)).decode()
    values = {"state": vault_of(session).seal(_PURPOSE, packed), "version": after + 1, "updated_at": now_of(session)}
    if after == 0:
        _insert(session, conversation, values)
    else:
        done = session.execute(
            update(trackers)
            .where(trackers.c.conversation == conversation, trackers.c.version == after)
            .values(**values)
        )
        if done.rowcount != 1:
            raise StaleTracker(f"{conversation}: expected version {after}")
    return after + 1


def _insert(session: Session, conversation: str, values: dict[str, object]) -> None:
    try:
        with session.begin_nested():
            session.execute(insert(trackers).values(conversation=conversation, **values))
    except IntegrityError:
        raise StaleTracker(f"{conversation}: expected no state yet") from None
