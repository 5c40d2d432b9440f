"""Stands before every route: size of the body, origin of the page, headers of the answer, and the last catch for errors."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from time import monotonic

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.gateway import policies
from bot.gateway.failures import BodySlow, BodyTooLarge, envelope
from bot.gateway.metrics import Metrics
from bot.gateway.origins import is_allowed
from bot.gateway.sockets import PACKET_BYTES
from bot.settings import Settings

log = structlog.get_logger()
_LINGER_BYTES, _LINGER_SECONDS = 64 * 1024 * 1024, 5.0  # read and thrown away, so that the sender hears the refusal
_BODY_SECONDS = 20.0  # for a body but a file's, which has a time of its own; uvicorn would wait for ever
_FORM_BYTES = 64 * 1024  # what a multipart form adds around its file


class Guard:
    """ASGI middleware around the whole app."""

    def __init__(self, app: ASGIApp, settings: Settings, metrics: Metrics) -> None:
        self._app = app
        self._limits = settings.limits
        self._allowed = settings.allowed_origins
        self._metrics = metrics
        self._headers = _security_headers()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it before its body is read."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(send, self._headers, self._metrics)
        headers = _headers_of(scope)
        most = self._most_bytes(scope["path"])
        if _declared_length(headers) > most:
            await self._refuse_body(
                receive, answer, "file_too_large" if _takes_file(scope["path"]) else "body_too_large"
            )
        elif scope["path"].startswith("/api/") and not self._is_welcome(headers, scope["scheme"] == "https"):
            await answer.error(403, "not_allowed")
        else:
            seconds = None if _takes_file(scope["path"]) else _BODY_SECONDS
            await self._pass(scope, _counted(receive, most, seconds), answer)

    async def _pass(self, scope: Scope, receive: Receive, answer: _Answer) -> None:
        try:
            await self._app(scope, receive, answer.send)
        except BodyTooLarge:
            if not answer.has_begun:
                await self._refuse_body(receive, answer, "body_too_large", counted=True)
        except BodySlow:
            if not answer.has_begun:
                await answer.error(400, "body_slow", close=True)
        except Exception:
            log.exception("request.failed", path=scope["path"])
            if not answer.has_begun:
                await answer.error(500, "error")

    async def _refuse_body(self, receive: Receive, answer: _Answer, code: str, counted: bool = False) -> None:
        """Answer at once; then throw away what still comes, or the sender would see a reset instead of the answer."""
        await answer.error(413, code, more=True, close=True)
        thrown, until = 0, monotonic() + _LINGER_SECONDS
        while not counted and thrown < _LINGER_BYTES and (left := until - monotonic()) > 0:
            try:
                message = await asyncio.wait_for(receive(), left)
            except asyncio.TimeoutError:
                break
            thrown += len(message.get("body", b""))
            if message["type"] != "http.request" or not message.get("more_body"):
                break
        await answer.send({"type": "http.response.body", "body": b"", "more_body": False})

    def _is_welcome(self, headers: dict[str, str], is_secure: bool) -> bool:
        return is_allowed(headers.get("origin"), headers.get("host"), self._allowed, is_secure)

    def _most_bytes(self, path: str) -> int:
        if _takes_file(path):
            return self._limits.file_bytes + _FORM_BYTES
        if path.startswith("/socket.io"):
            return PACKET_BYTES
        return self._limits.body_bytes


class _Answer:
    """Adds the security headers to what is sent, and counts errors."""

    def __init__(self, send: Send, headers: list[tuple[bytes, bytes]], metrics: Metrics) -> None:
        self._send = send
        self._headers = headers
        self._metrics = metrics
        self.has_begun = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.has_begun = True
            known = {name.lower() for name, _ in message.get("headers", ())}
            added = [(name, value) for name, value in self._headers if name not in known]
            message = {**message, "headers": [*message.get("headers", ()), *added]}
            if message["status"] >= 400:
                self._metrics.http_errors.labels(str(message["status"])).inc()
        await self._send(message)

    async def error(self, status: int, code: str, more: bool = False, close: bool = False) -> None:
        body = json.dumps(envelope(code), ensure_ascii=False).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        headers += [(b"connection", b"close")] if close else []
        await self.send({"type": "http.response.start", "status": status, "headers": headers})
        await self.send({"type": "http.response.body", "body": body, "more_body": more})


def _takes_file(path: str) -> bool:
    return path.startswith("/api/") and path.endswith("/files")


def _counted(receive: Receive, most: int, seconds: float | None) -> Receive:
    """Count a body that did not declare its length, and wait so many seconds for all of it.

    Raises `BodyTooLarge`, `BodySlow`.
    """
    taken, is_whole = 0, seconds is None
    until = monotonic() + (seconds or 0)

    async def receive_counted() -> Message:
        nonlocal taken, is_whole
        try:
            message = await (receive() if is_whole else asyncio.wait_for(receive(), until - monotonic()))
        except asyncio.TimeoutError:
            raise BodySlow(f"expected the whole body within {seconds} s") from None
        is_whole = is_whole or not message.get("more_body")  # what follows tells only when the client has gone
        taken += len(message.get("body", b""))
        if taken > most:
            raise BodyTooLarge(f"expected at most {most} bytes")
        return message

    return receive_counted


def _headers_of(scope: Scope) -> dict[str, str]:
    pairs: Iterable[tuple[bytes, bytes]] = scope["headers"]
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in pairs}


def _declared_length(headers: dict[str, str]) -> int:
    length = headers.get("content-length", "0")
    return int(length) if length.isdigit() else 0


def _security_headers() -> list[tuple[bytes, bytes]]:
    """What an answer carries unless its route says otherwise: nothing is loaded by it, framed, or kept."""
    headers = {
        "content-security-policy": policies.API,
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": policies.BROWSER_RIGHTS,
        "cache-control": "no-store",
    }
    return [(name.encode(), value.encode()) for name, value in headers.items()]
