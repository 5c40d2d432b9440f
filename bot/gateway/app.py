"""Builds the one ASGI app: customer API, socket, health, pages. Nothing happens at import."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import socketio
from fastapi import FastAPI

import bot
from bot.chat import hours
from bot.gateway import failures
from bot.gateway.absence import Absence
from bot.gateway.bus import Bus
from bot.gateway.customers import customer_router
from bot.gateway.desk import desk_router
from bot.gateway.desk_access import DeskAccess
from bot.gateway.desk_door import DeskDoor
from bot.gateway.dispatcher import Dispatcher
from bot.gateway.door import Door
from bot.gateway.engine import Engine
from bot.gateway.file_door import FileDoor
from bot.gateway.files import file_router
from bot.gateway.forgetting import Forgetting
from bot.gateway.guard import Guard
from bot.gateway.health import health_router
from bot.gateway.metrics import Metrics
from bot.gateway.origins import ListedSites
from bot.gateway.pages import Pages, pages_router
from bot.gateway.poke import RedisPokes
from bot.gateway.sockets import ChatSockets, socket_server
from bot.gateway.threads import Threads
from bot.settings import Settings
from bot.store.engine import Store


class Gateway:
    """The parts of one running gateway, started and stopped together."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self.settings = settings
        self.metrics = Metrics()
        self.threads = Threads(store)
        self.bus = Bus(self.threads)
        self.engine = Engine(settings)
        self.dispatcher = Dispatcher(settings, self.threads, self.engine, self.bus, self.metrics)
        self.door = Door(settings, self.threads, self.dispatcher, self.bus, self.metrics)
        self.files = FileDoor(settings, self.threads, self.dispatcher, self.bus, self.metrics)
        self.desk_access = DeskAccess(settings, self.threads)
        self.desk = DeskDoor(settings, self.threads, self.bus)
        self.absence = Absence(settings, self.threads, self.bus)
        self.sockets = ChatSockets(settings, self.door, self.threads, self.bus, self.metrics)
        self.forgetting = Forgetting(settings, store, self.threads)
        self.pages = Pages(settings)
        self._tasks: list[asyncio.Task[None]] = []
        self._pokes: RedisPokes | None = None

    async def start(self) -> None:
        """Begin to work; messages that were left waiting come first."""
        self.dispatcher.start()
        self.pages.look()
        sweeps = (self.bus.sweep(), self.absence.sweep(), self.forgetting.sweep())
        self._tasks = [asyncio.create_task(sweep) for sweep in sweeps]
        if self.settings.redis_url:
            self._pokes = RedisPokes(self.settings.redis_url, self.bus)
            self.bus.publish, self.bus.publish_typing = self._pokes.publish, self._pokes.publish_typing
            self._tasks += [asyncio.create_task(self._pokes.send()), asyncio.create_task(self._pokes.hear())]

    async def stop(self) -> None:
        """Say "not ready", let waiting readers go, end the running turns."""
        self.bus.close()
        self.forgetting.stop()
        await self.dispatcher.stop()
        for task in self._tasks:
            task.cancel()
        if self._pokes is not None:
            await self._pokes.close()
        await self.engine.close()
        self.files.close()
        self.threads.close()


def create_app(settings: Settings, store: Store) -> FastAPI:
    """The app for one deployment; it starts working when the server sends its start-up event.

    Raises `BadSetting` for service hours that cannot be read.
    """
    hours.is_open(settings.hours, settings.now())
    gateway = Gateway(settings, store)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await gateway.start()
        yield
        await gateway.stop()

    app = FastAPI(title="小修 Xiaoxiu", version=bot.__version__, docs_url=None, redoc_url=None, lifespan=lifespan)
    app.state.gateway = gateway
    failures.install(app, settings.limits.text_characters)
    app.include_router(customer_router(gateway.door))
    app.include_router(file_router(gateway.files))
    app.include_router(desk_router(gateway.desk))
    app.include_router(health_router(gateway.threads, gateway.engine, gateway.bus, gateway.metrics))
    app.include_router(pages_router(gateway.pages))
    sockets = socket_server(settings)
    sockets.register_namespace(gateway.sockets)
    app.mount("/socket.io", socketio.ASGIApp(sockets))
    app.add_middleware(Guard, settings=settings, metrics=gateway.metrics)
    if settings.allowed_origins:
        app.add_middleware(
            ListedSites,
            allow_origins=list(settings.allowed_origins),
            allow_methods=["GET", "POST"],
            allow_headers=["authorization", "content-type"],
            expose_headers=["Retry-After"],
        )
    return app
