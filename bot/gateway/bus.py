"""Tells who waits in this process that a chat has changed. Only a hint: whoever is told reads the tables.

Writers of other processes are noticed by a look at the chats' rows once a second, sooner with Redis.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog

from bot.errors import StoreUnavailable, TooManyTries
from bot.gateway.threads import Threads
from bot.gateway.typists import Tell, Typists
from bot.store import chats
from bot.store.engine import Session

log = structlog.get_logger()
_SWEEP_SECONDS = 1.0
_WATCHERS_PER_CHAT = 20
_ELSEWHERE = "elsewhere:"  # before the name of a screen at another process


class Watch:
    """One waiting reader of a chat."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()

    def poke(self) -> None:
        """Wake the reader."""
        self._changed.set()

    def reset(self) -> None:
        """Forget earlier changes; call it before reading, so that none is missed."""
        self._changed.clear()

    async def wait(self, seconds: float) -> None:
        """Return when the chat has changed or the time is over."""
        try:
            await asyncio.wait_for(self._changed.wait(), seconds)
        except asyncio.TimeoutError:
            return


class Bus:
    """Pokes by chat id. `on_poke` listeners hear every poke; `publish` and `publish_typing` carry it to other processes when Redis
    is there.

    `on_typing` listeners hear who begins and ends to type, `on_mended` ones which message reads otherwise than before.
    """

    def __init__(self, threads: Threads) -> None:
        self._threads = threads
        self._watches: dict[str, set[Watch]] = {}
        self._marks: dict[str, tuple[int, ...]] = {}
        self.on_poke: list[Callable[[str], None]] = []
        self.on_typing: list[Tell] = []
        self.on_mended: list[Callable[[str, int], None]] = []
        self.typists = Typists(self.typing)
        self.publish: Callable[[str], None] | None = None
        self.publish_typing: Tell | None = None
        self.also_watched: Callable[[], set[str]] = set
        self.is_closed = False

    def poke(self, chat_id: str) -> None:
        """This process has changed the chat."""
        self.poke_here(chat_id)
        if self.publish is not None:
            self.publish(chat_id)

    def poke_here(self, chat_id: str) -> None:
        """Wake this process's readers of the chat."""
        self._wake(chat_id)
        for listener in self.on_poke:
            listener(chat_id)

    def typing(self, chat_id: str, author: str, is_on: bool, source: str | None = None) -> None:
        """The author has begun, or has ended, to type or to work; `source` is the screen that need not be told."""
        for listener in self.on_typing:
            listener(chat_id, author, is_on, source)
        if author == "agent":
            self._wake(chat_id)
        if self.publish_typing is not None and not (source or "").startswith(_ELSEWHERE):
            self.publish_typing(chat_id, author, is_on, source)

    def typing_elsewhere(self, chat_id: str, author: str, is_on: bool, source: str | None) -> None:
        """Another process has told that its author begins or ends to type; it is not told on."""
        screen = None if source is None else _ELSEWHERE + source
        if is_on and screen is not None:
            self.typists.type(chat_id, author, screen)
        else:
            self.typists.stop(chat_id, author, screen)

    def mended(self, chat_id: str, seq: int) -> None:
        """A message that was shown already reads otherwise now; screens at other processes learn it when they look."""
        for listener in self.on_mended:
            listener(chat_id, seq)

    @contextmanager
    def watch(self, chat_id: str) -> Iterator[Watch]:
        """Hear of changes of a chat while the context lasts; raises `TooManyTries` for a crowd on one chat."""
        watchers = self._watches.setdefault(chat_id, set())
        if len(watchers) >= _WATCHERS_PER_CHAT:
            raise TooManyTries(f"{_WATCHERS_PER_CHAT} readers of one chat", 5)
        watch = Watch()
        watchers.add(watch)
        try:
            yield watch
        finally:
            watchers.discard(watch)
            if not watchers:
                self._watches.pop(chat_id, None)

    def close(self) -> None:
        """Let every waiting reader go, because the process stops."""
        self.is_closed = True
        self.typists.close()
        for watches in list(self._watches.values()):
            for watch in watches:
                watch.poke()

    def _wake(self, chat_id: str) -> None:
        for watch in self._watches.get(chat_id, ()):
            watch.poke()

    async def sweep(self) -> None:
        """Notice once a second what other processes have changed; runs until cancelled."""
        while True:
            await asyncio.sleep(_SWEEP_SECONDS)
            watched = {*self._watches, *self.also_watched()}
            if not watched:
                self._marks = {}
                continue
            try:
                marks = await self._threads.read(lambda session, ids=watched: _marks(session, ids))  # type: ignore[misc]  # a default binds the loop's value
            except StoreUnavailable as error:
                log.warning("bus.sweep_failed", reason=error.detail)
                continue
            changed = [chat_id for chat_id, mark in marks.items() if self._marks.get(chat_id) != mark]
            self._marks = marks
            for chat_id in changed:
                self.poke_here(chat_id)


def _marks(session: Session, chat_ids: set[str]) -> dict[str, tuple[int, ...]]:
    """What the chats' rows tell, and the place in the queue (0 outside it): others who leave move a waiting chat up."""
    places = chats.queue_places(session)
    return {chat_id: (*mark, places.get(chat_id, 0)) for chat_id, mark in chats.marks(session, chat_ids).items()}
