"""The screens that look at one chat, and what they have been told of it."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.chat.view import View
from bot.store.chats import Chat


class Room:
    """The sockets of one chat. `standing` is who answers, `marks` how far each side has read, `seq` the newest message told."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.sockets: set[str] = set()
        self.is_stale = False
        self.seq: int | None = None  # None until the first screen has found the chat
        self.marks: dict[str, Any] = {}
        self.standing: dict[str, Any] | None = None

    def find(self, chat: Chat) -> None:
        """The first screen has come: what there is by now it reads by itself."""
        if self.seq is None:
            self.seq, self.marks = chat.last_seq, marks_of(chat)


def marks_of(chat: Chat) -> dict[str, Any]:
    """How far the customer and his agent have read."""
    return {"read_seq": chat.read_seq, "agent_read_seq": chat.desk_seq}


def standing_of(seen: View) -> dict[str, Any]:
    """Who answers, the place in the queue, and the agent's name."""
    return {"owner": seen.chat.owner, "queue_position": seen.queue_position, "agent_name": seen.agent_name}
