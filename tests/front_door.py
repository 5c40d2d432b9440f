"""The gateway as customers meet it: served by uvicorn on a free port, in front of an engine that does as it is told."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import replace
from typing import Any
from uuid import uuid4

import httpx
import uvicorn
from fake_engine import FakeEngine

from bot.gateway.app import create_app
from bot.settings import Settings
from bot.store.engine import Store

WAIT = 5


class Customer:
    """One customer with his chat and token."""

    def __init__(self, client: httpx.AsyncClient, opened: dict[str, Any]) -> None:
        self.client = client
        self.chat_id: str = opened["chat_id"]
        self.token: str = opened["token"]
        self.path = f"/api/v1/chats/{self.chat_id}"
        self.headers = {"Authorization": f"Bearer {self.token}"}

    async def post(self, body: Any) -> httpx.Response:
        """Send a message body as it is."""
        return await self.client.post(f"{self.path}/messages", json=body, headers=self.headers)

    async def say(self, text: str, client_id: str | None = None) -> int:
        """Send a text that is accepted; its seq."""
        response = await self.post({"client_id": client_id or str(uuid4()), "text": text})
        assert response.status_code == 202, response.text
        return int(response.json()["seq"])

    async def press(self, payload: str) -> int:
        """Press a button that is accepted; its seq."""
        response = await self.post({"client_id": str(uuid4()), "payload": payload})
        assert response.status_code == 202, response.text
        return int(response.json()["seq"])

    async def look(self, after: int = 0, wait: float = 0) -> dict[str, Any]:
        """The chat as it is now."""
        response = await self.client.get(
            f"{self.path}/messages", params={"after": after, "wait": wait}, headers=self.headers, timeout=30
        )
        assert response.status_code == 200, response.text
        return dict(response.json())

    async def answers_to(self, seq: int, wait: float = WAIT) -> list[dict[str, Any]]:
        """The messages that answer `seq`, as soon as there is one."""
        until = asyncio.get_running_loop().time() + wait
        after = seq
        while (left := until - asyncio.get_running_loop().time()) > 0:
            seen = (await self.look(after, left))["messages"]
            answers = [message for message in seen if message["in_reply_to"] == seq]
            if answers:
                return answers
            after = max([after, *(message["seq"] for message in seen)])
        raise AssertionError(f"no answer to {seq} within {wait} s")

    async def ask(self, text: str, wait: float = WAIT) -> str:
        """Send a text and return what the first answer says."""
        return str((await self.answers_to(await self.say(text), wait))[0]["text"])


class FrontDoor:
    """A running gateway."""

    def __init__(self, app: Any, url: str, client: httpx.AsyncClient) -> None:
        self.gateway = app.state.gateway
        self.url = url
        self.client = client

    async def open_chat(self) -> Customer:
        """A customer who has just opened the chat window."""
        response = await self.client.post("/api/v1/chats", json={"channel": "web"})
        assert response.status_code == 201, response.text
        return Customer(self.client, response.json())


@asynccontextmanager
async def front_door(settings: Settings, store: Store, engine: FakeEngine, **limits: Any) -> AsyncIterator[FrontDoor]:
    """Serve the gateway; `limits` replace single limits."""
    settings = replace(
        settings,
        engine_port=engine.port,
        actions_port=engine.port,
        limits=replace(settings.limits, **{"turn_seconds": 1.0, "chat_messages": 100, **limits}),
    )
    app = create_app(settings, store)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        server = uvicorn.Server(
            uvicorn.Config(
                app, log_config=None, ws="wsproto", http="httptools", timeout_keep_alive=75, timeout_graceful_shutdown=1
            )
        )
        server.capture_signals = nullcontext  # type: ignore[method-assign]  # the tests' process keeps its own
        task = asyncio.create_task(server.serve(sockets=[listener]))
        while not server.started:
            await asyncio.sleep(0.01)
        url = f"http://127.0.0.1:{port}"
        async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=30) as client:
            yield FrontDoor(app, url, client)
        app.state.gateway.bus.close()
        server.should_exit = True
        await task
