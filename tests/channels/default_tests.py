"""What every channel must do with odd messages. A channel's test class inherits `DefaultTests` and gives a `line` fixture."""

from __future__ import annotations

from typing import Protocol


class Line(Protocol):
    """A customer on a channel, as the tests need him."""

    async def deliver(self, text: str, message_id: str) -> bool:
        """Send a message; whether the channel took it in."""

    async def stored(self) -> list[str]:
        """The customer's messages that are stored, in order."""

    async def answers(self, wait: float) -> list[str]:
        """What the customer was told, the welcome aside, once something was or the time is over."""

    def asked(self) -> list[str]:
        """What reached the engine."""


class DefaultTests:
    """The same for every channel."""

    async def test_empty_message_is_not_stored_and_asks_nothing(self, line: Line) -> None:
        for index, text in enumerate(["", "   ", "\u200b\u202e\n"]):
            assert await line.deliver(text, f"empty-{index}") is False

        assert await line.stored() == []
        assert line.asked() == []

    async def test_very_long_message_never_reaches_the_engine_and_gets_a_polite_answer(self, line: Line) -> None:
        await line.deliver("字" * 501, "long")

        [polite] = await line.answers(wait=2)
        assert "500" in polite
        assert line.asked() == []

    async def test_message_of_exactly_the_limit_is_answered(self, line: Line) -> None:
        assert await line.deliver("字" * 500, "limit") is True

        assert len(await line.answers(wait=4)) == 1

    async def test_message_of_emoji_only_is_stored_as_it_is_and_answered(self, line: Line) -> None:
        assert await line.deliver("😀👨‍👩‍👧❤️", "emoji") is True

        assert len(await line.answers(wait=4)) == 1
        assert await line.stored() == ["😀👨‍👩‍👧❤️"]

    async def test_same_message_id_twice_is_one_message_and_one_answer(self, line: Line) -> None:
        assert await line.deliver("你好", "same") is True
        assert len(await line.answers(wait=4)) == 1
        assert await line.deliver("你好", "same") is True

        assert await line.stored() == ["你好"]
        assert len(await line.answers(wait=0.3)) == 1
        assert line.asked() == ["你好"]
