"""A small trained model, an agent over a real store, and an action server that misbehaves on demand."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.engine.quiet import prepare_import
from bot.settings import ROOT
from bot.store.engine import Store

prepare_import()
MINI = Path(__file__).parent / "mini"


@pytest.fixture(scope="session")
def mini_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The mini dialogue trained with the project's own pipeline."""
    sources = tmp_path_factory.mktemp("mini")
    shutil.copytree(MINI, sources, dirs_exist_ok=True)
    shutil.copy(ROOT / "config.yml", sources)
    done = subprocess.run(
        [sys.executable, "-m", "bot.engine.training", str(sources), str(sources)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return sources / "model.tar.gz"


class FakeActions:
    """An action server on a free port; `mode` says how it behaves, `slots` what it sets besides the receipt."""

    def __init__(self) -> None:
        self.mode = "receipt"
        self.calls: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []
        self.slots: list[dict[str, Any]] = []
        self.url = ""

    async def handle(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.calls.append(body)
        self.secrets.append(request.headers.get("X-Xiaoxiu-Secret"))
        if self.mode == "error":
            return web.json_response({"error": "broken"}, status=500)
        if self.mode == "garbage":
            return web.json_response({"events": "none"})
        if self.mode == "slow":
            import asyncio

            await asyncio.sleep(3)
        message_id = body["tracker"]["latest_message"]["metadata"]["message_id"]
        receipt = {"event": "slot", "name": "action_receipt", "value": message_id}
        events = [] if self.mode == "no receipt" else [*self.slots, receipt]
        return web.json_response({"events": events, "responses": [{"text": "保修到明年"}]})


@pytest.fixture
async def actions() -> AsyncIterator[FakeActions]:
    """The action server, started."""
    fake = FakeActions()
    app = web.Application()
    app.router.add_post("/webhook", fake.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    fake.url = f"http://127.0.0.1:{runner.addresses[0][1]}/webhook"
    yield fake
    await runner.cleanup()


@pytest.fixture
def agent(mini_model: Path, sqlite_store: Store, actions: FakeActions) -> Any:
    """Rasa's agent as the server builds it, over the mini model."""
    from bot.engine.server import assemble_agent

    return assemble_agent(mini_model, sqlite_store, actions.url, "s3cret", seconds=1.0)
