"""Conversations through the engine: the trained model, a really started action server, a seeded store."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from databases import NOW, SECRET, Databases, make_settings, seed_to
from shown_cards import read_shown

from bot.chat.cards import CardPart
from bot.settings import ROOT
from bot.store import chats
from bot.store.chats import Chat
from bot.store.engine import Store, open_store


@dataclass(frozen=True)
class Said:
    """What the bot answered to one message, and what the engine made of the message."""

    text: str
    buttons: dict[str, str]
    intent: str
    actions: list[str]
    loop: str | None
    cards: list[CardPart] = field(default_factory=list)
    bubbles: int = 0  # messages that the customer sees


@dataclass
class Talk:
    """One customer's conversation."""

    agent: Any
    loop: asyncio.AbstractEventLoop
    store: Store
    chat_id: str
    last: Said | None = field(default=None)
    page: dict[str, str | None] | None = None  # what the customer looks at
    large_text: bool = False

    def say(self, text: str) -> Said:
        """Send what a customer types; a leading slash is only sent by `press`."""
        assert not text.startswith("/")
        return self._send(text, is_payload=False)

    def press(self, title: str) -> Said:
        """Press a button of the last answer by its title."""
        assert self.last is not None
        return self._send(self.last.buttons[title], is_payload=True)

    def send_file(self, kind: str = "image") -> Said:
        """Send a picture (image, video) or a file, as the gateway passes it on."""
        return self._send(f'/send_file{{"file_kind": "{kind}"}}', is_payload=True)

    def chat(self) -> Chat:
        """The chat's row."""
        with self.store.reading() as session:
            return chats.get(session, self.chat_id)

    def _send(self, text: str, is_payload: bool) -> Said:
        self.last = self.loop.run_until_complete(self._turn(text, is_payload))
        return self.last

    async def _turn(self, text: str, is_payload: bool) -> Said:
        from bot.engine.turn import Turn, run_turn

        conversation = f"{self.chat_id}:1"
        turn = Turn(
            conversation, uuid4().hex, text, is_payload, NOW.isoformat(), self.chat_id, "web",
            page=self.page, large_text=self.large_text,
        )  # fmt: skip
        result = await run_turn(self.agent, turn)
        assert result.failed_action is None, f"{result.failed_action} failed"
        tracker = await self.agent.tracker_store.retrieve(conversation)
        return Said(
            "\n".join(message["text"] for message in result.messages if message["text"]),
            {button["title"]: button["payload"] for said in result.messages for button in said["buttons"]},
            result.intent or "",
            [name for name in result.actions if name != "action_extract_slots"],
            tracker.active_loop_name,
            [card for said in result.messages if (card := read_shown(said["custom"], said["buttons"]))],
            len(result.messages),
        )


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.soak)])
def seeded_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The data dir and database of the demo company that all conversations share, on SQLite; `make soak` holds them on PostgreSQL."""
    name = "sqlite_databases" if request.param == "sqlite" else "postgres_databases"
    kind: Databases = request.getfixturevalue(name)
    folder = tmp_path_factory.mktemp("conversations")
    return folder, kind.fresh("seeded", lambda url: seed_to(url, folder), keep=True)


@pytest.fixture(scope="session")
def actions_address(seeded_url: tuple[Path, str]) -> Iterator[str]:
    """A running action server on a free port."""
    folder, url = seeded_url
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "XIAOXIU_DATA_DIR": str(folder),
        "XIAOXIU_SECRET_KEY": SECRET,
        "XIAOXIU_DATABASE_URL": url,
        "XIAOXIU_ACTIONS_PORT": str(port),
        "XIAOXIU_NOW": NOW.isoformat(),
    }
    process = subprocess.Popen([sys.executable, "-m", "actions.server"], env=environment, cwd=ROOT)
    address = f"http://127.0.0.1:{port}"
    _wait(f"{address}/ready", {"X-Xiaoxiu-Secret": make_settings(folder).internal_secret})
    yield address
    process.terminate()
    process.wait(10)


def _wait(url: str, headers: dict[str, str]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if httpx.get(url, headers=headers).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise AssertionError("the action server did not get ready in 60 s")


@pytest.fixture(scope="session")
def talks(model_path: Path, actions_address: str, seeded_url: tuple[Path, str]) -> Iterator[Callable[[], Talk]]:
    """Makes conversations with the trained model; loaded once."""
    from bot.engine.quiet import prepare_rasa

    handlers, level = list(logging.getLogger().handlers), logging.getLogger().level
    prepare_rasa("tests")
    logging.getLogger().handlers[:] = handlers  # pytest's own
    logging.getLogger().setLevel(level)
    from rasa.core.agent import Agent
    from rasa.utils.endpoints import EndpointConfig

    folder, url = seeded_url
    settings = make_settings(folder, url)
    endpoint = EndpointConfig(
        url=f"{actions_address}/webhook",
        headers={"X-Xiaoxiu-Secret": settings.internal_secret},
        enable_selective_domain=True,
    )
    loop = asyncio.new_event_loop()
    agent = Agent.load(str(model_path), action_endpoint=endpoint)
    store = open_store(settings)

    def make() -> Talk:
        with store.transaction() as session:
            return Talk(agent, loop, store, chats.insert(session, "web").id)

    yield make
    store.close()
    loop.close()


@pytest.fixture
def talk(talks: Callable[[], Talk]) -> Talk:
    """A new conversation."""
    return talks()
