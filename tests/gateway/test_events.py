"""The shapes that the front end is compiled against are what the gateway really sends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from desk_agent import DeskAgent
from front_door import Customer, FrontDoor
from pydantic import BaseModel
from screen import Screen, text

from bot.gateway import desk_shapes, events, shapes


def assert_fits(data: dict[str, Any], shape: type[BaseModel]) -> None:
    assert set(data) == {field.alias for field in shape.__fields__.values()}
    shape(**data)


async def test_chat_and_its_messages_have_the_described_fields(customer: Customer) -> None:
    await customer.ask("你好")

    seen = await customer.look()

    assert_fits(seen, shapes.ChatView)
    for message in seen["messages"]:
        assert_fits(message, shapes.ShownMessage)


async def test_desk_shows_the_described_fields(taken: Customer, li: DeskAgent) -> None:
    seen = await li.read(taken.chat_id)

    assert_fits(seen, desk_shapes.DeskConversation)
    assert_fits(seen["chat"], desk_shapes.DeskRow)


@pytest.mark.parametrize("event", sorted(events.SERVER_EVENTS))
async def test_event_carries_the_described_fields(
    event: str, waiting: Customer, li: DeskAgent, door: FrontDoor, screens: Callable[[], Screen]
) -> None:
    screen, other = screens(), screens()
    await screen.open(door.url, waiting.token)
    await other.open(door.url, waiting.token)

    await other.emit("typing", {"typing": True})
    await other.emit("message", text("在吗"))
    await li.take(waiting.chat_id)
    await other.emit("read", {"seq": 1})

    assert_fits(await screen.hear(event), events.SERVER_EVENTS[event])


@pytest.mark.parametrize(
    ("event", "data", "answer"),
    [
        ("message", text("你好"), shapes.AcceptedMessage),
        ("typing", {"typing": True}, events.TypingNow),
        ("read", {"seq": 1}, events.ReadMark),
        ("resync", {"after": 0}, shapes.ChatView),
        ("read", {"seq": -1}, shapes.ErrorEnvelope),
    ],
    ids=["message", "typing", "read", "resync", "refused"],
)
async def test_acknowledgement_has_the_described_fields(
    event: str, data: dict[str, Any], answer: type[BaseModel], customer: Customer, door: FrontDoor,
    screens: Callable[[], Screen],
) -> None:  # fmt: skip
    screen = screens()
    await screen.open(door.url, customer.token)

    assert_fits(await screen.emit(event, data), answer)


def test_every_event_of_the_server_and_of_clients_is_described(door: FrontDoor) -> None:
    assert set(events.CLIENT_EVENTS) == set(door.gateway.sockets._handlers)
