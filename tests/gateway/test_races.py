"""Two gateways on one database, and what a dead or stalled one leaves behind."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import datetime, timedelta, timezone
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio
from databases import Databases, make_settings, migrate_to
from fake_engine import FakeEngine
from front_door import Customer, FrontDoor, front_door

from bot.chat import inbox
from bot.chat.claims import host_name
from bot.chat.inbox import Incoming
from bot.settings import Settings
from bot.store import chats, turns
from bot.store.engine import Store, open_store


@pytest_asyncio.fixture
async def twins(databases: Databases, tmp_path: Path, engine: FakeEngine) -> AsyncIterator[list[FrontDoor]]:
    """Two gateways with stores of their own on one database, in front of one engine."""
    url = databases.fresh("empty", lambda url: migrate_to(url, tmp_path / "var"))
    settings = make_settings(tmp_path / "var", url)
    stores = [open_store(settings) for _ in range(2)]
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(front_door(settings, store, engine)) for store in stores]
    for store in stores:
        store.close()


async def test_two_gateways_answer_each_message_once_and_in_order(twins: list[FrontDoor], engine: FakeEngine) -> None:
    customers = [await twins[0].open_chat() for _ in range(4)]
    doubles = [Customer(twins[1].client, {"chat_id": one.chat_id, "token": one.token}) for one in customers]

    async def talk(sides: tuple[Customer, Customer]) -> list[int]:
        return [await sides[number % 2].say(f"{sides[0].chat_id[:6]} {number}") for number in range(8)]

    said = await asyncio.gather(*(talk(sides) for sides in zip(customers, doubles, strict=True)))

    for customer, seqs in zip(customers, said, strict=True):
        await customer.answers_to(seqs[-1], wait=15)
        messages = (await customer.look())["messages"]
        assert [message["in_reply_to"] for message in messages if message["in_reply_to"]] == seqs
    assert len(engine.turns) == 32
    assert engine.most_per_chat == 1


async def test_same_message_at_both_gateways_is_one_row_and_one_answer(
    twins: list[FrontDoor], engine: FakeEngine
) -> None:
    customer = await twins[0].open_chat()
    double = Customer(twins[1].client, {"chat_id": customer.chat_id, "token": customer.token})
    for _ in range(5):
        body = {"client_id": str(uuid4()), "text": "你好"}
        replies = await asyncio.gather(*(side.post(body) for side in (customer, double, customer)))
        accepted = [reply.json() for reply in replies]
        assert len({(one["message_id"], one["seq"]) for one in accepted}) == 1
        assert [one["duplicate"] for one in accepted].count(False) == 1
        await customer.answers_to(accepted[0]["seq"])

    assert len(engine.turns) == 5


async def test_answer_committed_by_one_gateway_reaches_readers_of_the_other(twins: list[FrontDoor]) -> None:
    customer = await twins[0].open_chat()
    double = Customer(twins[1].client, {"chat_id": customer.chat_id, "token": customer.token})
    seq = await customer.say("你好")

    [answer] = await double.answers_to(seq, wait=4)

    assert answer["text"] == "答：你好"


def _turn_left_behind(store: Store, leased_by: str, attempts: int = 1) -> tuple[str, int]:
    """A chat whose turn was running when its gateway vanished."""
    with store.transaction() as session:
        chat = inbox.begin_chat(session, "web")
        accepted = inbox.accept(session, chat.id, Incoming(f"{chat.id}:1", "你好"))
        [turn] = turns.open_of(session, chat.id)
        turns.change(session, turn.id, state="running", attempts=attempts)
        until = datetime.now(timezone.utc) + timedelta(seconds=14)
        chats.change(session, chat.id, leased_by=leased_by, leased_until=until)
    return chat.id, accepted.seq


def _dead_pid() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


@pytest.mark.parametrize("who", ["dead process", "own number, earlier life"])
async def test_restarted_gateway_resumes_at_once_what_its_killed_forerunner_was_doing(
    settings: Settings, store: Store, engine: FakeEngine, who: str
) -> None:
    pid = _dead_pid() if who == "dead process" else os.getpid()
    chat_id, seq = _turn_left_behind(store, f"{host_name()}:{pid}:earlier:token")

    async with front_door(settings, store, engine) as door:
        customer = Customer(door.client, {"chat_id": chat_id, "token": door.gateway.door.tokens.issue(chat_id).token})
        [answer] = await customer.answers_to(seq, wait=3)

    assert answer["text"] == "答：你好"


async def test_lease_of_another_host_is_respected(settings: Settings, sqlite_store: Store, engine: FakeEngine) -> None:
    _turn_left_behind(sqlite_store, "another-host:1:start:token")

    async with front_door(settings, sqlite_store, engine):
        await asyncio.sleep(1.3)

    assert engine.turns == []


async def test_turn_that_was_cut_off_twice_is_failed_honestly(
    settings: Settings, sqlite_store: Store, engine: FakeEngine
) -> None:
    chat_id, seq = _turn_left_behind(sqlite_store, f"{host_name()}:{_dead_pid()}:x:y", attempts=2)

    async with front_door(settings, sqlite_store, engine) as door:
        customer = Customer(door.client, {"chat_id": chat_id, "token": door.gateway.door.tokens.issue(chat_id).token})
        [answer] = await customer.answers_to(seq, wait=3)

    assert answer["buttons"] == [{"title": "转人工", "payload": "/request_human"}]
    assert engine.turns == []


async def test_locked_database_refuses_and_forgets_nothing(
    settings: Settings, sqlite_databases: Databases, tmp_path: Path, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.engine._BUSY_SECONDS", 0.5)
    url = sqlite_databases.fresh("empty", lambda url: migrate_to(url, tmp_path / "var"))
    store, other = (open_store(make_settings(tmp_path / "var", url)) for _ in range(2))
    async with front_door(settings, store, engine) as door:
        customer = await door.open_chat()
        engine.script["慢"] = "slow:0.3"
        under_way = await customer.say("慢")
        await asyncio.sleep(0.15)
        connection = other.engine.raw_connection()
        connection.cursor().execute("BEGIN EXCLUSIVE")
        body = {"client_id": str(uuid4()), "text": "第二条"}

        refused = await customer.post(body)
        connection.cursor().execute("ROLLBACK")
        accepted = await customer.post(body)

        assert (refused.status_code, refused.json()["error"]["code"]) == (503, "store_unavailable")
        assert int(refused.headers["Retry-After"]) >= 1
        assert accepted.json()["duplicate"] is False
        assert (await customer.answers_to(under_way))[0]["text"] == "答：慢"
        assert (await customer.answers_to(accepted.json()["seq"]))[0]["text"] == "答：第二条"
    store.close()
    other.close()
