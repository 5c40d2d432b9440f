"""The service as a whole: what it prints, where it listens, what it logs, how it stops."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import psutil
import pytest
from databases import seed_to
from demo_devices import IN_WARRANTY
from deployment import PROCESSES, Customer, Deployment, wait_for


def test_start_prints_addresses_and_the_desk_sign_in(deployment: Deployment) -> None:
    sign_in = [line for line in deployment.output if line.startswith("desk sign-in: username ")]
    password = (deployment.data_dir / "desk-password").read_text().strip()

    assert sign_in == [f"desk sign-in: username demo password {password}"]
    assert any(f"127.0.0.1:{deployment.port}" in line for line in deployment.output)


def test_only_the_gateway_answers_whoever_lacks_the_secret(deployment: Deployment) -> None:
    for port in (deployment.engine_port, deployment.actions_port):
        base = f"http://127.0.0.1:{port}"
        for path in (
            "/",
            "/version",
            "/status",
            "/ready",
            "/actions",
            "/health",
            "/webhooks/rest/",
            "/webhooks/engine/",
        ):
            assert httpx.get(base + path).status_code in {401, 403}, path
        for path in ("/webhook", "/webhooks/engine/turn", "/webhooks/rest/webhook", "/model/parse", "/model"):
            assert httpx.post(base + path, json={"text": "x"}).status_code in {401, 403}, path
        wrong = httpx.post(base + "/webhook", json={}, headers={"X-Xiaoxiu-Secret": "0" * 64})
        assert wrong.status_code in {401, 403}


def test_engine_and_action_server_listen_on_loopback_only(deployment: Deployment) -> None:
    for name in ("engine", "actions"):
        listening = [
            c for c in psutil.Process(deployment.pid(name)).net_connections() if c.status == psutil.CONN_LISTEN
        ]
        assert listening and {c.laddr.ip for c in listening} == {"127.0.0.1"}


def test_health_page_names_the_part_that_is_missing(deployment: Deployment, customer: Customer) -> None:
    deployment.send_signal("actions", signal.SIGKILL)

    report = wait_for(lambda: _not_ready(deployment), 10, "readiness lost")

    assert report["parts"]["actions"] is False
    assert report["parts"]["database"] is True
    deployment.wait_ready()


def _not_ready(deployment: Deployment) -> dict[str, dict[str, bool]] | None:
    answer = httpx.get(f"{deployment.base}/health/ready")
    return answer.json() if answer.status_code == 503 else None


def test_log_holds_one_line_a_turn_and_no_personal_data(deployment: Deployment, customer: Customer) -> None:
    customer.say(f"我叫欧阳测试，电话13800138123，{IN_WARRANTY.serial}还在保吗")
    customer.say("幺三八零零幺三八幺二三")

    log = deployment.log_path.read_text()
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    turns = [line for line in lines if line["event"] == "turn.finished" and line["chat"] == customer.chat_id]

    assert len(turns) == 2
    assert {"channel", "intent", "confidence", "action", "outcome", "milliseconds"} <= set(turns[0])
    for secret in ("13800138123", "欧阳测试", IN_WARRANTY.serial, "幺三八零零幺三八幺二三"):
        assert secret not in log


def test_database_file_holds_no_phone_number_in_clear(deployment: Deployment, customer: Customer) -> None:
    customer.say("我的电话是13800138124，查一下保修")

    for path in deployment.data_dir.glob("xiaoxiu.db*"):
        assert b"13800138124" not in path.read_bytes()


@pytest.fixture
def small_data_dir(tmp_path: Path, model_path: Path) -> Path:
    seed_to(f"sqlite:///{tmp_path / 'xiaoxiu.db'}", tmp_path, now=None)
    return tmp_path


@pytest.mark.soak  # two starts of everything
def test_stop_and_start_again_keeps_chats_and_leaves_no_process(small_data_dir: Path) -> None:
    running = Deployment(small_data_dir).start()
    customer = running.customer()
    customer.say("你好")
    before = customer.view()["messages"]
    pids = [running.pid(name) for name in PROCESSES]
    ports = (running.port, running.engine_port, running.actions_port)

    assert running.process
    os.killpg(running.process.pid, signal.SIGTERM)
    running.process.terminate()
    assert running.process.wait(30) == 0
    assert not any(psutil.pid_exists(pid) for pid in pids)
    assert not any(_is_open(port) for port in ports)

    again = Deployment(small_data_dir).start()
    try:
        customer.http.base_url = httpx.URL(again.base)
        assert customer.view()["messages"] == before
        assert customer.say("在吗")
        _kill_supervisor(again)
    finally:
        assert again.process
        again.process.kill()


def _kill_supervisor(running: Deployment) -> None:
    children = [running.pid(name) for name in PROCESSES]
    assert running.process
    running.process.send_signal(signal.SIGKILL)
    wait_for(lambda: not any(_lives(pid) for pid in children), 10, "no child outlives the supervisor")


def _lives(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_second_serve_on_the_same_data_dir_is_refused(deployment: Deployment) -> None:
    environment = {**os.environ, "XIAOXIU_DATA_DIR": str(deployment.data_dir)}
    started = time.monotonic()

    refused = subprocess.run(
        [sys.executable, "-m", "bot.cli.main", "serve"], env=environment, capture_output=True, text=True, timeout=60
    )

    assert refused.returncode == 1
    assert "已有一个 xiaoxiu serve" in refused.stderr
    assert time.monotonic() - started < 30


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("XIAOXIU_HOURS", "随时", "XIAOXIU_HOURS"),
        ("XIAOXIU_PORT", "99999", "XIAOXIU_PORT"),
        ("XIAOXIU_ENGINE_PORT", "8080", "三个不同的端口"),
        ("XIAOXIU_DATABASE_URL", "postgresql://nobody:secret-word@127.0.0.1:9/none", "数据库不可用"),
    ],
    ids=["hours", "port range", "same port twice", "database away"],
)
def test_what_cannot_work_is_refused_at_the_start(tmp_path: Path, name: str, value: str, told: str) -> None:
    environment = {**os.environ, "XIAOXIU_DATA_DIR": str(tmp_path), name: value}

    refused = subprocess.run(
        [sys.executable, "-m", "bot.cli.main", "serve"], env=environment, capture_output=True, text=True, timeout=60
    )

    assert refused.returncode == 1
    assert told in refused.stderr
    assert "Traceback" not in refused.stderr and "secret-word" not in refused.stderr


def test_port_that_is_taken_is_named(deployment: Deployment, tmp_path: Path) -> None:
    environment = {**os.environ, "XIAOXIU_DATA_DIR": str(tmp_path), "XIAOXIU_PORT": str(deployment.port)}

    refused = subprocess.run(
        [sys.executable, "-m", "bot.cli.main", "serve"], env=environment, capture_output=True, text=True, timeout=60
    )

    assert refused.returncode == 1
    assert f"127.0.0.1:{deployment.port} 不能使用" in refused.stderr
