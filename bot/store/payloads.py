"""Payloads: the buttons that were put before a customer; only what was issued in his chat counts as a payload."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Column, ForeignKey, LargeBinary, String, Table, delete, select
from sqlalchemy import insert as insert_into
from sqlalchemy.orm import Session

from bot.store.engine import now_of, vault_of
from bot.store.schema import Moment, metadata

_PURPOSE = "payloads.title"

payloads = Table(
    "payloads",
    metadata,
    Column("chat_id", String(32), ForeignKey("chats.id"), primary_key=True),
    Column("digest", String(64), primary_key=True),
    Column("title", LargeBinary, nullable=False),
    Column("issued_at", Moment, nullable=False),
)


def issue(session: Session, chat_id: str, buttons: Iterable[dict[str, str]]) -> None:
    """Remember buttons {title, payload} that go to this chat; the newest title of a payload counts."""
    vault, now = vault_of(session), now_of(session)
    rows = {
        digest: {"chat_id": chat_id, "digest": digest, "title": vault.seal(_PURPOSE, button["title"]), "issued_at": now}
        for button in buttons
        for digest in [vault.fingerprint("payload", button["payload"])]
    }
    if rows:
        session.execute(delete(payloads).where(payloads.c.chat_id == chat_id, payloads.c.digest.in_(rows)))
        session.execute(insert_into(payloads), list(rows.values()))


def title_of(session: Session, chat_id: str, payload: str) -> str | None:
    """What the button with this payload said; None when it was never issued in this chat."""
    vault = vault_of(session)
    digest = vault.fingerprint("payload", payload)
    query = select(payloads.c.title).where(payloads.c.chat_id == chat_id, payloads.c.digest == digest)
    sealed = session.execute(query).scalar_one_or_none()
    return None if sealed is None else vault.open(_PURPOSE, sealed)
