"""Keeps nothing longer than promised: the daily sweep in small steps, and the deletion that a customer asks for.

Each chat and each booking is a transaction of its own: nobody waits long for the database, and one that cannot be
deleted keeps no other. All of it may be repeated; a sweep that breaks off is gone on with within the hour.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.errors import ChatNotFound, InvalidInput, StoreUnavailable
from bot.settings import Settings
from bot.store import audit, customers, forget_requests, retention, sweeps, traces
from bot.store.engine import Session, Store
from bot.store.phones import normal_phone
from bot.store.retention import ChatBusy

log = structlog.get_logger()
_BATCH = 20
_SWEEP = "retention"


@dataclass
class Swept:
    """What a sweep deleted: chats, bookings that lost their person, expired rows, requests that were fulfilled.

    `failed` are those that could not be deleted and are tried again tomorrow; the log says why.
    """

    chats: int = 0
    bookings: int = 0
    expired: int = 0
    requests: int = 0
    failed: int = 0


@dataclass
class Forgotten:
    """What a request deleted and what had to stay for now.

    `busy_chats` have a turn or a human at work; `other_chats` mention the number but are another customer's;
    `open_bookings` are work that is still to be done, for which the customer's record stays as well. `unreadable` texts
    are sealed under another key or broken, so that nobody knows whether they name the number.
    """

    chats: list[str] = field(default_factory=list)
    bookings: list[str] = field(default_factory=list)
    has_customer: bool = False
    busy_chats: list[str] = field(default_factory=list)
    other_chats: list[str] = field(default_factory=list)
    open_bookings: list[str] = field(default_factory=list)
    unreadable: int = 0

    @property
    def is_complete(self) -> bool:
        """Whether nothing of the person is left but what belongs to somebody else."""
        return not self.busy_chats and not self.open_bookings


def claim_sweep(session: Session) -> bool:
    """Begin today's sweep; False when it is done, or another process is at it."""
    return sweeps.claim(session, _SWEEP)


def sweep(store: Store, settings: Settings, pause: Callable[[], bool]) -> Swept:
    """Delete what has been kept long enough; between the steps `pause` rests, and ends the sweep by saying True."""
    steps = _Steps(store, pause)
    now = settings.now()
    idle_since = now - timedelta(days=settings.retention_chat_days)
    closed_since = now - timedelta(days=settings.retention_booking_days)
    done = Swept()
    done.chats = steps.clear(
        lambda session, skip: retention.idle_chats(session, idle_since, _BATCH, skip),
        lambda chat_id: _delete_idle(store, chat_id, idle_since),
    )
    done.bookings = steps.clear(
        lambda session, skip: retention.closed_bookings(session, closed_since, _BATCH, skip),
        lambda number: _anonymise(store, number),
    )
    with store.transaction() as session:
        done.expired = retention.delete_expired(session)
    done.requests = steps.take(_asked(store), lambda phone: forget_phone(store, phone, "system").is_complete)
    done.failed = steps.failed
    _note(store, "system", "retention.swept", _SWEEP, vars(done), wanted=any(vars(done).values()))
    with store.transaction() as session:
        (sweeps.release if steps.is_stopped else sweeps.finish)(session, _SWEEP)
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
        found = traces.mentioned_in(session, normal)
        mentioned, done.unreadable = found.chats - own, found.unreadable
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


class _Steps:
    """Goes through a sweep's work, one thing after the other: what cannot be done is counted and passed over."""

    def __init__(self, store: Store, pause: Callable[[], bool]) -> None:
        self._store = store
        self._pause = pause
        self.failed = 0
        self.is_stopped = False

    def clear(self, find: Callable[[Session, int], list[str]], delete: Callable[[str], bool]) -> int:
        """Delete what `find` finds, a handful at a time, until it finds no more; how many were deleted.

        `find` passes over so many at its beginning: those that could not be deleted and stay there.
        """
        deleted = stayed = 0
        while not self.is_stopped:
            with self._store.reading() as session:
                found = find(session, stayed)
            if not found:
                break
            gone = sum(self._do(delete, name) for name in found)
            deleted, stayed = deleted + gone, stayed + len(found) - gone
            self.is_stopped = self._pause()
        return deleted

    def take(self, names: list[str], delete: Callable[[str], bool]) -> int:
        """Delete each of these, resting before each; how many were deleted."""
        deleted = 0
        for name in names:
            self.is_stopped = self.is_stopped or self._pause()
            if self.is_stopped:
                break
            deleted += self._do(delete, name)
        return deleted

    def _do(self, delete: Callable[[str], bool], name: str) -> bool:
        try:
            return delete(name)
        except StoreUnavailable:
            raise
        except Exception:  # the edge of a background job: one broken row must not keep all others for ever
            log.exception("retention.row_failed")
            self.failed += 1
            return False


def _delete_idle(store: Store, chat_id: str, before: datetime) -> bool:
    try:
        with store.transaction() as session:
            return retention.delete_chat(session, chat_id, before)
    except (ChatNotFound, ChatBusy):  # deleted or woken up since it was found
        return False


def _anonymise(store: Store, number: str) -> bool:
    with store.transaction() as session:
        retention.anonymise_booking(session, number)
    return True


def _asked(store: Store) -> list[str]:
    with store.reading() as session:
        return forget_requests.phones(session)


def _note(store: Store, actor: str, action: str, subject: str, facts: dict[str, object], wanted: bool) -> None:
    """Write into the audit trail what was done, in figures."""
    if wanted:
        with store.transaction() as session:
            audit.append(session, actor, action, subject, facts)
