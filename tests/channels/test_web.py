"""The website as a channel, over HTTP, against the set that every channel passes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import NAMESPACE_URL, uuid5

import pytest
import pytest_asyncio
from channels.default_tests import DefaultTests
from fake_engine import FakeEngine
from front_door import Customer, front_door

from bot.channels.web import WebChannel
from bot.chat.inbox import Incoming
from bot.errors import InvalidInput
from bot.settings import Settings
from bot.store.engine import Store


class WebLine:
    """A customer on the website."""

    def __init__(self, customer: Customer, engine: FakeEngine) -> None:
        self._customer = customer
        self._engine = engine
        self._refusals: list[str] = []

    async def deliver(self, text: str, message_id: str) -> bool:
        response = await self._customer.post({"client_id": str(uuid5(NAMESPACE_URL, message_id)), "text": text})
        if response.status_code != 202:
            self._refusals.append(response.json()["error"]["message"])
        return response.status_code == 202

    async def stored(self) -> list[str]:
        return [
            message["text"] for message in (await self._customer.look())["messages"] if message["author"] == "customer"
        ]

    async def answers(self, wait: float) -> list[str]:
        if self._refusals:
            return self._refusals
        seqs = [
            message["seq"] for message in (await self._customer.look())["messages"] if message["author"] == "customer"
        ]
        return [answer["text"] for answer in await self._customer.answers_to(seqs[-1], wait)]

    def asked(self) -> list[str]:
        return self._engine.texts()


class TestWeb(DefaultTests):
    """The default set on the website."""

    @pytest_asyncio.fixture
    async def line(self, settings: Settings, store: Store) -> AsyncIterator[WebLine]:
        engine = FakeEngine(settings.internal_secret)
        await engine.start()
        async with front_door(settings, store, engine) as door:
            yield WebLine(await door.open_chat(), engine)
        await engine.stop()


def test_external_id_is_bound_to_the_chat_and_to_the_id_not_its_spelling(settings: Settings) -> None:
    web = WebChannel(settings)
    body = {"client_id": "3F0B6A3E-5A52-4B6C-9A52-0A4DD50F0E11", "text": " 你\u200b好 "}

    assert web.parse("chat", body) == Incoming("chat:3f0b6a3e-5a52-4b6c-9a52-0a4dd50f0e11", "你好")


@pytest.mark.parametrize("client_id", [None, 5, "", "x", "3f0b6a3e" * 20, {"a": 1}], ids=str)
def test_client_id_must_be_a_uuid(client_id: object, settings: Settings) -> None:
    with pytest.raises(InvalidInput):
        WebChannel(settings).parse("chat", {"client_id": client_id, "text": "你好"})
