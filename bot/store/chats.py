"""Chats: one row a conversation partner; the only truth of who answers him and of who is answering just now.

`owner` says who answers (bot, queue, agent, closed), `version` grows with every change of it. `leased_by` and
`leased_until` say which dispatcher is running a turn; they follow the machine's clock, never a fixed one.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    and_,
    false,
    func,
    or_,
    select,
    update,
)
from sqlalchemy import insert as insert_into
from sqlalchemy.orm import Session

from bot.errors import ChatNotFound
from bot.store.engine import now_of, vault_of
from bot.store.schema import Moment, metadata

OWNERS = ("bot", "queue", "agent", "closed")
LEASE = timedelta(seconds=15)  # how long a silent dispatcher keeps a chat; it renews every five seconds
_ID_BYTES = 16  # 128 bits, so that an id cannot be guessed

chats = Table(
    "chats",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("owner", String(8), nullable=False),
    Column("version", Integer, nullable=False),
    Column("conversation", Integer, nullable=False),
    Column("last_seq", Integer, nullable=False),
    Column("read_seq", Integer, nullable=False),
    Column("failed_turns", Integer, nullable=False),
    Column("customer_ref", String(128)),
    Column("agent", String(64)),
    Column("reason", String(64)),
    Column("priority", Integer, nullable=False),
    Column("queued_at", Moment),
    Column("note_state", String(8), nullable=False),
    Column("outage_told", Integer, nullable=False),
    Column("desk_group", String(32)),
    Column("desk_seq", Integer, nullable=False, server_default="0"),
    Column("facts", LargeBinary),
    Column("overrides", LargeBinary),
    Column("page", LargeBinary),
    Column("large_text", Boolean, nullable=False, server_default=false()),
    Column("leased_by", String(128)),
    Column("leased_until", Moment),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    CheckConstraint("owner IN ('bot', 'queue', 'agent', 'closed')", name="owner"),
    Index("ix_chats_owner_priority_queued_at", "owner", "priority", "queued_at"),
)


@dataclass(frozen=True)
class Chat:
    """One chat. `conversation` counts from 1; `failed_turns` counts failures in a row.

    `note_state` is "" (no message left), "asked" (the next text is the message to leave) or "left";
    `outage_told` is 1 while the customer has been told about the current outage. `desk_group` is the group of agents
    that it waits for, `desk_seq` how far an agent has read. `facts` (what the dialogue knows), `overrides` (what an
    agent corrected in it) and `page` (what the customer looks at on the shop's site) are sealed; `facts_of`,
    `overrides_of` and `page_of` open them. `large_text`: the customer wants large letters and shorter prompts.
    """

    id: str
    channel: str
    owner: str
    version: int
    conversation: int
    last_seq: int
    read_seq: int
    failed_turns: int
    customer_ref: str | None
    agent: str | None
    reason: str | None
    priority: int
    queued_at: datetime | None
    note_state: str
    outage_told: int
    desk_group: str | None
    desk_seq: int
    facts: bytes | None = field(repr=False)
    overrides: bytes | None = field(repr=False)
    page: bytes | None = field(repr=False)
    large_text: bool
    leased_by: str | None
    leased_until: datetime | None
    created_at: datetime
    updated_at: datetime

    @property
    def is_leased(self) -> bool:
        """Whether a dispatcher's lease on this chat has not run out."""
        return lease_runs(self.leased_until)


def lease_runs(until: datetime | None) -> bool:
    """Whether a lease still runs, by the machine's clock; one that is too long was given before the clock was set back."""
    now = datetime.now(timezone.utc)
    return until is not None and now < until <= now + LEASE


def insert(session: Session, channel: str, customer_ref: str | None = None) -> Chat:
    """Make a chat that the bot owns, with an id that cannot be guessed."""
    now = now_of(session)
    chat = Chat(
        id=secrets.token_hex(_ID_BYTES),
        channel=channel,
        owner="bot",
        version=1,
        conversation=1,
        last_seq=0,
        read_seq=0,
        failed_turns=0,
        customer_ref=customer_ref,
        agent=None,
        reason=None,
        priority=0,
        queued_at=None,
        note_state="",
        outage_told=0,
        desk_group=None,
        desk_seq=0,
        facts=None,
        overrides=None,
        page=None,
        large_text=False,
        leased_by=None,
        leased_until=None,
        created_at=now,
        updated_at=now,
    )
    session.execute(insert_into(chats).values(**vars(chat)))
    return chat


def get(session: Session, chat_id: str) -> Chat:
    """The chat with this id; raises `ChatNotFound`."""
    return _one(session, select(chats).where(chats.c.id == chat_id))


def lock(session: Session, chat_id: str) -> Chat:
    """The chat with this id, held until the transaction ends; raises `ChatNotFound`.

    Every change of a chat, its messages or its turns begins here, which keeps them in one order on
    PostgreSQL; on SQLite the write transaction itself excludes others.
    """
    return _one(session, select(chats).where(chats.c.id == chat_id).with_for_update())


def change(session: Session, chat_id: str, **values: Any) -> None:
    """Set columns of a chat that the caller has locked."""
    session.execute(update(chats).where(chats.c.id == chat_id).values(updated_at=now_of(session), **values))


def facts_of(session: Session, chat: Chat) -> dict[str, Any]:
    """What the dialogue knows, as the engine last reported it."""
    return _open(session, "chats.facts", chat.facts)


def overrides_of(session: Session, chat: Chat) -> dict[str, Any]:
    """What an agent corrected and the dialogue has not heard yet, by the names of entities."""
    return _open(session, "chats.overrides", chat.overrides)


def page_of(session: Session, chat: Chat) -> dict[str, Any]:
    """What the customer looks at on the shop's site; empty when that is not known."""
    return _open(session, "chats.page", chat.page)


def keep_facts(session: Session, chat_id: str, facts: dict[str, Any]) -> None:
    """Store what the dialogue knows in place of what it knew before."""
    change(session, chat_id, facts=vault_of(session).seal_json("chats.facts", facts) if facts else None)


def keep_overrides(session: Session, chat_id: str, overrides: dict[str, Any]) -> None:
    """Store what the dialogue has to be told with the next message."""
    change(session, chat_id, overrides=vault_of(session).seal_json("chats.overrides", overrides) if overrides else None)


def keep_page(session: Session, chat_id: str, page: dict[str, Any]) -> None:
    """Store what the customer looks at now."""
    change(session, chat_id, page=vault_of(session).seal_json("chats.page", page) if page else None)


def change_owner(session: Session, chat_id: str, version: int, owner: str, **values: Any) -> bool:
    """Compare-and-set: move the owner if nobody has moved it since `version`; whether it was moved."""
    moved: Any = session.execute(
        update(chats)
        .where(chats.c.id == chat_id, chats.c.version == version)
        .values(owner=owner, version=version + 1, updated_at=now_of(session), **values)
    )
    return bool(moved.rowcount == 1)


def renew_lease(session: Session, chat_id: str, holder: str, until: datetime) -> bool:
    """Keep the lease for `holder`; False when somebody else has it by now."""
    kept: Any = session.execute(
        update(chats).where(chats.c.id == chat_id, chats.c.leased_by == holder).values(leased_until=until)
    )
    return bool(kept.rowcount == 1)


def count_ahead(session: Session, chat: Chat) -> int:
    """How many queued chats are served before this queued one: higher priority first, then who came first."""
    earlier = or_(chats.c.queued_at < chat.queued_at, and_(chats.c.queued_at == chat.queued_at, chats.c.id < chat.id))
    before = or_(chats.c.priority > chat.priority, and_(chats.c.priority == chat.priority, earlier))
    query = select(func.count()).select_from(chats).where(chats.c.owner == "queue", chats.c.id != chat.id, before)
    return int(session.execute(query).scalar_one())


def marks(session: Session, chat_ids: Collection[str]) -> dict[str, tuple[int, ...]]:
    """What has to change in each of these chats before anybody looks again: last seq, version, how far each side has read."""
    columns = (chats.c.last_seq, chats.c.version, chats.c.read_seq, chats.c.desk_seq)
    query = select(chats.c.id, *columns).where(chats.c.id.in_(chat_ids))
    return {chat_id: tuple(numbers) for chat_id, *numbers in session.execute(query)}


def queue_places(session: Session) -> dict[str, int]:
    """The place of every queued chat, counted from 1, in the order of `count_ahead`."""
    query = select(chats.c.id).where(chats.c.owner == "queue")
    ordered = query.order_by(chats.c.priority.desc(), chats.c.queued_at, chats.c.id)
    return {chat_id: place for place, chat_id in enumerate(session.execute(ordered).scalars(), 1)}


def _open(session: Session, purpose: str, sealed: bytes | None) -> dict[str, Any]:
    return {} if sealed is None else dict(vault_of(session).open_json(purpose, sealed))


def _one(session: Session, query: Any) -> Chat:
    row = session.execute(query).mappings().one_or_none()
    if row is None:
        raise ChatNotFound("no chat has this id")
    return Chat(**row)
