"""Whether the engine can be asked: closed when it cannot be reached, opened again by one prober for all chats."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

log = structlog.get_logger()
_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 2.0  # seconds between two knocks


class Gate:
    """Open at first. `close()` starts knocking at `is_ready`; when it answers, the gate opens and `on_open` is called."""

    def __init__(self, is_ready: Callable[[], Awaitable[bool]], on_open: Callable[[], None]) -> None:
        self._is_ready = is_ready
        self._on_open = on_open
        self._prober: asyncio.Task[None] | None = None

    @property
    def is_open(self) -> bool:
        """Whether turns may be handed to the engine."""
        return self._prober is None

    def close(self, reason: str) -> None:
        """The engine could not be reached."""
        if self._prober is None:
            log.warning("engine.unreachable", reason=reason)
            self._prober = asyncio.create_task(self._probe())

    def stop(self) -> None:
        """Stop knocking, because the process stops."""
        if self._prober is not None:
            self._prober.cancel()

    async def _probe(self) -> None:
        pause = _FIRST_PAUSE
        while not await self._is_ready():
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
        self._prober = None
        log.info("engine.reachable")
        self._on_open()
