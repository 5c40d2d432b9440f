"""The engine process as the supervisor starts it, over the mini model."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from databases import SECRET
from deployment import free_ports

from bot.settings import ROOT, Settings, load_settings
from bot.store import trackers
from bot.store.engine import open_store
from bot.store.migrate import migrate

STARTER = """
import sys
from pathlib import Path
import bot.engine.server as server
server.current_model = lambda: Path(sys.argv[1])
sys.exit(server.main())
"""


@dataclass
class Running:
    settings: Settings
    process: subprocess.Popen[str]
    log: Path

    def client(self, secret: str | None = None) -> httpx.Client:
        headers = {"X-Xiaoxiu-Secret": self.settings.internal_secret if secret is None else secret}
        return httpx.Client(base_url=self.settings.engine_url, headers=headers, timeout=20)


def body(text: str, message_id: str, conversation: str = "chat:1") -> dict[str, Any]:
    return {
        "conversation": conversation, "message_id": message_id, "kind": "text", "text": text,
        "sent_at": "2026-11-18T10:00:00+08:00", "context": {"chat_id": "chat", "channel": "web"},
    }  # fmt: skip


@pytest.fixture(scope="module")
def engine(mini_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("engine")
    mini_model.with_name(mini_model.name + ".sha256").write_text(sha256(mini_model.read_bytes()).hexdigest())
    engine_port, actions_port = free_ports(2)
    own = {
        "XIAOXIU_DATA_DIR": str(folder), "XIAOXIU_SECRET_KEY": SECRET,
        "XIAOXIU_ENGINE_PORT": str(engine_port), "XIAOXIU_ACTIONS_PORT": str(actions_port),
    }  # fmt: skip
    settings = load_settings(own)
    migrate(open_store(settings))
    log = folder / "engine.log"
    with log.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-c", STARTER, str(mini_model)],
            cwd=ROOT,
            env={**os.environ, **own},
            stdout=file,
            stderr=file,
            text=True,
        )
    running = Running(settings, process, log)
    end = time.monotonic() + 90
    while True:
        try:
            with running.client() as client:
                if client.get("/ready").status_code == 200:
                    break
        except httpx.TransportError:
            assert process.poll() is None, log.read_text()[-3000:]
        assert time.monotonic() < end, "the engine did not get ready"
        time.sleep(0.2)
    yield running
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=15) is not None


@pytest.mark.parametrize("path", ["/", "/version", "/ready", "/status", "/webhooks/engine/turn", "/nothing"])
@pytest.mark.parametrize("secret", ["", "wrong"])
def test_every_route_refuses_strangers(engine: Running, path: str, secret: str) -> None:
    with engine.client(secret) as client:
        assert client.get(path).status_code == 401
        assert client.post(path, json=body("你好", "x")).status_code == 401


def test_turn_is_answered_over_http(engine: Running) -> None:
    with engine.client() as client:
        answer = client.post("/webhooks/engine/turn", json=body("你好", "m1"))

    assert answer.status_code == 200
    assert answer.json()["messages"][0]["text"] == "您好"
    assert set(answer.json()["turn"]) == {
        "intent", "confidence", "second", "entities", "actions", "failed_action", "slots",
    }  # fmt: skip


def test_action_server_that_is_down_is_a_failed_action(engine: Running) -> None:
    with engine.client() as client:
        client.post("/webhooks/engine/turn", json=body("帮我查保修", "m2"))
        answer = client.post("/webhooks/engine/turn", json=body("SC-DEMO1-1A2B3C", "m3")).json()

    assert answer["messages"] == []
    assert answer["turn"]["failed_action"] == "action_check_warranty"


def test_bad_body_is_refused_as_json(engine: Running) -> None:
    with engine.client() as client:
        assert client.post("/webhooks/engine/turn", json={"kind": "text"}).status_code == 422
        broken = client.post("/webhooks/engine/turn", content=b"{")
        assert broken.status_code == 422
        assert broken.json()["error"]["code"] == "invalid_input"


def test_caller_who_hangs_up_does_not_stop_the_turn(engine: Running) -> None:
    asked = json.dumps(body("谢谢", "hung", "chat:hung")).encode()
    head = f"POST /webhooks/engine/turn HTTP/1.1\r\nHost: x\r\nX-Xiaoxiu-Secret: {engine.settings.internal_secret}\r\n"
    with socket.create_connection(("127.0.0.1", engine.settings.engine_port)) as connection:
        connection.sendall(head.encode() + f"Content-Length: {len(asked)}\r\n\r\n".encode() + asked)
    store = open_store(engine.settings)

    end = time.monotonic() + 5
    while True:
        with store.reading() as session:
            if trackers.find(session, "chat:hung"):
                break
        assert time.monotonic() < end, "the turn was not stored"
        time.sleep(0.05)


def test_log_holds_no_word_of_the_customer(engine: Running) -> None:
    with engine.client() as client:
        client.post("/webhooks/engine/turn", json=body("谢谢你啊老王13800138000", "private"))

    written = engine.log.read_text()
    assert "老王" not in written
    assert "13800138000" not in written
    assert "Warning" not in written


def test_changed_model_is_not_loaded(engine: Running, mini_model: Path, tmp_path: Path) -> None:
    from bot.engine.train import WrongModel, verified_model

    changed = tmp_path / "model.tar.gz"
    changed.write_bytes(mini_model.read_bytes() + b"x")
    changed.with_name("model.tar.gz.sha256").write_text(sha256(mini_model.read_bytes()).hexdigest())

    with pytest.raises(WrongModel):
        verified_model(changed)
