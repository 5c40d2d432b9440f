"""The audit trail: what was done stays, and a change of it shows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete, insert, select, update

from bot.store import audit
from bot.store.engine import Store


@pytest.fixture(autouse=True)
def three_entries(store: Store) -> None:
    with store.transaction() as session:
        audit.append(session, "demo", "chat.accepted", "chat:1", {"版本": 2})
        audit.append(session, "demo", "booking.moved", "booking:GD1", {"to": "confirmed"})
        audit.append(session, "system", "chat.closed", "chat:1")


def test_untouched_chain_is_whole(store: Store) -> None:
    with store.reading() as session:
        assert audit.verify(session) is None
        entries = audit.for_subject(session, "chat:1")

    assert [(entry.actor, entry.action, entry.details) for entry in entries] == [
        ("demo", "chat.accepted", {"版本": 2}),
        ("system", "chat.closed", {}),
    ]


@pytest.mark.parametrize("column", ["actor", "action", "subject", "details", "hash"])
def test_changed_row_is_found(store: Store, column: str) -> None:
    with store.transaction() as session:
        second = session.execute(select(audit.audit.c.id).order_by(audit.audit.c.id).offset(1)).scalars().first()
        session.execute(update(audit.audit).where(audit.audit.c.id == second).values({column: "changed"}))

    with store.reading() as session:
        assert audit.verify(session) == second


def test_removed_row_is_found_at_its_successor(store: Store) -> None:
    with store.transaction() as session:
        first, second, third = session.execute(select(audit.audit.c.id).order_by(audit.audit.c.id)).scalars()
        session.execute(delete(audit.audit).where(audit.audit.c.id == second))

    with store.reading() as session:
        assert audit.verify(session) == third
    assert first < second


def test_forged_row_is_found(store: Store) -> None:
    with store.transaction() as session:
        last = session.execute(select(audit.audit).order_by(audit.audit.c.id.desc())).mappings().first()
        assert last is not None
        forged = {name: last[name] for name in ("at", "actor", "action", "subject", "details")}
        session.execute(insert(audit.audit).values(**forged, prev_hash=last["hash"], hash="0" * 64))

    with store.reading() as session:
        assert audit.verify(session) == last["id"] + 1


def test_entries_written_at_the_same_time_keep_one_chain(store: Store) -> None:
    def write(number: int) -> None:
        with store.transaction() as session:
            audit.append(session, "demo", "chat.noted", f"chat:{number}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(24)))

    with store.reading() as session:
        assert audit.verify(session) is None
        assert len(list(session.execute(select(audit.audit.c.id)).scalars())) == 27
