"""Real gateway processes side by side, on one database and in front of one engine."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from databases import SECRET
from deployment import free_ports
from front_door import Customer

from bot.settings import ROOT

_NO_LIMIT = str(10**6)


class GatewayProcess:
    """`python -m bot.gateway.server` on a free port; `log` holds what it wrote."""

    def __init__(self, folder: Path, database_url: str, engine_port: int, **settings: str) -> None:
        [port] = free_ports(1)
        self.url = f"http://127.0.0.1:{port}"
        self.log = folder / f"gateway-{port}.log"
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("XIAOXIU_")},
            "XIAOXIU_DATA_DIR": str(folder / "var"),
            "XIAOXIU_SECRET_KEY": SECRET,
            "XIAOXIU_DATABASE_URL": database_url,
            "XIAOXIU_PORT": str(port),
            "XIAOXIU_ENGINE_PORT": str(engine_port),
            "XIAOXIU_ACTIONS_PORT": str(engine_port),
            "XIAOXIU_LIMIT_CHAT_MESSAGES": _NO_LIMIT,
            "XIAOXIU_LIMIT_ADDRESS_CHATS_PER_MINUTE": _NO_LIMIT,
            "XIAOXIU_LIMIT_ADDRESS_MESSAGES_PER_MINUTE": _NO_LIMIT,
            **{f"XIAOXIU_{name.upper()}": value for name, value in settings.items()},
        }
        with self.log.open("w") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot.gateway.server"], cwd=ROOT, env=environment, stdout=log, stderr=log
            )

    async def wait_live(self, client: httpx.AsyncClient) -> None:
        """Return once it answers; fails after 30 s or when it has ended."""
        for _ in range(300):
            assert self._process.poll() is None, self.log.read_text()[-3000:]
            try:
                if (await client.get("/health/live")).status_code == httpx.codes.OK:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.1)
        raise AssertionError(f"not live: {self.log.read_text()[-3000:]}")

    def pause(self) -> None:
        """Stop it where it stands, as a machine does that swaps or is suspended."""
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        self._process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """End it, whatever it is doing."""
        self.resume()
        self._process.terminate()
        try:
            self._process.wait(20)
        finally:
            self._process.kill()
            self._process.wait()


@asynccontextmanager
async def gateways(
    count: int, folder: Path, database_url: str, engine_port: int, **settings: str
) -> AsyncIterator[list[tuple[GatewayProcess, httpx.AsyncClient]]]:
    """`count` gateways with a client for each; `settings` are named without their prefix."""
    async with AsyncExitStack() as stack:
        started = []
        for _ in range(count):
            process = GatewayProcess(folder, database_url, engine_port, **settings)
            stack.callback(process.stop)
            limits = httpx.Limits(max_connections=None, max_keepalive_connections=50)
            client = httpx.AsyncClient(base_url=process.url, trust_env=False, timeout=40, limits=limits)
            started.append((process, await stack.enter_async_context(client)))
        for process, client in started:
            await process.wait_live(client)
        yield started


async def open_chat(client: httpx.AsyncClient) -> Customer:
    """A customer who has just opened the chat window."""
    response = await client.post("/api/v1/chats", json={"channel": "web"})
    assert response.status_code == 201, response.text
    return Customer(client, response.json())


def at(client: httpx.AsyncClient, customer: Customer) -> Customer:
    """The same customer, talking to another gateway."""
    return Customer(client, {"chat_id": customer.chat_id, "token": customer.token})


async def whole_chat(customer: Customer) -> list[dict[str, Any]]:
    """Every message of the chat, page by page."""
    messages: list[dict[str, Any]] = []
    while page := (await customer.look(messages[-1]["seq"] if messages else 0))["messages"]:
        messages += page
    return messages


def answered(messages: list[dict[str, Any]]) -> list[int]:
    """Which messages were answered, in the order of the answers."""
    return [message["in_reply_to"] for message in messages if message["in_reply_to"]]
