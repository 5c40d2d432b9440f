"""The right to run one turn: a lease on the chat, named so that another process can see whether its holder still lives."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from functools import cache
from pathlib import Path
from typing import Any

from bot.store import chats
from bot.store.chats import LEASE, Chat
from bot.store.engine import Session
from bot.store.messages import Message


@dataclass(frozen=True)
class Claim:
    """A turn that this process may run. `holder` is the token that must still be on the chat when it is finished.

    `corrections` are what an agent corrected and the dialogue has to hear with this message; `page` is what the customer
    looks at on the shop's site, `large_text` whether he wants shorter prompts.
    """

    turn_id: str
    chat_id: str
    channel: str
    conversation: int
    holder: str
    attempts: int
    message: Message
    corrections: Mapping[str, Any] = field(default_factory=dict, repr=False)
    page: Mapping[str, str | None] | None = field(default=None, repr=False)
    large_text: bool = False


def new_holder() -> str:
    """A token for one claim: host and its process numbers' space, process, start of the process, something random."""
    return f"{_process()}:{secrets.token_hex(8)}"


def lease_end() -> datetime:
    """When a lease that is taken or renewed now runs out, by the machine's clock."""
    return datetime.now(timezone.utc) + LEASE


def renew(session: Session, claim: Claim) -> bool:
    """Keep the claim alive; False when somebody else has taken the turn over."""
    return chats.renew_lease(session, claim.chat_id, claim.holder, lease_end())


def is_held(chat: Chat) -> bool:
    """Whether somebody who lives is at work on this chat."""
    return chat.is_leased and not is_gone(chat.leased_by or "")


def is_gone(holder: str) -> bool:
    """Whether the holder was a process of this host that has ended; of other hosts only the lease's end tells."""
    host, pid, start, *_ = [*holder.rsplit(":", 3), "", "", ""]
    own_host, own_pid, own_start = _process().rsplit(":", 2)
    if host != own_host or not pid.isdigit():
        return False
    if pid == own_pid:
        return start != own_start
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


@cache
def _process() -> str:
    return f"{host_name()}:{os.getpid()}:{secrets.token_hex(4)}"


@cache
def host_name() -> str:
    """This host, and where the system has them the space its process numbers belong to: containers may share a name."""
    link = Path("/proc/self/ns/pid")
    space = "".join(filter(str.isdigit, str(link.readlink()))) if link.is_symlink() else ""
    return f"{socket.gethostname()[:60]}/{space}"
