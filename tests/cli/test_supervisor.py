"""The supervisor: starts again what dies, stops in order, leaves nobody behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

CHILD = """
import http.server, os, signal, sys, time
name, port, slow = "{name}", {port}, {slow}
def stop(*_):
    time.sleep(slow)
    open("stops", "a").write(name + "\\n")
    os._exit(0)
signal.signal(signal.SIGTERM, stop)
open("starts", "a").write(name + "\\n")
class Ready(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
    def log_message(self, *_): pass
http.server.ThreadingHTTPServer(("127.0.0.1", port), Ready).serve_forever()
"""
PARENT = """
import asyncio, os, sys
from bot.cli import supervisor
from bot.log import configure_log
configure_log('serve')
from bot.cli.supervisor import Service, Supervisor
supervisor._CHECK_SECONDS = 0.3
supervisor._HUNG_CHECKS = 2
services = [Service(name, f"child_{{name}}", f"http://127.0.0.1:{{port}}/") for name, port in {ports!r}]
async def main():
    work = Supervisor(services, dict(os.environ), "secret")
    async def say():
        if await work.ready(): print("ready", flush=True)
    task = asyncio.create_task(say())
    await work.run()
    task.cancel()
asyncio.run(main())
"""


def wait_for(claim: Callable[[], object], seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def parent(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[subprocess.Popen[str]]:
    ports = [(name, free_port()) for name in ("first", "second")]
    for name, port in ports:
        slow = getattr(request, "param", 0)
        (tmp_path / f"child_{name}.py").write_text(CHILD.format(name=name, port=port, slow=slow))
    code = textwrap.dedent(PARENT.format(ports=ports))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(Path.cwd())])}
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout and process.stdout.readline() == "ready\n"
        yield process
    finally:
        process.kill()
        process.wait()


def children(process: subprocess.Popen[str]) -> list[psutil.Process]:
    return [child for child in psutil.Process(process.pid).children() if "bot.cli.child" in " ".join(child.cmdline())]


def test_process_that_dies_is_started_again(parent: subprocess.Popen[str], tmp_path: Path) -> None:
    children(parent)[0].kill()

    wait_for(lambda: len((tmp_path / "starts").read_text().split()) == 3)


def test_process_that_hangs_is_replaced(parent: subprocess.Popen[str], tmp_path: Path) -> None:
    children(parent)[0].suspend()

    wait_for(lambda: len((tmp_path / "starts").read_text().split()) == 3)


def test_sigterm_stops_the_processes_in_order(parent: subprocess.Popen[str], tmp_path: Path) -> None:
    parent.terminate()

    assert parent.wait(10) == 0
    assert (tmp_path / "stops").read_text().split() == ["first", "second"]


@pytest.mark.parametrize("parent", [30], indirect=True)
def test_second_signal_shortens_the_wait(parent: subprocess.Popen[str]) -> None:
    started = time.monotonic()
    parent.send_signal(signal.SIGINT)
    time.sleep(0.3)
    parent.send_signal(signal.SIGINT)

    assert parent.wait(12) == 0
    assert time.monotonic() - started < 10


def test_no_child_outlives_a_killed_supervisor(parent: subprocess.Popen[str]) -> None:
    offspring = children(parent)
    parent.kill()

    wait_for(lambda: not any(child.is_running() and child.status() != psutil.STATUS_ZOMBIE for child in offspring))


HOPELESS = """
import asyncio, os
from bot.cli import supervisor
from bot.cli.supervisor import Service, Supervisor
from bot.log import configure_log
configure_log("serve")
supervisor._FIRST_BACKOFF_SECONDS = supervisor._LONGEST_BACKOFF_SECONDS = 0.01
supervisor._START_SECONDS = 2
service = Service("first", "child_first", "http://127.0.0.1:{port}/")
print(asyncio.run(Supervisor([service], dict(os.environ), "secret").run()).name, service.starts)
"""


@pytest.mark.parametrize(
    "child",
    [
        pytest.param("raise SystemExit(3)", id="dies"),
        pytest.param("import time; time.sleep(60)", id="never ready", marks=pytest.mark.soak),  # waits ten seconds
    ],
)
def test_process_that_can_never_be_ready_is_given_up(tmp_path: Path, child: str) -> None:
    (tmp_path / "child_first.py").write_text(child)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(Path.cwd())])}

    told = subprocess.run(
        [sys.executable, "-c", HOPELESS.format(port=free_port())],
        cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60,
    )  # fmt: skip

    assert told.stdout.split() == ["first", "5"]
