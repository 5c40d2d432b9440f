"""The survey as screens see it: a question after the agent's work, the score on it everywhere once it is given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest_asyncio
from desk_agent import DeskAgent
from front_door import Customer, FrontDoor
from screen import Screen


@pytest_asyncio.fixture
async def served(taken: Customer, li: DeskAgent) -> Customer:
    """A customer whom the agent li has helped."""
    await taken.say("屏幕碎了，多少钱")
    await li.reply(taken.chat_id, "以检测为准")
    await li.act(taken.chat_id, "close")
    return taken


async def rate(customer: Customer, **body: Any) -> httpx.Response:
    return await customer.client.post(f"{customer.path}/survey", json=body, headers=customer.headers)


async def question(customer: Customer) -> dict[str, Any]:
    return dict(next(message for message in (await customer.look())["messages"] if message["kind"] == "survey"))


async def test_rating_is_shown_on_every_screen(
    served: Customer, door: FrontDoor, screens: Callable[[], Screen]
) -> None:
    asked, screen = await question(served), screens()
    await screen.open(door.url, served.token)

    answer = await rate(served, score=5, comment="很快")
    again = await screen.hear("message", lambda message: message["seq"] == asked["seq"])

    assert asked["data"] == {"conversation": 1, "score": None} and answer.status_code == 204
    assert again == {**asked, "data": {"conversation": 1, "score": 5}} == await question(served)
    assert (await rate(served, score=1)).status_code == 409


async def test_earlier_conversation_can_be_rated_after_the_next_has_begun(served: Customer) -> None:
    await served.ask("还有一个问题")

    answer = await rate(served, score=4, conversation=1)

    assert answer.status_code == 204 and (await question(served))["data"]["score"] == 4
    assert (await rate(served, score=4, conversation=9)).status_code == 422
    assert (await rate(served, score=4, conversation="1")).status_code == 422
    assert (await rate(served, score=2)).status_code == 204
