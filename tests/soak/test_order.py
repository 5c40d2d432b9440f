"""One turn at a time and in order of arrival, also with two gateway processes, and when one of them stalls in mid-turn."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path
from typing import Any

import pytest
from fake_engine import FakeEngine
from soak.gateways import answered, at, gateways, open_chat, whole_chat

pytestmark = [pytest.mark.soak, pytest.mark.timeout(180)]

STALL_SECONDS = 20  # longer than the lease of 15 s
LONGEST_BURST = 20


async def test_500_messages_in_bursts_to_two_gateways_are_answered_one_at_a_time_in_order(
    tmp_path: Path, postgres_url: str, engine: FakeEngine
) -> None:
    said: list[int] = []
    async with gateways(2, tmp_path, postgres_url, engine.port) as started:
        customer = await open_chat(started[0][1])
        sides = [at(client, customer) for _, client in started]
        while len(said) < 500:
            size = min(random.randint(1, LONGEST_BURST), 500 - len(said))
            said += await asyncio.gather(*(sides[n % 2].say(f"第 {len(said) + n} 条") for n in range(size)))
            await asyncio.sleep(random.uniform(0, 0.3))

        await customer.answers_to(max(said), wait=90)
        messages = await whole_chat(customer)

    arrived = [message for message in messages if message["author"] == "customer"]
    assert [message["seq"] for message in arrived] == sorted(said)
    assert answered(messages) == sorted(said)
    assert engine.texts() == [message["text"] for message in arrived]
    assert engine.most_per_chat == 1


async def test_turn_of_a_stalled_gateway_is_taken_over_and_its_late_answer_is_refused(
    tmp_path: Path, postgres_url: str, engine: FakeEngine
) -> None:
    engine.script["在保吗"] = "slow:2"
    begun = asyncio.Event()
    async with gateways(2, tmp_path, postgres_url, engine.port) as [(stalled, first), (_, second)]:
        customer = await open_chat(first)
        engine.on_turn = lambda turn: begun.set()
        seq = await customer.say("在保吗")
        await asyncio.wait_for(begun.wait(), 5)
        stalled.pause()
        engine.on_turn = lambda turn: engine.script.update({turn["text"]: "buttons"})
        other = at(second, customer)

        later = await other.say("第二条")
        waited = asyncio.create_task(other.answers_to(later, wait=STALL_SECONDS + 20))
        await asyncio.sleep(STALL_SECONDS)
        taken_over = await other.answers_to(seq, wait=1)
        stalled.resume()
        await waited
        assert await outcome_of(stalled.log) == "overtaken"
        messages = await whole_chat(other)

    assert texts(taken_over) == ["选一个"]
    assert answered(messages) == [seq, later]
    assert engine.texts().count("在保吗") == 2


async def outcome_of(log: Path) -> str:
    """How the turn ended for the gateway that wrote the log."""
    for _ in range(100):
        for outcome in ("overtaken", "answered", "timeout"):
            if f'"outcome": "{outcome}"' in log.read_text():
                return outcome
        await asyncio.sleep(0.1)
    raise AssertionError(log.read_text()[-3000:])


def texts(messages: list[dict[str, Any]]) -> list[str]:
    return [message["text"] for message in messages]
