"""An agent moves a chat on: closing, returning with corrections, notes, transfer, and what happens when he is gone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
import pytest_asyncio
from desk_agent import DeskAgent, add_agent, notices_of, sign_in
from fake_engine import FakeEngine
from front_door import Customer, FrontDoor, front_door

from bot.settings import Settings
from bot.store import agents, audit, chats
from bot.store.engine import Store

FACTS = {
    "repair_draft": {
        "id": "m1",
        "purpose": "repair",
        "product_category": "空调",
        "fault": "不制冷",
        "service_mode": "home",
        "region": {"province": "广东省", "city": "深圳市", "district": "南山区"},
        "slot": {"place_kind": "team", "place_code": "T1", "day": "2026-11-25", "window": "09:00-12:00"},
        "address": "科技园路5号2栋301室",
        "person_name": "沈一洋",
        "phone_number": "13812345678",
        "offered": [1, 2],
        "asked": "confirm",
    }
}


async def test_closing_tells_the_customer_and_his_next_message_opens_the_next_conversation(
    taken: Customer, li: DeskAgent, engine: FakeEngine
) -> None:
    closed = await li.act(taken.chat_id, "close")
    view = await taken.look()
    answer = await taken.ask("还有一个问题")

    assert closed.status_code == 200 and closed.json()["chat"]["owner"] == "closed" == view["owner"]
    assert "结束" in notices_of(view)[-1]
    assert answer == "答：还有一个问题"
    assert engine.turns[-1]["conversation"] == f"{taken.chat_id}:2"
    assert (await taken.look())["owner"] == "bot"


async def test_bot_goes_on_with_what_the_agent_corrected_until_it_has_answered(
    taken: Customer, li: DeskAgent, engine: FakeEngine
) -> None:
    wanted = {"address": "科技园路6号", "time": {"start": "2026-11-25T09:00", "end": "2026-11-25T12:00"}}
    corrected = await li.post(f"/chats/{taken.chat_id}/slots", {**wanted, "fault": "不亮"})
    await li.post(f"/chats/{taken.chat_id}/slots", {"fault": None, "phone_number": "138 1234 5678"})

    returned = await li.act(taken.chat_id, "return")
    engine.script |= {"一": "empty"}
    await taken.ask("一")
    await taken.ask("二")
    await taken.ask("三")

    assert corrected.status_code == returned.status_code == 200
    expected = {**wanted, "phone_number": "13812345678"}
    assert [turn.get("slots") for turn in engine.turns[-3:]] == [expected, expected, None]
    assert (await taken.look())["owner"] == "bot"
    assert any("小修" in text for text in notices_of(await taken.look()))


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"repair_draft": {}}, id="not an entity"),
        pytest.param({"phone_number": "12345"}, id="no phone"),
        pytest.param({"product_category": "飞机"}, id="no category"),
        pytest.param({"product_category": "*"}, id="every category"),
        pytest.param({"product_model": "SC-NONE"}, id="no model"),
        pytest.param({"service_mode": "drone"}, id="no mode"),
        pytest.param({"time": {"start": None, "end": None}}, id="no time"),
        pytest.param({"time": {"start": "明天"}}, id="no ISO time"),
        pytest.param({"time": {"start": "2026-11-25T12:00", "end": "2026-11-25T09:00"}}, id="backwards"),
        pytest.param({"time": {"from": "2026-11-25"}}, id="other time"),
        pytest.param({"fault": "x" * 201}, id="long fault"),
        pytest.param({"fault": 3}, id="number"),
        pytest.param({"address": "\u200b"}, id="invisible"),
        pytest.param({"version": 2, "fault": "不亮", "x": 1}, id="more"),
    ],
)
async def test_correction_that_means_nothing_is_refused(taken: Customer, li: DeskAgent, body: dict[str, Any]) -> None:
    assert (await li.post(f"/chats/{taken.chat_id}/slots", body)).status_code == 422


async def test_correction_of_a_chat_seen_before_it_moved_is_refused(taken: Customer, li: DeskAgent) -> None:
    stale = await li.post(f"/chats/{taken.chat_id}/slots", {"version": 2, "fault": "不亮"})

    assert (stale.status_code, stale.json()["error"]["code"]) == (409, "chat_moved")


async def test_brief_shows_what_the_dialogue_knows_and_hides_it_from_those_who_do_not_hold_the_chat(
    customer: Customer, li: DeskAgent, wang: DeskAgent, engine: FakeEngine
) -> None:
    engine.slots = FACTS
    await customer.ask("就这样")
    await customer.ask("转人工")
    await li.take(customer.chat_id)
    await li.post(f"/chats/{customer.chat_id}/slots", {"address": "科技园路6号3栋"})

    own, others = (await li.read(customer.chat_id))["brief"], (await wang.read(customer.chat_id))["brief"]

    assert {fact["label"]: fact["value"] for fact in own["filled"]} == {
        "服务": "维修", "品类": "空调", "故障": "不制冷", "方式": "上门", "地区": "广东省深圳市南山区",
        "选定时段": "11月25日 周三 09:00-12:00", "地址": "科技园路6号3栋", "联系人": "沈一洋", "电话": "13812345678",
    }  # fmt: skip
    assert [fact["label"] for fact in own["filled"] if fact["corrected"]] == ["地址"]
    assert own["reason"] == "客户要求人工" and own["mood"] == "neutral" and own["customer"]["label"] == "访客"
    assert [turn["text"] for turn in own["last_turns"]][1:4] == ["就这样", "答：就这样", "转人工"]
    for secret in ("13812345678", "沈一洋", "6号3栋"):
        assert secret not in str(others)


async def test_facts_are_sealed_in_the_database_and_forgotten_with_the_conversation(
    customer: Customer, li: DeskAgent, engine: FakeEngine, sqlite_store: Store
) -> None:
    engine.slots = FACTS
    await customer.ask("就这样")
    await customer.ask("转人工")
    await li.take(customer.chat_id)
    await li.post(f"/chats/{customer.chat_id}/slots", {"address": "科技园路6号"})

    with sqlite_store.engine.connect() as connection:
        [stored] = connection.exec_driver_sql("SELECT facts, overrides FROM chats WHERE facts IS NOT NULL").fetchall()
    await li.act(customer.chat_id, "close")
    engine.slots = None
    await customer.ask("你好")
    with sqlite_store.reading() as session:
        chat = chats.get(session, customer.chat_id)

    assert "沈一洋".encode() not in stored[0] and "科技园".encode() not in stored[1]
    assert chat.facts is None and chat.overrides is None
    assert "slots" not in engine.turns[-1]


async def test_note_is_for_agents_only(taken: Customer, li: DeskAgent, wang: DeskAgent) -> None:
    seen = (await taken.look())["messages"]

    written = await wang.post(f"/chats/{taken.chat_id}/note", {"text": "老客户，\n先看订单"})

    assert written.status_code == 200
    [note] = (await li.read(taken.chat_id))["brief"]["notes"]
    assert (note["author"], note["text"]) == ("wang", "老客户，\n先看订单")
    assert (await taken.look())["messages"] == seen
    assert (await wang.post(f"/chats/{taken.chat_id}/note", {"text": " "})).status_code == 422


async def test_transfer_to_a_colleague_who_is_there(taken: Customer, li: DeskAgent, wang: DeskAgent) -> None:
    moved = await li.act(taken.chat_id, "transfer", to="wang")

    assert moved.status_code == 200 and moved.json()["chat"]["agent"] == "wang"
    assert "一位客服" in notices_of(await taken.look())[-1] and "wang" not in notices_of(await taken.look())[-1]
    assert (await li.reply(taken.chat_id, "好")).status_code == 409
    assert (await wang.reply(taken.chat_id, "我来")).status_code == 202


@pytest.mark.parametrize("to", ["li", "nobody", "op", "gone", "off"])
async def test_transfer_to_somebody_who_cannot_have_it_changes_nothing(
    taken: Customer, li: DeskAgent, sqlite_store: Store, to: str
) -> None:
    add_agent(sqlite_store, "op", ("operator",))
    add_agent(sqlite_store, "gone")
    add_agent(sqlite_store, "off")
    with sqlite_store.transaction() as session:
        agents.see(session, "gone", datetime.now(timezone.utc) - timedelta(seconds=61))
        agents.set_disabled(session, "off", True)

    refused = await li.act(taken.chat_id, "transfer", to=to)

    assert refused.status_code == (409 if to == "gone" else 422)
    assert (await li.rows(mine=1))[0]["id"] == taken.chat_id


async def test_transfer_to_a_group_that_nobody_serves_would_be_a_hole_and_is_refused(
    taken: Customer, li: DeskAgent, sqlite_store: Store
) -> None:
    add_agent(sqlite_store, "off", groups=("complaint",))
    add_agent(sqlite_store, "op", ("operator",), groups=("complaint",))
    with sqlite_store.transaction() as session:
        agents.set_disabled(session, "off", True)

    refused = await li.act(taken.chat_id, "transfer", to="complaint")

    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "agent_away")
    assert (await taken.look())["owner"] == "agent"


async def test_transfer_to_a_group_waits_for_that_group_at_its_old_place(
    door: FrontDoor, taken: Customer, li: DeskAgent, wang: DeskAgent, sqlite_store: Store
) -> None:
    add_agent(sqlite_store, "boss", ("supervisor",))
    boss = await sign_in(door.client, "boss")

    moved = await li.act(taken.chat_id, "transfer", to="appliance")

    row = moved.json()["chat"]
    assert (row["owner"], row["group"], row["reason_code"]) == ("queue", "appliance", "customer_request")
    assert "第 1 位" in notices_of(await taken.look())[-1]
    assert await wang.rows(owner="queue") == [] and len(await boss.rows(owner="queue")) == 1
    refused = await wang.post(f"/chats/{taken.chat_id}/accept", {"version": row["version"]})
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "not_allowed")
    assert (await boss.take(taken.chat_id))["group"] == "appliance"


@pytest_asyncio.fixture
async def hasty(settings: Settings, sqlite_store: Store, engine: FakeEngine) -> AsyncIterator[FrontDoor]:
    """A gateway that misses an agent after two seconds."""
    async with front_door(settings, sqlite_store, engine, agent_lease_seconds=2) as running:
        yield running


async def test_chat_of_an_agent_who_is_gone_waits_again_ahead_of_later_ones(
    hasty: FrontDoor, sqlite_store: Store
) -> None:
    add_agent(sqlite_store, "li")
    li = await sign_in(hasty.client, "li")
    customer = await hasty.open_chat()
    await customer.ask("转人工")
    await li.take(customer.chat_id)
    seq = (await customer.look())["messages"][-1]["seq"]

    view = await customer.look(seq, wait=5)

    assert view["owner"] == "queue" and view["queue_position"] == 1
    assert "第 1 位" in notices_of(view)[-1]
    assert (await li.reply(customer.chat_id, "我回来了")).status_code == 409
    with sqlite_store.reading() as session:
        assert audit.for_subject(session, customer.chat_id)[-1].action == "chat.taken_back"


async def test_agent_who_works_keeps_his_chat(hasty: FrontDoor, sqlite_store: Store) -> None:
    add_agent(sqlite_store, "li")
    li = await sign_in(hasty.client, "li")
    customer = await hasty.open_chat()
    await customer.ask("转人工")
    await li.take(customer.chat_id)

    for _ in range(12):
        await li.rows()
        await asyncio.sleep(0.25)

    assert (await customer.look())["owner"] == "agent"


@pytest.mark.parametrize("what", ["close", "return"])
@pytest.mark.parametrize("is_seen", [False, True], ids=["unseen", "seen"])
async def test_last_word_that_no_agent_has_seen_is_not_passed_over_in_silence(
    taken: Customer, li: DeskAgent, what: str, is_seen: bool
) -> None:
    version = await li.version(taken.chat_id)
    await taken.say("还有一件事")
    if is_seen:
        await li.read(taken.chat_id)

    await li.post(f"/chats/{taken.chat_id}/{what}", {"version": version})

    assert ("再发一次" in notices_of(await taken.look())[-1]) is not is_seen


async def test_reply_to_the_last_word_counts_as_having_seen_it(taken: Customer, li: DeskAgent) -> None:
    version = await li.version(taken.chat_id)
    await taken.say("谢谢")
    await li.reply(taken.chat_id, "不客气")

    await li.post(f"/chats/{taken.chat_id}/close", {"version": version})

    assert "再发一次" not in notices_of(await taken.look())[-1]


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"time": {"start": "9999-12-31T23:59:59+00:00"}}, id="end of the calendar"),
        pytest.param({"time": {"start": "0001-01-01T00:00:00+23:59"}}, id="before the calendar"),
        pytest.param({"time": {"start": "1700-01-01T00:00"}}, id="long ago"),
        pytest.param({"serial_number": "<b>"}, id="serial of other characters"),
    ],
)
async def test_correction_beyond_all_records_is_refused(taken: Customer, li: DeskAgent, wrong: dict[str, Any]) -> None:
    refused = await li.post(f"/chats/{taken.chat_id}/slots", wrong)

    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "invalid_input")
