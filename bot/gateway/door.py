"""What a customer can do, the same over HTTP and over the socket: open a chat, write, look, rate."""

from __future__ import annotations

from asyncio import get_running_loop
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from bot.channels.web import WebChannel
from bot.chat import binding, inbox, page, survey, view
from bot.chat.page import Glance
from bot.chat.view import Span, View
from bot.gateway import shapes, tokens
from bot.gateway.bus import Bus
from bot.gateway.dispatcher import Dispatcher
from bot.gateway.limits import Window
from bot.gateway.metrics import Metrics
from bot.gateway.threads import Threads
from bot.gateway.tokens import ChatTokens
from bot.settings import Settings
from bot.store import chats
from bot.text import clean

_CHANGES, _CHANGE_SECONDS = 30, 10.0  # of a chat's page or customer; a shop's page tells them as its visitor goes on


class Door:
    """The customer's side of the gateway. Every method raises `BotError` for what it refuses."""

    def __init__(
        self, settings: Settings, threads: Threads, dispatcher: Dispatcher, bus: Bus, metrics: Metrics
    ) -> None:
        limits = settings.limits
        self._settings = settings
        self._threads = threads
        self._dispatcher = dispatcher
        self._bus = bus
        self._metrics = metrics
        self._web = WebChannel(settings)
        self._new_chats = Window(limits.address_chats_per_minute, 60)
        self._address_messages = Window(limits.address_messages_per_minute, 60)
        self._strangers = Window(limits.address_chats_per_minute, 60)
        self._chat_messages = Window(limits.chat_messages, limits.chat_seconds)
        self._chat_changes = Window(_CHANGES, _CHANGE_SECONDS)
        self.tokens = ChatTokens(settings)

    async def begin(self, body: dict[str, Any], address: str) -> dict[str, Any]:
        """Open a chat; its welcome is in it when this returns."""
        wanted = shapes.read_new_chat(body)
        self._new_chats.spend(address)
        given = wanted.customer_token
        customer = None if given is None else tokens.customer_of(given, self._settings)
        shown = Glance(_named(wanted.page), wanted.large_text)
        chat = await self._threads.write(lambda session: inbox.begin_chat(session, wanted.channel, customer, shown))
        issued = self.tokens.issue(chat.id)
        return {"chat_id": chat.id, "token": issued.token, "expires_at": issued.expires_at.isoformat()}

    async def show_page(self, chat_id: str, body: dict[str, Any]) -> None:
        """Keep what the customer looks at now; what nobody knows is dropped, for it must not keep him from asking."""
        given = shapes.read_page(body)
        self._chat_changes.spend(chat_id)
        shown = Glance(_named(given), given.large_text)
        await self._threads.write(lambda session: page.note(session, chat_id, shown))

    async def bind(self, chat_id: str, body: dict[str, Any]) -> None:
        """Let the chat belong to the customer for whom the shop's site vouches."""
        given = shapes.read_binding(body)
        self._chat_changes.spend(chat_id)
        customer = tokens.customer_of(given.customer_token, self._settings)
        await self._threads.write(lambda session: binding.bind(session, chat_id, customer))

    def refuse_stranger(self, address: str) -> None:
        """Count a try to connect without a good token; raises `TooManyTries` for too many of one address."""
        self._strangers.spend(address)

    async def send(self, chat_id: str, body: Mapping[str, Any], address: str) -> dict[str, Any]:
        """Take a message in; it is committed when this returns, and its turn has been called up."""
        incoming = self._web.parse(chat_id, body)
        self._chat_messages.spend(chat_id)
        self._address_messages.spend(address)
        accepted = await self._threads.write(lambda session: inbox.accept(session, chat_id, incoming))
        self._metrics.messages.labels(self._web.name, str(accepted.duplicate).lower()).inc()
        if not accepted.duplicate:
            self._bus.typists.stop(chat_id, "customer")
            self._dispatcher.wake(chat_id)
            self._bus.poke(chat_id)
        return asdict(accepted)

    async def look(self, chat_id: str, span: Span, wait_seconds: float = 0) -> dict[str, Any]:
        """The chat and a span of its messages; waits up to `wait_seconds` for one, or for anything else to change."""
        clock = get_running_loop().time
        until, first = clock() + wait_seconds, None
        with self._bus.watch(chat_id) as watch:
            while True:
                watch.reset()
                seen = await self._threads.read(lambda session: view.read(session, chat_id, span))
                left = until - clock()
                shown = self.shape(seen)
                standing = {**shown, "typing": None}  # a turn that begins is no news, its answer is
                first = first or standing
                if seen.messages or standing != first or left <= 0 or self._bus.is_closed:
                    return shown
                await watch.wait(left)

    async def mark_read(self, chat_id: str, seq: int) -> int:
        """The customer has seen everything up to `seq`; what he had seen before costs no write and wakes nobody."""
        chat = await self._threads.read(lambda session: chats.get(session, chat_id))
        if min(seq, chat.last_seq) <= chat.read_seq:
            return chat.read_seq
        reached = await self._threads.write(lambda session: view.mark_read(session, chat_id, seq))
        self._bus.poke(chat_id)
        return reached

    async def rate(self, chat_id: str, body: dict[str, Any]) -> None:
        """Store the customer's rating, once for each conversation."""
        given = shapes.read_rating(body)
        rating = survey.Rating(given.score, clean(given.comment), given.conversation)
        asked = await self._threads.write(lambda session: survey.rate(session, chat_id, rating))
        if asked is not None:
            self._bus.mended(chat_id, asked)

    def shape(self, seen: View) -> dict[str, Any]:
        """A view as the API shows it."""
        return {
            "owner": seen.chat.owner,
            "agent_name": seen.agent_name,
            "agent_read_seq": seen.chat.desk_seq,
            "agent_typing": seen.chat.owner == "agent" and self._bus.typists.is_typing(seen.chat.id, "agent"),
            "earlier": seen.earlier,
            "typing": seen.typing,
            "queue_position": seen.queue_position,
            "messages": [self._web.render(message, seen.chat.read_seq) for message in seen.messages],
        }


def _named(given: shapes.PageInView | None) -> dict[str, str | None]:
    """What the page has named, also where it shows none."""
    named = given.dict(include={"product", "order"}, exclude_unset=True) if given else {}
    return dict(named)
