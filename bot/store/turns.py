"""Turns: one row for each customer message that needs an answer, from waiting to done.

A turn runs under the lease of its chat (`chats.leased_by`). Whoever wants to finish it must still hold that
lease, so that a stalled worker, whose turn somebody else has taken over meanwhile, cannot answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import CheckConstraint, Column, Float, ForeignKey, Index, Integer, String, Table, or_, select, update
from sqlalchemy import insert as insert_into
from sqlalchemy.orm import Session

from bot.store.chats import chats, lease_runs
from bot.store.engine import now_of
from bot.store.messages import messages
from bot.store.schema import Moment, metadata

OPEN = ("waiting", "running")
FOR_AGENT = "for_agent"  # the outcome of a turn that an agent took over

turns = Table(
    "turns",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("chat_id", String(32), ForeignKey("chats.id"), nullable=False),
    Column("message_id", String(32), ForeignKey("messages.id"), nullable=False, unique=True),
    Column("seq", Integer, nullable=False),
    Column("state", String(8), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("intent", String(64)),
    Column("confidence", Float),
    Column("action", String(128)),
    Column("outcome", String(32)),
    Column("ms", Integer),
    Column("created_at", Moment, nullable=False),
    Column("finished_at", Moment),
    CheckConstraint("state IN ('waiting', 'running', 'done', 'failed', 'dropped')", name="state"),
    Index("ix_turns_state_chat_id_seq", "state", "chat_id", "seq"),
)


@dataclass(frozen=True)
class Turn:
    """One turn. `attempts` counts how often the engine was asked; `ms` is the time it took in milliseconds."""

    id: str
    chat_id: str
    message_id: str
    seq: int
    state: str
    attempts: int
    intent: str | None
    confidence: float | None
    action: str | None
    outcome: str | None
    ms: int | None
    created_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True)
class OpenTurn:
    """A turn that nobody has finished, with who is at work on its chat and until when."""

    turn_id: str
    chat_id: str
    state: str
    owner: str
    outage_told: int
    leased_by: str | None
    leased_until: datetime | None

    @property
    def is_leased(self) -> bool:
        """Whether a lease on the chat has not run out."""
        return lease_runs(self.leased_until)


def insert(session: Session, chat_id: str, message_id: str, seq: int) -> str:
    """Let a customer's message wait for its answer; returns the turn's id."""
    turn_id = uuid4().hex
    session.execute(
        insert_into(turns).values(
            id=turn_id,
            chat_id=chat_id,
            message_id=message_id,
            seq=seq,
            state="waiting",
            attempts=0,
            created_at=now_of(session),
        )
    )
    return turn_id


def open_of(session: Session, chat_id: str) -> list[Turn]:
    """The chat's unfinished turns, oldest first."""
    query = select(turns).where(turns.c.chat_id == chat_id, turns.c.state.in_(OPEN)).order_by(turns.c.seq)
    return [Turn(**row) for row in session.execute(query).mappings()]


def all_open(session: Session) -> list[OpenTurn]:
    """Every unfinished turn, oldest first: what a dispatcher looks through when it starts and once a second."""
    query = (
        select(
            turns.c.id.label("turn_id"),
            turns.c.chat_id,
            turns.c.state,
            chats.c.owner,
            chats.c.outage_told,
            chats.c.leased_by,
            chats.c.leased_until,
        )
        .join(chats, chats.c.id == turns.c.chat_id)
        .where(turns.c.state.in_(OPEN))
        .order_by(turns.c.created_at, turns.c.seq)
    )
    return [OpenTurn(**row) for row in session.execute(query).mappings()]


def change(session: Session, turn_id: str, **values: Any) -> None:
    """Set columns of a turn whose chat the caller has locked."""
    session.execute(update(turns).where(turns.c.id == turn_id).values(**values))


def finish(session: Session, turn_id: str, state: str, outcome: str, **facts: Any) -> None:
    """Close a turn for good: done, failed or dropped."""
    change(session, turn_id, state=state, outcome=outcome, finished_at=now_of(session), **facts)


def is_open(session: Session, turn_id: str) -> bool:
    """Whether nobody has finished this turn."""
    query = select(turns.c.id).where(turns.c.id == turn_id, turns.c.state.in_(OPEN))
    return session.execute(query).first() is not None


def intents_of(session: Session, chat_id: str, conversation: int) -> list[str]:
    """What the customer wanted in one conversation, message by message, as the engine understood him."""
    query = (
        select(turns.c.intent)
        .join(messages, messages.c.id == turns.c.message_id)
        .where(turns.c.chat_id == chat_id, messages.c.conversation == conversation, turns.c.intent.is_not(None))
        .order_by(turns.c.seq)
    )
    return [row.intent for row in session.execute(query)]


def were_words_for_agent(session: Session, chat_id: str, conversation: int) -> bool:
    """Whether the customer wrote to an agent in this conversation: what an agent took over, or what never had a turn."""
    query = (
        select(messages.c.seq)
        .outerjoin(turns, turns.c.message_id == messages.c.id)
        .where(messages.c.chat_id == chat_id, messages.c.conversation == conversation, messages.c.author == "customer")
        .where(or_(turns.c.id.is_(None), turns.c.outcome == FOR_AGENT))
    )
    return session.execute(query.limit(1)).first() is not None


def has_open(session: Session, chat_id: str) -> bool:
    """Whether the chat has an unfinished turn."""
    query = select(turns.c.id).where(turns.c.chat_id == chat_id, turns.c.state.in_(OPEN)).limit(1)
    return session.execute(query).first() is not None
