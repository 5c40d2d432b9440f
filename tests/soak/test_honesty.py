"""A thousand turns at an engine that fails at random: no failure looks like success, and nobody is left without a word."""

from __future__ import annotations

import asyncio
import random
import re
from asyncio import StreamWriter
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from fake_engine import FakeEngine, reply
from front_door import Customer
from soak.gateways import answered, gateways, open_chat, whole_chat

from bot.settings import Settings

pytestmark = [pytest.mark.soak, pytest.mark.timeout(240)]

CHATS, TURNS_PER_CHAT = 40, 25
ENDS = {"answer": 56, "empty": 8, "error": 8, "hang": 2, "drop": 6, "failed action": 8, "malformed": 6, "blank": 6}
BOOKED = re.compile(r"FW\d{8}")


class FickleEngine(FakeEngine):
    """Books under a number of its own each time it is asked; only what it truly answered stands in `granted`."""

    def __init__(self, secret: str) -> None:
        super().__init__(secret)
        self.granted: dict[str, str] = {}
        self.ends: Counter[str] = Counter()

    async def _turn(self, turn: dict[str, Any], behaviour: str, writer: StreamWriter) -> tuple[int, bytes]:
        [end] = random.choices(list(ENDS), list(ENDS.values()))
        self.ends[end] += 1
        number = f"FW{len(self.turns):08d}"
        success = reply({"text": f"已经为您预约成功，单号 {number}。"})
        if end == "answer":
            self.granted[number] = turn["text"]
            return 200, success
        if end == "failed action":
            return 200, success.replace(b'"failed_action": null', b'"failed_action": "action_book"')
        if end in ("error", "malformed"):
            return (500, success) if end == "error" else (200, success[:-2])
        return await super()._turn(turn, end, writer)


async def test_thousand_turns_at_a_failing_engine_claim_nothing_that_was_not_done(
    tmp_path: Path, sqlite_url: str, settings: Settings
) -> None:
    engine = FickleEngine(settings.internal_secret)
    await engine.start()
    async with gateways(1, tmp_path, sqlite_url, engine.port, limit_turn_seconds="1") as [(_, client)]:
        customers = [await open_chat(client) for _ in range(CHATS)]

        said = await asyncio.gather(*(talk(customer) for customer in customers))
        chats = [await whole_chat(customer) for customer in customers]
    await engine.stop()

    print(f"\nengine: {dict(engine.ends)}")
    assert len(engine.turns) >= CHATS * TURNS_PER_CHAT
    assert set(engine.ends) == set(ENDS)
    for seqs, messages in zip(said, chats, strict=True):
        check(engine, seqs, messages)


async def talk(customer: Customer) -> list[int]:
    """Ask, wait for a word, leave the queue when failures have led there, and ask on."""
    said = []
    for number in range(TURNS_PER_CHAT):
        said.append(await customer.say(f"{customer.chat_id} 预约 {number}"))
        await customer.answers_to(said[-1], wait=40)
        if (await customer.look(said[-1]))["owner"] == "queue":
            said.append(await customer.press("/cancel_queue"))
            await customer.answers_to(said[-1], wait=40)
    return said


def check(engine: FickleEngine, seqs: list[int], messages: list[dict[str, Any]]) -> None:
    """Every message was stored and answered once, in order; every number shown was granted for that very message."""
    asked = {message["seq"]: message["text"] for message in messages if message["author"] == "customer"}
    assert list(asked) == seqs
    assert answered(messages) == seqs
    for message in messages:
        if message["author"] == "customer":
            continue
        shown = BOOKED.findall(message["text"] or "")
        assert shown or "预约成功" not in (message["text"] or "")
        for number in shown:
            assert engine.granted.get(number) == asked[message["in_reply_to"]], message
