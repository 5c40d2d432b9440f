"""How often one chat or address may come: sliding windows in this process's memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from math import ceil
from time import monotonic

from bot.errors import TooManyTries

_KEYS_BEFORE_CLEANING = 10_000


class Window:
    """At most `limit` events of one key in any `seconds`."""

    def __init__(self, limit: int, seconds: float, clock: Callable[[], float] = monotonic) -> None:
        self._limit = limit
        self._seconds = seconds
        self._clock = clock
        self._events: dict[str, deque[float]] = {}

    def spend(self, key: str) -> None:
        """Count one event; raises `TooManyTries` with the seconds to wait. A refused event is not counted."""
        now = self._clock()
        if len(self._events) > _KEYS_BEFORE_CLEANING:
            self._forget_idle(now)
        events = self._events.setdefault(key, deque())
        while events and events[0] <= now - self._seconds:
            events.popleft()
        if len(events) >= self._limit:
            wait = events[0] + self._seconds - now
            raise TooManyTries(f"{self._limit} in {self._seconds:g} s", ceil(wait))
        events.append(now)

    def _forget_idle(self, now: float) -> None:
        self._events = {
            key: events for key, events in self._events.items() if events and events[-1] > now - self._seconds
        }
