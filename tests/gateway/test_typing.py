"""Typing both ways: shown at once, gone after a few seconds, when the writer stops or when his screen is closed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from desk_agent import DeskAgent
from front_door import Customer, FrontDoor
from screen import Screen, text

from bot.gateway.typists import Typists

ON, OFF = {"author": "customer", "typing": True}, {"author": "customer", "typing": False}
AGENT_ON, AGENT_OFF = {"author": "agent", "typing": True}, {"author": "agent", "typing": False}


def heard(data: dict[str, Any]) -> Callable[[Any], bool]:
    return lambda other: other == data


async def test_sign_of_typing_lasts_for_a_while_and_its_end_is_told_once() -> None:
    told: list[tuple[Any, ...]] = []
    typists = Typists(lambda *sign: told.append(sign), seconds=0.1)

    typists.type("chat", "customer", "tab")
    await asyncio.sleep(0.06)
    typists.type("chat", "customer", "tab")
    await asyncio.sleep(0.06)
    went_on = typists.is_typing("chat", "customer")
    await asyncio.sleep(0.1)
    typists.stop("chat", "customer", "tab")

    assert went_on and not typists.is_typing("chat", "customer")
    assert [sign[2] for sign in told] == [True, True, False]


async def test_author_types_as_long_as_one_of_his_screens_does() -> None:
    told: list[tuple[Any, ...]] = []
    typists = Typists(lambda *sign: told.append(sign))
    typists.type("chat", "customer", "first")
    typists.type("chat", "customer", "second")

    typists.stop("chat", "customer", "first")
    still = typists.is_typing("chat", "customer")
    typists.stop("chat", "customer", "second")

    assert still and [sign[2] for sign in told] == [True, True, False]
    assert not typists._ends


async def test_customers_typing_is_shown_on_his_other_screen_and_to_the_desk(
    taken: Customer, li: DeskAgent, door: FrontDoor, screens: Callable[[], Screen]
) -> None:
    writer, other = screens(), screens()
    await writer.open(door.url, taken.token)
    await other.open(door.url, taken.token)
    before = (await li.read(taken.chat_id))["customer_typing"]

    assert await writer.emit("typing", {"typing": True}) == {"typing": True}
    await other.hear("typing", heard(ON))
    during = (await li.read(taken.chat_id))["customer_typing"]
    await writer.emit("typing", {"typing": False})
    await other.hear("typing", heard(OFF))

    assert (before, during, (await li.read(taken.chat_id))["customer_typing"]) == (False, True, False)
    assert not [data for event, data in writer.heard if event == "typing"]


@pytest.mark.parametrize("how", ["closed", "sent"])
async def test_typing_ends_when_the_screen_is_closed_or_the_message_sent(
    taken: Customer, li: DeskAgent, door: FrontDoor, screens: Callable[[], Screen], how: str
) -> None:
    writer, other = screens(), screens()
    await writer.open(door.url, taken.token)
    await other.open(door.url, taken.token)
    await writer.emit("typing", {"typing": True})
    await other.hear("typing", heard(ON))

    await (writer.socket.disconnect() if how == "closed" else writer.emit("message", text("好")))

    await other.hear("typing", heard(OFF))
    assert (await li.read(taken.chat_id))["customer_typing"] is False


async def test_agents_typing_is_shown_to_the_customer_until_he_answers(
    taken: Customer, li: DeskAgent, door: FrontDoor, screens: Callable[[], Screen]
) -> None:
    screen = screens()
    await screen.open(door.url, taken.token)

    answer = await li.post(f"/chats/{taken.chat_id}/typing", {"typing": True})
    await screen.hear("typing", heard(AGENT_ON))
    during = (await taken.look())["agent_typing"]
    await li.reply(taken.chat_id, "好的")
    await screen.hear("typing", heard(AGENT_OFF))

    assert (answer.status_code, answer.content) == (204, b"")
    assert during is True and (await taken.look())["agent_typing"] is False


async def test_agents_typing_ends_a_long_poll(taken: Customer, li: DeskAgent) -> None:
    last = (await taken.look())["messages"][-1]["seq"]
    poll = asyncio.create_task(taken.look(after=last, wait=10))
    await asyncio.sleep(0.1)

    await li.post(f"/chats/{taken.chat_id}/typing", {"typing": True})

    assert (await asyncio.wait_for(poll, 4))["agent_typing"] is True


async def test_only_who_holds_the_chat_types_in_it(taken: Customer, li: DeskAgent, wang: DeskAgent) -> None:
    path = f"/chats/{taken.chat_id}/typing"

    refused = [await wang.post(path, {"typing": True}), await li.post(path, {"typing": "yes"}), await li.post(path)]
    await li.post(path, {"typing": True})
    await li.act(taken.chat_id, "close")

    assert [answer.status_code for answer in refused] == [409, 422, 422]
    assert (await taken.look())["agent_typing"] is False
    assert (await li.post(path, {"typing": True})).status_code == 409


async def test_lively_chat_never_meets_the_limit_of_a_sockets_events(
    customer: Customer, door: FrontDoor, screens: Callable[[], Screen]
) -> None:
    screen = screens()
    await screen.open(door.url, customer.token)
    in_ten_seconds = [
        *[("typing", {"typing": True})] * 4,
        *[("message", text(f"第{number}条")) for number in range(12)],  # as many as a chat may send
        *[("typing", {"typing": False})] * 12,
        *[("read", {"seq": seq}) for seq in range(1, 27)],  # each of them and its answer
        *[("resync", {"after": 1})] * 2,
    ]

    answers = [await screen.emit(event, data) for event, data in in_ten_seconds]

    assert not [answer for answer in answers if "error" in answer]
