"""A customer's browser as the socket meets it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import socketio


class Screen:
    """A browser's socket; `heard` holds (event, data) in order."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, Any]] = []
        self.socket = socketio.AsyncClient(reconnection=False)
        self._news = asyncio.Event()
        for event in ("message", "status", "owner", "typing"):
            self.socket.on(event, self._listener(event), namespace="/chat")

    async def open(self, url: str, token: Any, transport: str = "websocket", **options: Any) -> None:
        auth = {"token": token, **options.pop("auth", {})}
        await self.socket.connect(url, namespaces=["/chat"], auth=auth, transports=[transport], **options)

    async def emit(self, event: str, *data: Any) -> dict[str, Any]:
        answer: dict[str, Any] = await self.socket.call(event, *data, namespace="/chat", timeout=5)
        return answer

    async def hear(self, event: str, fits: Callable[[Any], bool] = lambda _: True, wait: float = 4) -> Any:
        """The first such event, heard already or within `wait` seconds."""
        while True:
            for name, data in self.heard:
                if name == event and fits(data):
                    return data
            self._news.clear()
            await asyncio.wait_for(self._news.wait(), wait)

    def texts(self) -> list[str]:
        return [data["text"] for event, data in self.heard if event == "message"]

    def _listener(self, event: str) -> Callable[[Any], None]:
        def listen(data: Any) -> None:
            self.heard.append((event, data))
            self._news.set()

        return listen


def text(words: str) -> dict[str, str]:
    return {"client_id": str(uuid4()), "text": words}
