"""Agents of the service desk: who may sign in, and as what."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Boolean, Column, String, Table, insert, select, update
from sqlalchemy.orm import Session

from bot.errors import BotError, InvalidInput
from bot.store import desk_sessions
from bot.store.engine import now_of
from bot.store.listed import Listed
from bot.store.schema import Moment, metadata

ROLES = ("agent", "supervisor", "operator")
GROUPS = ("general", "digital", "appliance", "complaint")
DISPLAY_CHARACTERS = 16
LEAST_PASSWORD_CHARACTERS = 10  # NIST SP 800-63B asks for at least 8

agents = Table(
    "agents",
    metadata,
    Column("username", String, primary_key=True),
    Column("password_hash", String, nullable=False),
    Column("roles", Listed, nullable=False),
    Column("groups", Listed, nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment),
    Column("display_name", String(DISPLAY_CHARACTERS)),
)


class AgentExists(BotError):
    """An agent of this name is already there."""

    code = "agent_exists"
    status = 409


@dataclass(frozen=True)
class Agent:
    """Somebody who works at the desk, last heard of at `seen_at` by the machine's clock; the hash never leaves this module.

    Customers read `display_name`, never the name he signs in with.
    """

    username: str
    roles: tuple[str, ...]
    groups: tuple[str, ...]
    disabled: bool
    created_at: datetime
    seen_at: datetime | None = None
    display_name: str | None = None


def add(session: Session, username: str, password: str, roles: Iterable[str], groups: Iterable[str] = ()) -> Agent:
    """Store a new agent. Raises `AgentExists`, and `InvalidInput` for a short password or an unknown role."""
    if find(session, username):
        raise AgentExists("an agent of this name is already there")
    unknown = set(roles := tuple(roles)) - set(ROLES)
    if unknown or not roles:
        raise InvalidInput(f"roles: expected some of {', '.join(ROLES)}, got {', '.join(sorted(unknown)) or 'none'}")
    agent = Agent(username, roles, tuple(groups), disabled=False, created_at=now_of(session))
    session.execute(insert(agents).values(**vars(agent), password_hash=_hashed(password)))
    return agent


def find(session: Session, username: str) -> Agent | None:
    """The agent of this name."""
    columns = [column for column in agents.c if column.name != "password_hash"]
    row = session.execute(select(*columns).where(agents.c.username == username)).mappings().first()
    return Agent(**row) if row else None


def sign_in(session: Session, username: str, password: str) -> Agent | None:
    """The agent when name and password are right and he is not disabled, else None.

    Takes as long for an unknown name as for a wrong password (tens of milliseconds on purpose).
    """
    statement = select(agents.c.password_hash).where(agents.c.username == username)
    stored = session.execute(statement).scalar() or _nobodys_hash()
    agent = find(session, username)
    right = _is_password(stored, password)
    return agent if agent and right and not agent.disabled else None


def set_disabled(session: Session, username: str, disabled: bool) -> bool:
    """Shut an agent out, which ends his sessions, or let him in again; False when there is no such agent."""
    if disabled:
        desk_sessions.end_all(session, username)
    statement = update(agents).where(agents.c.username == username).values(disabled=disabled)
    return bool(session.execute(statement).rowcount == 1)


def set_password(session: Session, username: str, password: str) -> bool:
    """Give an agent another password, which ends his sessions; False when there is no such agent.

    Raises `InvalidInput` for a short one.
    """
    desk_sessions.end_all(session, username)
    statement = update(agents).where(agents.c.username == username).values(password_hash=_hashed(password))
    return bool(session.execute(statement).rowcount == 1)


def set_display_name(session: Session, username: str, display_name: str | None) -> bool:
    """Let customers read this name, or none; False when there is no such agent. Raises `InvalidInput` for an unfit one."""
    if display_name is not None and not is_display_name(display_name):
        raise InvalidInput(f"display name: expected 1 to {DISPLAY_CHARACTERS} letters")
    statement = update(agents).where(agents.c.username == username).values(display_name=display_name)
    return bool(session.execute(statement).rowcount == 1)


def is_display_name(text: str) -> bool:
    """Whether customers may read this as somebody's name: letters, at most with a dot or a blank between them."""
    parts = text.replace("·", " ").split(" ")
    return len(text) <= DISPLAY_CHARACTERS and all(part.isalpha() for part in parts)


def is_served(session: Session, group: str) -> bool:
    """Whether anybody who is not shut out may take the chats of this group; supervisors may take those of all."""
    query = select(agents.c.roles, agents.c.groups).where(agents.c.disabled.is_(False))
    return any(
        "supervisor" in row.roles or ("agent" in row.roles and group in row.groups) for row in session.execute(query)
    )


def display_names(session: Session, usernames: Collection[str]) -> dict[str, str]:
    """By user name, what customers call these agents; only those who have such a name."""
    query = select(agents.c.username, agents.c.display_name).where(
        agents.c.username.in_(usernames), agents.c.display_name.is_not(None)
    )
    return {row.username: row.display_name for row in session.execute(query)}


def see(session: Session, username: str, at: datetime) -> None:
    """The agent was at work at this moment."""
    session.execute(update(agents).where(agents.c.username == username).values(seen_at=at))


def _hashed(password: str) -> str:
    if len(password) < LEAST_PASSWORD_CHARACTERS:
        raise InvalidInput(f"password: expected at least {LEAST_PASSWORD_CHARACTERS} characters, got {len(password)}")
    return PasswordHasher().hash(password)


def _is_password(stored: str, password: str) -> bool:
    try:
        return PasswordHasher().verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return PasswordHasher().hash(secrets.token_hex(16))
