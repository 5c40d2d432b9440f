"""An agent at work: the list, the chat with its brief, taking, answering, giving back or on, closing, notes, corrections."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from desk_agent import DeskAgent, notices_of
from fake_engine import FakeEngine
from front_door import Customer, FrontDoor

from bot.store import audit
from bot.store.engine import Store


async def test_queue_shows_the_urgent_first_then_who_waits_longest(door: FrontDoor, li: DeskAgent) -> None:
    first, second, third = [await door.open_chat() for _ in range(3)]
    await first.ask("转人工")
    await second.ask("转人工")
    await third.ask("插座冒火花了，转人工")

    rows = await li.rows(owner="queue")

    assert rows[0]["id"] == third.chat_id
    assert {row["id"] for row in rows} == {first.chat_id, second.chat_id, third.chat_id}
    assert [row["id"] for row in rows[1:]] == sorted(row["id"] for row in rows[1:])  # the same moment: by id
    assert rows[0]["reason"] == "涉及人身或财产安全" and rows[0]["priority"] == 1


async def test_row_of_a_stranger_holds_what_the_list_promises_and_nothing_personal(
    waiting: Customer, li: DeskAgent
) -> None:
    await waiting.ask("打 13812345678 找我，科技园路5号2栋")

    [row] = await li.rows(owner="queue")

    assert row == {
        "id": waiting.chat_id, "channel": "web", "owner": "queue", "version": 2, "customer": "访客",
        "reason": "客户要求人工", "reason_code": "customer_request", "priority": 0, "group": None, "agent": None,
        "waiting_seconds": 0, "last_message": "打 138…78 找我，科技园路*号*栋", "unread": 3,
    }  # fmt: skip


async def test_list_is_filtered_by_owner_and_by_who_holds_the_chat(
    door: FrontDoor, taken: Customer, li: DeskAgent, wang: DeskAgent
) -> None:
    await door.open_chat()

    assert [row["id"] for row in await li.rows(mine=1)] == [taken.chat_id]
    assert await wang.rows(mine=1) == []
    assert [row["agent"] for row in await wang.rows(owner="agent")] == ["li"]
    assert len(await li.rows(owner="bot")) == 1
    assert len(await li.rows()) == 2
    assert await li.rows(owner="closed") == await li.rows(owner="queue") == []
    assert (await li.get("/chats", owner="nobody")).status_code == 422


async def test_taking_a_chat_tells_the_customer_who_has_come(taken: Customer, sqlite_store: Store) -> None:
    view = await taken.look()

    assert view["owner"] == "agent" and view["queue_position"] is None
    assert "客服小李" in notices_of(view)[-1] and "人工" in notices_of(view)[-1]
    with sqlite_store.reading() as session:
        [entry] = audit.for_subject(session, taken.chat_id)
        assert audit.verify(session) is None
    assert (entry.actor, entry.action) == ("li", "chat.accepted")
    assert (entry.details["from"], entry.details["to"], entry.details["address"]) == ("queue", "agent", "127.0.0.1")


async def test_taking_again_is_fine_and_says_nothing_twice_but_another_agent_is_too_late(
    taken: Customer, li: DeskAgent, wang: DeskAgent
) -> None:
    before = await taken.look()

    again = await li.post(f"/chats/{taken.chat_id}/accept", {"version": 2})
    late = await wang.post(f"/chats/{taken.chat_id}/accept", {"version": 2})

    assert again.status_code == 200 and again.json()["chat"]["agent"] == "li"
    assert (late.status_code, late.json()["error"]["code"]) == (409, "chat_taken")
    assert await taken.look() == before


@pytest.mark.parametrize("owner", ["bot", "stale queue"])
async def test_chat_that_does_not_wait_as_it_was_seen_cannot_be_taken(
    customer: Customer, li: DeskAgent, owner: str
) -> None:
    if owner != "bot":
        await customer.ask("转人工")
        await customer.ask("取消排队")
        await customer.ask("转人工")

    refused = await li.post(f"/chats/{customer.chat_id}/accept", {"version": 2 if owner != "bot" else 1})

    assert refused.status_code == 409


async def test_agent_and_customer_write_and_the_bot_is_silent(
    taken: Customer, li: DeskAgent, engine: FakeEngine
) -> None:
    asked = len(engine.turns)
    seq = await taken.say("屏幕碎了多少钱")
    reply = await li.reply(taken.chat_id, "您好，\n先看一下型号。")

    view = await taken.look(seq)

    assert reply.status_code == 202 and reply.json() == {
        "message_id": view["messages"][0]["id"], "seq": seq + 1, "duplicate": False
    }  # fmt: skip
    [answer] = view["messages"]
    assert (answer["author"], answer["author_name"], answer["text"]) == ("agent", "小李", "您好，\n先看一下型号。")
    assert len(engine.turns) == asked
    assert view["typing"] is False


async def test_customer_never_reads_the_name_an_agent_signs_in_with(
    waiting: Customer, li: DeskAgent, wang: DeskAgent
) -> None:
    await wang.take(waiting.chat_id)
    await wang.reply(waiting.chat_id, "您好")
    await wang.act(waiting.chat_id, "transfer", to="li")
    await li.reply(waiting.chat_id, "我来看")
    await li.act(waiting.chat_id, "transfer", to="wang")

    messages = (await waiting.look())["messages"]

    assert [one["author_name"] for one in messages if one["author"] == "agent"] == ["人工客服", "小李"]
    assert "wang" not in str(messages) and "li" not in [one["author_name"] for one in messages]
    said = [one["text"] for one in messages if one["author"] == "system"]
    assert "人工客服" in said[0] and "小李" in said[1] and "一位客服" in said[2]
    shown = (await wang.read(waiting.chat_id))["messages"]
    assert [one["author_name"] for one in shown if one["author"] == "agent"] == ["wang", "li"]


async def test_holder_reads_what_was_typed_and_others_read_it_masked(
    taken: Customer, li: DeskAgent, wang: DeskAgent
) -> None:
    own, others = await li.read(taken.chat_id), await wang.read(taken.chat_id)

    assert own["messages"] == (await taken.look())["messages"]
    assert [message["seq"] for message in own["messages"]] == list(range(1, len(own["messages"]) + 1))
    assert "13812345678" in str(own["messages"])
    assert "13812345678" not in str(others)
    assert [message["seq"] for message in others["messages"]] == [message["seq"] for message in own["messages"]]


async def test_screen_of_an_agent_resyncs_by_cursor(taken: Customer, li: DeskAgent) -> None:
    last = (await li.read(taken.chat_id))["messages"][-1]["seq"]
    await taken.say("还在吗")

    newer = (await li.read(taken.chat_id, after=last))["messages"]

    assert [message["text"] for message in newer] == ["还在吗"]


async def test_unread_counts_what_the_holder_has_not_been_shown(
    taken: Customer, li: DeskAgent, wang: DeskAgent
) -> None:
    await li.read(taken.chat_id)
    await taken.say("一")
    await taken.say("二")

    await wang.read(taken.chat_id)
    [before] = await li.rows(mine=1)
    await li.read(taken.chat_id)
    [after] = await li.rows(mine=1)

    assert (before["unread"], after["unread"]) == (2, 0)


async def test_same_reply_sent_again_is_the_same_message(taken: Customer, li: DeskAgent, wang: DeskAgent) -> None:
    client_id = str(uuid4())
    first = await li.reply(taken.chat_id, "请稍等", client_id)

    again = await li.reply(taken.chat_id, "请稍等", client_id)
    other = await li.reply(taken.chat_id, "不用等", client_id)
    foreign = await wang.reply(taken.chat_id, "请稍等", client_id)
    await li.act(taken.chat_id, "close")
    after_close = await li.reply(taken.chat_id, "请稍等", client_id)

    assert again.json() == {**first.json(), "duplicate": True} == after_close.json()
    assert (other.status_code, other.json()["error"]["code"]) == (422, "idempotency_key_reused")
    assert foreign.status_code == 422
    assert [message["text"] for message in (await taken.look())["messages"]].count("请稍等") == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param({"client_id": "x", "text": "好"}, 422, id="no UUID"),
        pytest.param({"text": "好"}, 422, id="no id"),
        pytest.param({"client_id": "-" * 9000 + str(uuid4()), "text": "好"}, 422, id="endless id"),
        pytest.param({"client_id": str(uuid4()), "text": "   \n "}, 422, id="blank"),
        pytest.param({"client_id": str(uuid4()), "text": "好" * 2001}, 422, id="too long"),
        pytest.param({"client_id": str(uuid4()), "text": "好" * 2000}, 202, id="longest"),
        pytest.param({"client_id": str(uuid4()), "text": 1}, 422, id="number"),
    ],
)
async def test_reply_is_checked(taken: Customer, li: DeskAgent, body: dict[str, Any], status: int) -> None:
    assert (await li.post(f"/chats/{taken.chat_id}/messages", body)).status_code == status


async def test_reply_is_kept_as_text_without_hidden_characters(taken: Customer, li: DeskAgent) -> None:
    await li.reply(taken.chat_id, "<b>好\u202e的</b>\u200b")

    assert (await taken.look())["messages"][-1]["text"] == "<b>好的</b>"


@pytest.mark.parametrize("what", ["close", "return", "transfer", "messages", "slots"])
async def test_only_the_holder_acts(taken: Customer, wang: DeskAgent, what: str) -> None:
    bodies: dict[str, dict[str, Any]] = {
        "messages": {"client_id": str(uuid4()), "text": "好"},
        "slots": {"fault": "不亮"},
        "transfer": {"version": 3, "to": "digital"},
    }

    refused = await wang.post(f"/chats/{taken.chat_id}/{what}", bodies.get(what, {"version": 3}))

    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "not_your_chat")
    assert (await taken.look())["owner"] == "agent"


@pytest.mark.parametrize("what", ["close", "return", "transfer"])
async def test_act_upon_a_chat_that_moved_is_refused(taken: Customer, li: DeskAgent, what: str) -> None:
    stale = await li.post(f"/chats/{taken.chat_id}/{what}", {"version": 2, "to": "digital"})

    assert (stale.status_code, stale.json()["error"]["code"]) == (409, "chat_moved")


@pytest.mark.parametrize("what", ["accept", "close", "return", "transfer", "note", "slots", "messages", ""])
async def test_unknown_chat_is_said_to_be_unknown(li: DeskAgent, what: str) -> None:
    bodies: dict[str, dict[str, Any]] = {
        "note": {"text": "好"}, "slots": {"fault": "不亮"}, "messages": {"client_id": str(uuid4()), "text": "好"}
    }  # fmt: skip
    path = f"/chats/{'0' * 32}"

    response = await (li.post(f"{path}/{what}", bodies.get(what, {"version": 1, "to": "x"})) if what else li.get(path))

    assert (response.status_code, response.json()["error"]["code"]) == (404, "chat_not_found")
