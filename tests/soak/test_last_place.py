"""The last place: 50 rivals in two processes, exactly one booking each round, on SQLite and PostgreSQL."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.settings import ROOT
from bot.store import capacity
from bot.store.booking_records import booking_events, bookings
from bot.store.engine import Store

RIVALS = ROOT / "tests" / "store" / "rivals.py"
DAY = date(2026, 11, 23)


@pytest.fixture
def processes(store: Store, tmp_path: Path) -> Iterator[list[subprocess.Popen[str]]]:
    url = str(store.engine.url.render_as_string(hide_password=False))
    started = [
        subprocess.Popen(
            [sys.executable, str(RIVALS), str(tmp_path / "var"), url, name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("one", "two")
    ]
    yield started
    for process in started:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(10)


ROUNDS = [pytest.param(3, id="short"), pytest.param(200, id="long", marks=pytest.mark.soak)]


@pytest.mark.parametrize("rounds", ROUNDS)
def test_exactly_one_of_fifty_rivals_gets_the_last_place(
    store: Store, processes: list[subprocess.Popen[str]], rounds: int
) -> None:
    numbers = []
    for window in _windows(store, rounds):
        answers = _play(processes, window)
        won = [number for answer in answers for number in answer["won"]]
        assert len(won) == 1, window
        assert sum(answer["refused"] for answer in answers) == 49, window
        numbers += won

    assert len(set(numbers)) == rounds
    assert _stored(store) == (rounds, rounds, {1})


@pytest.mark.parametrize("rounds", ROUNDS)
def test_the_same_request_fifty_times_at_once_is_one_booking(
    store: Store, processes: list[subprocess.Popen[str]], rounds: int
) -> None:
    for window in _windows(store, rounds):
        answers = _play(processes, window, key=window)
        won = [number for answer in answers for number in answer["won"]]
        assert len(won) == 50, window
        assert len(set(won)) == 1, window

    assert _stored(store) == (rounds, rounds, {1})


def _windows(store: Store, rounds: int) -> list[str]:
    """One window with one place for each round."""
    windows = [f"round {number}" for number in range(rounds)]
    row = {"place_kind": "team", "place_code": "T", "day": DAY, "places": 1, "taken": 0}
    with store.transaction() as session:
        session.execute(capacity.capacity.insert(), [{**row, "window": window} for window in windows])
    return windows


def _stored(store: Store) -> tuple[int, int, set[int]]:
    """How many bookings and events are stored, and which counts of taken places there are."""
    with store.reading() as session:
        stored = session.execute(select(func.count()).select_from(bookings)).scalar_one()
        steps = session.execute(select(func.count()).select_from(booking_events)).scalar_one()
        return stored, steps, set(session.execute(select(capacity.capacity.c.taken)).scalars())


def _play(processes: list[subprocess.Popen[str]], window: str, key: str | None = None) -> list[dict[str, Any]]:
    """Send one round to both processes, so that all rivals start at the same moment."""
    order = json.dumps({"window": window, "at": time.time() + 0.05, "key": key})
    for process in processes:
        assert process.stdin is not None
        process.stdin.write(order + "\n")
        process.stdin.flush()
    answers = []
    for process in processes:
        assert process.stdout is not None
        answers.append(json.loads(process.stdout.readline()))
    return answers
