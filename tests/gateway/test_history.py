"""History over HTTP: the newest first, older ones as the customer scrolls up, his own messages known again."""

from __future__ import annotations

import time
from typing import Any
from uuid import uuid4

import pytest
from desk_agent import DeskAgent
from front_door import Customer, FrontDoor


async def page(customer: Customer, **parameters: Any) -> dict[str, Any]:
    response = await customer.client.get(f"{customer.path}/messages", params=parameters, headers=customer.headers)
    assert response.status_code == 200, response.text
    return dict(response.json())


async def test_scrolling_up_reaches_every_message_once(customer: Customer) -> None:
    for number in range(7):
        await customer.ask(f"第{number}条")
    everything = (await customer.look())["messages"]

    seen = await page(customer, limit=4)
    collected = seen["messages"]
    while seen["earlier"]:
        seen = await page(customer, before=collected[0]["seq"], limit=4)
        collected = seen["messages"] + collected

    assert collected == everything and len(everything) == 15


async def test_page_before_a_message_never_waits(customer: Customer) -> None:
    started = time.monotonic()

    seen = await page(customer, before=1, wait=20)

    assert (seen["messages"], seen["earlier"]) == ([], False) and time.monotonic() - started < 5


@pytest.mark.parametrize(
    "wrong",
    [{"limit": 0}, {"limit": 201}, {"limit": "x"}, {"before": 0}, {"before": -1}, {"before": 2**31}, {"after": -1}],
    ids=str,
)
async def test_span_out_of_range_is_refused(customer: Customer, wrong: dict[str, Any]) -> None:
    response = await customer.client.get(f"{customer.path}/messages", params=wrong, headers=customer.headers)

    assert (response.status_code, response.json()["error"]["code"]) == (422, "invalid_input")


async def test_own_messages_carry_the_id_that_the_client_gave_and_others_none(taken: Customer, li: DeskAgent) -> None:
    client_id = str(uuid4())
    seq = await taken.say("在吗", client_id.upper())
    await li.reply(taken.chat_id, "在的")

    shown = (await taken.look())["messages"]

    given = {message["seq"]: message["client_id"] for message in shown}
    assert given[seq] == client_id
    assert all((message["client_id"] is not None) == (message["author"] == "customer") for message in shown)


async def test_screen_knows_who_holds_the_chat_and_how_far_he_has_read(taken: Customer, li: DeskAgent) -> None:
    seq = await taken.say("还有一个问题")
    before = await taken.look()
    await li.read(taken.chat_id)

    after = await taken.look()

    assert (before["owner"], before["agent_name"]) == ("agent", "小李")
    assert before["agent_read_seq"] < seq <= after["agent_read_seq"]


async def test_reading_what_was_read_before_wakes_nobody(customer: Customer, door: FrontDoor) -> None:
    woken: list[str] = []
    door.gateway.bus.on_poke.append(woken.append)

    marks = [await door.gateway.door.mark_read(customer.chat_id, seq) for seq in (1, 1, 0, 99)]

    assert marks == [1, 1, 1, 1] and woken == [customer.chat_id]
