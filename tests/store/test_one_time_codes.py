"""One-time codes: good once, for their phone, until they expire, and only the newest."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from databases import NOW, make_settings
from sqlalchemy import select

from bot.errors import InvalidInput
from bot.store import one_time_codes
from bot.store.engine import Store, open_store

PHONE, OTHER = "13800138001", "13900139000"


@pytest.fixture(autouse=True)
def a_code_for_ten_minutes(store: Store) -> None:
    """It is 246810."""
    with store.transaction() as session:
        one_time_codes.put(session, PHONE, "246810", 10)


def _take(store: Store, phone: str, code: str) -> bool:
    with store.transaction() as session:
        return one_time_codes.take(session, phone, code)


def test_code_is_good_exactly_once(store: Store) -> None:
    assert _take(store, "138 0013 8001", " 246810 ")
    assert not _take(store, PHONE, "246810")


@pytest.mark.parametrize(
    ("phone", "code"),
    [
        pytest.param(PHONE, "246811", id="wrong code"),
        pytest.param(OTHER, "246810", id="another phone"),
        pytest.param("110", "246810", id="no phone"),
        pytest.param(PHONE, "", id="nothing"),
    ],
)
def test_wrong_guess_is_refused_and_uses_nothing_up(store: Store, phone: str, code: str) -> None:
    assert not _take(store, phone, code)
    assert _take(store, PHONE, "246810")


def test_newer_code_voids_the_earlier_one(store: Store) -> None:
    with store.transaction() as session:
        one_time_codes.put(session, PHONE, "135791", 10)

    assert not _take(store, PHONE, "246810")
    assert _take(store, PHONE, "135791")


@pytest.mark.parametrize(("minutes", "good"), [(9, True), (10, False)])
def test_code_expires(store: Store, tmp_path: Path, minutes: int, good: bool) -> None:
    url = store.engine.url.render_as_string(hide_password=False)
    later = open_store(make_settings(tmp_path / "var", url, NOW + timedelta(minutes=minutes)))

    assert _take(later, PHONE, "246810") is good

    later.close()


def test_of_ten_at_once_one_gets_in(store: Store) -> None:
    with ThreadPoolExecutor(5) as pool:
        taken = list(pool.map(lambda _: _take(store, PHONE, "246810"), range(10)))

    assert taken.count(True) == 1


def test_code_and_phone_are_kept_as_hashes(store: Store) -> None:
    with store.reading() as session:
        row = session.execute(select(one_time_codes.one_time_codes)).one()

    assert len(row.phone_hash) == len(row.code_hash) == 64
    assert "246810" not in repr(row)


def test_bad_phone_gets_no_code(store: Store) -> None:
    with store.transaction() as session, pytest.raises(InvalidInput):
        one_time_codes.put(session, "110", "246810", 10)
