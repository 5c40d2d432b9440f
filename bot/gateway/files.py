"""The routes of files: a chat's own token lets one in, a signed link lets one out."""

from __future__ import annotations

import re
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from bot.channels.file_links import PATH
from bot.channels.file_names import ENDINGS
from bot.errors import BotError
from bot.gateway import shapes
from bot.gateway.customers import address_of, errors
from bot.gateway.file_door import FileDoor, Opened, Upload

_SHOWN_IN_PLACE = ("image/jpeg", "image/png", "image/webp", "video/mp4")
_POLICY = "default-src 'none'; sandbox"
_VIDEO_POLICY = (
    "default-src 'none'; media-src 'self'; sandbox allow-same-origin"  # for the browser's own player in a tab
)
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)
_bearer = HTTPBearer(auto_error=False, description="the token that POST /api/v1/chats gave")
_FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {
                            "type": "string",
                            "format": "binary",
                            "description": "JPEG, PNG, WebP, GIF, MP4, MOV, PDF",
                        },
                        "client_id": {
                            "type": "string",
                            "format": "uuid",
                            "description": "made by the client; the same id with the same file again changes nothing",
                        },
                    },
                }
            }
        },
    }
}
_BYTES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "the file",
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in ENDINGS},
    },
    206: {"description": "the part that Range asked for"},
}


class BadRange(BotError):
    """A range that begins behind the end of a file of `length` bytes."""

    code = "bad_range"
    status = 416

    def __init__(self, length: int) -> None:
        super().__init__(f"expected a range within {length} bytes")
        self.headers = {"Content-Range": f"bytes */{length}"}


def file_router(door: FileDoor) -> APIRouter:
    """POST …/chats/{chat_id}/files and GET …/files/{file_id}."""
    router = APIRouter(tags=["customer"])

    @router.post(
        "/api/v1/chats/{chat_id}/files",
        status_code=201,
        response_model=shapes.UploadedFile,
        responses=errors(400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 503),
        openapi_extra=_FORM,
    )
    async def send_file(
        request: Request,
        chat_id: Annotated[str, Path(max_length=64)],
        _described: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    ) -> Response:
        """Send a picture, a video or a PDF. It is a message of the conversation once this is answered."""
        door.tokens.check(request.headers.get("authorization"), chat_id)
        upload = Upload(request.headers.get("content-type", ""), request.stream(), address_of(request))
        return JSONResponse(await door.keep(chat_id, upload), 201)

    async def read_file(
        request: Request,
        file_id: Annotated[str, Path(max_length=64)],
        variant: str = Query("", description="original or thumbnail"),
        expires: str = Query("", description="seconds since 1970"),
        signature: str = Query(""),
    ) -> Response:
        """Open a file by a link that came with a message. Needs no token: the link is the right to look."""
        opened = await door.open(file_id, variant, expires, signature)
        return _shown(opened, f'"{file_id}-{variant}"', request)

    described = errors(403, 404, 405, 416, 422, 503) | _BYTES
    router.add_api_route(
        f"{PATH}/{{file_id}}", read_file, methods=["GET"], responses=described, response_class=Response
    )
    router.add_api_route(f"{PATH}/{{file_id}}", read_file, methods=["HEAD"], include_in_schema=False)
    return router


def _shown(opened: Opened, tag: str, request: Request) -> Response:
    """The file, or the part of it that a player asks for."""
    content = opened.content.content
    headers = {
        "Content-Disposition": _disposition(opened),
        "Content-Security-Policy": _VIDEO_POLICY if opened.content.media_type == "video/mp4" else _POLICY,
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": f"private, max-age={opened.seconds}, immutable",
        "Accept-Ranges": "bytes",
        "ETag": tag,
    }
    part = span_of(_wanted_range(request, tag), len(content))
    if part is not None:
        headers["Content-Range"] = f"bytes {part[0]}-{part[1] - 1}/{len(content)}"
        content = content[part[0] : part[1]]
    headers["Content-Length"] = str(len(content))
    shown = b"" if request.method == "HEAD" else content
    return Response(shown, 206 if part else 200, headers, opened.content.media_type)


def span_of(wanted: str, length: int) -> tuple[int, int] | None:
    """The first offset and the one behind the last that a Range header asks for; None for the whole file.

    Several ranges at once, or what is no range, mean the whole file (RFC 9110, 14.2). Raises `BadRange`.
    """
    found = _RANGE.fullmatch(wanted.strip())
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        start, end = max(0, length - int(last)), length
    else:
        start, end = int(first), min(int(last) + 1, length) if last else length
    if first and last and int(last) < int(first):
        return None
    if start >= length or start >= end:
        raise BadRange(length)
    return start, end


def _wanted_range(request: Request, tag: str) -> str:
    """The Range header, unless it was asked for only if the file were another one; it means something to GET alone."""
    if request.method != "GET" or request.headers.get("if-range", tag) != tag:
        return ""
    return request.headers.get("range", "")


def _disposition(opened: Opened) -> str:
    """Shown in place or saved, under its name (RFC 6266 and 5987) with a plain one for old programs."""
    content = opened.content
    way = "inline" if content.media_type in _SHOWN_IN_PLACE else "attachment"
    return f"{way}; filename=\"file{ENDINGS[content.media_type]}\"; filename*=UTF-8''{quote(content.name, safe='')}"
