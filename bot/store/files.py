"""Pictures and files that customers sent: their bytes and names sealed, in the same transaction as the message that shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import uuid4

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, delete, func, insert, select
from sqlalchemy.orm import Session

from bot.store.engine import now_of, vault_of
from bot.store.schema import Moment, metadata

Variant = Literal["original", "thumbnail"]
_NAME, _ORIGINAL, _THUMBNAIL = "files.name", "files.original", "files.thumbnail"

files = Table(
    "files",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("chat_id", String(32), ForeignKey("chats.id"), nullable=False),
    Column("message_id", String(32), ForeignKey("messages.id"), nullable=False, unique=True),
    Column("kind", String(8), nullable=False),
    Column("media_type", String(32), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("stored_bytes", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("name", LargeBinary, nullable=False),
    Column("thumbnail_type", String(32)),
    Column("thumbnail", LargeBinary),
    Column("original", LargeBinary, nullable=False),
    Index("ix_files_chat_id_created_at", "chat_id", "created_at"),
)


@dataclass(frozen=True)
class Picture:
    """A small copy of a picture, for lists."""

    media_type: str
    content: bytes


@dataclass(frozen=True)
class Draft:
    """A file before it is stored. `upload_hash` is the SHA-256 of what was sent, before it was cleaned."""

    kind: str
    media_type: str
    name: str
    content: bytes
    upload_hash: str
    thumbnail: Picture | None = None


@dataclass(frozen=True)
class Content:
    """What is handed to a reader of one variant; `content` is opened."""

    media_type: str
    name: str
    content: bytes


@dataclass(frozen=True)
class Known:
    """A stored file without its bytes; `digest` is the keyed hash by which the same upload is recognised."""

    id: str
    kind: str
    digest: str


def new_id() -> str:
    """An id that nobody can guess."""
    return uuid4().hex


def add(session: Session, file_id: str, chat_id: str, message_id: str, draft: Draft) -> None:
    """Store a file beside its message, which must be there."""
    vault, small = vault_of(session), draft.thumbnail
    session.execute(
        insert(files).values(
            id=file_id,
            chat_id=chat_id,
            message_id=message_id,
            kind=draft.kind,
            media_type=draft.media_type,
            digest=digest_of(session, draft.upload_hash),
            stored_bytes=len(draft.content) + (len(small.content) if small else 0),
            created_at=now_of(session),
            name=vault.seal(_NAME, draft.name),
            thumbnail_type=small.media_type if small else None,
            thumbnail=vault.seal_bytes(_THUMBNAIL, small.content) if small else None,
            original=vault.seal_bytes(_ORIGINAL, draft.content),
        )
    )


def digest_of(session: Session, upload_hash: str) -> str:
    """The keyed hash under which an upload is known; nobody without the key can tell which picture it was."""
    return vault_of(session).fingerprint("files.upload", upload_hash)


def of_message(session: Session, message_id: str) -> Known | None:
    """The file that a message shows."""
    query = select(files.c.id, files.c.kind, files.c.digest).where(files.c.message_id == message_id)
    row = session.execute(query).mappings().first()
    return Known(**row) if row else None


def read(session: Session, file_id: str, variant: Variant) -> Content | None:
    """One variant of a file, opened; None when there is no such file, or no thumbnail of it."""
    is_small = variant == "thumbnail"
    sealed, media_type = (
        (files.c.thumbnail, files.c.thumbnail_type) if is_small else (files.c.original, files.c.media_type)
    )
    query = select(sealed.label("content"), media_type.label("media_type"), files.c.name).where(files.c.id == file_id)
    row = session.execute(query).first()
    if row is None or row.content is None:
        return None
    vault = vault_of(session)
    content = vault.open_bytes(_THUMBNAIL if is_small else _ORIGINAL, row.content)
    return Content(row.media_type, vault.open(_NAME, row.name), content)


def bytes_since(session: Session, chat_id: str, since: datetime) -> int:
    """How much a chat has stored since then."""
    total = func.coalesce(func.sum(files.c.stored_bytes), 0)
    query = select(total).where(files.c.chat_id == chat_id, files.c.created_at > since)
    return int(session.execute(query).scalar_one())


def forget(session: Session, chat_id: str) -> int:
    """Delete the chat's files for good, before its messages are deleted; how many there were."""
    return int(session.execute(delete(files).where(files.c.chat_id == chat_id)).rowcount)
