"""The demo company's one agent and his password, made once and kept in the data dir (mode 600)."""

from __future__ import annotations

import os
import secrets
import string
from pathlib import Path

from sqlalchemy.orm import Session

from bot.settings import Settings
from bot.store import agents

USERNAME, DISPLAY_NAME = "demo", "小陈"
_CHARACTERS = 14  # of 36: 72 bits


def demo_agent_password(settings: Settings) -> str:
    """The demo agent's password; two processes that start together get the same."""
    path = settings.data_dir / "desk-password"
    if not path.exists():
        _write_once(path, "".join(secrets.choice(string.ascii_lowercase + string.digits) for _ in range(_CHARACTERS)))
    return path.read_text(encoding="utf-8").strip()


def seed_demo_agent(session: Session, settings: Settings) -> int:
    """Store the demo agent with every role and group; returns how many were added.

    When the password file was lost, he gets the new password.
    """
    is_known = (settings.data_dir / "desk-password").exists()
    password = demo_agent_password(settings)
    known = agents.find(session, USERNAME)
    if known is None:
        agents.add(session, USERNAME, password, agents.ROLES, agents.GROUPS)
    if known is None or known.display_name is None:
        agents.set_display_name(session, USERNAME, DISPLAY_NAME)
    if known is None:
        return 1
    if not is_known:
        agents.set_password(session, USERNAME, password)
    return 0


def _write_once(path: Path, content: str) -> None:
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(content)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # the other process was first
    finally:
        draft.unlink()
