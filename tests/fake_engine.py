"""A dialogue engine for tests: a real HTTP server on loopback that answers, fails, hangs or drops as it is told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

Behaviour = str  # one of the names in FakeEngine._turn, or "slow:SECONDS"


class FakeEngine:
    """`script` tells by text how a turn behaves; what it does not name is answered with "答：" and the text."""

    def __init__(self, secret: str) -> None:
        self.script: dict[str, Behaviour] = {}
        self.turns: list[dict[str, Any]] = []
        self.slots: dict[str, Any] | None = None  # what every answer says that the dialogue knows
        self.on_turn: Callable[[dict[str, Any]], None] | None = None
        self.most_in_flight = 0
        self.most_per_chat = 0
        self.port = 0
        self._running: list[str] = []
        self._secret = secret
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()

    async def start(self) -> None:
        """Listen, on the same port as before when it was stopped."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Refuse new connections and cut the old ones, as a killed process does."""
        if self._server is not None:
            self._server.close()
            for writer in list(self._writers):
                writer.transport.abort()
            self._server = None

    def texts(self) -> list[str]:
        """What it was asked, in order."""
        return [turn["text"] for turn in self.turns]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        with suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
                headers = dict(line.lower().split(": ", 1) for line in head[1:] if ": " in line)
                body = await reader.readexactly(int(headers.get("content-length", "0")))
                status, answer = await self._answer(head[0], headers, body, writer)
                writer.write(
                    b"HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                    % (status, len(answer))
                    + answer
                )
                await writer.drain()
        self._writers.discard(writer)
        writer.close()

    async def _answer(
        self, line: str, headers: dict[str, str], body: bytes, writer: asyncio.StreamWriter
    ) -> tuple[int, bytes]:
        if headers.get("x-xiaoxiu-secret") != self._secret:
            return 401, b"{}"
        if line.startswith("GET /ready"):
            return 200, b'{"ready": true}'
        turn = json.loads(body)
        self.turns.append(turn)
        if self.on_turn is not None:
            self.on_turn(turn)
        self._running.append(turn["conversation"])
        self.most_in_flight = max(self.most_in_flight, len(self._running))
        self.most_per_chat = max(self.most_per_chat, self._running.count(turn["conversation"]))
        try:
            return await self._turn(turn, self.script.get(turn["text"], "answer"), writer)
        finally:
            self._running.remove(turn["conversation"])

    async def _turn(
        self, turn: dict[str, Any], behaviour: Behaviour, writer: asyncio.StreamWriter
    ) -> tuple[int, bytes]:
        if behaviour == "hang":
            await asyncio.sleep(30)
        if behaviour in ("drop", "drop once"):
            if behaviour == "drop once":
                del self.script[turn["text"]]
            writer.transport.abort()
            raise ConnectionResetError
        if behaviour.startswith("slow:"):
            await asyncio.sleep(float(behaviour.removeprefix("slow:")))
        fixed = {
            "empty": (200, reply()),
            "blank": (200, reply({"text": "  ", "buttons": []})),
            "error": (500, b'{"error": "boom", "tracker": "13812345678"}'),
            "html": (200, b"<html>"),
            "list": (200, b"[]"),
            "huge": (200, b" " * 2_000_000),
            "loading": (503, b'{"error": {"code": "engine_unavailable", "message": "the model is not loaded"}}'),
            "failed action": (200, reply({"text": "预约成功"}, failed_action="action_book")),
            "buttons": (
                200,
                reply({"text": "选一个", "buttons": [{"title": "在保吗", "payload": "/query_warranty_status"}]}),
            ),
            "card": (200, reply({"text": None, "custom": {"kind": "card", "data": {"title": "保修卡"}}})),
            "image": (200, reply({"text": "看图", "image": "https://shop.example/a.png"})),
            "three": (200, reply({"text": "一"}, {"text": "二"}, {"text": "三"})),
        }
        return fixed.get(behaviour) or (200, reply({"text": f"答：{turn['text']}"}, slots=self.slots))


def reply(*messages: dict[str, Any], failed_action: str | None = None, slots: dict[str, Any] | None = None) -> bytes:
    """A well-formed answer of the engine; one that says nothing of slots is one of before they were told."""
    turn = {"intent": "greet", "confidence": 0.9, "second": None, "entities": {}, "actions": ["action_x"]}
    turn |= {} if slots is None else {"slots": slots}
    return json.dumps({"messages": list(messages), "turn": {**turn, "failed_action": failed_action}}).encode()
