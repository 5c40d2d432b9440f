"""Long rounds with kill -9 of whichever process: no accepted message is lost, doubled or answered out of order."""

from __future__ import annotations

import random
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from databases import seed_to
from demo_devices import DEVICES
from deployment import Customer, Deployment

pytestmark = pytest.mark.soak

CHATS, MESSAGES, SECONDS_BETWEEN_KILLS = 50, 20, 8.0


def send_until_accepted(customer: Customer, text: str) -> int:
    """As a good client does: the same client id again until the gateway acknowledged it."""
    client_id = str(uuid4())
    for _ in range(400):
        try:
            accepted = customer.post(text, client_id=client_id)
            if accepted.status_code == 202:
                return int(accepted.json()["seq"])
        except httpx.HTTPError:
            pass
        time.sleep(0.25)
    raise AssertionError("never accepted")


def converse(customer: Customer, number: int) -> list[int]:
    questions = ["你好", "空调保修几年", f"{DEVICES[number].serial} 还在保吗", "谢谢", "你们能帮我做什么"]
    seqs = []
    for turn in range(MESSAGES):
        seqs.append(send_until_accepted(customer, questions[turn % len(questions)]))
        time.sleep(random.uniform(1.0, 3.0))
    return seqs


def test_thousand_messages_survive_random_kills(tmp_path: Path, model_path: Path) -> None:
    seed_to(f"sqlite:///{tmp_path / 'xiaoxiu.db'}", tmp_path, now=None)
    running = Deployment(tmp_path, {"XIAOXIU_LIMIT_ADDRESS_MESSAGES_PER_MINUTE": "100000"}).start()
    customers = [running.customer() for _ in range(CHATS)]
    done = threading.Event()

    def kill_now_and_then() -> None:
        while not done.wait(SECONDS_BETWEEN_KILLS):
            name = random.choice(["gateway", "engine", "actions"])
            try:
                running.send_signal(name, signal.SIGKILL)
            except AssertionError:
                continue  # it is being started again

    killer = threading.Thread(target=kill_now_and_then)
    killer.start()
    try:
        with ThreadPoolExecutor(CHATS) as pool:
            sent = list(pool.map(converse, customers, range(CHATS)))
    finally:
        done.set()
        killer.join()
    running.wait_ready()
    for customer, seqs in zip(customers, sent, strict=True):
        check(customer, seqs)
    assert running.stop() == 0


def check(customer: Customer, seqs: list[int]) -> None:
    """Every accepted message stands once, in order, and was answered; answers keep the order of the questions."""
    end = time.monotonic() + 120
    while True:
        view = customer.view()
        answered = [message["in_reply_to"] for message in view["messages"] if message["in_reply_to"]]
        if set(seqs) <= set(answered):
            break
        assert time.monotonic() < end, f"unanswered: {set(seqs) - set(answered)}"
        time.sleep(0.5)
    mine = [message["seq"] for message in view["messages"] if message["author"] == "customer"]
    assert mine == seqs
    assert [message["seq"] for message in view["messages"]] == list(range(1, len(view["messages"]) + 1))
