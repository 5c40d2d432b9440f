"""Runs the store's blocking calls away from the event loop, so that a slow database stops nobody's socket.

SQLite has one write lock: one writer thread queues fairly in memory instead of many sleeping and retrying on the lock.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import TypeVar

from bot.errors import StoreUnavailable
from bot.store.engine import Session, Store

Result = TypeVar("Result")
_WAIT_SECONDS = 12.0  # a little more than the store itself waits for SQLite's lock


class Threads:
    """The store for asynchronous callers: `read` and `write` run a function of a session in a transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store
        writers = 1 if store.engine.dialect.name == "sqlite" else 8
        self._writers = ThreadPoolExecutor(writers, "store-write")
        self._readers = ThreadPoolExecutor(6, "store-read")

    async def read(self, work: Callable[[Session], Result]) -> Result:
        """Run `work` in a read-only transaction; raises `StoreUnavailable`."""
        return await self._run(self._readers, self._store.reading, work)

    async def write(self, work: Callable[[Session], Result]) -> Result:
        """Run `work` in a transaction that commits at its end; raises `StoreUnavailable`."""
        return await self._run(self._writers, self._store.transaction, work)

    def close(self) -> None:
        """Let running calls end and take no more."""
        self._writers.shutdown(wait=False, cancel_futures=True)
        self._readers.shutdown(wait=False, cancel_futures=True)

    async def _run(
        self,
        pool: ThreadPoolExecutor,
        transaction: Callable[[], AbstractContextManager[Session]],
        work: Callable[[Session], Result],
    ) -> Result:
        def run() -> Result:
            with transaction() as session:
                return work(session)

        try:
            call = asyncio.get_running_loop().run_in_executor(pool, run)
            return await asyncio.wait_for(call, _WAIT_SECONDS)
        except asyncio.TimeoutError:
            raise StoreUnavailable(f"no answer within {_WAIT_SECONDS:g} s") from None
