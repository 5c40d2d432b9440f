"""Who is typing just now: customers and agents, for six seconds after each sign of it.

In this process's memory only; with several gateways the others learn it over Redis, without Redis not at all.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

SECONDS = 6.0  # a client says every three seconds that it goes on

Tell = Callable[[str, str, bool, "str | None"], None]


class Typists:
    """Signs of typing by chat and author; `tell(chat_id, author, is_on, source)` hears of every sign and of the end.

    A source is one screen (a socket, an agent): the author types as long as one of his does.
    """

    def __init__(self, tell: Tell, seconds: float = SECONDS) -> None:
        self._tell = tell
        self._seconds = seconds
        self._ends: dict[tuple[str, str], dict[str, asyncio.TimerHandle]] = {}

    def is_typing(self, chat_id: str, author: str) -> bool:
        """Whether the author has typed in the last six seconds and has not stopped."""
        return (chat_id, author) in self._ends

    def type(self, chat_id: str, author: str, source: str) -> None:
        """The author types; to be called from the event loop."""
        ends = self._ends.setdefault((chat_id, author), {})
        if source in ends:
            ends[source].cancel()
        ends[source] = asyncio.get_running_loop().call_later(self._seconds, self.stop, chat_id, author, source)
        self._tell(chat_id, author, True, source)

    def stop(self, chat_id: str, author: str, source: str | None = None) -> None:
        """The author has stopped on this screen, or on all; what was over already is not told again."""
        ends = self._ends.get((chat_id, author), {})
        for stopped in [source] if source is not None else list(ends):
            if timer := ends.pop(stopped, None):
                timer.cancel()
        if not ends and self._ends.pop((chat_id, author), None) is not None:
            self._tell(chat_id, author, False, source)

    def close(self) -> None:
        """Forget everything without a word, because the process stops."""
        for ends in self._ends.values():
            for timer in ends.values():
                timer.cancel()
        self._ends.clear()
