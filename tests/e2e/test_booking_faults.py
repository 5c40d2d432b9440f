"""A booking while a process dies: never a booking claimed that is not there, never two, and the form goes on after a restart."""

from __future__ import annotations

import re
import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from deployment import Customer, Deployment, words

WISH = "我叫陈安，{phone}，空调不制冷，约师傅上门，深圳市南山区科技园路5号3栋1201"
NUMBER = re.compile(r"GD\d{12}")
_phones = iter(range(13900200001, 13900200999))


@pytest.fixture
def phone() -> str:
    """A number that no other test books under."""
    return str(next(_phones))


@pytest.fixture
def at_summary(customer: Customer, phone: str) -> Iterator[Customer]:
    """A customer who has told everything and has only to confirm."""
    customer.say(WISH.format(phone=phone))
    window = next(title for title in customer.buttons() if "–" in title or "-" in title)
    summary = customer.say(payload=customer.buttons()[window])
    assert "确认" in summary and phone[-4:] in summary
    yield customer


def bookings_made(deployment: Deployment, chat: str) -> list[str]:
    with sqlite3.connect(f"file:{deployment.data_dir / 'xiaoxiu.db'}?mode=ro", uri=True) as database:
        return [row[0] for row in database.execute("SELECT number FROM bookings WHERE chat_id = ?", (chat,))]


def arm(deployment: Deployment, moment: str) -> Path:
    file = deployment.data_dir / "dying" / moment
    file.touch()
    return file


@pytest.mark.parametrize("moment", ["before", "after"])
def test_action_server_killed_around_its_commit_claims_nothing_and_books_once(
    deployment: Deployment, at_summary: Customer, moment: str
) -> None:
    armed = arm(deployment, moment)

    honest = at_summary.say("确认", seconds=20)
    died = not armed.exists()
    stored_then = bookings_made(deployment, at_summary.chat_id)
    deployment.wait_ready()
    booked = at_summary.say("确认", seconds=20)

    assert died
    assert len(stored_then) == (1 if moment == "after" else 0)
    assert not NUMBER.search(honest) and "不" in honest
    assert NUMBER.findall(booked)[:1] == bookings_made(deployment, at_summary.chat_id)


@pytest.mark.soak  # waits for a restart of the engine
def test_engine_killed_in_the_middle_of_the_form_goes_on_with_the_same_question(
    deployment: Deployment, customer: Customer, phone: str
) -> None:
    customer.say("空调不制冷，想约师傅上门，在深圳南山")
    deployment.send_signal("engine", signal.SIGKILL)
    deployment.wait_ready()

    asked = customer.say("修之前要准备什么")
    window = next(title for title in customer.buttons() if "–" in title or "-" in title)
    next_question = customer.say(payload=customer.buttons()[window])

    assert "预约" in asked
    assert "地址" in next_question


def test_gateway_killed_between_commit_and_acknowledgement_books_once(
    deployment: Deployment, at_summary: Customer
) -> None:
    armed, client_id = arm(deployment, "accepted"), str(uuid4())

    with pytest.raises(httpx.TransportError):
        at_summary.post("确认", client_id=client_id)
    died = not armed.exists()
    deployment.wait_ready()
    again = at_summary.post("确认", client_id=client_id).json()
    booked = words(at_summary.answer(again["seq"], 30))

    assert died and again["duplicate"]
    assert NUMBER.findall(booked)[:1] == bookings_made(deployment, at_summary.chat_id)
    said = [one for one in at_summary.view()["messages"] if one["author"] == "customer" and one["text"] == "确认"]
    assert len(said) == 1


def test_confirming_twice_in_a_row_books_once(deployment: Deployment, at_summary: Customer) -> None:
    first, second = at_summary.send("确认"), at_summary.send("确认")

    booked = words(at_summary.answer(first))
    words(at_summary.answer(second))

    assert NUMBER.findall(booked)[:1] == bookings_made(deployment, at_summary.chat_id)
