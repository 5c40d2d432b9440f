"""What a customer can do with files: send one into his chat, and open what a link of ours names."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Any, Literal, cast
from uuid import uuid4

import structlog

from bot.channels import uploads
from bot.channels.file_links import FileLinks
from bot.channels.web import WebChannel, external_id
from bot.chat import attachments
from bot.chat.attachments import Kept
from bot.errors import BotError, TooManyTries
from bot.gateway.bus import Bus
from bot.gateway.dispatcher import Dispatcher
from bot.gateway.forms import UploadForm, read_form
from bot.gateway.limits import Window
from bot.gateway.metrics import Metrics
from bot.gateway.threads import Threads
from bot.gateway.tokens import ChatTokens
from bot.settings import Settings
from bot.store import files
from bot.store.files import Content

log = structlog.get_logger()
_CLEANED_AT_ONCE = 2  # a large picture takes a core for a second and 200 MB
_UPLOADS_AT_ONCE, _UPLOADS_PER_ADDRESS = 32, 8  # each may hold its file in memory
_BUSY_SECONDS = 2


class FileNotFound(BotError):
    """The link is good, but the file has been deleted, or has no such variant."""

    code = "file_not_found"
    status = 404


@dataclass(frozen=True)
class Upload:
    """A file on its way in: the request's content type, its body, and the address that it comes from."""

    content_type: str
    body: AsyncIterator[bytes]
    address: str


@dataclass(frozen=True)
class Opened:
    """A file for a reader, whose link is good for `seconds` more."""

    content: Content
    seconds: int


class FileDoor:
    """Takes files in and gives them out. Every method raises `BotError` for what it refuses."""

    def __init__(
        self, settings: Settings, threads: Threads, dispatcher: Dispatcher, bus: Bus, metrics: Metrics
    ) -> None:
        limits = settings.limits
        self._limits = limits
        self._threads = threads
        self._dispatcher = dispatcher
        self._bus = bus
        self._metrics = metrics
        self._links = FileLinks(settings)
        self._chat_files = Window(limits.chat_files, limits.chat_file_minutes * 60)
        self._address_files = Window(limits.address_messages_per_minute, 60)
        self._under_way: Counter[str] = Counter()
        self._cleaners = ThreadPoolExecutor(_CLEANED_AT_ONCE, "file-clean")
        self.tokens = ChatTokens(settings)

    async def keep(self, chat_id: str, upload: Upload) -> dict[str, Any]:
        """Take a file in; its message is committed when this returns, and its turn has been called up."""
        started = monotonic()
        self._chat_files.spend(chat_id)
        self._address_files.spend(upload.address)
        with self._place(upload.address):
            limits = self._limits
            form = await read_form(upload.content_type, upload.body, limits.file_bytes, limits.upload_seconds)
            known_as = external_id(chat_id, str(uuid4()) if form.client_id is None else form.client_id)
            kept = await self._store(chat_id, known_as, form)
        self._report(chat_id, kept, monotonic() - started)
        if not kept.duplicate:
            self._dispatcher.wake(chat_id)
            self._bus.poke(chat_id)
        return self._answer(kept)

    async def open(self, file_id: str, variant: str, expires: str, signature: str) -> Opened:
        """What a link of ours names; nothing is looked up for any other."""
        seconds = self._links.check(file_id, variant, expires, signature)
        wanted = cast("Literal['original', 'thumbnail']", variant)
        found = await self._threads.read(lambda session: files.read(session, file_id, wanted))
        if found is None:
            raise FileNotFound("expected a file that is kept")
        return Opened(found, seconds)

    def close(self) -> None:
        """Take no more files; those that wait to be cleaned are let go."""
        self._cleaners.shutdown(wait=False, cancel_futures=True)

    async def _store(self, chat_id: str, known_as: str, form: UploadForm) -> Kept:
        """Clean a file away from the event loop, then commit it."""
        most, day_bytes = self._limits.file_bytes, self._limits.chat_file_bytes_per_day
        clean = asyncio.get_running_loop().run_in_executor
        attachment = await clean(self._cleaners, uploads.receive, form.content, form.name, most)
        return await self._threads.write(
            lambda session: attachments.accept(session, chat_id, known_as, attachment, day_bytes)
        )

    @contextmanager
    def _place(self, address: str) -> Iterator[None]:
        """One of the places for uploads under way; a single address cannot take them all."""
        if self._under_way[address] >= _UPLOADS_PER_ADDRESS or self._under_way.total() >= _UPLOADS_AT_ONCE:
            raise TooManyTries("expected fewer uploads at once", _BUSY_SECONDS)
        self._under_way[address] += 1
        try:
            yield
        finally:
            self._under_way[address] -= 1
            if not self._under_way[address]:
                del self._under_way[address]

    def _answer(self, kept: Kept) -> dict[str, Any]:
        shown = self._links.shown(kept.data) or {}
        return {
            "file_id": shown["file_id"],
            "url": shown["url"],
            "thumbnail_url": shown["thumbnail_url"],
            "kind": kept.kind,
            "message_id": kept.message_id,
            "seq": kept.seq,
            "duplicate": kept.duplicate,
        }

    def _report(self, chat_id: str, kept: Kept, seconds: float) -> None:
        """Count and log one file; never its name."""
        size, is_again = kept.data["bytes"], str(kept.duplicate).lower()
        self._metrics.messages.labels(WebChannel.name, is_again).inc()
        self._metrics.files.labels(kept.kind, is_again).inc()
        self._metrics.file_seconds.observe(seconds)
        if not kept.duplicate:
            self._metrics.file_bytes.labels(kept.kind).inc(size)
        log.info(
            "file.kept", chat=chat_id, kind=kept.kind, type=kept.data["media_type"], bytes=size,
            duplicate=kept.duplicate, ms=round(seconds * 1000),
        )  # fmt: skip
