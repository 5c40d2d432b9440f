"""Sending files: committed before they are acknowledged, once, only into one's own chat, and nothing kept of what is refused."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

import media
import pytest
import structlog
from desk_agent import DeskAgent
from fake_engine import FakeEngine
from file_sending import kept, send
from front_door import Customer, FrontDoor, front_door
from sqlalchemy import func, select

from bot.settings import Settings
from bot.store import files
from bot.store.engine import Store

IMAGE, FILE = '/send_file{"file_kind":"image"}', '/send_file{"file_kind":"file"}'


def count(store: Store) -> int:
    with store.reading() as session:
        return int(session.execute(select(func.count()).select_from(files.files)).scalar_one())


async def test_photo_is_a_message_at_once_and_the_dialogue_hears_that_one_came(
    both_doors: FrontDoor, engine: FakeEngine
) -> None:
    customer, client_id = await both_doors.open_chat(), str(uuid4())

    sent = await kept(customer, media.jpeg(), client_id=client_id)

    [shown] = [message for message in (await customer.look())["messages"] if message["seq"] == sent["seq"]]
    assert (shown["id"], shown["author"], shown["kind"], shown["text"]) == (
        sent["message_id"],
        "customer",
        "image",
        "[图片]",
    )
    assert shown["client_id"] == client_id
    assert shown["data"] == {
        "file_id": sent["file_id"],
        "url": sent["url"],
        "thumbnail_url": sent["thumbnail_url"],
        "name": "屏幕.jpg",
        "media_type": "image/jpeg",
        "bytes": shown["data"]["bytes"],
        "width": 60,
        "height": 40,
    }
    assert (sent["kind"], sent["duplicate"]) == ("image", False)
    await customer.answers_to(sent["seq"])
    assert [(turn["kind"], turn["text"]) for turn in engine.turns] == [("payload", IMAGE)]


async def test_document_is_a_message_of_kind_file(customer: Customer, engine: FakeEngine) -> None:
    sent = await kept(customer, media.pdf(), "发票.pdf")

    await customer.answers_to(sent["seq"])
    shown = (await customer.look(sent["seq"] - 1))["messages"][0]
    assert (shown["kind"], shown["text"], shown["data"]["thumbnail_url"]) == ("file", "[文件] 发票.pdf", None)
    assert engine.texts() == [FILE]


async def test_same_file_sent_again_is_the_same_message(both_doors: FrontDoor) -> None:
    customer, client_id = await both_doors.open_chat(), str(uuid4())
    first = await kept(customer, media.png(), client_id=client_id)

    again = await asyncio.gather(*(kept(customer, media.png(), client_id=client_id.upper()) for _ in range(4)))

    assert [{**one, "duplicate": False} for one in again] == [first] * 4
    assert all(one["duplicate"] for one in again)
    messages = (await customer.look())["messages"]
    assert [message["kind"] for message in messages if message["author"] == "customer"] == ["image"]


async def test_other_file_under_a_known_id_is_refused(customer: Customer, sqlite_store: Store) -> None:
    client_id = str(uuid4())
    await kept(customer, media.png(), client_id=client_id)

    response = await send(customer, media.jpeg(), client_id=client_id)

    assert (response.status_code, response.json()["error"]["code"]) == (409, "idempotency_key_reused")
    assert count(sqlite_store) == 1


async def test_file_goes_into_ones_own_chat_only(door: FrontDoor, sqlite_store: Store) -> None:
    one, other = await door.open_chat(), await door.open_chat()

    foreign = await one.client.post(f"{other.path}/files", files={"file": media.png()}, headers=one.headers)
    nobody = await one.client.post(f"{one.path}/files", files={"file": media.png()})

    assert (foreign.status_code, nobody.status_code) == (403, 401)
    assert count(sqlite_store) == 0


async def test_page_of_another_site_may_send_no_file(customer: Customer) -> None:
    assert (await send(customer, media.png(), Origin="https://evil.example")).status_code == 403
    assert (await send(customer, media.png(), Origin="null")).status_code == 403


REFUSED = {
    "program": (b"MZ" + bytes(500), 415, "file_type"),
    "page": (b"<html><script>alert(1)</script></html>", 415, "file_type"),
    "nothing": (b"", 422, "empty_file"),
    "cut picture": (media.png()[:60], 422, "broken_file"),
    "cut video": (media.video()[:-20], 422, "broken_file"),
    "too large": (media.png() + bytes(10 * 1024 * 1024), 413, "file_too_large"),
    "far too large": (bytes(11 * 1024 * 1024), 413, "file_too_large"),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_refused_file_is_explained_in_chinese_and_leaves_nothing_behind(
    customer: Customer, sqlite_store: Store, name: str
) -> None:
    content, status, code = REFUSED[name]

    response = await send(customer, content, "照片.jpg")

    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (status, code)
    assert any("\u4e00" <= character <= "\u9fff" for character in error["message"])
    assert count(sqlite_store) == 0
    assert [message["author"] for message in (await customer.look())["messages"]] == ["bot"]


async def test_form_without_a_file_and_a_body_that_is_no_form_are_refused(customer: Customer) -> None:
    async def post(**body: Any) -> tuple[int, str]:
        response = await customer.client.post(
            f"{customer.path}/files", **body, headers={**customer.headers, **body.pop("headers", {})}
        )
        return response.status_code, response.json()["error"]["code"]

    assert await post(files={"other": b"x"}) == (422, "invalid_input")
    assert await post(files={"client_id": (None, str(uuid4()))}) == (422, "file_missing")
    assert await post(files={"file": (None, "text")}) == (422, "file_missing")
    assert await post(json={"file": "x"}) == (415, "unsupported_media_type")
    assert await post() == (415, "unsupported_media_type")
    assert await post(files={"file": ("a.png", media.png())}, data={"client_id": "x"}) == (422, "invalid_input")


async def test_queue_tells_the_place_and_the_engine_is_not_asked(waiting: Customer, engine: FakeEngine) -> None:
    asked = len(engine.turns)

    sent = await kept(waiting, media.jpeg())

    assert "第 1 位" in (await waiting.answers_to(sent["seq"]))[0]["text"]
    assert len(engine.turns) == asked


async def test_agent_sees_the_picture_and_nobody_else_answers(
    taken: Customer, li: DeskAgent, engine: FakeEngine
) -> None:
    asked = len(engine.turns)

    sent = await kept(taken, media.jpeg())

    shown = (await li.read(taken.chat_id))["messages"][-1]
    assert (shown["kind"], shown["data"]["file_id"]) == ("image", sent["file_id"])
    assert (await li.client.get(shown["data"]["thumbnail_url"])).status_code == 200
    assert (await li.client.get(shown["data"]["url"])).status_code == 200
    assert (await li.rows(mine=1))[0]["last_message"] == "[图片]"
    assert len(engine.turns) == asked


async def test_agent_who_does_not_hold_the_chat_sees_that_a_picture_came_and_no_more(
    taken: Customer, wang: DeskAgent
) -> None:
    await kept(taken, media.jpeg())

    shown = (await wang.read(taken.chat_id))["messages"][-1]

    assert (shown["kind"], shown["text"], shown["data"]) == ("image", "[图片]", None)


async def test_customer_cannot_press_what_only_an_upload_says(customer: Customer) -> None:
    pressed = await customer.post({"client_id": str(uuid4()), "payload": IMAGE})
    await kept(customer, media.png())
    again = await customer.post({"client_id": str(uuid4()), "payload": IMAGE})

    assert {pressed.json()["error"]["code"], again.json()["error"]["code"]} == {"unknown_payload"}


async def test_too_many_files_and_too_many_bytes_wait(
    settings: Settings, sqlite_store: Store, engine: FakeEngine
) -> None:
    async with front_door(settings, sqlite_store, engine, chat_files=2, chat_file_bytes_per_day=1500) as door:
        customer = await door.open_chat()
        await kept(customer, media.png())
        full = await send(customer, media.pdf() + bytes(1400))
        often = await send(customer, media.png())

    assert (full.status_code, full.json()["error"]["code"]) == (429, "too_many_files")
    assert (often.status_code, often.json()["error"]["code"]) == (429, "too_many_requests")
    assert int(often.headers["retry-after"]) > 500
    assert count(sqlite_store) == 1


async def test_slow_upload_is_cut_and_its_place_given_back(
    settings: Settings, sqlite_store: Store, engine: FakeEngine
) -> None:
    async with front_door(settings, sqlite_store, engine, upload_seconds=0.2) as door:
        customer = await door.open_chat()
        reader, writer = await asyncio.open_connection(*door.url.removeprefix("http://").split(":"))
        head = (
            f"POST {customer.path}/files HTTP/1.1\r\nHost: {door.url[7:]}\r\nAuthorization: Bearer {customer.token}\r\n"
        )
        head += "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 5000\r\n\r\n--b\r\n"
        writer.write(head.encode())
        answer = (await asyncio.wait_for(reader.read(), 5)).decode()
        left = dict(door.gateway.files._under_way)
        writer.close()

    assert answer.startswith("HTTP/1.1 400")
    assert "upload_slow" in answer
    assert left == {}


async def test_many_uploads_at_once_from_one_address_wait_their_turn(door: FrontDoor, customer: Customer) -> None:
    places = [door.gateway.files._place("127.0.0.1") for _ in range(8)]
    for place in places:
        place.__enter__()

    response = await send(customer, media.png())
    for place in places:
        place.__exit__(None, None, None)

    assert (response.status_code, response.headers["retry-after"]) == (429, "2")
    assert (await send(customer, media.png())).status_code == 201


async def test_figures_count_files_and_no_name_is_logged(door: FrontDoor, customer: Customer) -> None:
    with structlog.testing.capture_logs() as lines:
        sent = await kept(customer, media.png(), "王小明的身份证.png")
        await customer.answers_to(sent["seq"])

    page = (await door.client.get("/metrics")).text

    assert 'xiaoxiu_files_total{duplicate="false",kind="image"} 1.0' in page
    assert "file.kept" in [line["event"] for line in lines]
    assert "王小明" not in page + str(lines)
