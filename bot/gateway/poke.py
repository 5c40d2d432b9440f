"""Pokes and signs of typing between gateways over Redis. Nothing true lives there.

Without it other gateways notice a change a second later, and somebody's typing not at all.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import Any
from uuid import uuid4

import structlog
from redis import asyncio as redis
from redis.exceptions import RedisError

from bot.gateway.bus import Bus

log = structlog.get_logger()
_POKE, _TYPING = "xiaoxiu:poke", "xiaoxiu:typing"
_TIMEOUT_SECONDS = 0.5  # a frozen Redis may cost this much of a background task, never of a customer
_RETRY_SECONDS = 2.0
_FAULTS = (RedisError, OSError, asyncio.TimeoutError)


class RedisPokes:
    """Publishes what this process tells, and hears what others do; both in tasks of their own."""

    def __init__(self, url: str, bus: Bus) -> None:
        timeouts: dict[str, Any] = {"socket_timeout": _TIMEOUT_SECONDS, "socket_connect_timeout": _TIMEOUT_SECONDS}
        self._redis = redis.Redis.from_url(url, **timeouts)
        self._bus = bus
        self._name = uuid4().hex  # Redis sends everybody his own words too
        self._outgoing: asyncio.Queue[tuple[str, str]] = asyncio.Queue(1000)

    def publish(self, chat_id: str) -> None:
        """Send a poke soon; dropped when Redis is so slow that a thousand wait."""
        self._put(_POKE, chat_id)

    def publish_typing(self, chat_id: str, author: str, is_on: bool, source: str | None) -> None:
        """Send a sign of typing soon; dropped like a poke."""
        self._put(_TYPING, json.dumps([self._name, chat_id, author, is_on, source]))

    async def send(self) -> None:
        """Send what was published; runs until cancelled."""
        while True:
            channel, told = await self._outgoing.get()
            try:
                await self._redis.publish(channel, told)
            except _FAULTS as error:
                log.warning("redis.publish_failed", reason=type(error).__name__)

    async def hear(self) -> None:
        """Pass on the pokes of other gateways; runs until cancelled, and comes back after every fault."""
        while True:
            try:
                await self._listen()
            except _FAULTS as error:
                log.warning("redis.unreachable", reason=type(error).__name__)
            await asyncio.sleep(_RETRY_SECONDS)

    async def close(self) -> None:
        """Close the connections."""
        with suppress(*_FAULTS):
            await self._redis.close()

    async def _listen(self) -> None:
        async with self._redis.pubsub(ignore_subscribe_messages=True) as pubsub:
            await pubsub.subscribe(_POKE, _TYPING)
            while True:
                message = await pubsub.get_message(timeout=_TIMEOUT_SECONDS / 2)
                if message and isinstance(message.get("data"), bytes):
                    self._heard(message["channel"], message["data"].decode(errors="replace"))

    def _heard(self, channel: bytes, told: str) -> None:
        if channel != _TYPING.encode():
            self._bus.poke_here(told)
            return
        with suppress(ValueError, TypeError):  # another release may tell it otherwise
            name, *sign = json.loads(told)
            if name != self._name:
                self._bus.typing_elsewhere(*sign)

    def _put(self, channel: str, told: str) -> None:
        with suppress(asyncio.QueueFull):
            self._outgoing.put_nowait((channel, told))
