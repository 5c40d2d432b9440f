"""The action server as a process of its own: the secret, the limits, and what it never tells."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import pytest
from databases import SECRET, Databases, make_settings, seed_to

from bot.settings import ROOT

CALL = {
    "next_action": "action_answer_no",
    "tracker": {
        "sender_id": "c",
        "slots": {},
        "latest_message": {"text": "不用", "metadata": {"message_id": "m1"}},
        "events": [],
        "paused": False,
        "active_loop": {},
        "latest_action_name": "action_listen",
    },
}


@pytest.fixture(scope="module")
def server(sqlite_databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("var")
    url = sqlite_databases.fresh("seeded", lambda url: seed_to(url, folder))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "XIAOXIU_DATA_DIR": str(folder),
        "XIAOXIU_SECRET_KEY": SECRET,
        "XIAOXIU_DATABASE_URL": url,
        "XIAOXIU_ACTIONS_PORT": str(port),
    }
    process = subprocess.Popen([sys.executable, "-m", "actions.server"], env=environment, cwd=ROOT)
    secret = make_settings(folder).internal_secret
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"X-Xiaoxiu-Secret": secret}) as client:
        _wait(client)
        yield client
    process.terminate()
    assert process.wait(10) is not None


def _wait(client: httpx.Client) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            if client.get("/ready").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the action server did not get ready in 30 s")


def test_action_runs_and_leaves_its_receipt(server: httpx.Client) -> None:
    answer = server.post("/webhook", json=CALL)

    assert answer.status_code == 200
    assert answer.json()["responses"][0]["response"] == "utter_deny_nothing"
    assert answer.json()["events"][-1]["name"] == "action_receipt"


@pytest.mark.parametrize("path", ["/ready", "/webhook", "/actions", "/health", "/nothing"])
@pytest.mark.parametrize("secret", ["", "wrong", "é"])
def test_stranger_is_refused_everywhere(server: httpx.Client, path: str, secret: str) -> None:
    answer = server.post(path, json=CALL, headers={"X-Xiaoxiu-Secret": secret.encode()})

    assert answer.status_code in (401, 404, 405)
    assert "responses" not in answer.text
    if path == "/webhook":
        assert answer.status_code == 401


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param(b"{", 400, id="broken JSON"),
        pytest.param(b"", 400, id="empty"),
        pytest.param(b"[]", 400, id="a list"),
        pytest.param(b'{"tracker": {}}', 400, id="no action"),
        pytest.param(b'{"next_action": "action_x", "tracker": {}}', 500, id="a tracker without fields"),
        pytest.param(b'{"next_action": "action_answer_no", "tracker": "13800138000"}', 400, id="tracker is text"),
    ],
)
def test_bad_call_is_refused_without_an_echo(server: httpx.Client, body: bytes, status: int) -> None:
    answer = server.post("/webhook", content=body, headers={"Content-Type": "application/json"})

    assert answer.status_code in (status, 404)
    assert "tracker" not in answer.text and "138" not in answer.text


def test_unknown_action_is_not_found(server: httpx.Client) -> None:
    assert server.post("/webhook", json={**CALL, "next_action": "action_nothing"}).status_code == 404


def test_body_over_the_limit_is_refused(server: httpx.Client) -> None:
    answer = server.post("/webhook", json={**CALL, "padding": "x" * 300_000})

    assert answer.status_code == 413


def test_no_other_site_is_allowed_in(server: httpx.Client) -> None:
    answer = server.post("/webhook", json=CALL, headers={"Origin": "https://evil.example"})

    assert "access-control-allow-origin" not in answer.headers
