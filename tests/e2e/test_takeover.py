"""A person takes over in the middle of a booking, talks, gives it back, and the bot goes on where it was."""

from __future__ import annotations

import signal
import time

import pytest
from deployment import Customer, Deployment, Desk, wait_for

pytestmark = pytest.mark.timeout(120)


def filled(desk: Desk, chat_id: str) -> dict[str, str]:
    return {fact["label"]: fact["value"] for fact in desk.read(chat_id)["brief"]["filled"]}


def authors_behind(customer: Customer, seq: int) -> list[str]:
    return [message["author"] for message in customer.view(after=seq)["messages"]]


def test_agent_takes_a_booking_over_and_gives_it_back(customer: Customer, desk: Desk) -> None:
    customer.say("家里空调不制冷，想约师傅上门修")
    asked = customer.send("转人工")
    customer.answer(asked)
    [row] = [row for row in desk.http.get("/chats", params={"owner": "queue"}).json()["chats"]
             if row["id"] == customer.chat_id]  # fmt: skip
    assert row["customer"] == "访客" and row["reason"] == "客户要求人工"

    desk.act(customer.chat_id, "accept")
    joined = wait_for(lambda: customer.view(after=asked)["owner"] == "agent", 5, "agent")
    written = customer.send("师傅什么时候能来")
    replied = desk.reply(customer.chat_id, "您好，我看一下。")
    time.sleep(1.5)  # longer than any answer of the bot takes

    assert joined and authors_behind(customer, written) == ["agent"]
    assert filled(desk, customer.chat_id)["品类"] == "空调"

    corrected = desk.http.post(f"/chats/{customer.chat_id}/slots", json={"fault": "完全不启动"})
    assert corrected.status_code == 200, corrected.text
    desk.act(customer.chat_id, "return")
    assert authors_behind(customer, replied) == ["system"]

    answer = customer.say("广东省深圳市南山区")
    known = filled(desk, customer.chat_id)
    assert answer and customer.view()["owner"] == "bot"
    assert (known["品类"], known["故障"]) == ("空调", "完全不启动")
    assert "南山" in known["地区"]


def test_closed_chat_goes_on_with_the_bot_in_a_new_conversation(customer: Customer, desk: Desk) -> None:
    customer.answer(customer.send("转人工"))
    desk.act(customer.chat_id, "accept")
    last = desk.reply(customer.chat_id, "已经处理好了。")

    desk.act(customer.chat_id, "close")
    view = customer.view(after=last)
    answer = customer.say("你好")

    assert view["owner"] == "closed" and [message["kind"] for message in view["messages"]] == ["notice"]
    assert answer and customer.view()["owner"] == "bot"
    assert desk.read(customer.chat_id)["brief"]["filled"] == []


def test_engine_that_dies_while_an_agent_talks_disturbs_nobody(
    deployment: Deployment, customer: Customer, desk: Desk
) -> None:
    customer.answer(customer.send("转人工"))
    desk.act(customer.chat_id, "accept")

    deployment.send_signal("engine", signal.SIGKILL)
    seq = customer.send("在吗")
    reply = desk.reply(customer.chat_id, "在的。")

    assert customer.view(after=seq)["messages"][0]["seq"] == reply
    assert customer.view()["owner"] == "agent"
