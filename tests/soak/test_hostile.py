"""One chat sends what is dear to read; the others wait no longer for it."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from databases import seed_to
from deployment import Customer, Deployment

from bench.__main__ import alone, together

pytestmark = [pytest.mark.soak, pytest.mark.timeout(240)]

HOSTILE = [
    "ﷺ" * 500,
    "!" * 500,
    "不要" * 250,
    "转" + "你们的" * 160,
    "1" * 500,
    "一" * 500,
    "1-" * 250,
    "((((" * 62 + "))))" * 62,
    "[{(" * 83 + ")}]" * 83,
    "[洗衣机](product)" * 33,
    "a" * 500,
    "SC-AC35-" * 62,
    "今天明天" * 125,
    "空调冰箱洗衣机" * 71,
    "👨‍👩‍👧" * 100,
    "\u0301" * 499 + "a",
    "".join(chr(0x4E00 + 41 * number) for number in range(500)),
]
RATE, CHATS, SECONDS = 8.0, 20, 15.0
ROUNDS = 3  # in turn, quiet and beside: whatever else the machine does meets both
MORE_MS = 100


def test_hostile_texts_of_one_chat_delay_the_answers_to_others_by_at_most_100_ms(
    tmp_path: Path, model_path: Path
) -> None:
    seed_to(f"sqlite:///{tmp_path / 'xiaoxiu.db'}", tmp_path, now=None)
    quiet, beside, statuses = list[dict[str, Any]](), list[dict[str, Any]](), list[int]()
    running = Deployment(tmp_path).start()
    try:
        alone(running, 3)  # warm
        for _ in range(ROUNDS):
            quiet.append(asyncio.run(together(running, RATE, CHATS, SECONDS)))
            with hostile_chat(running, statuses):
                beside.append(asyncio.run(together(running, RATE, CHATS, SECONDS)))
    finally:
        code = running.stop()

    grown = [one["answer"]["p95_ms"] - other["answer"]["p95_ms"] for one, other in zip(beside, quiet, strict=True)]
    for name, rounds in (("quiet", quiet), ("beside a hostile chat", beside)):
        print(f"\n{name}: {[figures['answer'] for figures in rounds]}")
    print(f"p95 grows by {grown} ms; hostile texts: {dict(Counter(statuses))}")
    assert code == 0
    assert [figures["errors"] for figures in quiet + beside] == [0] * 2 * ROUNDS
    assert statuses.count(202) >= ROUNDS * SECONDS / 2
    assert set(statuses) <= {202, 422, 429}
    assert median(grown) <= MORE_MS


@contextmanager
def hostile_chat(running: Deployment, statuses: list[int]) -> Iterator[None]:
    """One chat that sends as much as its limit allows while the context lasts, and notes the statuses that it gets."""
    over = threading.Event()
    customer = Customer(running.base)

    def send() -> None:
        for text in cycle(HOSTILE):
            answer = customer.post(text)
            statuses.append(answer.status_code)
            if over.wait(float(answer.headers.get("Retry-After", 0.2))):
                return

    sender = threading.Thread(target=send)
    sender.start()
    try:
        yield
    finally:
        over.set()
        sender.join(60)
