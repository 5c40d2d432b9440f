"""Looks once a second for chats whose agents are gone, and lets them wait for another one."""

from __future__ import annotations

import asyncio
from datetime import datetime, timezone

import structlog

from bot.chat import presence
from bot.errors import BotError
from bot.gateway.bus import Bus
from bot.gateway.threads import Threads
from bot.settings import Settings

log = structlog.get_logger()
_SWEEP_SECONDS = 1.0


class Absence:
    """The sweep over chats that agents hold."""

    def __init__(self, settings: Settings, threads: Threads, bus: Bus) -> None:
        self._lease = settings.limits.agent_lease_seconds
        self._hours = settings.hours
        self._threads = threads
        self._bus = bus

    async def sweep(self) -> None:
        """Look again and again; runs until cancelled."""
        while True:
            await asyncio.sleep(_SWEEP_SECONDS)
            try:
                await self.look_around(datetime.now(timezone.utc))
            except BotError as error:
                log.warning("absence.sweep_failed", reason=error.detail)
            except Exception:
                log.exception("absence.sweep_broken")

    async def look_around(self, now: datetime) -> None:
        """Take back every chat whose agent has not been heard of within his lease."""
        for chat_id in await self._threads.read(lambda session: presence.abandoned(session, now, self._lease)):
            if await self._take_back(chat_id, now):
                log.info("chat.taken_back", chat=chat_id)
                self._bus.poke(chat_id)

    async def _take_back(self, chat_id: str, now: datetime) -> bool:
        return await self._threads.write(
            lambda session: presence.take_back(session, chat_id, now, self._lease, self._hours)
        )
