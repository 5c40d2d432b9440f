"""The same message three times at once: one row and one answer, whichever gateway process it reaches."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path
from uuid import uuid4

import pytest
from fake_engine import FakeEngine
from front_door import Customer
from soak.gateways import answered, at, gateways, open_chat, whole_chat

pytestmark = [pytest.mark.soak, pytest.mark.timeout(180)]

CHATS = 10


@pytest.mark.parametrize(("kind", "processes"), [("postgres_url", 2), ("sqlite_url", 1)], ids=["postgresql", "sqlite"])
async def test_same_message_three_times_at_once_is_one_row_and_one_answer_in_500_rounds(
    kind: str, processes: int, request: pytest.FixtureRequest, tmp_path: Path, engine: FakeEngine
) -> None:
    url = request.getfixturevalue(kind)
    async with gateways(processes, tmp_path, url, engine.port) as started:
        clients = [client for _, client in started]
        customers = [await open_chat(clients[0]) for _ in range(CHATS)]
        doors = [[at(clients[number % processes], customer) for number in range(3)] for customer in customers]

        played = await asyncio.gather(*(play(sides, 500 // CHATS) for sides in doors))

        for customer, seqs in zip(customers, played, strict=True):
            await customer.answers_to(seqs[-1], wait=60)
            messages = await whole_chat(customer)
            assert [message["seq"] for message in messages if message["author"] == "customer"] == seqs
            assert Counter(answered(messages)) == Counter(seqs)
    assert len(engine.turns) == 500


async def play(sides: list[Customer], rounds: int) -> list[int]:
    """Each round one message through all doors at once; the seq that it got."""
    seqs = []
    for number in range(rounds):
        body = {"client_id": str(uuid4()), "text": f"第 {number} 条"}
        replies = await asyncio.gather(*(side.post(body) for side in sides))
        assert [reply.status_code for reply in replies] == [202] * 3, [reply.text for reply in replies]
        accepted = [reply.json() for reply in replies]
        assert len({(one["message_id"], one["seq"]) for one in accepted}) == 1
        assert [one["duplicate"] for one in accepted].count(False) == 1
        seqs.append(int(accepted[0]["seq"]))
    return seqs
