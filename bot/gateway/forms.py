"""Reads the one kind of form that this gateway takes: a file and the id its sender gave it, in memory, while it arrives.

Nothing is written to disk, nothing is kept of a form that is refused, and no part, header or name can grow without end.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect

from bot.errors import BotError, InvalidInput
from bot.gateway.failures import UnsupportedMediaType

_FILE, _CLIENT_ID = "file", "client_id"
_MOST_PARTS = 4
_FIELD_BYTES, _HEADER_BYTES, _HEADERS = 200, 4096, 8
_IDLE_SECONDS = 20.0


class FileMissing(BotError):
    """The form has no part `file` with a file in it."""

    code = "file_missing"
    status = 422


class FileTooLarge(BotError):
    """More bytes than a file may have."""

    code = "file_too_large"
    status = 413


class UploadSlow(BotError):
    """The body did not arrive in time, or its sender went away."""

    code = "upload_slow"
    status = 400
    ends_connection = True


@dataclass(frozen=True)
class UploadForm:
    """What was sent; `client_id` is None when the client made none."""

    content: bytes
    name: str
    client_id: str | None


@dataclass
class _Part:
    """One part while it arrives."""

    headers: dict[bytes, bytes] = field(default_factory=dict)
    name: str = ""
    file_name: str | None = None
    content: bytearray = field(default_factory=bytearray)


async def read_form(content_type: str, body: AsyncIterator[bytes], most_bytes: int, seconds: float) -> UploadForm:
    """Read a multipart body that must have arrived after `seconds`.

    Raises `UnsupportedMediaType`, `InvalidInput`, `FileMissing`, `FileTooLarge`, `UploadSlow`.
    """
    form = _Form(_boundary(content_type), most_bytes)
    try:
        await asyncio.wait_for(_feed(form, body), seconds)
    except asyncio.TimeoutError:
        raise UploadSlow(f"expected the whole body within {seconds:g} s") from None
    except ClientDisconnect:
        raise UploadSlow("the sender went away") from None
    except (FormParserError, ValueError) as error:
        raise InvalidInput(f"expected a multipart form: {type(error).__name__}") from None
    return form.result()


async def _feed(form: _Form, body: AsyncIterator[bytes]) -> None:
    while True:
        chunk = await asyncio.wait_for(anext(body, None), _IDLE_SECONDS)
        if chunk is None:
            return
        form.parser.write(chunk)


def _boundary(content_type: str) -> bytes:
    kind, options = parse_options_header(content_type)
    if kind != b"multipart/form-data":
        raise UnsupportedMediaType("expected multipart/form-data")
    boundary: bytes = options.get(b"boundary", b"")
    if not 0 < len(boundary) <= 70:
        raise InvalidInput("expected a boundary of 1 to 70 characters")
    return boundary


class _Form:
    """The parts as the parser tells them."""

    def __init__(self, boundary: bytes, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._parts: dict[str, _Part] = {}
        self._count = 0
        self._part = _Part()
        self._header = (b"", b"")
        self._is_whole = False
        self.parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": lambda data, start, end: self._add_header(data[start:end], b""),
                "on_header_value": lambda data, start, end: self._add_header(b"", data[start:end]),
                "on_header_end": self._end_header,
                "on_headers_finished": self._named,
                "on_part_data": self._add,
                "on_end": self._end,
            },
            max_header_count=_HEADERS,
            max_header_size=_HEADER_BYTES,
        )

    def result(self) -> UploadForm:
        """The form, once its last boundary has come."""
        if not self._is_whole:
            raise InvalidInput("expected the form's last boundary")
        file = self._parts.get(_FILE)
        if file is None or file.file_name is None:
            raise FileMissing("expected a part named file, with a file in it")
        known_as = self._parts.get(_CLIENT_ID)
        client_id = known_as.content.decode("latin-1").strip() if known_as else None
        return UploadForm(bytes(file.content), file.file_name, client_id)

    def _begin(self) -> None:
        self._count += 1
        if self._count > _MOST_PARTS:
            raise InvalidInput(f"expected at most {_MOST_PARTS} parts")
        self._part = _Part()

    def _add_header(self, name: bytes, value: bytes) -> None:
        self._header = (self._header[0] + name, self._header[1] + value)

    def _end_header(self) -> None:
        self._part.headers[self._header[0].lower()] = self._header[1]
        self._header = (b"", b"")

    def _named(self) -> None:
        """All headers of a part are there: what it is called decides how long it may be."""
        kind, options = parse_options_header(self._part.headers.get(b"content-disposition"))
        if kind != b"form-data" or options.get(b"name", b"") not in (_FILE.encode(), _CLIENT_ID.encode()):
            raise InvalidInput("expected the parts file and client_id only")
        self._part.name = options[b"name"].decode()
        if self._part.name in self._parts:
            raise InvalidInput(f"expected {self._part.name} once")
        file_name = options.get(b"filename")
        self._part.file_name = None if file_name is None else file_name.decode(errors="replace")
        self._parts[self._part.name] = self._part

    def _add(self, data: bytes, start: int, end: int) -> None:
        content = self._part.content
        if self._part.name == _FILE and len(content) + end - start > self._most_bytes:
            raise FileTooLarge(f"expected at most {self._most_bytes} bytes")
        if self._part.name != _FILE and len(content) + end - start > _FIELD_BYTES:
            raise InvalidInput(f"{self._part.name}: expected at most {_FIELD_BYTES} bytes")
        content += data[start:end]

    def _end(self) -> None:
        self._is_whole = True
