"""Agent and bot at the same time: words of the bot that come too late never appear, and of two agents one wins."""

from __future__ import annotations

import asyncio
from datetime import datetime, timezone
from typing import Any

import pytest
from desk_agent import DeskAgent, add_agent, sign_in
from fake_engine import FakeEngine
from front_door import Customer, FrontDoor

from bot.chat import handoff
from bot.store import agents, chats, turns
from bot.store.engine import Store


async def queue_up(store: Store, customer: Customer) -> None:
    """Put the chat into the queue beside the turn that runs."""

    def work() -> None:
        with store.transaction() as session:
            handoff.open(session, customer.chat_id, "customer_request")

    await asyncio.to_thread(work)


async def under_way(engine: FakeEngine, customer: Customer, behaviour: str, *more: str) -> None:
    """Let the bot begin to answer 慢 and some further messages wait behind it."""
    engine.script["慢"] = behaviour
    begun = len(engine.turns)
    await customer.say("慢")
    for text in more:
        await customer.say(text)
    while len(engine.turns) == begun:
        await asyncio.sleep(0.01)


async def settled(store: Store, customer: Customer) -> list[str | None]:
    """The outcomes of all turns, once none runs."""
    for _ in range(100):
        with store.reading() as session:
            chat, is_open = chats.get(session, customer.chat_id), turns.has_open(session, customer.chat_id)
            if chat.leased_by is None and not is_open:
                rows = session.execute(turns.turns.select().order_by(turns.turns.c.seq)).mappings()
                return [row["outcome"] for row in rows if row["chat_id"] == customer.chat_id]
        await asyncio.sleep(0.05)
    raise AssertionError("a turn is still open")


def bot_texts(view: dict[str, Any]) -> list[str]:
    return [message["text"] for message in view["messages"] if message["author"] == "bot"][1:]


@pytest.fixture
def _agents(sqlite_store: Store) -> None:
    for name in ("li", "wang"):
        add_agent(sqlite_store, name)


@pytest.mark.parametrize("behaviour", ["slow:0.6", "hang"], ids=["late answer", "no answer"])
async def test_bot_answer_under_way_is_dropped_when_an_agent_takes_the_chat(
    door: FrontDoor, customer: Customer, engine: FakeEngine, sqlite_store: Store, _agents: None, behaviour: str
) -> None:
    li = await sign_in(door.client, "li")
    await under_way(engine, customer, behaviour)
    await queue_up(sqlite_store, customer)

    await li.take(customer.chat_id)
    outcomes = await settled(sqlite_store, customer)

    assert outcomes == ["dropped"]
    assert bot_texts(await customer.look()) == []
    assert (await customer.look())["owner"] == "agent"


async def test_answer_to_a_message_of_before_the_agent_never_appears_even_when_he_has_given_the_chat_back(
    door: FrontDoor, customer: Customer, engine: FakeEngine, sqlite_store: Store, _agents: None
) -> None:
    li = await sign_in(door.client, "li")
    await under_way(engine, customer, "slow:0.8")
    await queue_up(sqlite_store, customer)

    await li.take(customer.chat_id)
    await li.act(customer.chat_id, "return")
    answer = await customer.ask("现在呢")

    assert answer == "答：现在呢"
    assert bot_texts(await customer.look()) == ["答：现在呢"]
    assert engine.most_per_chat == 1


async def test_messages_that_wait_when_the_agent_comes_are_his(
    door: FrontDoor, customer: Customer, engine: FakeEngine, sqlite_store: Store, _agents: None
) -> None:
    li = await sign_in(door.client, "li")
    await under_way(engine, customer, "slow:0.6", "二", "三")
    await queue_up(sqlite_store, customer)

    await li.take(customer.chat_id)
    outcomes = await settled(sqlite_store, customer)

    assert outcomes == ["dropped", "for_agent", "for_agent"]
    assert engine.texts() == ["慢"]
    shown = (await li.read(customer.chat_id))["messages"]
    assert [message["text"] for message in shown if message["author"] == "customer"] == ["慢", "二", "三"]


async def test_what_the_dialogue_learned_in_a_dropped_turn_is_kept(
    door: FrontDoor, customer: Customer, engine: FakeEngine, sqlite_store: Store, _agents: None
) -> None:
    engine.slots = {"repair_draft": {"fault": "不制冷"}}
    li = await sign_in(door.client, "li")
    await under_way(engine, customer, "slow:0.4")
    await queue_up(sqlite_store, customer)

    await li.take(customer.chat_id)
    await settled(sqlite_store, customer)

    assert [fact["value"] for fact in (await li.read(customer.chat_id))["brief"]["filled"]] == ["不制冷"]


async def test_of_two_agents_who_take_a_chat_at_once_one_wins(
    both_doors: FrontDoor, store: Store
) -> None:  # fmt: skip
    for name in ("li", "wang"):
        add_agent(store, name)
    pair = [await sign_in(both_doors.client, name) for name in ("li", "wang")]
    customer = await both_doors.open_chat()
    await customer.ask("转人工")

    taken = await asyncio.gather(
        *(one.post(f"/chats/{customer.chat_id}/accept", {"version": 2}) for one in pair)
    )  # fmt: skip

    assert sorted(response.status_code for response in taken) == [200, 409]
    winner = pair[0] if taken[0].status_code == 200 else pair[1]
    assert [row["agent"] for row in await winner.rows(mine=1)] == [winner.name]


async def test_agent_and_leaving_customer_at_once_end_in_one_of_the_two_states(
    door: FrontDoor, sqlite_store: Store, _agents: None
) -> None:
    li = await sign_in(door.client, "li")
    for _ in range(5):
        customer = await door.open_chat()
        await customer.ask("转人工")

        taken, _ = await asyncio.gather(
            li.post(f"/chats/{customer.chat_id}/accept", {"version": 2}), customer.say("取消排队")
        )
        await settled(sqlite_store, customer)

        assert (await customer.look())["owner"] == ("agent" if taken.status_code == 200 else "bot")


async def test_same_reply_twice_at_once_is_one_message(
    both_doors: FrontDoor, store: Store
) -> None:  # fmt: skip
    add_agent(store, "li")
    li = await sign_in(both_doors.client, "li")
    customer = await both_doors.open_chat()
    await customer.ask("转人工")
    await li.take(customer.chat_id)
    client_id = "7b1c2f6e-0000-4000-8000-000000000001"

    replies = await asyncio.gather(*(li.reply(customer.chat_id, "好", client_id) for _ in range(3)))

    assert [reply.status_code for reply in replies] == [202] * 3
    assert [reply.json()["duplicate"] for reply in replies].count(False) == 1
    assert len({reply.json()["seq"] for reply in replies}) == 1


async def test_agent_hears_and_customer_sees_who_answers_within_a_second(
    door: FrontDoor, customer: Customer, sqlite_store: Store, _agents: None
) -> None:
    li = await sign_in(door.client, "li")
    await customer.ask("转人工")
    last = (await customer.look())["messages"][-1]["seq"]

    view, _ = await asyncio.gather(customer.look(last, wait=3), _after(0.2, li, customer))

    assert view["owner"] == "agent"


async def _after(seconds: float, agent: DeskAgent, customer: Customer) -> None:
    await asyncio.sleep(seconds)
    await agent.take(customer.chat_id)


async def test_clock_set_back_does_not_keep_a_chat_with_an_agent_who_is_gone(
    door: FrontDoor, customer: Customer, sqlite_store: Store, _agents: None
) -> None:
    li = await sign_in(door.client, "li")
    await customer.ask("转人工")
    await li.take(customer.chat_id)
    with sqlite_store.transaction() as session:
        agents.see(session, "li", datetime.now(timezone.utc).replace(year=2099))

    await door.gateway.absence.look_around(datetime.now(timezone.utc))

    assert (await customer.look())["owner"] == "queue"
