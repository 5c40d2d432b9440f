"""The customer's socket: the same messages as over HTTP, pushed. Its events are hints; a client resyncs by seq.

The room comes from the token alone. What a client emits is acknowledged with the result or an error.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import socketio
import structlog

from bot.channels.web import WebChannel
from bot.chat import view
from bot.chat.view import Span
from bot.errors import BotError, InvalidInput, NotAuthenticated, TooManyTries
from bot.gateway import failures
from bot.gateway.bus import Bus
from bot.gateway.door import Door
from bot.gateway.limits import Window
from bot.gateway.metrics import Metrics
from bot.gateway.origins import is_allowed
from bot.gateway.rooms import Room, marks_of, standing_of
from bot.gateway.threads import Threads
from bot.settings import Settings
from bot.store import chats

log = structlog.get_logger()
NAMESPACE = "/chat"
PACKET_BYTES = 256 * 1024  # more than an event may have, so that a large one is refused with an answer
_SOCKETS_PER_CHAT = 10
_EVENTS, _EVENT_SECONDS = 60, 10.0  # all events of one socket together; messages have the chat's own limit besides


class UnknownEvent(BotError):
    """An event that this namespace does not know."""

    code = "unknown_event"
    status = 422


class ChatSockets(socketio.AsyncNamespace):
    """Namespace /chat."""

    def __init__(self, settings: Settings, door: Door, threads: Threads, bus: Bus, metrics: Metrics) -> None:
        super().__init__(NAMESPACE)
        self._characters = settings.limits.text_characters
        self._most_bytes = settings.limits.body_bytes
        self._door = door
        self._threads = threads
        self._metrics = metrics
        self._bus = bus
        self._web = WebChannel(settings)
        self._chat_of: dict[str, tuple[str, str, str]] = {}
        self._rooms: dict[str, Room] = {}
        self._events = Window(_EVENTS, _EVENT_SECONDS)
        self._tasks: set[asyncio.Task[None]] = set()
        self._handlers: dict[str, Callable[[str, str, dict[str, Any]], Awaitable[dict[str, Any]]]] = {
            "message": self._message,
            "typing": self._typing,
            "read": self._read,
            "resync": self._resync,
        }
        bus.on_poke.append(self._poked)
        bus.on_typing.append(self._typed)
        bus.on_mended.append(self._mended)
        bus.also_watched = lambda: set(self._rooms)

    async def trigger_event(self, event: str, *args: Any) -> Any:
        """Every event of a client comes through here, so that each gets its acknowledgement and none kills the socket.

        A client may emit the names connect and disconnect too; only the server itself brings its own record of the
        connection, or has already let the socket go.
        """
        sid = args[0]
        if event == "connect" and len(args) > 1 and args[1] is self.server.get_environ(sid, NAMESPACE):
            return await self._connect(*args)
        if event == "disconnect" and not self.server.manager.is_connected(sid, NAMESPACE):
            return await self._disconnect(sid)
        try:
            return await self._handle(str(event), sid, args[1:])
        except BotError as error:
            return failures.error_body(error, self._characters)
        except Exception:
            log.exception("socket.failed", event_name=str(event)[:32])
            return failures.envelope("error")

    async def _handle(self, event: str, sid: str, data: tuple[Any, ...]) -> dict[str, Any]:
        if sid not in self._chat_of:
            raise NotAuthenticated("not connected")
        chat_id, token, _ = self._chat_of[sid]
        self._door.tokens.chat_of(token)  # it may have run out meanwhile
        self._events.spend(sid)
        if event not in self._handlers:
            raise UnknownEvent(event[:32])
        if _bytes_of(data) > self._most_bytes:
            raise failures.BodyTooLarge(f"expected at most {self._most_bytes} bytes")
        if len(data) != 1 or not isinstance(data[0], dict):
            raise InvalidInput("expected one object")
        return await self._handlers[event](sid, chat_id, data[0])

    async def _connect(self, sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        try:
            token = auth.get("token") if isinstance(auth, dict) else None
            chat_id = self._chat_for(token, _address(environ))
            room = self._rooms.setdefault(chat_id, Room())
            if len(room.sockets) >= _SOCKETS_PER_CHAT:
                raise TooManyTries(f"{_SOCKETS_PER_CHAT} sockets of one chat", 5)
            room.sockets.add(sid)
            try:
                await self._join(sid, chat_id, room)
            except BotError:
                self._leave(sid, chat_id)
                raise
        except BotError as error:
            body = failures.error_body(error, self._characters)["error"]
            raise socketio.exceptions.ConnectionRefusedError(body["message"], body) from None
        self._chat_of[sid] = (chat_id, str(token), _address(environ))
        self._metrics.sockets.inc()
        if room.standing is not None:  # another screen of this chat knows it already, this one must be told
            self._start(self.emit("owner", room.standing, to=sid))
        after = auth.get("after")
        if isinstance(after, int) and not isinstance(after, bool) and after >= 0:
            self._start(self._send_missed(sid, chat_id, after))

    def _chat_for(self, token: Any, address: str) -> str:
        try:
            return self._door.tokens.chat_of(token)
        except NotAuthenticated:
            self._door.refuse_stranger(address)
            raise

    async def _join(self, sid: str, chat_id: str, room: Room) -> None:
        async with room.lock:
            chat = await self._threads.read(lambda session: chats.get(session, chat_id))
            room.find(chat)
            await self.enter_room(sid, chat_id)

    async def _disconnect(self, sid: str) -> None:
        known = self._chat_of.pop(sid, None)
        if known is not None:
            self._bus.typists.stop(known[0], "customer", sid)
            self._leave(sid, known[0])
            self._metrics.sockets.dec()

    def _leave(self, sid: str, chat_id: str) -> None:
        room = self._rooms.get(chat_id)
        if room is not None:
            room.sockets.discard(sid)
            if not room.sockets:
                del self._rooms[chat_id]

    async def _message(self, sid: str, chat_id: str, data: dict[str, Any]) -> dict[str, Any]:
        return await self._door.send(chat_id, data, self._chat_of[sid][2])

    async def _typing(self, sid: str, chat_id: str, data: dict[str, Any]) -> dict[str, Any]:
        is_on = bool(data.get("typing", True))
        if is_on:
            self._bus.typists.type(chat_id, "customer", sid)
        else:
            self._bus.typists.stop(chat_id, "customer", sid)
        return {"typing": is_on}

    async def _read(self, _sid: str, chat_id: str, data: dict[str, Any]) -> dict[str, Any]:
        return {"read_seq": await self._door.mark_read(chat_id, _seq(data, "seq"))}

    async def _resync(self, _sid: str, chat_id: str, data: dict[str, Any]) -> dict[str, Any]:
        return await self._door.look(chat_id, Span(_seq(data, "after")))

    async def _send_missed(self, sid: str, chat_id: str, after: int) -> None:
        missed = await self._door.look(chat_id, Span(min(after, 2**31 - 1)))
        for message in missed["messages"]:
            await self.emit("message", message, to=sid)

    def _poked(self, chat_id: str) -> None:
        room = self._rooms.get(chat_id)
        if room is not None and not room.is_stale:
            room.is_stale = True
            self._start(self._push(chat_id, room))

    def _typed(self, chat_id: str, author: str, is_on: bool, source: str | None) -> None:
        if chat_id in self._rooms:
            told = {"author": author, "typing": is_on}
            self._start(self.emit("typing", told, room=chat_id, skip_sid=source))

    def _mended(self, chat_id: str, seq: int) -> None:
        if chat_id in self._rooms:
            self._start(self._repeat(chat_id, seq))

    async def _repeat(self, chat_id: str, seq: int) -> None:
        """Emit a message again that reads otherwise now; a screen puts it in the place of the one with this seq."""
        seen = await self._threads.read(lambda session: view.read(session, chat_id, Span(seq - 1, limit=1)))
        for message in seen.messages:
            await self.emit("message", self._web.render(message, seen.chat.read_seq), room=chat_id)

    async def _push(self, chat_id: str, room: Room) -> None:
        """Emit what the room has not been told: messages in order, then who answers, then how far was read."""
        async with room.lock:
            room.is_stale = False
            while True:
                seen = await self._threads.read(lambda session: view.read(session, chat_id, Span(room.seq)))
                for message in seen.messages:
                    await self.emit("message", self._web.render(message, seen.chat.read_seq), room=chat_id)
                    room.seq = message.seq
                if not seen.messages or seen.messages[-1].seq >= seen.chat.last_seq:
                    break
            standing, marks = standing_of(seen), marks_of(seen.chat)
            if standing != room.standing:
                room.standing = standing
                await self.emit("owner", standing, room=chat_id)
            if marks != room.marks:
                room.marks = marks
                await self.emit("status", marks, room=chat_id)

    def _start(self, work: Awaitable[None]) -> None:
        """Run in the background with a kept reference; a failed push is made good by the next poke or resync."""

        async def run() -> None:
            try:
                await work
            except BotError as error:
                log.warning("socket.push_failed", reason=error.detail)

        task = asyncio.create_task(run())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def socket_server(settings: Settings) -> socketio.AsyncServer:
    """The socket.io server with its limits; other origins are refused at the handshake."""

    def may_connect(origin: str | None, environ: dict[str, Any]) -> bool:
        is_secure = environ.get("asgi.scope", {}).get("scheme") in ("https", "wss")
        return is_allowed(origin, environ.get("HTTP_HOST"), settings.allowed_origins, is_secure)

    return socketio.AsyncServer(
        async_mode="asgi",
        cors_allowed_origins=may_connect,
        cors_credentials=False,
        max_http_buffer_size=PACKET_BYTES,
        namespaces=[NAMESPACE],
        ping_interval=25,
        ping_timeout=20,
    )


def _bytes_of(data: tuple[Any, ...]) -> int:
    """About how large the event was on its way."""
    return len(json.dumps(data, ensure_ascii=False, default=len).encode(errors="surrogatepass"))


def _address(environ: dict[str, Any]) -> str:
    client = environ.get("asgi.scope", {}).get("client")
    return client[0] if client else "unknown"


def _seq(data: dict[str, Any], name: str) -> int:
    value = data.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
        raise InvalidInput(f"{name}: expected a whole number from 0")
    return value
