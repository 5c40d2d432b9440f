"""Two agents accept in the same millisecond: exactly one has the chat, whichever gateway process they come through."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from databases import make_settings
from desk_agent import DeskAgent, add_agent, sign_in
from fake_engine import FakeEngine
from soak.gateways import gateways, open_chat

from bot.store.engine import open_store

pytestmark = [pytest.mark.soak, pytest.mark.timeout(300)]

ROUNDS = 200
CALLED = {"li": "小李", "wang": "小王"}  # what customers read


@pytest.mark.parametrize(("kind", "processes"), [("postgres_url", 2), ("sqlite_url", 1)], ids=["postgresql", "sqlite"])
async def test_of_two_agents_exactly_one_gets_the_chat_in_200_rounds(
    kind: str, processes: int, request: pytest.FixtureRequest, tmp_path: Path, engine: FakeEngine
) -> None:
    url = request.getfixturevalue(kind)
    store = open_store(make_settings(tmp_path / "var", url))
    for name, display_name in CALLED.items():
        add_agent(store, name, display_name=display_name)
    async with gateways(processes, tmp_path, url, engine.port) as started:
        clients = [client for _, client in started]
        pair = [await sign_in(clients[number % processes], name) for number, name in enumerate(("li", "wang"))]

        for _ in range(ROUNDS):
            await play(pair)

    store.close()


async def play(pair: list[DeskAgent]) -> None:
    """One chat, two who want it: 200 and 409, the loser cannot write, the customer hears of one agent only."""
    customer = await open_chat(pair[0].client)
    await customer.ask("转人工")
    version = await pair[0].version(customer.chat_id)

    taken = await asyncio.gather(
        *(agent.post(f"/chats/{customer.chat_id}/accept", {"version": version}) for agent in pair)
    )

    assert sorted(response.status_code for response in taken) == [200, 409], [response.text for response in taken]
    winner, loser = pair if taken[0].status_code == 200 else pair[::-1]
    assert (await winner.read(customer.chat_id))["chat"]["agent"] == winner.name
    assert (await loser.reply(customer.chat_id, "我来")).status_code == 409
    assert (await winner.reply(customer.chat_id, "您好")).status_code == 202
    messages = (await customer.look())["messages"]
    assert sum(message["author"] == "system" for message in messages) == 1
    assert [message["author_name"] for message in messages if message["author"] == "agent"] == [CALLED[winner.name]]
