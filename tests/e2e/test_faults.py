"""What a customer sees when a process dies, hangs or is away: nothing lost, nothing doubled, nothing claimed falsely."""

from __future__ import annotations

import signal
import time
from uuid import uuid4

import pytest
from demo_devices import IN_WARRANTY
from deployment import Customer, Deployment, wait_for, words


def answers_to(customer: Customer, seq: int) -> list[str]:
    return [message["text"] for message in customer.view()["messages"] if message["in_reply_to"] == seq]


@pytest.mark.soak  # waits for a restart or a budget
def test_messages_wait_while_the_engine_is_dead_and_are_answered_in_order(
    deployment: Deployment, customer: Customer
) -> None:
    customer.say("你好")
    deployment.send_signal("engine", signal.SIGKILL)

    started = time.monotonic()
    first, second = customer.send("在保修期内吗"), customer.send(IN_WARRANTY.serial)
    acknowledged = time.monotonic() - started

    assert acknowledged < 0.5
    answer = words(customer.answer(second, 90))
    assert IN_WARRANTY.model_name in answer
    seqs = [message["in_reply_to"] for message in customer.view(after=second)["messages"] if message["in_reply_to"]]
    assert seqs == sorted(seqs) and first in seqs


@pytest.mark.soak  # waits for a restart or a budget
def test_engine_killed_in_mid_turn_answers_once_after_its_restart(deployment: Deployment, customer: Customer) -> None:
    deployment.send_signal("actions", signal.SIGSTOP)
    seq = customer.send(f"{IN_WARRANTY.serial} 还在保吗")
    wait_for(lambda: customer.view()["typing"], 5, "the turn has begun")
    time.sleep(0.5)  # the engine is now waiting for the action server
    deployment.send_signal("engine", signal.SIGKILL)
    deployment.send_signal("actions", signal.SIGCONT)

    wait_for(lambda: any(IN_WARRANTY.model_name in text for text in answers_to(customer, seq)), 90, "the answer")

    time.sleep(1.5)
    told = [text for text in answers_to(customer, seq) if IN_WARRANTY.model_name in text]
    assert len(told) == 1


def test_action_server_killed_in_mid_turn_gives_an_honest_sentence_and_the_next_try_works(
    deployment: Deployment, customer: Customer
) -> None:
    deployment.send_signal("actions", signal.SIGSTOP)
    seq = customer.send(f"{IN_WARRANTY.serial} 还在保吗")
    wait_for(lambda: customer.view()["typing"], 5, "the turn has begun")
    time.sleep(0.5)
    deployment.send_signal("actions", signal.SIGKILL)

    honest = words(customer.answer(seq, 12))
    deployment.wait_ready()
    right = customer.say(f"{IN_WARRANTY.serial} 还在保吗")

    assert "人工" in honest
    assert IN_WARRANTY.model_name not in honest
    assert IN_WARRANTY.model_name in right


@pytest.mark.soak  # waits for a restart or a budget
def test_hung_engine_costs_eight_seconds_and_an_honest_sentence(deployment: Deployment, customer: Customer) -> None:
    customer.say("你好")
    deployment.send_signal("engine", signal.SIGSTOP)
    try:
        started = time.monotonic()
        honest = words(customer.answer(customer.send("空调保修几年"), 12))
        waited = time.monotonic() - started
    finally:
        deployment.send_signal("engine", signal.SIGCONT)

    assert "人工" in honest
    assert 7 < waited < 10.5
    assert "年" in customer.say("空调保修几年")


@pytest.mark.soak  # waits for a restart or a budget
def test_two_failed_turns_in_a_row_bring_the_chat_to_the_queue(deployment: Deployment, customer: Customer) -> None:
    deployment.send_signal("actions", signal.SIGSTOP)
    try:
        customer.answer(customer.send(f"{IN_WARRANTY.serial} 还在保吗"), 12)
        customer.answer(customer.send(f"查一下{IN_WARRANTY.serial}的保修"), 12)
    finally:
        deployment.send_signal("actions", signal.SIGCONT)

    view = customer.view()
    assert (view["owner"], view["queue_position"] >= 1) == ("queue", True)


def test_gateway_killed_after_accepting_loses_nothing_and_knows_the_resent_message(
    deployment: Deployment, customer: Customer
) -> None:
    client_id = str(uuid4())
    first = customer.post("你们能帮我做什么", client_id=client_id)
    deployment.send_signal("gateway", signal.SIGKILL)
    deployment.wait_ready()

    again = customer.post("你们能帮我做什么", client_id=client_id)

    assert (first.status_code, again.status_code) == (202, 202)
    assert again.json() == {**first.json(), "duplicate": True}
    seq = first.json()["seq"]
    assert customer.answer(seq, 40)
    time.sleep(1.5)
    mine = [message for message in customer.view()["messages"] if message["author"] == "customer"]
    assert len(mine) == 1
    assert len(customer.answer(seq)) == len(answers_to(customer, seq))


def test_asking_for_a_person_works_while_the_engine_is_dead(deployment: Deployment, customer: Customer) -> None:
    deployment.send_signal("engine", signal.SIGKILL)

    answer = customer.say("转人工", seconds=5)

    assert customer.view()["owner"] == "queue"
    assert "1" in answer or "位" in answer
