"""What an agent can do, whatever route he comes by: look, take, answer, give back or on, close, note, correct, move bookings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from bot.channels.base import EmptyText
from bot.channels.web import WebChannel
from bot.chat import corrections, desk, desk_view, progress, report, words
from bot.chat.desk import Caller, Seen
from bot.chat.desk_view import DeskChat, Owner
from bot.errors import BotError, InvalidInput
from bot.gateway import desk_shapes as shapes
from bot.gateway.bus import Bus
from bot.gateway.threads import Threads
from bot.settings import Settings
from bot.store import audit, bookings
from bot.store.bookings import Booking
from bot.store.chats import Chat
from bot.store.engine import Session
from bot.text import clean

_UUID_CHARACTERS = 45  # with the longest of its prefixes


class ReplyTooLong(BotError):
    """More characters than a reply may have."""

    code = "reply_too_long"
    status = 422


class DeskDoor:
    """The agents' side of the gateway. Every method raises `BotError` for what it refuses."""

    def __init__(self, settings: Settings, threads: Threads, bus: Bus) -> None:
        self._settings = settings
        self._threads = threads
        self._bus = bus
        self._web = WebChannel(settings)

    async def list_chats(self, caller: Caller, owner: Owner | None, mine: bool) -> dict[str, Any]:
        """The chats that the agent may see."""
        rows = await self._threads.read(lambda session: desk_view.listing(session, caller, owner, mine))
        return {"chats": [asdict(row) for row in rows]}

    async def read(self, caller: Caller, chat_id: str, after: int) -> dict[str, Any]:
        """One chat with its brief; what its holder has been shown counts as read."""
        seen = await self._threads.read(lambda session: desk_view.read(session, caller, chat_id, after))
        if seen.row.agent == caller.name and seen.row.unread and seen.messages:
            newest = seen.messages[-1].seq
            await self._threads.write(lambda session: desk.mark_seen(session, caller, chat_id, newest))
            self._bus.poke(chat_id)
        return self._conversation(seen)

    async def report(self, first: date | None, last: date | None) -> dict[str, Any]:
        """Figures of some days."""
        found = asdict(await self._threads.read(lambda session: report.write(session, first, last)))
        return {"from": found.pop("first").isoformat(), "to": found.pop("last").isoformat(), **found}

    async def accept(self, caller: Caller, chat_id: str, body: dict[str, Any]) -> dict[str, Any]:
        """Take a waiting chat."""
        seen = Seen(chat_id, shapes.read(shapes.Versioned, body).version)
        return await self._act(chat_id, lambda session: desk.accept(session, caller, seen))

    async def close(self, caller: Caller, chat_id: str, body: dict[str, Any]) -> dict[str, Any]:
        """End the conversation."""
        seen = Seen(chat_id, shapes.read(shapes.Versioned, body).version)
        return await self._act(chat_id, lambda session: desk.close(session, caller, seen))

    async def give_back(self, caller: Caller, chat_id: str, body: dict[str, Any]) -> dict[str, Any]:
        """Let the bot go on."""
        seen = Seen(chat_id, shapes.read(shapes.Versioned, body).version)
        return await self._act(chat_id, lambda session: desk.give_back(session, caller, seen))

    async def transfer(self, caller: Caller, chat_id: str, body: dict[str, Any]) -> dict[str, Any]:
        """Give the chat to a colleague or a group."""
        wanted = shapes.read(shapes.Transfer, body)
        seen = Seen(chat_id, wanted.version)
        return await self._act(chat_id, lambda session: desk.transfer(session, caller, seen, wanted.to, self._settings))

    async def note(self, caller: Caller, chat_id: str, body: dict[str, Any]) -> dict[str, Any]:
        """Write a note for colleagues."""
        text = _lines(shapes.read(shapes.NewNote, body).text)
        return await self._act(chat_id, lambda session: desk.add_note(session, caller, chat_id, text))

    async def correct(self, caller: Caller, chat_id: str, body: dict[str, Any]) -> dict[str, Any]:
        """Correct what the bot will go on with."""
        version = shapes.read(shapes.Corrections, body).version
        given = {name: value for name, value in body.items() if name != "version"}

        def work(session: Session) -> Chat:
            return desk.correct(session, caller, chat_id, corrections.read(session, given), version)

        return await self._act(chat_id, work)

    async def reply(self, caller: Caller, chat_id: str, body: dict[str, Any]) -> dict[str, Any]:
        """Answer the customer; committed when this returns."""
        wanted = shapes.read(shapes.Reply, body)
        text, client_id = _lines(wanted.text), _client_id(wanted.client_id)
        accepted = await self._threads.write(lambda session: desk.reply(session, caller, chat_id, client_id, text))
        if not accepted.duplicate:
            self._bus.typists.stop(chat_id, "agent")
            self._bus.poke(chat_id)
        return asdict(accepted)

    async def typing(self, caller: Caller, chat_id: str, body: dict[str, Any]) -> None:
        """Show the customer for some seconds that his agent types."""
        is_on = shapes.read(shapes.AgentTyping, body).typing
        await self._threads.read(lambda session: desk.require_own(session, caller, chat_id))
        if is_on:
            self._bus.typists.type(chat_id, "agent", caller.name)
        else:
            self._bus.typists.stop(chat_id, "agent", caller.name)

    async def move_booking(self, caller: Caller, number: str, body: dict[str, Any]) -> dict[str, Any]:
        """Move a booking on; its customer is told in his chat."""
        wanted = shapes.read(shapes.NewStatus, body)
        status = words.status_of(wanted.status)
        if status is None:
            raise InvalidInput("status: expected a status of bookings")
        note = clean(wanted.note)
        booking = await self._threads.write(lambda session: _move(session, caller, (number, status, note)))
        if booking.chat_id is not None:
            self._bus.poke(booking.chat_id)
        name = words.status_name(booking.status, booking.purpose, booking.mode)
        return {"number": booking.number, "status": booking.status, "status_name": name}

    async def _act(self, chat_id: str, work: Callable[[Session], Chat]) -> dict[str, Any]:
        """Run one act and show the chat as it is then, from the same transaction."""

        def act(session: Session) -> dict[str, Any]:
            work(session)
            return asdict(desk_view.row(session, chat_id))

        shown = await self._threads.write(act)
        self._bus.typists.stop(chat_id, "agent")
        self._bus.poke(chat_id)
        return {"chat": shown}

    def _conversation(self, seen: DeskChat) -> dict[str, Any]:
        return {
            "chat": asdict(seen.row),
            "brief": asdict(seen.brief),
            "messages": [self._web.render(message, seen.read_seq) for message in seen.messages],
            "customer_typing": self._bus.typists.is_typing(seen.row.id, "customer"),
        }


def _move(session: Session, caller: Caller, step: tuple[str, str, str]) -> Booking:
    number, status, note = step
    before = bookings.get(session, number)
    booking = progress.move_booking(session, number, status, caller.name, note)
    if before is not None and before.status != booking.status:
        moved = {"from": before.status, "to": booking.status, "address": caller.address}
        audit.append(session, caller.name, "booking.moved", booking.number, moved)
    return booking


def _lines(raw: str) -> str:
    """An agent's text, cleaned line by line, for he may write several; raises `EmptyText`, `ReplyTooLong`."""
    if len(raw) > shapes.REPLY_CHARACTERS:
        raise ReplyTooLong(f"text: expected at most {shapes.REPLY_CHARACTERS} characters, got {len(raw)}")
    text = "\n".join(clean(line) for line in raw.splitlines()).strip()
    if not text:
        raise EmptyText("text: expected something to read")
    return text


def _client_id(raw: str) -> str:
    try:
        return str(UUID(raw if len(raw) <= _UUID_CHARACTERS else ""))
    except ValueError:
        raise InvalidInput("client_id: expected a UUID") from None
