"""One chat sends what is dear to read; the others wait no longer for it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

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
RATE, CHATS, SECONDS = 8.0, 20, 25.0
MORE_MS = 100


def test_hostile_texts_of_one_chat_delay_the_answers_to_others_by_at_most_100_ms(
    tmp_path: Path, model_path: Path
) -> None:
    seed_to(f"sqlite:///{tmp_path / 'xiaoxiu.db'}", tmp_path, now=None)
    running = Deployment(tmp_path).start()
    try:
        alone(running, 3)  # warm
        quiet = asyncio.run(together(running, RATE, CHATS, SECONDS))
        with hostile_chat(running) as statuses:
            beside = asyncio.run(together(running, RATE, CHATS, SECONDS))
    finally:
        code = running.stop()

    print(f"\nquiet {quiet['answer']}\nbeside a hostile chat {beside['answer']}, its texts: {statuses}")
    assert code == 0
    assert (quiet["errors"], beside["errors"]) == (0, 0)
    assert statuses.count(202) >= SECONDS / 2, statuses
    assert set(statuses) <= {202, 422, 429}
    assert beside["answer"]["p95_ms"] - quiet["answer"]["p95_ms"] <= MORE_MS


@contextmanager
def hostile_chat(running: Deployment) -> Iterator[list[int]]:
    """One chat that sends as much as its limit allows while the context lasts; the statuses that it got."""
    over, statuses = threading.Event(), list[int]()
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
        yield statuses
    finally:
        over.set()
        sender.join(60)
