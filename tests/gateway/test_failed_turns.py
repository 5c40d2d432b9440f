"""What a customer reads when a turn gives no usable answer, and how two in a row bring him to a human."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from fake_engine import FakeEngine
from front_door import Customer, FrontDoor, front_door

from bot.settings import Settings
from bot.store.engine import Store

BEHAVIOURS = ["empty", "blank", "error", "html", "list", "huge", "failed action", "hang"]


@pytest.mark.parametrize("behaviour", BEHAVIOURS)
async def test_unusable_answer_gives_one_honest_sentence_and_the_offer_of_a_human(
    customer: Customer, engine: FakeEngine, behaviour: str
) -> None:
    engine.script["坏"] = behaviour

    seq = await customer.say("坏")
    answers = await customer.answers_to(seq)

    assert len(answers) == 1
    assert "成功" not in answers[0]["text"].replace("没能处理成功", "")
    assert "没" in answers[0]["text"]
    assert answers[0]["buttons"] == [{"title": "转人工", "payload": "/request_human"}]
    assert (await customer.look())["owner"] == "bot"


async def test_second_failure_in_a_row_opens_the_queue(customer: Customer, engine: FakeEngine) -> None:
    engine.script |= {"坏一": "empty", "坏二": "failed action"}

    await customer.ask("坏一")
    answer = await customer.ask("坏二")

    seen = await customer.look()
    assert (seen["owner"], seen["queue_position"]) == ("queue", 1)
    assert "第 1 位" in answer


async def test_an_answer_between_two_failures_starts_the_count_again(customer: Customer, engine: FakeEngine) -> None:
    engine.script["坏"] = "empty"

    await customer.ask("坏")
    await customer.ask("你好")
    await customer.ask("坏")

    assert (await customer.look())["owner"] == "bot"


async def test_hanging_engine_delays_no_other_chat(door: FrontDoor, engine: FakeEngine) -> None:
    engine.script["坏"] = "hang"
    hostile, other = await door.open_chat(), await door.open_chat()
    await hostile.say("坏")

    started = time.monotonic()
    await other.ask("你好")

    assert time.monotonic() - started < 0.5


async def test_hazard_that_the_engine_fails_on_still_gets_safety_advice(customer: Customer, engine: FakeEngine) -> None:
    engine.script["冰箱冒烟了"] = "empty"

    answer = await customer.ask("冰箱冒烟了")

    assert "119" in answer
    assert (await customer.look())["owner"] == "queue"


async def test_stopped_engine_keeps_messages_and_answers_them_in_order_when_it_is_back(
    both_doors: FrontDoor, engine: FakeEngine
) -> None:
    customers = [await both_doors.open_chat() for _ in range(3)]
    await engine.stop()

    seqs: list[list[int]] = []
    for customer in customers:
        seqs.append([await customer.say(f"{customer.chat_id[:4]} {number}") for number in range(3)])
    await asyncio.sleep(0.5)
    assert engine.turns == []
    await engine.start()

    for customer, own in zip(customers, seqs, strict=True):
        for seq in own:
            await customer.answers_to(seq)
        messages = (await customer.look())["messages"]
        assert [message["in_reply_to"] for message in messages if message["in_reply_to"]] == own


async def test_engine_that_is_still_loading_counts_as_away(customer: Customer, engine: FakeEngine) -> None:
    engine.script["你好"] = "loading"
    seq = await customer.say("你好")
    await asyncio.sleep(0.2)
    engine.script.clear()

    [answer] = await customer.answers_to(seq)

    assert answer["text"] == "答：你好"


async def test_customer_is_told_once_in_an_outage(
    door: FrontDoor, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.gateway.dispatcher._NOTICE_SECONDS", 1.0)
    customer = await door.open_chat()
    await engine.stop()
    first = await customer.say("你好")
    await customer.say("在吗")

    [notice] = (await customer.look(after=first + 1, wait=4))["messages"]
    await asyncio.sleep(1.5)

    assert (notice["author"], notice["kind"], notice["in_reply_to"]) == ("system", "notice", None)
    assert notice["buttons"][0]["payload"] == "/request_human"
    assert len((await customer.look(after=first + 1))["messages"]) == 1
    await engine.start()
    await customer.answers_to(first)


@pytest.mark.parametrize("text", ["转人工", "电池鼓包了"], ids=["asks for a human", "danger"])
async def test_human_can_be_reached_while_the_engine_is_stopped(
    customer: Customer, engine: FakeEngine, text: str
) -> None:
    await engine.stop()
    await customer.say("你好")
    await asyncio.sleep(0.2)

    answer = await customer.ask(text)

    assert "第 1 位" in answer
    assert (await customer.look())["owner"] == "queue"
    await engine.start()
    await asyncio.sleep(0.4)
    assert engine.turns == []


async def test_connection_that_breaks_in_a_turn_is_tried_once_more(customer: Customer, engine: FakeEngine) -> None:
    engine.script["断"] = "drop once"

    answer = await customer.ask("断")

    assert answer == "答：断"
    assert [turn["text"] for turn in engine.turns] == ["断", "断"]
    assert len({turn["message_id"] for turn in engine.turns}) == 1


async def test_connection_that_breaks_twice_is_a_failure(customer: Customer, engine: FakeEngine) -> None:
    engine.script["断"] = "drop"

    [answer] = await customer.answers_to(await customer.say("断"))

    assert answer["buttons"] == [{"title": "转人工", "payload": "/request_human"}]
    assert len(engine.turns) == 2
    assert await customer.ask("你好") == "答：你好"


class HungEngine(FakeEngine):
    """An engine that takes connections and says nothing while `hangs`, not even that it is ready."""

    hangs = True

    async def _answer(self, line: str, *rest: Any) -> tuple[int, bytes]:
        if line.startswith("GET /ready") and self.hangs:
            await asyncio.sleep(30)
        return await super()._answer(line, *rest)


@pytest.mark.soak  # waits for budgets to run out
async def test_hung_engine_costs_the_first_chats_their_turn_and_the_others_wait_as_in_an_outage(
    settings: Settings, sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.gateway.dispatcher._NOTICE_SECONDS", 3.0)
    monkeypatch.setattr("bot.gateway.dispatcher._KNOCK_SECONDS", 0.3)
    monkeypatch.setattr("bot.gateway.engine._READY_SECONDS", 0.3)
    engine = HungEngine(settings.internal_secret)
    engine.script = {f"问 {number}": "hang" for number in range(12)}
    await engine.start()
    async with front_door(settings, sqlite_store, engine) as door:
        customers = [await door.open_chat() for _ in range(12)]
        seqs = [await customer.say(f"问 {number}") for number, customer in enumerate(customers)]
        failed = [(await customer.answers_to(seq))[0] for customer, seq in list(zip(customers, seqs, strict=True))[:8]]
        notices = [
            (await customer.look(after=seq, wait=5))["messages"][0]
            for customer, seq in list(zip(customers, seqs, strict=True))[8:]
        ]
        asked = len(engine.turns)
        engine.script, engine.hangs = {}, False
        answers = [
            (await customer.answers_to(seq, wait=8))[0]["text"]
            for customer, seq in list(zip(customers, seqs, strict=True))[8:]
        ]
    await engine.stop()

    assert all(answer["buttons"] == [{"title": "转人工", "payload": "/request_human"}] for answer in failed)
    assert asked == 8
    assert {notice["kind"] for notice in notices} == {"notice"}
    assert answers == [f"答：问 {number}" for number in range(8, 12)]


async def test_slow_turn_of_an_engine_that_says_it_is_ready_closes_nothing(
    door: FrontDoor, customer: Customer, engine: FakeEngine
) -> None:
    engine.script["坏"] = "hang"

    await customer.ask("坏")

    assert await customer.ask("你好") == "答：你好"


async def test_engine_gets_repeats_shortened_and_the_stored_text_stays_as_typed(
    customer: Customer, engine: FakeEngine
) -> None:
    text = "不要" * 100 + "！" * 100

    await customer.ask(text)

    assert engine.texts() == ["不要" * 3 + "！" * 3]
    assert (await customer.look(after=1))["messages"][0]["text"] == text
