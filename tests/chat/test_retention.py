"""Retention: nothing of a person is in any table after the time that was promised, or after he asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from databases import NOW
from planted import (
    MARK,
    PHONE,
    Planted,
    Search,
    age_chat,
    ask_to_be_forgotten,
    exists,
    finish,
    plant,
    say,
    take_lease,
)  # fmt: skip

from bot.chat import retention
from bot.chat.retention import Swept
from bot.errors import ChatNotFound, InvalidInput
from bot.settings import Settings
from bot.store import attempts, audit, bookings, chats, identities, notes, one_time_codes
from bot.store.engine import Store
from bot.store.retention import ChatBusy

OF_CHATS = {
    "chats", "messages", "files", "notes", "payloads", "surveys", "identities", "trackers",
}  # fmt: skip
OF_RECORDS = {"bookings", "booking_events", "customers"}
LATER = NOW + timedelta(days=4000)


@pytest.fixture
def search(monkeypatch: pytest.MonkeyPatch) -> Search:
    return Search(monkeypatch)


@pytest.fixture
def planted(store: Store, search: Search) -> Planted:
    return plant(store)


@pytest.fixture
def person(sqlite_store: Store, search: Search) -> Planted:
    """The same on SQLite only, for rules that no database can change."""
    return plant(sqlite_store)


def sweep(store: Store, settings: Settings, now: datetime = NOW) -> Swept:
    return retention.sweep(store, replace(settings, fixed_now=now), lambda: False)


def test_mark_is_found_before_anything_is_forgotten(store: Store, planted: Planted, search: Search) -> None:
    assert search.tables_with(store) == OF_CHATS | OF_RECORDS


def test_after_both_times_have_passed_the_person_is_in_no_table(
    store: Store, settings: Settings, planted: Planted, search: Search
) -> None:
    finish(store, planted.open)
    age_chat(store, planted.chat_id, NOW - timedelta(days=181))

    done = sweep(store, settings, LATER)

    assert (done.chats, done.bookings) == (1, 2)
    assert search.tables_with(store) == {"customers"}  # the company's own record of its customer
    with store.reading() as session:
        left = bookings.get(session, planted.finished)
        assert left is not None and (left.status, left.device_serial, left.contact) == ("finished", "SN0001", "")
        assert [event.status for event in bookings.history(session, planted.finished)] == [
            "requested", "in_repair", "finished",
        ]  # fmt: skip
        assert audit.verify(session) is None


def test_person_who_asks_is_in_no_table(store: Store, planted: Planted, search: Search) -> None:
    finish(store, planted.open)

    done = retention.forget_phone(store, f"+86 {PHONE[:3]} {PHONE[3:7]}-{PHONE[7:]}", "operator")

    assert done.is_complete and done.has_customer
    assert (done.chats, sorted(done.bookings)) == ([planted.chat_id], sorted([planted.finished, planted.open]))
    assert search.tables_with(store) == set()
    with store.reading() as session:
        assert audit.verify(session) is None


def test_open_booking_stays_until_it_is_done_and_goes_by_itself_then(
    store: Store, settings: Settings, planted: Planted, search: Search
) -> None:
    first = retention.forget_phone(store, PHONE, "operator")
    kept = search.tables_with(store)
    with store.reading() as session:
        still = bookings.get(session, planted.open)
    finish(store, planted.open)

    done = sweep(store, settings)

    assert first.open_bookings == [planted.open] and not first.is_complete
    assert kept == OF_RECORDS | {"forget_requests"}
    assert still is not None and (still.contact, still.phone) == (MARK, PHONE)
    assert done.requests == 1
    assert search.tables_with(store) == set()


def test_chat_within_its_time_stays(sqlite_store: Store, settings: Settings, person: Planted) -> None:
    age_chat(sqlite_store, person.chat_id, NOW - timedelta(days=179))

    assert sweep(sqlite_store, settings) == Swept(expired=0)
    assert exists(sqlite_store, person.chat_id)


def test_more_chats_than_a_step_takes_are_all_deleted(sqlite_store: Store, settings: Settings) -> None:
    for chat_id in [say(sqlite_store, "你好") for _ in range(45)]:
        age_chat(sqlite_store, chat_id, NOW - timedelta(days=200))

    assert sweep(sqlite_store, settings).chats == 45


def test_sweep_that_is_stopped_ends_after_its_step(sqlite_store: Store, settings: Settings) -> None:
    for chat_id in [say(sqlite_store, "你好") for _ in range(45)]:
        age_chat(sqlite_store, chat_id, NOW - timedelta(days=200))

    done = retention.sweep(sqlite_store, settings, lambda: True)

    assert done.chats == 20


@pytest.mark.parametrize("owner", ["queue", "agent"])
def test_chat_that_waits_for_a_human_or_has_one_stays(sqlite_store: Store, settings: Settings, owner: str) -> None:
    chat_id = say(sqlite_store, "你好", owner)
    age_chat(sqlite_store, chat_id, NOW - timedelta(days=500))

    assert sweep(sqlite_store, settings).chats == 0
    with pytest.raises(ChatBusy):
        retention.forget_chat(sqlite_store, chat_id, "operator")
    assert exists(sqlite_store, chat_id)


def test_chat_whose_turn_runs_stays(sqlite_store: Store, settings: Settings) -> None:
    chat_id = say(sqlite_store, "你好")
    take_lease(sqlite_store, chat_id, datetime.now(timezone.utc) + timedelta(seconds=10))
    age_chat(sqlite_store, chat_id, NOW - timedelta(days=500))

    assert sweep(sqlite_store, settings).chats == 0
    with pytest.raises(ChatBusy):
        retention.forget_chat(sqlite_store, chat_id, "operator")


def test_chat_that_woke_up_after_it_was_found_stays(sqlite_store: Store) -> None:
    from bot.store import retention as stored

    chat_id = say(sqlite_store, "你好")

    with sqlite_store.transaction() as session:
        assert stored.delete_chat(session, chat_id, NOW - timedelta(days=180)) is False
    assert exists(sqlite_store, chat_id)


def test_one_chat_is_deleted_and_others_stay(sqlite_store: Store, person: Planted, search: Search) -> None:
    other = say(sqlite_store, "我的冰箱不制冷")

    retention.forget_chat(sqlite_store, person.chat_id, "operator")

    assert not exists(sqlite_store, person.chat_id) and exists(sqlite_store, other)
    assert search.tables_with(sqlite_store) == OF_RECORDS
    with sqlite_store.reading() as session:
        assert bookings.for_chat(session, person.chat_id) == []
        assert [entry.action for entry in audit.for_subject(session, person.chat_id)] == ["chat.forgotten"]


def test_unknown_chat_is_reported(sqlite_store: Store) -> None:
    with pytest.raises(ChatNotFound):
        retention.forget_chat(sqlite_store, "0" * 32, "operator")


@pytest.mark.parametrize(
    "text",
    ["我电话13877774949", "138 7777 4949", "１３８７７７７４９４９", "+86-138-7777-4949 找我", "电话138，7777，4949"],
    ids=["plain", "spaced", "full-width", "country-code", "commas"],
)
def test_chat_in_which_the_number_was_only_typed_goes_too(sqlite_store: Store, text: str) -> None:
    chat_id, other = say(sqlite_store, text), say(sqlite_store, "订单 9913877774949 和 13877774948")

    done = retention.forget_phone(sqlite_store, PHONE, "operator")

    assert done.chats == [chat_id] and done.is_complete
    assert exists(sqlite_store, other)


def test_number_in_a_note_of_an_agent_is_found(sqlite_store: Store) -> None:
    chat_id = say(sqlite_store, "你好")
    with sqlite_store.transaction() as session:
        notes.add(session, chat_id, "li", f"回电 {PHONE}")

    assert retention.forget_phone(sqlite_store, PHONE, "operator").chats == [chat_id]


def test_chat_of_another_customer_who_mentions_the_number_stays_and_is_named(sqlite_store: Store) -> None:
    chat_id = say(sqlite_store, f"我先生的号码是{PHONE}")
    with sqlite_store.transaction() as session:
        identities.remember(session, chat_id, "code", "13900001111", None)

    done = retention.forget_phone(sqlite_store, PHONE, "operator")

    assert (done.chats, done.other_chats) == ([], [chat_id])
    assert exists(sqlite_store, chat_id)


def test_busy_chat_of_a_person_who_asked_goes_with_a_later_sweep(
    sqlite_store: Store, settings: Settings, search: Search
) -> None:
    chat_id = say(sqlite_store, f"打{PHONE}", "agent")
    first = retention.forget_phone(sqlite_store, PHONE, "operator")
    with sqlite_store.transaction() as session:
        chats.change(session, chat_id, owner="closed")

    done = sweep(sqlite_store, settings)

    assert first.busy_chats == [chat_id] and not first.is_complete
    assert done.requests == 1 and search.tables_with(sqlite_store) == set()


def test_nobody_with_this_number_is_no_error(sqlite_store: Store) -> None:
    done = retention.forget_phone(sqlite_store, PHONE, "operator")

    assert done.is_complete and done.chats == [] and not done.has_customer


def test_what_is_no_number_is_refused(sqlite_store: Store) -> None:
    with pytest.raises(InvalidInput):
        retention.forget_phone(sqlite_store, "12345", "operator")


def test_request_is_kept_once(sqlite_store: Store, settings: Settings, person: Planted) -> None:
    ask_to_be_forgotten(sqlite_store)
    ask_to_be_forgotten(sqlite_store)

    assert sweep(sqlite_store, settings).requests == 0  # a booking is still open


def test_sqlite_overwrites_what_was_deleted(sqlite_store: Store, settings: Settings, person: Planted) -> None:
    finish(sqlite_store, person.open)
    path = Path(str(sqlite_store.engine.url.database))

    retention.forget_phone(sqlite_store, PHONE, "operator")
    with sqlite_store.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    assert MARK.encode() not in path.read_bytes()


def test_expired_codes_and_old_tries_are_deleted(sqlite_store: Store, settings: Settings) -> None:
    with sqlite_store.transaction() as session:
        one_time_codes.put(session, PHONE, "123456", minutes=-1)
        one_time_codes.put(session, "13900001111", "123456", minutes=5)
        for days in (1, 40):
            row = {"purpose": "identity", "key_hash": "x", "at": NOW - timedelta(days=days)}
            session.execute(attempts.attempts.insert().values(**row))

    first, second = sweep(sqlite_store, settings), sweep(sqlite_store, settings)

    assert (first.expired, second.expired) == (2, 0)


@pytest.mark.parametrize("days", [1094, 1096], ids=["within", "after"])
def test_finished_booking_keeps_its_person_for_its_time(
    sqlite_store: Store, settings: Settings, person: Planted, days: int
) -> None:
    done = sweep(sqlite_store, settings, NOW + timedelta(days=days))

    with sqlite_store.reading() as session:
        found = bookings.get(session, person.finished)
        still_open = bookings.get(session, person.open)
    assert found is not None and still_open is not None
    assert (done.bookings, found.contact) == ((0, MARK) if days < 1095 else (1, ""))
    assert still_open.contact == MARK
