"""Once a day deletes what has been kept long enough; of several gateways the first one of the day does it."""

from __future__ import annotations

import asyncio
from threading import Event

import structlog

from bot.chat import retention
from bot.errors import BotError
from bot.gateway.threads import Threads
from bot.settings import Settings
from bot.store.engine import Store

log = structlog.get_logger()
_FIRST_SECONDS, _LOOK_SECONDS = 60.0, 3600.0  # a start is busy enough; afterwards the day is looked at every hour
_REST_SECONDS = 0.2  # between two steps, so that customers' messages come first


class Forgetting:
    """The daily sweep of one gateway."""

    def __init__(self, settings: Settings, store: Store, threads: Threads) -> None:
        self._settings = settings
        self._store = store
        self._threads = threads
        self._stopping = Event()

    async def sweep(self) -> None:
        """Look once an hour whether today's sweep is to be done; runs until cancelled."""
        await asyncio.sleep(_FIRST_SECONDS)
        while True:
            try:
                await self.sweep_today()
            except BotError as error:
                log.warning("retention.failed", reason=error.detail)
            except Exception:
                log.exception("retention.broken")
            await asyncio.sleep(_LOOK_SECONDS)

    async def sweep_today(self) -> bool:
        """Do today's sweep unless it has been done; whether this call did it."""
        if not await self._threads.write(retention.claim_sweep):
            return False
        done = await asyncio.to_thread(retention.sweep, self._store, self._settings, self._rest)
        log.info("retention.swept", **vars(done))
        return True

    def stop(self) -> None:
        """End a running sweep after its present step; the next one goes on from there."""
        self._stopping.set()

    def _rest(self) -> bool:
        return self._stopping.wait(_REST_SECONDS)
