"""Who is at the desk: sign-in with counted tries, sessions by token or cookie, roles, and the lease that every call renews."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import structlog
from starlette.requests import Request

from bot.chat import presence
from bot.chat.desk import Caller
from bot.errors import NotAllowed, NotAuthenticated
from bot.gateway import desk_shapes
from bot.gateway.threads import Threads
from bot.settings import Settings
from bot.store import agents, attempts, audit, desk_sessions
from bot.store.agents import Agent
from bot.store.engine import Session

log = structlog.get_logger()
COOKIE = "xiaoxiu_desk"
HEADER = "X-Xiaoxiu-Desk"  # no other site can make a browser send it
_BY_ADDRESS, _BY_BOTH, _BY_NAME, _FAMILIAR = "desk.address", "desk.address_name", "desk.name", "desk.familiar"
_STRANGERS = 10  # how many times the tries of one address all strange addresses together have for one name
_FAMILIAR_FOR = timedelta(days=30)
_READING = ("GET", "HEAD")


class WrongPassword(NotAuthenticated):
    """Name and password do not fit, or the agent is shut out; which of them is told to nobody."""

    code = "wrong_password"


class SignInNeeded(NotAuthenticated):
    """No session, or one that has ended."""

    code = "sign_in_needed"


class HeaderMissing(NotAllowed):
    """A change asked for by cookie alone: any page could have sent it."""

    code = "header_missing"


class RoleMissing(NotAllowed):
    """The agent's roles do not allow this."""

    code = "role_missing"


class DeskAccess:
    """The desk's door."""

    def __init__(self, settings: Settings, threads: Threads) -> None:
        self._limits = settings.limits
        self._threads = threads

    async def sign_in(self, body: dict[str, Any], address: str) -> tuple[str, Agent]:
        """The token of a new session and its agent. Tries count before the password is looked at.

        Raises `InvalidInput`, `TooManyTries`, `WrongPassword`.
        """
        wanted = desk_shapes.read(desk_shapes.Credentials, body)
        await self._threads.write(lambda session: self._spend(session, wanted.username, address))
        agent = await self._threads.read(lambda session: agents.sign_in(session, wanted.username, wanted.password))
        if agent is None:
            log.warning("desk.sign_in_refused", address=address)
            raise WrongPassword("name and password do not fit")
        return await self._threads.write(lambda session: _begin(session, agent.username, address)), agent

    async def caller(self, request: Request, *roles: str) -> Caller:
        """Who asks, noted as being there. Raises `SignInNeeded`, `HeaderMissing`, `RoleMissing`."""
        token = token_of(request)
        agent = await self._threads.read(lambda session: _agent_of(session, token))
        if agent is None or token is None:
            raise SignInNeeded("expected a session of the desk")
        now = datetime.now(timezone.utc)
        if presence.is_due(agent, now, self._limits.agent_lease_seconds):
            await self._threads.write(lambda session: agents.see(session, agent.username, now))
        if roles and not set(roles) & set(agent.roles):
            raise RoleMissing(f"expected one of the roles {', '.join(roles)}")
        return Caller(agent, request.client.host if request.client else "unknown")

    async def sign_out(self, request: Request, caller: Caller) -> None:
        """End the session."""
        token = token_of(request)
        await self._threads.write(lambda session: _end(session, token or "", caller))

    def _spend(self, session: Session, username: str, address: str) -> None:
        """Count a try of the address, of the name from this address, and of the name from anywhere strange.

        The last has a higher ceiling, and an address where the agent has signed in lately stands outside it: whoever
        knows only the name cannot keep its owner out.
        """
        limits, both = self._limits, _both(address, username)
        attempts.spend(session, _BY_ADDRESS, address, limits.login_tries, limits.login_minutes)
        attempts.spend(session, _BY_BOTH, both, limits.login_tries, limits.login_minutes)
        if not attempts.was_noted(session, _FAMILIAR, both, _FAMILIAR_FOR):
            attempts.spend(session, _BY_NAME, username, limits.login_tries * _STRANGERS, limits.login_minutes)


def token_of(request: Request) -> str | None:
    """The token of the Authorization header, else of the cookie; raises `HeaderMissing` for a change by cookie alone."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme:
        return token.strip() if scheme.lower() == "bearer" else None
    if request.cookies.get(COOKIE) and request.method not in _READING and not request.headers.get(HEADER):
        raise HeaderMissing(f"expected the header {HEADER}")
    return request.cookies.get(COOKIE)


def _agent_of(session: Session, token: str | None) -> Agent | None:
    opened = desk_sessions.find(session, token) if token else None
    agent = agents.find(session, opened.username) if opened else None
    return agent if agent and not agent.disabled else None


def _begin(session: Session, username: str, address: str) -> str:
    """Begin a session. The tries of this name from here are forgiven; those of other names from here stay counted by name."""
    attempts.forgive(session, _BY_ADDRESS, address)
    attempts.forgive(session, _BY_BOTH, _both(address, username))
    attempts.note(session, _FAMILIAR, _both(address, username))
    agents.see(session, username, datetime.now(timezone.utc))
    audit.append(session, username, "desk.signed_in", f"agent:{username}", {"address": address})
    return desk_sessions.begin(session, username)


def _both(address: str, username: str) -> str:
    return f"{address} {username}"


def _end(session: Session, token: str, caller: Caller) -> None:
    desk_sessions.end(session, token)
    audit.append(session, caller.name, "desk.signed_out", f"agent:{caller.name}", {"address": caller.address})
