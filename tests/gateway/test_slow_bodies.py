"""Senders that begin a body and do not end it: they are answered, and hold nothing for longer."""

from __future__ import annotations

import asyncio
import json
from urllib.parse import urlsplit

import pytest
from front_door import FrontDoor
from starlette.types import Message

from bot.gateway import guard
from bot.gateway.failures import BodySlow

HEAD = "POST /api/v1/chats HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"


async def send(door: FrontDoor, head: str) -> tuple[str, bool]:
    """The answer's code to a body that never comes, and whether the connection was closed."""
    address = urlsplit(door.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write(head.encode())
    answer = await asyncio.wait_for(reader.readuntil(b"}}"), 3)
    closed = await asyncio.wait_for(reader.read(), 3) == b""
    writer.close()
    return str(json.loads(answer.partition(b"\r\n\r\n")[2])["error"]["code"]), closed


async def test_silent_sender_is_refused(door: FrontDoor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "_BODY_SECONDS", 0.3)

    assert await send(door, HEAD.format(length=100)) == ("body_slow", True)


async def test_body_that_drips_has_no_more_time_than_another() -> None:
    async def drip() -> Message:
        await asyncio.sleep(0.05)
        return {"type": "http.request", "body": b" ", "more_body": True}

    receive = guard._counted(drip, 1000, 0.3)

    with pytest.raises(BodySlow):
        for _ in range(20):
            await receive()


async def test_sender_of_too_much_who_falls_silent_is_let_go(door: FrontDoor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "_LINGER_SECONDS", 0.3)

    assert await send(door, HEAD.format(length=10**9)) == ("body_too_large", True)


async def test_reader_who_waits_long_is_not_meant(door: FrontDoor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "_BODY_SECONDS", 0.2)
    customer = await door.open_chat()
    last = (await customer.look())["messages"][-1]["seq"]

    seen = await customer.look(after=last, wait=0.6)

    assert seen["messages"] == []
