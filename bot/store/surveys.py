"""Surveys: what a customer thought of a conversation, once for each."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, LargeBinary, String, Table, select
from sqlalchemy import insert as insert_into
from sqlalchemy.orm import Session

from bot.store.engine import now_of, vault_of
from bot.store.schema import Moment, metadata

surveys = Table(
    "surveys",
    metadata,
    Column("chat_id", String(32), ForeignKey("chats.id"), primary_key=True),
    Column("conversation", Integer, primary_key=True, autoincrement=False),
    Column("score", Integer, nullable=False),
    Column("comment", LargeBinary, nullable=False),
    Column("created_at", Moment, nullable=False),
    CheckConstraint("score BETWEEN 1 AND 5", name="score"),
)


def exists(session: Session, chat_id: str, conversation: int) -> bool:
    """Whether this conversation has been rated."""
    query = select(surveys.c.score).where(surveys.c.chat_id == chat_id, surveys.c.conversation == conversation)
    return session.execute(query).first() is not None


def scores(session: Session, chat_id: str) -> dict[int, int]:
    """The chat's ratings from 1 to 5 by conversation."""
    query = select(surveys.c.conversation, surveys.c.score).where(surveys.c.chat_id == chat_id)
    return {row.conversation: row.score for row in session.execute(query)}


def insert(session: Session, chat_id: str, conversation: int, score: int, comment: str) -> None:
    """Store a rating from 1 to 5; the comment is sealed."""
    sealed = vault_of(session).seal("surveys.comment", comment)
    values = {"chat_id": chat_id, "conversation": conversation, "score": score, "comment": sealed}
    session.execute(insert_into(surveys).values(**values, created_at=now_of(session)))
