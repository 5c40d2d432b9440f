"""Retention: finds what has been kept long enough, and deletes it or takes the person out of it.

A chat goes with everything that hangs on it. A booking stays as a record of work on a device, without whom it was for.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from sqlalchemy import Table, delete, func, or_, select, text, update
from sqlalchemy.orm import Session

from bot.errors import BotError
from bot.store import chats, files
from bot.store.attempts import attempts
from bot.store.booking_records import OPEN_STATUSES, booking_events, bookings
from bot.store.chats import chats as chat_rows
from bot.store.customers import customers, phone_hash
from bot.store.desk_sessions import desk_sessions
from bot.store.engine import now_of, vault_of
from bot.store.identities import identities
from bot.store.one_time_codes import one_time_codes
from bot.store.tables import metadata
from bot.store.trackers import trackers

_NOBODY = ""  # the phone hash of a booking that has lost its person; no number has it
_ATTEMPTS = timedelta(days=31)  # longer than any of them counts: a familiar address of the desk counts for thirty days


class ChatBusy(BotError):
    """A turn of the chat is running, or a human is expected or at work there."""

    code = "chat_busy"
    status = 409


def idle_chats(session: Session, before: datetime, most: int, skip: int = 0) -> list[str]:
    """Chats without activity since `before`, the oldest first but for the first `skip` of them.

    Those that wait for a human or have one are left out.
    """
    leased = chat_rows.c.leased_until
    is_free = or_(leased.is_(None), leased < datetime.now(timezone.utc))
    query = select(chat_rows.c.id).where(chat_rows.c.updated_at < before, chat_rows.c.owner.in_(("bot", "closed")))
    ordered = query.where(is_free).order_by(chat_rows.c.updated_at, chat_rows.c.id)
    return list(session.execute(ordered.limit(most).offset(skip)).scalars())


def delete_chat(session: Session, chat_id: str, before: datetime | None = None) -> bool:
    """Delete a chat with its messages, files, turns and what the dialogue remembers; False when it was active since.

    Bookings made in it stay. Raises `ChatNotFound`, and `ChatBusy` while a turn runs or a human has it.
    """
    chat = chats.lock(session, chat_id)
    if before is not None and chat.updated_at >= before:
        return False
    if chat.is_leased or chat.owner in ("queue", "agent"):
        raise ChatBusy(f"expected a chat at rest, its owner is {chat.owner}")
    _overwrite(session)
    files.forget(session, chat_id)
    session.execute(delete(trackers).where(trackers.c.conversation.like(f"{chat_id}:%")))
    for table in _tables_of_chats():
        session.execute(delete(table).where(table.c.chat_id == chat_id))
    session.execute(update(bookings).where(bookings.c.chat_id == chat_id).values(chat_id=None))
    session.execute(delete(chat_rows).where(chat_rows.c.id == chat_id))
    return True


def closed_bookings(session: Session, before: datetime, most: int, skip: int = 0) -> list[str]:
    """Finished and cancelled bookings that still have their person and whose last step was before `before`.

    The oldest first, but for the first `skip` of them.
    """
    last = select(func.max(booking_events.c.at)).where(booking_events.c.number == bookings.c.number).scalar_subquery()
    query = select(bookings.c.number).where(
        bookings.c.status.not_in(OPEN_STATUSES),
        bookings.c.phone_hash != _NOBODY,
        func.coalesce(last, bookings.c.created_at) < before,
    )
    ordered = query.order_by(bookings.c.created_at, bookings.c.number)
    return list(session.execute(ordered.limit(most).offset(skip)).scalars())


def anonymise_booking(session: Session, number: str) -> None:
    """Take the person and all free words out of a booking; number, device, place, day and steps stay."""
    vault = vault_of(session)
    nobody: dict[str, Any] = {
        "idempotency_key": f"forgotten:{number}",
        "request_hash": _NOBODY,
        "contact": vault.seal("bookings.contact", ""),
        "phone": vault.seal("bookings.phone", ""),
        "phone_hash": _NOBODY,
        "address": None,
        "region": None,
        "fault": "",
        "chat_id": None,
    }
    _overwrite(session)
    session.execute(update(bookings).where(bookings.c.number == number).values(**nobody))
    session.execute(update(booking_events).where(booking_events.c.number == number).values(note=""))


def bookings_under(session: Session, normal: str) -> dict[str, bool]:
    """The bookings under a phone number (in normal form), and whether each is still open."""
    query = select(bookings.c.number, bookings.c.status)
    query = query.where(bookings.c.phone_hash == phone_hash(vault_of(session), normal)).order_by(bookings.c.created_at)
    return {row.number: row.status in OPEN_STATUSES for row in session.execute(query)}


def delete_customer(session: Session, customer_id: int) -> None:
    """Delete a customer's record; his devices stay for their warranty, without an owner."""
    _overwrite(session)
    session.execute(update(identities).where(identities.c.customer_id == customer_id).values(customer_id=None))
    session.execute(delete(customers).where(customers.c.id == customer_id))


def delete_expired(session: Session) -> int:
    """Delete one-time codes, desk sessions and counted tries that mean nothing any more; how many they were."""
    now = now_of(session)
    gone = [
        delete(one_time_codes).where(one_time_codes.c.expires_at <= now),
        delete(desk_sessions).where(desk_sessions.c.expires_at <= datetime.now(timezone.utc)),
        delete(attempts).where(attempts.c.at <= now - _ATTEMPTS),
    ]
    return sum(session.execute(statement).rowcount for statement in gone)


def forget_codes(session: Session, normal: str) -> None:
    """Delete the one-time code that was sent to a phone number."""
    hashed = phone_hash(vault_of(session), normal)
    session.execute(delete(one_time_codes).where(one_time_codes.c.phone_hash == hashed))


def _tables_of_chats() -> list[Table]:
    """Every table whose rows belong to a chat, those first to which no other refers."""
    tables = [table for table in reversed(metadata.sorted_tables) if "chat_id" in table.c]
    return [table for table in tables if table.c.chat_id.references(chat_rows.c.id)]


def _overwrite(session: Session) -> None:
    """Let SQLite overwrite what it deletes instead of only forgetting where it stood."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("PRAGMA secure_delete=ON"))
