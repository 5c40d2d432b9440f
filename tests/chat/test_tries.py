"""Tries that are counted in the database: sign-in, identity, warranty look-ups."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from databases import NOW, Databases, make_settings, migrate_to

from bot.errors import TooManyTries
from bot.store import attempts
from bot.store.engine import Store, open_store


def spend(store: Store, key: str = "13800138000", limit: int = 3) -> int:
    with store.transaction() as session:
        return attempts.spend(session, "identity", key, limit, 15)


def test_tries_run_out_and_come_back(databases: Databases, tmp_path: Path) -> None:
    settings = make_settings(tmp_path / "var", databases.fresh("empty", lambda url: migrate_to(url, tmp_path / "var")))
    store, later = open_store(settings), open_store(replace(settings, fixed_now=NOW + timedelta(minutes=16)))

    assert [spend(store) for _ in range(3)] == [2, 1, 0]
    with pytest.raises(TooManyTries) as refused:
        spend(store)
    assert refused.value.retry_after_seconds == 15 * 60
    assert spend(store, "another") == 2
    assert spend(later) == 2
    store.close()
    later.close()


def test_right_answer_forgives_earlier_tries(store: Store) -> None:
    spend(store)
    with store.transaction() as session:
        attempts.forgive(session, "identity", "13800138000")

    assert spend(store) == 2


def test_rivals_together_get_no_more_than_the_limit(store: Store) -> None:
    def one(_: int) -> bool:
        try:
            spend(store)
        except TooManyTries:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(16))) == 3


def test_keys_are_stored_as_hashes(store: Store) -> None:
    spend(store)

    with store.engine.connect() as connection:
        assert "13800138000" not in str(connection.exec_driver_sql("SELECT * FROM attempts").all())
