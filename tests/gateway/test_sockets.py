"""The socket: messages pushed to the one room that the token opens, every emit acknowledged."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
import socketio
from desk_agent import DeskAgent, add_agent
from fake_engine import FakeEngine
from front_door import Customer, FrontDoor, front_door
from screen import Screen, text

from bot.chat import handoff
from bot.settings import Settings
from bot.store import chats
from bot.store.engine import Store


async def emit_raw(screen: Screen, event: str, *data: Any) -> dict[str, Any]:
    """Emit any name, also those that the client library keeps to itself, and every argument apart."""
    acknowledged: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
    await screen.socket.emit(event, tuple(data), namespace="/chat", callback=acknowledged.set_result)
    return await asyncio.wait_for(acknowledged, 5)


@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_answer_is_pushed_to_every_screen_of_the_chat(
    both_doors: FrontDoor, screens: Callable[[], Screen], transport: str
) -> None:
    customer = await both_doors.open_chat()
    first, second = screens(), screens()
    await first.open(both_doors.url, customer.token, transport)
    await second.open(both_doors.url, customer.token, transport)

    accepted = await first.emit("message", text("你好"))
    await first.hear("message", lambda message: message["in_reply_to"] == accepted["seq"])
    await second.hear("message", lambda message: message["in_reply_to"] == accepted["seq"])
    await first.hear("typing", lambda data: data == {"author": "bot", "typing": True})

    assert set(accepted) == {"message_id", "seq", "duplicate"}
    assert first.texts() == second.texts() == ["你好", "答：你好"]
    assert [data for event, data in second.heard if event == "message"] == (await customer.look(after=1))["messages"]


@pytest.mark.parametrize("token", [None, "", "x.y.z", 5, {"a": 1}], ids=["none", "empty", "broken", "number", "object"])
async def test_socket_without_a_good_token_is_refused(
    door: FrontDoor, screens: Callable[[], Screen], token: Any
) -> None:
    with pytest.raises(socketio.exceptions.ConnectionError):
        await screens().open(door.url, token)


async def test_foreign_screen_hears_nothing_whatever_it_claims(
    door: FrontDoor, screens: Callable[[], Screen], engine: FakeEngine
) -> None:
    victim, mallory = await door.open_chat(), await door.open_chat()
    screen = screens()
    await screen.open(door.url, mallory.token, auth={"chat_id": victim.chat_id, "session_id": victim.chat_id})

    await screen.emit("message", {**text("来自别人"), "chat_id": victim.chat_id, "room": victim.chat_id})
    await screen.emit("resync", {"after": 0, "chat_id": victim.chat_id})
    await victim.ask("我的电话 13800138000")
    await screen.hear("message", lambda message: message["text"] == "答：来自别人")

    assert not any("13800138000" in heard for heard in screen.texts())
    assert all("来自别人" not in (message["text"] or "") for message in (await victim.look())["messages"])


@pytest.mark.parametrize(
    ("event", "data"),
    [
        ("message", ["text"]),
        ("message", [5]),
        ("message", []),
        ("message", [None]),
        ("message", [b"bytes"]),
        ("message", [{"text": "no id"}]),
        ("message", [{"client_id": "not a uuid", "text": "x"}]),
        ("message", [{"client_id": "3f0b6a3e-5a52-4b6c-9a52-0a4dd50f0e11", "text": "字" * 501}]),
        ("read", [{"seq": "5"}]),
        ("read", ["5"]),
        ("resync", [{"after": -1}]),
        ("session_request", [{"session_id": "x"}]),
        ("connect", [{"asgi.scope": {"client": ["1.2.3.4", 1]}}, {"token": "x"}]),
        ("connect", []),
        ("disconnect", []),
        ("disconnect", ["client disconnect"]),
        ("message", [{"client_id": "3f0b6a3e-5a52-4b6c-9a52-0a4dd50f0e11", "text": "字" * 30_000}]),
    ],
    ids=str,
)
async def test_bad_event_is_acknowledged_with_an_error_and_the_socket_stays(
    customer: Customer, door: FrontDoor, screens: Callable[[], Screen], event: str, data: list[Any]
) -> None:
    screen = screens()
    await screen.open(door.url, customer.token)

    answer = await emit_raw(screen, event, *data)

    assert set(answer["error"]) == {"code", "message"}
    assert "seq" in await screen.emit("message", text("还在"))


async def test_screen_that_was_away_gets_what_it_missed(
    customer: Customer, door: FrontDoor, screens: Callable[[], Screen]
) -> None:
    await customer.ask("你好")
    late = screens()
    await late.open(door.url, customer.token, auth={"after": 1})

    await late.hear("message", lambda message: message["text"] == "答：你好")
    seen = await late.emit("resync", {"after": 0})

    assert late.texts() == ["你好", "答：你好"]
    assert seen == await customer.look()


async def test_same_message_over_socket_and_http_is_one(
    customer: Customer, door: FrontDoor, screens: Callable[[], Screen]
) -> None:
    screen, body = screens(), text("你好")
    await screen.open(door.url, customer.token)

    first = await screen.emit("message", body)
    second = (await customer.post(body)).json()

    assert second == {**first, "duplicate": True}


async def test_reading_is_shown_on_the_other_screen(
    customer: Customer, door: FrontDoor, screens: Callable[[], Screen]
) -> None:
    screen = screens()
    await screen.open(door.url, customer.token)

    assert await screen.emit("read", {"seq": 1}) == {"read_seq": 1}

    assert await screen.hear("status") == {"read_seq": 1, "agent_read_seq": 0}
    assert (await customer.look())["messages"][0]["status"] == "read"


async def test_move_of_the_owner_by_another_process_is_noticed(
    door: FrontDoor, sqlite_store: Store, screens: Callable[[], Screen]
) -> None:
    customer, screen = await door.open_chat(), screens()
    await screen.open(door.url, customer.token)
    add_agent(sqlite_store, "demo", is_there=True)

    with sqlite_store.transaction() as session:
        handoff.open(session, customer.chat_id, "test")
        handoff.move(session, chats.lock(session, customer.chat_id), "agent", agent="demo")

    await screen.hear("owner", lambda data: data == {"owner": "agent", "queue_position": None, "agent_name": None})


@pytest.mark.parametrize("transport", ["websocket", "polling"])
@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "http://127.0.0.1:1", "http://shop.example.evil.example", "file://", "x"],
    ids=["another site", "null", "another port", "longer name", "file", "nonsense"],
)
async def test_page_of_another_site_may_not_open_a_socket(
    customer: Customer, door: FrontDoor, screens: Callable[[], Screen], origin: str, transport: str
) -> None:
    with pytest.raises(socketio.exceptions.ConnectionError):
        await screens().open(door.url, customer.token, transport, headers={"Origin": origin})


async def test_agent_is_named_and_his_reading_is_told(
    taken: Customer, li: DeskAgent, door: FrontDoor, screens: Callable[[], Screen]
) -> None:
    screen = screens()
    await screen.open(door.url, taken.token)

    seq = await taken.say("还在吗")
    await screen.hear("owner", lambda data: data == {"owner": "agent", "queue_position": None, "agent_name": "小李"})
    await li.read(taken.chat_id)

    await screen.hear("status", lambda data: data == {"read_seq": 0, "agent_read_seq": seq})


async def test_reading_at_another_process_is_noticed(
    taken: Customer, door: FrontDoor, sqlite_store: Store, screens: Callable[[], Screen]
) -> None:
    screen = screens()
    await screen.open(door.url, taken.token)
    await asyncio.sleep(1.2)

    with sqlite_store.transaction() as session:
        chats.change(session, taken.chat_id, desk_seq=3, read_seq=2)

    await screen.hear("status", lambda data: data == {"read_seq": 2, "agent_read_seq": 3})


async def test_site_on_the_list_may_open_a_socket_and_call(
    settings: Settings, sqlite_store: Store, engine: FakeEngine, screens: Callable[[], Screen]
) -> None:
    site = "https://shop.example"
    async with front_door(replace(settings, allowed_origins=(site,)), sqlite_store, engine) as door:
        opened = await door.client.post("/api/v1/chats", json={}, headers={"Origin": site})
        screen = screens()
        await screen.open(door.url, opened.json()["token"], headers={"Origin": site})
        await screen.socket.disconnect()

    assert opened.headers["access-control-allow-origin"] == site
    assert "access-control-allow-credentials" not in opened.headers


async def test_forged_connect_moves_no_address_and_leaves_no_room(
    customer: Customer, door: FrontDoor, screens: Callable[[], Screen]
) -> None:
    screen, namespace = screens(), door.gateway.sockets
    await screen.open(door.url, customer.token)
    before = dict(namespace._chat_of)

    await emit_raw(screen, "connect", {"asgi.scope": {"client": ["1.2.3.4", 1]}}, {"token": customer.token})
    await emit_raw(screen, "disconnect", "client disconnect")

    assert namespace._chat_of == before
    assert [len(room.sockets) for room in namespace._rooms.values()] == [1]
    await screen.socket.disconnect()
    for _ in range(100):
        if not namespace._rooms:
            break
        await asyncio.sleep(0.02)
    assert not namespace._rooms and not namespace._chat_of


async def test_three_screens_that_connect_at_once_get_no_history_unasked(
    customer: Customer, door: FrontDoor, screens: Callable[[], Screen]
) -> None:
    await customer.ask("旧的")
    three = [screens() for _ in range(3)]
    await asyncio.gather(*(screen.open(door.url, customer.token) for screen in three))

    await three[0].emit("message", text("新的"))
    for screen in three:
        await screen.hear("message", lambda message: message["text"] == "答：新的")

    assert [screen.texts() for screen in three] == [["新的", "答：新的"]] * 3


async def test_place_in_the_queue_moves_up_when_another_customer_leaves(
    door: FrontDoor, screens: Callable[[], Screen]
) -> None:
    first, second, screen = await door.open_chat(), await door.open_chat(), screens()
    await first.ask("转人工")
    await second.ask("转人工")
    await screen.open(door.url, second.token)
    await asyncio.sleep(1.2)

    await first.press("/cancel_queue")

    await screen.hear("owner", lambda data: data == {"owner": "queue", "queue_position": 1, "agent_name": None})


async def test_second_screen_of_a_chat_is_told_who_answers(door: FrontDoor, screens: Callable[[], Screen]) -> None:
    customer, first, second = await door.open_chat(), screens(), screens()
    await first.open(door.url, customer.token)
    await customer.ask("转人工")
    queued = {"owner": "queue", "queue_position": 1, "agent_name": None}
    await first.hear("owner", lambda data: data == queued)

    await second.open(door.url, customer.token)

    await second.hear("owner", lambda data: data == queued)


async def test_only_the_chat_namespace_takes_connections(door: FrontDoor, screens: Callable[[], Screen]) -> None:
    client = screens().socket

    with pytest.raises(socketio.exceptions.ConnectionError):
        await client.connect(door.url, namespaces=["/"], transports=["websocket"])


async def test_address_that_connects_without_a_good_token_too_often_is_told_to_wait(
    settings: Settings, sqlite_store: Store, engine: FakeEngine, screens: Callable[[], Screen]
) -> None:
    refusals: list[str] = []
    async with front_door(settings, sqlite_store, engine, address_chats_per_minute=2) as door:
        customer = await door.open_chat()
        for _ in range(3):
            screen = screens()
            screen.socket.on("connect_error", lambda error: refusals.append(error["data"]["code"]), namespace="/chat")
            with suppress(socketio.exceptions.ConnectionError):
                await screen.open(door.url, "x.y.z")
        await screens().open(door.url, customer.token)

    assert refusals == ["not_authenticated", "not_authenticated", "too_many_requests"]


async def test_allowed_site_gets_each_cors_header_once_when_polling(
    settings: Settings, sqlite_store: Store, engine: FakeEngine
) -> None:
    site = {"Origin": "https://shop.example"}
    async with front_door(replace(settings, allowed_origins=(site["Origin"],)), sqlite_store, engine) as door:
        polled = await door.client.get("/socket.io/?EIO=4&transport=polling", headers=site)
        called = await door.client.post("/api/v1/chats", json={}, headers=site)

    for response in (polled, called):
        assert response.status_code in (200, 201)
        assert response.headers.get_list("access-control-allow-origin") == [site["Origin"]]
    assert called.headers["access-control-expose-headers"] == "Retry-After"


async def test_long_poll_ends_when_the_owner_changes(door: FrontDoor, sqlite_store: Store) -> None:
    customer = await door.open_chat()
    poll = asyncio.create_task(customer.look(after=1, wait=10))
    await asyncio.sleep(0.1)

    with sqlite_store.transaction() as session:
        handoff.open(session, customer.chat_id, "test")

    assert (await asyncio.wait_for(poll, 4))["owner"] == "queue"


async def test_long_poll_ends_when_the_place_in_the_queue_moves_up(door: FrontDoor) -> None:
    one, other = await door.open_chat(), await door.open_chat()
    await one.ask("转人工")
    await other.ask("转人工")
    first, second = (one, other) if (await one.look())["queue_position"] == 1 else (other, one)  # at one moment: by id
    last = (await second.look())["messages"][-1]["seq"]
    poll = asyncio.create_task(second.look(after=last, wait=10))
    await asyncio.sleep(1.2)

    await first.press("/cancel_queue")

    seen = await asyncio.wait_for(poll, 4)
    assert (seen["owner"], seen["queue_position"], seen["messages"]) == ("queue", 1, [])
