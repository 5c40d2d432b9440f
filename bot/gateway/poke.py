"""Pokes between gateways over Redis. Nothing true lives there: without it other gateways notice a second later."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import structlog
from redis import asyncio as redis
from redis.exceptions import RedisError

from bot.gateway.bus import Bus

log = structlog.get_logger()
_CHANNEL = "xiaoxiu:poke"
_TIMEOUT_SECONDS = 0.5  # a frozen Redis may cost this much of a background task, never of a customer
_RETRY_SECONDS = 2.0
_FAULTS = (RedisError, OSError, asyncio.TimeoutError)


class RedisPokes:
    """Publishes this process's pokes and hears those of others; both in tasks of their own."""

    def __init__(self, url: str, bus: Bus) -> None:
        timeouts: dict[str, Any] = {"socket_timeout": _TIMEOUT_SECONDS, "socket_connect_timeout": _TIMEOUT_SECONDS}
        self._redis = redis.Redis.from_url(url, **timeouts)
        self._bus = bus
        self._outgoing: asyncio.Queue[str] = asyncio.Queue(1000)

    def publish(self, chat_id: str) -> None:
        """Send a poke soon; dropped when Redis is so slow that a thousand wait."""
        with suppress(asyncio.QueueFull):
            self._outgoing.put_nowait(chat_id)

    async def send(self) -> None:
        """Send what was published; runs until cancelled."""
        while True:
            chat_id = await self._outgoing.get()
            try:
                await self._redis.publish(_CHANNEL, chat_id)
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
            await pubsub.subscribe(_CHANNEL)
            while True:
                message = await pubsub.get_message(timeout=_TIMEOUT_SECONDS / 2)
                if message and isinstance(message.get("data"), bytes):
                    self._bus.poke_here(message["data"].decode(errors="replace"))
