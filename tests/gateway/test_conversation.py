"""A conversation over HTTP: welcome, answers in order, duplicates, buttons, long poll."""

from __future__ import annotations

import asyncio
import time
from uuid import uuid4

from fake_engine import FakeEngine
from front_door import Customer, FrontDoor


async def test_customer_is_welcomed_before_he_says_anything(customer: Customer) -> None:
    seen = await customer.look()

    assert seen["owner"] == "bot" and seen["typing"] is False and seen["queue_position"] is None
    [welcome] = seen["messages"]
    assert (welcome["author"], welcome["kind"], welcome["seq"], welcome["in_reply_to"]) == ("bot", "buttons", 1, None)
    payloads = {button["payload"] for button in welcome["buttons"]}
    assert {"/query_warranty_status", "/book_repair", "/query_repair_progress", "/request_human"} <= payloads


async def test_answer_belongs_to_its_message_and_carries_every_field(both_doors: FrontDoor) -> None:
    customer = await both_doors.open_chat()

    seq = await customer.say("我这台还在保吗")
    [answer] = await customer.answers_to(seq)

    assert answer["text"] == "答：我这台还在保吗"
    assert set(answer) == {
        "seq", "id", "author", "author_name", "kind", "text", "buttons", "data", "created_at", "status", "in_reply_to",
        "client_id",
    }  # fmt: skip
    assert answer["in_reply_to"] == seq and answer["seq"] > seq


async def test_engine_gets_what_the_contract_says(customer: Customer, engine: FakeEngine) -> None:
    await customer.ask("你好")

    [turn] = engine.turns
    assert turn["conversation"] == f"{customer.chat_id}:1"
    assert turn["kind"] == "text" and turn["text"] == "你好"
    assert turn["context"] == {"chat_id": customer.chat_id, "channel": "web"}
    assert turn["sent_at"] == "2026-11-22T10:00:00+08:00"
    assert turn["message_id"]


async def test_messages_of_one_chat_are_answered_in_order_one_at_a_time(
    both_doors: FrontDoor, engine: FakeEngine
) -> None:
    customer = await both_doors.open_chat()
    texts = [f"第{number}条" for number in range(8)]
    engine.script[texts[0]] = "slow:0.2"

    seqs = [await customer.say(text) for text in texts]
    for seq in seqs:
        await customer.answers_to(seq)

    messages = (await customer.look())["messages"]
    answered = [message["in_reply_to"] for message in messages if message["in_reply_to"]]
    assert answered == seqs
    assert engine.texts() == texts
    assert engine.most_per_chat == 1


async def test_chats_are_served_side_by_side(door: FrontDoor, engine: FakeEngine) -> None:
    customers = [await door.open_chat() for _ in range(6)]
    engine.script["慢"] = "slow:0.3"

    started = time.monotonic()
    await asyncio.gather(*(customer.ask("慢") for customer in customers))

    assert time.monotonic() - started < 1.2
    assert engine.most_in_flight >= 4


async def test_same_message_three_times_at_once_gives_one_row_and_one_answer(
    both_doors: FrontDoor, engine: FakeEngine
) -> None:
    customer = await both_doors.open_chat()
    body = {"client_id": str(uuid4()), "text": "查保修"}

    replies = [(await reply).json() for reply in [asyncio.create_task(customer.post(body)) for _ in range(3)]]
    await customer.answers_to(replies[0]["seq"])
    await asyncio.sleep(0.1)

    assert len({(reply["message_id"], reply["seq"]) for reply in replies}) == 1
    assert sorted(reply["duplicate"] for reply in replies) == [False, True, True]
    assert len((await customer.look())["messages"]) == 3
    assert len(engine.turns) == 1


async def test_client_id_of_another_chat_means_nothing(door: FrontDoor) -> None:
    first, second = await door.open_chat(), await door.open_chat()
    client_id = str(uuid4())
    await first.say("我的序列号是SC-DEMO1-1A2B3C", client_id)

    response = await second.post({"client_id": client_id, "text": "你好"})

    assert response.json()["duplicate"] is False


async def test_long_poll_returns_as_soon_as_the_answer_is_there(customer: Customer, engine: FakeEngine) -> None:
    engine.script["慢"] = "slow:0.3"
    seq = await customer.say("慢")

    started = time.monotonic()
    seen = await customer.look(after=seq, wait=20)

    assert [message["text"] for message in seen["messages"]] == ["答：慢"]
    assert time.monotonic() - started < 2


async def test_long_poll_without_news_ends_in_time(customer: Customer) -> None:
    started = time.monotonic()
    seen = await customer.look(after=1, wait=0.5)

    assert seen["messages"] == []
    assert 0.4 < time.monotonic() - started < 1.5


async def test_typing_shows_while_a_turn_runs(customer: Customer, engine: FakeEngine) -> None:
    engine.script["慢"] = "slow:0.8"
    seq = await customer.say("慢")

    seen = [await customer.look(seq)]
    while not seen[-1]["typing"] and not seen[-1]["messages"]:
        seen.append(await customer.look(seq))
    assert seen[-1]["typing"] is True and seen[-1]["messages"] == []
    await customer.answers_to(seq)
    assert (await customer.look())["typing"] is False


async def test_button_that_was_shown_reaches_the_engine_as_payload(customer: Customer, engine: FakeEngine) -> None:
    seq = await customer.press("/query_warranty_status")
    await customer.answers_to(seq)

    assert (engine.turns[0]["kind"], engine.turns[0]["text"]) == ("payload", "/query_warranty_status")
    shown = next(message for message in (await customer.look())["messages"] if message["seq"] == seq)
    assert shown["text"] == "查保修"


async def test_button_of_the_engine_can_be_pressed_only_in_its_chat(door: FrontDoor, engine: FakeEngine) -> None:
    first, second = await door.open_chat(), await door.open_chat()
    engine.script["选"] = "buttons"
    engine.script["/query_warranty_status"] = "answer"
    await first.ask("选")

    allowed = await first.post({"client_id": str(uuid4()), "payload": "/query_warranty_status"})
    invented = await second.post({"client_id": str(uuid4()), "payload": '/inform{"serial_number":"SC-DEMO1-1A2B3C"}'})

    assert allowed.status_code == 202
    assert invented.status_code == 422 and invented.json()["error"]["code"] == "unknown_payload"


async def test_text_with_a_leading_slash_stays_text(customer: Customer, engine: FakeEngine) -> None:
    await customer.ask("/restart")

    assert (engine.turns[0]["kind"], engine.turns[0]["text"]) == ("text", "/restart")


async def test_cards_images_and_several_messages_keep_their_order(customer: Customer, engine: FakeEngine) -> None:
    engine.script |= {"卡": "card", "图": "image", "三": "three"}

    [card] = await customer.answers_to(await customer.say("卡"))
    pictures = await customer.answers_to(await customer.say("图"))
    three = await customer.answers_to(await customer.say("三"))

    assert (card["kind"], card["data"]) == ("card", {"title": "保修卡"})
    assert [(message["kind"], message["data"]) for message in pictures] == [
        ("text", None),
        ("image", {"url": "https://shop.example/a.png"}),
    ]
    assert [message["text"] for message in three] == ["一", "二", "三"]


async def test_markup_comes_back_as_the_text_that_was_typed(customer: Customer) -> None:
    markup = "<img src=x onerror=alert(1)> javascript:alert(1) <svg onload=alert(1)>"

    answer = await customer.ask(markup)

    assert answer == f"答：{markup}"
    response = await customer.client.get(f"{customer.path}/messages", headers=customer.headers)
    assert response.headers["content-type"] == "application/json"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "unsafe-inline" not in response.headers["content-security-policy"]


async def test_survey_is_taken_once(customer: Customer) -> None:
    def rate(body: object) -> object:
        return customer.client.post(f"{customer.path}/survey", json=body, headers=customer.headers)

    assert (await rate({"score": 6, "comment": ""})).status_code == 422
    assert (await rate({"score": "5"})).status_code == 422
    assert (await rate({"score": 5, "comment": "很快"})).status_code == 204
    assert (await rate({"score": 5, "comment": "很快"})).status_code == 409
