"""A whole deployment for tests: `xiaoxiu serve` with its own data dir and ports, and a customer who talks to it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psutil
from databases import SECRET

from bot.settings import ROOT

PROCESSES = {"gateway": "bot.gateway.server", "engine": "bot.engine.server", "actions": "actions.server"}


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on now."""
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def wait_for(claim: Callable[[], Any], seconds: float, what: str) -> Any:
    """Ask until the claim is true and return its value; fail with `what` after `seconds`."""
    end = time.monotonic() + seconds
    while True:
        value = claim()
        if value:
            return value
        assert time.monotonic() < end, f"not in {seconds} s: {what}"
        time.sleep(0.05)


@dataclass
class Deployment:
    """`xiaoxiu serve` as an operator runs it, its output kept in `output` and `log`."""

    data_dir: Path
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[str] | None = None
    output: list[str] = field(default_factory=list)

    def start(self) -> Deployment:
        """Start on free ports and wait until everything is ready."""
        port, engine_port, actions_port = free_ports(3)
        self.port, self.engine_port, self.actions_port = port, engine_port, actions_port
        self.base = f"http://127.0.0.1:{port}"
        self.log_path = self.data_dir / "serve.log"
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("XIAOXIU_")},
            "XIAOXIU_DATA_DIR": str(self.data_dir),
            "XIAOXIU_SECRET_KEY": SECRET,
            "XIAOXIU_PORT": str(port),
            "XIAOXIU_ENGINE_PORT": str(engine_port),
            "XIAOXIU_ACTIONS_PORT": str(actions_port),
            **self.environment,
        }
        with self.log_path.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot.cli.main", "serve"],
                cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=log, text=True, start_new_session=True,
            )  # fmt: skip
        threading.Thread(target=self._read, daemon=True).start()
        self.wait_ready()
        return self

    def _read(self) -> None:
        assert self.process and self.process.stdout
        for line in self.process.stdout:
            self.output.append(line.rstrip("\n"))

    def wait_ready(self, seconds: float = 90) -> None:
        """Wait until gateway, engine and action server answer."""
        wait_for(self.is_ready, seconds, "ready")

    def is_ready(self) -> bool:
        """Whether /health/ready says so now."""
        assert self.process and self.process.poll() is None, self.log_path.read_text()[-4000:]
        try:
            return httpx.get(f"{self.base}/health/ready", timeout=2).status_code == 200
        except httpx.HTTPError:
            return False

    def pid(self, name: str) -> int:
        """Process id of gateway, engine or actions."""
        assert self.process
        for child in psutil.Process(self.process.pid).children():
            if PROCESSES[name] in child.cmdline():
                return child.pid
        raise AssertionError(f"no process {name}")

    def send_signal(self, name: str, number: signal.Signals) -> int:
        """Signal one of the processes; returns its pid."""
        pid = self.pid(name)
        os.kill(pid, number)
        return pid

    def stop(self) -> int:
        """SIGTERM, then the exit code."""
        assert self.process
        self.process.terminate()
        try:
            return self.process.wait(30)
        finally:
            self.process.kill()

    def customer(self) -> Customer:
        """A new chat."""
        return Customer(self.base)


class Customer:
    """A chat over the customer API, as a website would hold it."""

    def __init__(self, base: str) -> None:
        self.http = httpx.Client(base_url=base, timeout=40)
        made = self.http.post("/api/v1/chats", json={"channel": "web"})
        assert made.status_code == 201, made.text
        self.chat_id: str = made.json()["chat_id"]
        self.token: str = made.json()["token"]
        self.http.headers["Authorization"] = f"Bearer {self.token}"
        self.path = f"/api/v1/chats/{self.chat_id}/messages"

    def post(self, text: str | None = None, payload: str | None = None, client_id: str | None = None) -> httpx.Response:
        """Send a message; returns the raw response."""
        body = {"client_id": client_id or str(uuid4()), **({"text": text} if payload is None else {"payload": payload})}
        return self.http.post(self.path, json=body)

    def view(self, after: int = 0, wait: float = 0) -> dict[str, Any]:
        """What the customer's page would show after `after`."""
        answer = self.http.get(self.path, params={"after": after, "wait": wait})
        assert answer.status_code == 200, answer.text
        seen: dict[str, Any] = answer.json()
        return seen

    def send(self, text: str | None = None, payload: str | None = None) -> int:
        """Send a message that must be accepted; returns its seq."""
        accepted = self.post(text, payload)
        assert accepted.status_code == 202, accepted.text
        return int(accepted.json()["seq"])

    def answer(self, seq: int, seconds: float = 15) -> list[dict[str, Any]]:
        """The messages that answer `seq`, once there are any and the bot has stopped typing."""
        end = time.monotonic() + seconds
        while True:
            view = self.view(after=seq, wait=1)
            found = [message for message in view["messages"] if message["in_reply_to"] == seq]
            if found and not view["typing"]:
                return found
            assert time.monotonic() < end, f"no answer to {seq}: {view}"

    def say(self, text: str | None = None, payload: str | None = None, seconds: float = 15) -> str:
        """Send, wait, and return all the words of the answer, buttons in brackets."""
        return words(self.answer(self.send(text, payload), seconds))

    def buttons(self) -> dict[str, str]:
        """Titles and payloads of the newest buttons."""
        shown = [message for message in self.view()["messages"] if message["buttons"]]
        return {button["title"]: button["payload"] for button in shown[-1]["buttons"]} if shown else {}


class Desk:
    """The demo agent with his screen."""

    def __init__(self, deployment: Deployment) -> None:
        [line] = [line for line in deployment.output if "desk sign-in" in line]
        words = line.split()
        name, password = words[words.index("username") + 1], words[words.index("password") + 1]
        self.http = httpx.Client(base_url=f"{deployment.base}/api/v1/desk", timeout=20)
        signed_in = self.http.post("/login", json={"username": name, "password": password})
        assert signed_in.status_code == 200, signed_in.text
        self.http.cookies.clear()
        self.http.headers["Authorization"] = f"Bearer {signed_in.json()['token']}"

    def read(self, chat_id: str) -> dict[str, Any]:
        """The chat with its brief."""
        seen: dict[str, Any] = self.http.get(f"/chats/{chat_id}").raise_for_status().json()
        return seen

    def act(self, chat_id: str, what: str, **body: Any) -> None:
        """accept, close or return, upon the chat as it is now; must succeed."""
        version = self.read(chat_id)["chat"]["version"]
        done = self.http.post(f"/chats/{chat_id}/{what}", json={"version": version, **body})
        assert done.status_code == 200, done.text

    def reply(self, chat_id: str, text: str) -> int:
        """Answer the customer; the answer's seq."""
        sent = self.http.post(f"/chats/{chat_id}/messages", json={"client_id": str(uuid4()), "text": text})
        assert sent.status_code == 202, sent.text
        return int(sent.json()["seq"])


def newest_waiting(desk: Desk) -> str:
    """The chat that has waited for the shortest time, once there is one."""

    def waiting() -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = desk.http.get("/chats", params={"owner": "queue"}).json()["chats"]
        return rows

    rows = wait_for(waiting, 10, "a chat in the queue")
    return str(min(rows, key=lambda row: row["waiting_seconds"])["id"])


def words(messages: list[dict[str, Any]]) -> str:
    """All that a customer reads in these messages."""
    return "\n".join(
        message["text"] + "".join(f"[{button['title']}]" for button in message["buttons"] or []) for message in messages
    )
