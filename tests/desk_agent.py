"""An agent at the desk for tests: an account in the store, and the desk API as his screen uses it."""

from __future__ import annotations

from datetime import datetime, timezone
from functools import cache
from typing import Any
from uuid import uuid4

import httpx
from argon2 import PasswordHasher

from bot.store import agents
from bot.store.engine import Store, now_of

PASSWORD = "correct horse"
DESK = "/api/v1/desk"


def add_agent(
    store: Store, name: str, roles: tuple[str, ...] = ("agent",), groups: tuple[str, ...] = (),
    is_there: bool = False, display_name: str | None = None,
) -> None:  # fmt: skip
    """Make an account with the password of all tests, hashed cheaply; `is_there`: heard of just now, without signing in."""
    row: dict[str, Any] = {
        "username": name,
        "roles": roles,
        "groups": groups,
        "disabled": False,
        "display_name": display_name,
        "password_hash": _cheap_hash(),
    }
    row["seen_at"] = datetime.now(timezone.utc) if is_there else None
    with store.transaction() as session:
        session.execute(agents.agents.insert().values(**row, created_at=now_of(session)))


@cache
def _cheap_hash() -> str:
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


class DeskAgent:
    """One agent who is signed in."""

    def __init__(self, client: httpx.AsyncClient, name: str, token: str) -> None:
        self.client = client
        self.name = name
        self.headers = {"Authorization": f"Bearer {token}"}

    async def get(self, path: str, **parameters: Any) -> httpx.Response:
        """Look at something."""
        return await self.client.get(DESK + path, params=parameters, headers=self.headers)

    async def post(self, path: str, body: Any = None) -> httpx.Response:
        """Do something."""
        return await self.client.post(DESK + path, json={} if body is None else body, headers=self.headers)

    async def rows(self, **parameters: Any) -> list[dict[str, Any]]:
        """The list of chats."""
        response = await self.get("/chats", **parameters)
        assert response.status_code == 200, response.text
        return list(response.json()["chats"])

    async def read(self, chat_id: str, after: int = 0) -> dict[str, Any]:
        """One chat with brief and messages."""
        response = await self.get(f"/chats/{chat_id}", after=after)
        assert response.status_code == 200, response.text
        return dict(response.json())

    async def version(self, chat_id: str) -> int:
        """The chat's version now."""
        return int((await self.read(chat_id))["chat"]["version"])

    async def act(self, chat_id: str, what: str, **body: Any) -> httpx.Response:
        """accept, close, return or transfer, upon the chat as it is now."""
        return await self.post(f"/chats/{chat_id}/{what}", {"version": await self.version(chat_id), **body})

    async def take(self, chat_id: str) -> dict[str, Any]:
        """Accept a chat, which must be possible."""
        response = await self.act(chat_id, "accept")
        assert response.status_code == 200, response.text
        return dict(response.json()["chat"])

    async def reply(self, chat_id: str, text: str, client_id: str | None = None) -> httpx.Response:
        """Answer the customer."""
        return await self.post(f"/chats/{chat_id}/messages", {"client_id": client_id or str(uuid4()), "text": text})


async def sign_in(client: httpx.AsyncClient, name: str, password: str = PASSWORD) -> DeskAgent:
    """Sign in and return the agent."""
    response = await client.post(f"{DESK}/login", json={"username": name, "password": password})
    assert response.status_code == 200, response.text
    client.cookies.clear()
    return DeskAgent(client, name, response.json()["token"])


def notices_of(view: dict[str, Any]) -> list[str]:
    """What the system has told in this view."""
    return [message["text"] for message in view["messages"] if message["kind"] == "notice"]
