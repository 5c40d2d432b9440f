"""Keeps nothing longer than promised: the daily sweep in small steps, and the deletion that a customer asks for.

Each step is a transaction of its own, so that nobody waits long for the database; all of it may be repeated.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.errors import ChatNotFound, InvalidInput
from bot.settings import Settings
from bot.store import audit, customers, forget_requests, retention, sweeps, traces
from bot.store.engine import Session, Store
from bot.store.phones import normal_phone
from bot.store.retention import ChatBusy

_BATCH = 20
_SWEEP = "retention"


@dataclass
class Swept:
    """What a sweep deleted: chats, bookings that lost their person, expired rows, requests that were fulfilled."""

    chats: int = 0
    bookings: int = 0
    expired: int = 0
    requests: int = 0


@dataclass
class Forgotten:
    """What a request deleted and what had to stay for now.

    `busy_chats` have a turn or a human at work; `other_chats` mention the number but are another customer's;
    `open_bookings` are work that is still to be done, for which the customer's record stays as well.
    """

    chats: list[str] = field(default_factory=list)
    bookings: list[str] = field(default_factory=list)
    has_customer: bool = False
    busy_chats: list[str] = field(default_factory=list)
    other_chats: list[str] = field(default_factory=list)
    open_bookings: list[str] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        """Whether nothing of the person is left but what belongs to somebody else."""
        return not self.busy_chats and not self.open_bookings


def claim_sweep(session: Session) -> bool:
    """Take today's sweep; False when another process has it or had it."""
    return sweeps.claim(session, _SWEEP)


def sweep(store: Store, settings: Settings, pause: Callable[[], bool]) -> Swept:
    """Delete what has been kept long enough; between the steps `pause` rests, and ends the sweep by saying True."""
    done = Swept()
    now = settings.now()
    idle_since = now - timedelta(days=settings.retention_chat_days)
    closed_since = now - timedelta(days=settings.retention_booking_days)
    done.chats = _repeat(lambda: _delete_idle(store, idle_since), pause)
    done.bookings = _repeat(lambda: _anonymise_closed(store, closed_since), pause)
    with store.transaction() as session:
        done.expired = retention.delete_expired(session)
    with store.reading() as session:
        waiting = forget_requests.phones(session)
    for phone in waiting:
        if pause():
            break
        done.requests += forget_phone(store, phone, "system").is_complete
    _note(store, "system", "retention.swept", _SWEEP, vars(done), wanted=any(vars(done).values()))
    return done


def forget_chat(store: Store, chat_id: str, actor: str, wait_seconds: float = 0) -> None:
    """Delete one chat and all that hangs on it; raises `ChatNotFound`, and `ChatBusy` when it does not come to rest."""
    until = time.monotonic() + wait_seconds
    while True:
        try:
            with store.transaction() as session:
                retention.delete_chat(session, chat_id)
                audit.append(session, actor, "chat.forgotten", chat_id)
                return
        except ChatBusy:
            if time.monotonic() >= until:
                raise
            time.sleep(1)


def forget_phone(store: Store, phone: str, actor: str) -> Forgotten:
    """Delete what is kept of whoever has this phone number; what must stay is named, and deleted by a later sweep.

    Raises `InvalidInput` for what is no mainland mobile number.
    """
    normal = normal_phone(phone)
    if normal is None:
        raise InvalidInput("phone: expected a mainland mobile number")
    done = Forgotten()
    for chat_id in _chats_of(store, normal, done):
        try:
            with store.transaction() as session:
                retention.delete_chat(session, chat_id)
            done.chats.append(chat_id)
        except ChatBusy:
            done.busy_chats.append(chat_id)
        except ChatNotFound:  # deleted meanwhile
            continue
    with store.transaction() as session:
        _forget_records(session, normal, done)
    facts = {name: len(value) for name, value in vars(done).items() if isinstance(value, list)}
    wanted = bool(done.chats or done.bookings or done.has_customer) or actor != "system"
    _note(store, actor, "person.forgotten", "person", {**facts, "has_customer": done.has_customer}, wanted)
    return done


def _chats_of(store: Store, normal: str, done: Forgotten) -> list[str]:
    """The person's chats; those of others that mention the number are only noted."""
    with store.reading() as session:
        own = traces.proved_in(session, normal)
        mentioned = traces.mentioned_in(session, normal) - own
        done.other_chats = sorted(chat for chat in mentioned if traces.belongs_to_other(session, chat, normal))
    return sorted(own | mentioned - set(done.other_chats))


def _forget_records(session: Session, normal: str, done: Forgotten) -> None:
    for number, is_open in retention.bookings_under(session, normal).items():
        if is_open:
            done.open_bookings.append(number)
        else:
            retention.anonymise_booking(session, number)
            done.bookings.append(number)
    retention.forget_codes(session, normal)
    known = customers.find_by_phone(session, normal)
    if not done.is_complete:
        forget_requests.keep(session, normal)
        return
    if known is not None:
        retention.delete_customer(session, known.id)
        done.has_customer = True
    forget_requests.fulfil(session, normal)


def _repeat(step: Callable[[], int], pause: Callable[[], bool]) -> int:
    """Do a step until it finds nothing; how much it did in all."""
    total = 0
    while count := step():
        total += count
        if pause():
            break
    return total


def _delete_idle(store: Store, before: datetime) -> int:
    """One step: a handful of chats; how many were deleted, 0 when no more can be."""
    with store.transaction() as session:
        return sum(_delete_one(session, chat_id, before) for chat_id in retention.idle_chats(session, before, _BATCH))


def _delete_one(session: Session, chat_id: str, before: datetime) -> bool:
    try:
        return retention.delete_chat(session, chat_id, before)
    except (ChatNotFound, ChatBusy):  # deleted or woken up since it was found
        return False


def _anonymise_closed(store: Store, before: datetime) -> int:
    with store.transaction() as session:
        numbers = retention.closed_bookings(session, before, _BATCH)
        for number in numbers:
            retention.anonymise_booking(session, number)
        return len(numbers)


def _note(store: Store, actor: str, action: str, subject: str, facts: dict[str, object], wanted: bool) -> None:
    """Write into the audit trail what was done, in figures."""
    if wanted:
        with store.transaction() as session:
            audit.append(session, actor, action, subject, facts)
