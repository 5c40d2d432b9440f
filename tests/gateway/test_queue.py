"""Asking for a human: the queue, its place, and what a waiting customer can do without the engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from desk_agent import add_agent
from fake_engine import FakeEngine
from front_door import Customer, FrontDoor, front_door

from bot.chat import handoff
from bot.settings import SHANGHAI, Settings
from bot.store import chats
from bot.store.engine import Store, open_store


async def test_asking_for_a_human_opens_the_queue_without_the_engine(both_doors: FrontDoor, engine: FakeEngine) -> None:
    first, second = await both_doors.open_chat(), await both_doors.open_chat()

    await first.ask("转人工")
    answer = await second.ask("帮我转人工客服")

    assert "第 2 位" in answer or "第 1 位" in answer
    positions = {(await customer.look())["queue_position"] for customer in (first, second)}
    assert positions == {1, 2}
    assert engine.turns == []


async def test_button_for_a_human_opens_the_queue(customer: Customer, engine: FakeEngine) -> None:
    [answer] = await customer.answers_to(await customer.press("/request_human"))

    assert "第 1 位" in answer["text"]
    assert {button["payload"] for button in answer["buttons"]} == {"/cancel_queue", "/leave_message"}
    assert engine.turns == []


async def test_refusing_a_human_is_for_the_engine(customer: Customer, engine: FakeEngine) -> None:
    assert await customer.ask("别给我转人工") == "答：别给我转人工"
    assert (await customer.look())["owner"] == "bot"


async def test_waiting_customer_hears_his_place_and_the_engine_hears_nothing(
    customer: Customer, engine: FakeEngine
) -> None:
    await customer.ask("转人工")

    answer = await customer.ask("屏幕碎了")

    assert "第 1 位" in answer
    assert engine.turns == []


async def test_danger_in_the_queue_gets_safety_advice_and_goes_first(door: FrontDoor) -> None:
    first, second = await door.open_chat(), await door.open_chat()
    await first.ask("转人工")
    await second.ask("转人工")

    await second.ask("插座冒火花了")
    answer = await first.ask("还要多久")

    assert (await second.look())["queue_position"] == 1
    assert "第 2 位" in answer


async def test_danger_with_the_wish_for_a_human_gets_safety_advice_first(customer: Customer) -> None:
    answer = await customer.ask("洗衣机漏电，快转人工")

    assert answer.startswith(("请先保证人身安全", "安全第一"))


@pytest.mark.parametrize("how", ["text", "button"])
async def test_customer_who_stops_waiting_is_back_with_the_bot(
    customer: Customer, engine: FakeEngine, how: str
) -> None:
    await customer.ask("转人工")

    seq = await (customer.say("取消排队。") if how == "text" else customer.press("/cancel_queue"))
    [answer] = await customer.answers_to(seq)

    assert "取消" in answer["text"] or "不排队" in answer["text"]
    assert (await customer.look())["owner"] == "bot"
    assert await customer.ask("你好") == "答：你好"


async def test_message_left_is_stored_and_the_place_kept(customer: Customer, engine: FakeEngine) -> None:
    await customer.ask("转人工")
    await customer.answers_to(await customer.press("/leave_message"))

    answer = await customer.ask("P60 屏幕碎了，晚上七点后联系")
    after = await customer.ask("还有，是去年买的")

    assert "留言" in answer and "第 1 位" in answer
    assert "留言" not in after
    assert (await customer.look())["owner"] == "queue"


@pytest.mark.parametrize("text", ["转人工", "/request_human"], ids=["text", "button"])
async def test_after_hours_the_queue_is_open_and_leaving_a_message_comes_first(
    settings: Settings, sqlite_store: Store, engine: FakeEngine, text: str
) -> None:
    night = replace(
        settings,
        database_url=str(sqlite_store.engine.url),
        fixed_now=datetime(2026, 11, 22, 23, 30, tzinfo=SHANGHAI),
    )
    late = open_store(night)
    async with front_door(night, late, engine) as door:
        customer = await door.open_chat()
        seq = await (customer.press(text) if text.startswith("/") else customer.say(text))
        [answer] = await customer.answers_to(seq)
        seen = await customer.look()
    late.close()

    assert (seen["owner"], seen["queue_position"]) == ("queue", 1)
    assert night.hours in answer["text"]
    assert answer["buttons"][0] == {"title": "留言", "payload": "/leave_message"}


async def test_messages_to_an_agent_are_stored_and_nobody_else_answers(
    both_doors: FrontDoor, store: Store, engine: FakeEngine
) -> None:
    customer = await both_doors.open_chat()
    await customer.ask("转人工")
    add_agent(store, "demo", is_there=True)
    with store.transaction() as session:
        handoff.move(session, chats.lock(session, customer.chat_id), "agent", agent="demo")

    seq = await customer.say("在吗")
    seen = await customer.look(after=seq, wait=0.7)

    assert seen["owner"] == "agent" and seen["messages"] == []
    assert engine.turns == []


async def test_message_after_the_end_opens_the_next_conversation_in_the_same_chat(
    both_doors: FrontDoor, store: Store, engine: FakeEngine
) -> None:
    customer = await both_doors.open_chat()
    with store.transaction() as session:
        handoff.move(session, chats.lock(session, customer.chat_id), "closed")
    assert (await customer.look())["owner"] == "closed"

    assert await customer.ask("我又来了") == "答：我又来了"

    assert (await customer.look())["owner"] == "bot"
    assert engine.turns[0]["conversation"] == f"{customer.chat_id}:2"


async def test_answer_that_comes_after_an_agent_took_over_is_not_said(
    customer: Customer, sqlite_store: Store, engine: FakeEngine
) -> None:
    def take_over(turn: dict[str, object]) -> None:
        with sqlite_store.transaction() as session:
            handoff.open(session, customer.chat_id, "test")
            handoff.move(session, chats.lock(session, customer.chat_id), "agent", agent="demo")

    add_agent(sqlite_store, "demo", is_there=True)
    engine.on_turn = take_over
    seq = await customer.say("你好")

    assert (await customer.look(after=seq, wait=0.7))["messages"] == []


async def test_sentence_of_the_action_that_opened_the_queue_is_said(
    customer: Customer, sqlite_store: Store, engine: FakeEngine
) -> None:
    def hand_over(turn: dict[str, object]) -> None:
        with sqlite_store.transaction() as session:
            handoff.open(session, customer.chat_id, "complaint")

    engine.on_turn = hand_over

    assert await customer.ask("我要投诉") == "答：我要投诉"
    assert (await customer.look())["owner"] == "queue"


@pytest.mark.parametrize("engine_up", [True, False], ids=["engine up", "engine away"])
async def test_threat_to_ones_life_gets_the_help_line_and_priority(
    door: FrontDoor, engine: FakeEngine, engine_up: bool
) -> None:
    first, second = await door.open_chat(), await door.open_chat()
    await first.ask("转人工")
    if not engine_up:
        await engine.stop()

    answer = await second.ask("我不想活了")

    assert "12356" in answer and "120" in answer
    assert (await second.look())["queue_position"] == 1
    assert engine.turns == []


@pytest.mark.parametrize("words", ["算了", "不想等了", "哎算了不排了", "还是机器人吧"])
async def test_ordinary_words_leave_the_queue(customer: Customer, words: str) -> None:
    await customer.ask("转人工")

    await customer.ask(words)

    assert (await customer.look())["owner"] == "bot"


@pytest.mark.parametrize(
    ("words", "owner"), [("算了", "queue"), ("不等了", "queue"), ("不排队了", "bot"), ("取消人工", "bot")]
)
async def test_who_reported_a_danger_keeps_his_place_unless_he_names_the_queue(
    customer: Customer, words: str, owner: str
) -> None:
    await customer.ask("插座冒火花了，转人工")

    await customer.ask(words)

    assert (await customer.look())["owner"] == owner


async def test_danger_can_leave_the_queue_by_button(customer: Customer) -> None:
    await customer.ask("插座冒火花了，转人工")
    await customer.ask("算了")

    await customer.answers_to(await customer.press("/cancel_queue"))

    assert (await customer.look())["owner"] == "bot"


async def test_declined_note_is_not_kept_as_the_note(customer: Customer) -> None:
    await customer.ask("我要留言")

    answer = await customer.ask("算了不留了")
    later = await customer.ask("空调不制冷")

    assert "不留言" in answer
    assert "留言记下" not in later and "留言已存好" not in later
