"""The same conversation over socket.io: acknowledged, answered, resynced, and closed to strangers."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

import pytest
import socketio
from demo_devices import IN_WARRANTY
from deployment import Customer, Deployment


class Page:
    """A browser page: a socket, and what it has shown so far, by seq."""

    def __init__(self, base: str, token: str, transports: list[str] | None = None) -> None:
        self.base, self.token, self.transports = base, token, transports
        self.shown: dict[int, dict[str, Any]] = {}
        self.doubled = 0
        self.socket = socketio.AsyncClient(reconnection=False)
        self.socket.on("message", self._show, namespace="/chat")

    async def _show(self, message: dict[str, Any]) -> None:
        self.doubled += message["seq"] in self.shown
        self.shown[message["seq"]] = message

    async def open(self) -> Page:
        await self.socket.connect(
            self.base, auth={"token": self.token}, namespaces=["/chat"], transports=self.transports, wait_timeout=5
        )
        return self

    async def close(self) -> None:
        """Leave as a closed browser tab does, without waiting for a poll to end."""
        await self.socket.eio.disconnect(abort=True)

    async def send(self, text: Any, client_id: str | None = None) -> dict[str, Any]:
        reply: dict[str, Any] = await self.socket.call(
            "message", {"client_id": client_id or str(uuid4()), "text": text}, namespace="/chat", timeout=5
        )
        return reply

    async def resync(self, after: int) -> None:
        """Ask for what was missed, as a page does after each connect."""
        for message in (await self.socket.call("resync", {"after": after}, namespace="/chat", timeout=5))["messages"]:
            self.shown[message["seq"]] = message

    async def answered(self, seq: int, seconds: float = 10) -> str:
        for _ in range(int(seconds * 20)):
            found = [message["text"] for message in self.shown.values() if message["in_reply_to"] == seq]
            if found:
                return "\n".join(found)
            await asyncio.sleep(0.05)
        raise AssertionError(f"no answer to {seq}: {self.shown}")


@pytest.mark.parametrize("transports", [["websocket"], ["polling"]], ids=["websocket", "polling"])
async def test_question_over_the_socket_is_answered_on_every_tab(
    deployment: Deployment, customer: Customer, transports: list[str]
) -> None:
    first = await Page(deployment.base, customer.token, transports).open()
    second = await Page(deployment.base, customer.token, transports).open()

    accepted = await first.send(f"{IN_WARRANTY.serial} 还在保吗")

    assert IN_WARRANTY.model_name in await first.answered(accepted["seq"])
    assert IN_WARRANTY.model_name in await second.answered(accepted["seq"])
    assert accepted["seq"] in second.shown
    assert first.doubled == second.doubled == 0
    await first.close()
    await second.close()


async def test_bad_event_is_answered_with_an_error_and_the_socket_stays(
    deployment: Deployment, customer: Customer
) -> None:
    page = await Page(deployment.base, customer.token).open()

    for bad in (None, 7, "", "   ", "x" * 501, {"a": 1}, ["x"]):
        reply = await page.send(bad)
        assert reply["error"]["message"], bad
    for event in ("string", 5, None, [], {}):
        reply = await page.socket.call("message", event, namespace="/chat", timeout=5)
        assert "error" in reply, event

    assert (await page.send("你好"))["seq"]
    await page.close()


async def test_stranger_with_a_forged_token_hears_nothing(deployment: Deployment, customer: Customer) -> None:
    other = deployment.customer()
    forged = customer.token[:-3] + ("aaa" if not customer.token.endswith("aaa") else "bbb")

    with pytest.raises(socketio.exceptions.ConnectionError):
        await Page(deployment.base, forged).open()
    page = await Page(deployment.base, other.token).open()
    await asyncio.to_thread(customer.say, "你好")

    assert not any(message["text"] == "你好" for message in page.shown.values())
    await page.close()


async def test_foreign_origin_is_refused(deployment: Deployment, customer: Customer) -> None:
    page = Page(deployment.base, customer.token)

    # RuntimeError: how the client's websocket library puts a refusal that comes while it still reads
    with pytest.raises((socketio.exceptions.ConnectionError, RuntimeError)):
        await page.socket.connect(
            deployment.base, auth={"token": customer.token}, namespaces=["/chat"],
            headers={"Origin": "https://evil.example"}, wait_timeout=5,
        )  # fmt: skip


@pytest.mark.soak  # the same with a browser is in test_widget_network.py
async def test_thirty_cuts_of_the_connection_leave_the_page_equal_to_the_record(
    deployment: Deployment, customer: Customer
) -> None:
    page = await Page(deployment.base, customer.token).open()
    await page.resync(0)
    seq = 0
    for number in range(30):
        if number % 3 == 0:
            seq = (await page.send(f"第{number}次问，空调保修几年"))["seq"]
        await page.close()
        page.socket = socketio.AsyncClient(reconnection=False)
        page.socket.on("message", page._show, namespace="/chat")
        last = max(page.shown)  # before the new connection pushes what is newer than the gap
        await page.open()
        await page.resync(last)
        await asyncio.sleep(0.9 if number % 3 == 2 else 0.05)
    await page.answered(seq, 15)

    record = (await asyncio.to_thread(customer.view))["messages"]

    assert [page.shown[seq] for seq in sorted(page.shown)] == record
    await page.close()
