"""The daily sweep: begun once, gone on with after it broke off, and held up by nothing that is broken."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from databases import NOW
from planted import PHONE, age_chat, exists, finish, plant, say

from bot.chat import retention
from bot.chat.retention import Swept
from bot.settings import Settings
from bot.store import forget_requests, messages
from bot.store import retention as stored
from bot.store.engine import Session, Store
from bot.store.vault import Vault


def sweep(store: Store, settings: Settings) -> Swept:
    return retention.sweep(store, replace(settings, fixed_now=NOW), lambda: False)


def at(store: Store, now: datetime) -> Store:
    """The same database at another time; the vault is not needed for claims."""
    return Store(store.engine, Vault(bytes(32), bytes(32)), lambda: now)


def claim(store: Store) -> bool:
    with store.transaction() as session:
        return retention.claim_sweep(session)


def test_sweep_is_done_once_a_day(store: Store, settings: Settings) -> None:
    first, again = claim(store), claim(store)
    sweep(store, settings)

    later = claim(at(store, NOW + timedelta(hours=2)))

    assert (first, again, later) == (True, False, False)
    assert claim(at(store, NOW + timedelta(days=1)))


def test_sweep_that_died_is_begun_again_within_the_hour(store: Store) -> None:
    claim(store)

    soon, later = claim(at(store, NOW + timedelta(minutes=50))), claim(at(store, NOW + timedelta(hours=1)))

    assert (soon, later) == (False, True)


def test_sweep_that_was_stopped_is_gone_on_with_at_once(sqlite_store: Store, settings: Settings) -> None:
    for chat_id in [say(sqlite_store, "你好") for _ in range(25)]:
        age_chat(sqlite_store, chat_id, NOW - timedelta(days=200))
    claim(sqlite_store)

    retention.sweep(sqlite_store, settings, lambda: True)

    assert claim(sqlite_store)
    assert sweep(sqlite_store, settings).chats == 5


def test_chat_that_cannot_be_deleted_keeps_no_other(
    sqlite_store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = [say(sqlite_store, "你好") for _ in range(45)]
    for age, chat_id in enumerate(reversed(old)):
        age_chat(sqlite_store, chat_id, NOW - timedelta(days=200 + age))
    broken, delete_chat = set(old[-22:]), stored.delete_chat

    def delete(session: Session, chat_id: str, before: datetime | None = None) -> bool:
        if chat_id in broken:
            raise ValueError("a row that cannot be read")
        return delete_chat(session, chat_id, before)

    monkeypatch.setattr(stored, "delete_chat", delete)

    done = sweep(sqlite_store, settings)

    assert (done.chats, done.failed) == (23, 22)


def test_text_that_cannot_be_opened_is_counted_and_keeps_no_other(sqlite_store: Store) -> None:
    chat_id, broken = say(sqlite_store, f"电话{PHONE}"), say(sqlite_store, "你好")
    with sqlite_store.transaction() as session:
        rows = messages.messages
        session.execute(rows.update().where(rows.c.chat_id == broken).values(body=b"0" * 40))

    done = retention.forget_phone(sqlite_store, PHONE, "operator")

    assert (done.chats, done.unreadable) == ([chat_id], 1)
    assert exists(sqlite_store, broken)


def test_request_that_cannot_be_opened_keeps_no_other(sqlite_store: Store, settings: Settings) -> None:
    person = plant(sqlite_store)
    retention.forget_phone(sqlite_store, PHONE, "operator")
    with sqlite_store.transaction() as session:
        row = {"phone_hash": "x", "phone": b"0" * 40, "asked_at": NOW - timedelta(days=9)}
        session.execute(forget_requests.forget_requests.insert().values(**row))
    finish(sqlite_store, person.open)

    assert sweep(sqlite_store, settings).requests == 1
