"""Requests that are refused before they reach the engine, and the shape of every refusal."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from databases import Databases, make_settings, migrate_to
from fake_engine import FakeEngine
from front_door import Customer, FrontDoor, front_door

from bot.store.engine import open_store

pytestmark = pytest.mark.asyncio(loop_scope="module")
ID = "3f0b6a3e-5a52-4b6c-9a52-0a4dd50f0e11"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(
    sqlite_databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[FrontDoor, FakeEngine]]:
    """One gateway for the whole table, so that every row costs milliseconds."""
    folder = tmp_path_factory.mktemp("bad-input")
    url = sqlite_databases.fresh("empty", lambda url: migrate_to(url, folder / "var"))
    settings = make_settings(folder / "var", url)
    store, engine = open_store(settings), FakeEngine(settings.internal_secret)
    await engine.start()
    async with front_door(settings, store, engine) as door:
        yield door, engine
    await engine.stop()
    store.close()


@pytest_asyncio.fixture(loop_scope="module")
async def someone(shared: tuple[FrontDoor, FakeEngine]) -> Customer:
    return await shared[0].open_chat()


def message(**fields: Any) -> bytes:
    return json.dumps({"client_id": ID, **fields}).encode()


BODIES = {
    "empty body": (b"", 400, "bad_json"),
    "broken JSON": (b'{"text": ', 400, "bad_json"),
    "a hundred thousand brackets": (b"[" * 60_000, 400, "bad_json"),
    "not UTF-8": (b'{"text": "\xff\xfe"}', 400, "bad_json"),
    "list": (b"[]", 422, "invalid_input"),
    "string": (b'"hi"', 422, "invalid_input"),
    "null": (b"null", 422, "invalid_input"),
    "no text": (message(), 422, "invalid_input"),
    "text null": (message(text=None), 422, "invalid_input"),
    "text number": (message(text=5), 422, "invalid_input"),
    "text list": (message(text=["hi"]), 422, "invalid_input"),
    "text object": (message(text={"a": 1}), 422, "invalid_input"),
    "text and payload": (message(text="a", payload="/b"), 422, "invalid_input"),
    "empty text": (message(text=""), 422, "empty_text"),
    "blank text": (message(text=" \n\t "), 422, "empty_text"),
    "only invisible characters": (message(text="\u0000\u200b\u202e\ufeff"), 422, "empty_text"),
    "lone surrogate": (b'{"client_id": "%s", "text": "\\ud800"}' % ID.encode(), 422, "empty_text"),
    "501 characters": (message(text="字" * 501), 422, "text_too_long"),
    "10 kB": (message(text="a" * 10_000), 422, "text_too_long"),
    "100 kB": (message(text="a" * 100_000), 413, "body_too_large"),
    "500 ligatures of eighteen letters": (message(text="ﷺ" * 500), 422, "text_too_long"),
    "payload with a lone surrogate": (b'{"client_id": "%s", "payload": "\\ud800"}' % ID.encode(), 422, "invalid_input"),
    "payload with NUL": (message(payload="/a\u0000"), 422, "invalid_input"),
    "no client id": (b'{"text": "hi"}', 422, "invalid_input"),
    "client id of another kind": (b'{"client_id": 7, "text": "hi"}', 422, "invalid_input"),
    "client id not a UUID": (b'{"client_id": "1; DROP TABLE chats", "text": "hi"}', 422, "invalid_input"),
    "unknown payload": (message(payload="/restart"), 422, "unknown_payload"),
    "payload number": (message(payload=1), 422, "invalid_input"),
    "payload too long": (message(payload="/" + "a" * 2000), 422, "invalid_input"),
}


@pytest.mark.parametrize("name", BODIES)
async def test_bad_message_is_refused_in_one_shape_and_stored_nowhere(
    shared: tuple[FrontDoor, FakeEngine], someone: Customer, name: str
) -> None:
    body, status, code = BODIES[name]
    headers = {**someone.headers, "Content-Type": "application/json"}

    response = await someone.client.post(f"{someone.path}/messages", content=body, headers=headers)

    assert response.status_code == status, response.text
    error = response.json()["error"]
    assert error["code"] == code and set(error) == {"code", "message"}
    assert any("\u4e00" <= character <= "\u9fff" for character in error["message"])
    assert len((await someone.look())["messages"]) == 1
    assert shared[1].turns == []


async def test_body_of_twenty_megabytes_is_refused_unread(someone: Customer) -> None:
    headers = {**someone.headers, "Content-Type": "application/json"}

    response = await someone.client.post(f"{someone.path}/messages", content=b"a" * 20_000_000, headers=headers)

    assert response.status_code == 413


async def test_endless_body_without_a_length_is_cut_off(someone: Customer) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"a" * 10_000

    headers = {**someone.headers, "Content-Type": "application/json"}
    response = await someone.client.post(f"{someone.path}/messages", content=endless(), headers=headers)

    assert response.status_code == 413


async def test_other_media_type_is_refused(someone: Customer) -> None:
    headers = {**someone.headers, "Content-Type": "application/x-www-form-urlencoded"}

    response = await someone.client.post(f"{someone.path}/messages", content=b"text=hi", headers=headers)

    assert response.status_code == 415


@pytest.mark.parametrize(
    "query", ["after=-1", "after=x", "after=99999999999999999999", "wait=-1", "wait=x", "wait=nan"]
)
async def test_bad_query_is_refused(someone: Customer, query: str) -> None:
    response = await someone.client.get(f"{someone.path}/messages?{query}", headers=someone.headers)

    assert (response.status_code, response.json()["error"]["code"]) == (422, "invalid_input")


@pytest.mark.parametrize("body", [{"channel": "telegram"}, {"channel": 5}, {"channel": None}, {"customer_token": 5}])
async def test_chat_of_an_unknown_kind_is_refused(shared: tuple[FrontDoor, FakeEngine], body: dict[str, Any]) -> None:
    response = await shared[0].client.post("/api/v1/chats", json=body)

    assert response.status_code == 422


async def test_unknown_address_and_method_use_the_same_shape(shared: tuple[FrontDoor, FakeEngine]) -> None:
    client = shared[0].client

    assert (await client.get("/nowhere")).json()["error"]["code"] == "not_found"
    assert (await client.put("/api/v1/chats")).json()["error"]["code"] == "method_not_allowed"


@pytest.mark.parametrize("comment", [r"\ud800", r"\u0000", r"a\ud800\u0000b"])
async def test_comment_with_odd_characters_is_cleaned(someone: Customer, comment: str) -> None:
    headers = {**someone.headers, "Content-Type": "application/json"}
    body = f'{{"score": 5, "comment": "{comment}"}}'

    response = await someone.client.post(f"{someone.path}/survey", content=body, headers=headers)

    assert response.status_code == 204


async def test_sql_and_control_characters_are_stored_as_text(someone: Customer) -> None:
    await someone.post({"client_id": str(uuid4()), "text": "'; DROP TABLE chats; --\u0000\u202e 你\u200b好 👨‍👩‍👧"})

    shown = (await someone.look(after=1))["messages"][0]["text"]

    assert shown == "'; DROP TABLE chats; -- 你好 👨‍👩‍👧"


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
async def test_page_of_another_site_may_not_call(shared: tuple[FrontDoor, FakeEngine], origin: str) -> None:
    response = await shared[0].client.post("/api/v1/chats", json={}, headers={"Origin": origin})

    assert response.status_code == 403


async def test_own_page_may_call(shared: tuple[FrontDoor, FakeEngine]) -> None:
    response = await shared[0].client.post("/api/v1/chats", json={}, headers={"Origin": shared[0].url})

    assert response.status_code == 201
