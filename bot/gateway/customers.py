"""The customer API over HTTP. Who asks is checked before what is asked, and both before anything is stored."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from bot.errors import InvalidInput
from bot.gateway import shapes
from bot.gateway.door import Door
from bot.gateway.failures import BadJson, NotAvailable, UnsupportedMediaType

_WAIT_SECONDS = 25
_LARGEST_SEQ = 2**31 - 1
_ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"model": shapes.ErrorEnvelope} for status in (400, 401, 403, 404, 409, 413, 415, 422, 429, 503)
}


def customer_router(door: Door) -> APIRouter:
    """The routes under /api/v1/chats."""
    router = APIRouter(prefix="/api/v1/chats", tags=["customer"], responses=_ERRORS)

    def opened(chat_id: str = Path(max_length=64), authorization: str | None = Header(None)) -> str:
        """The chat that the caller's token opens."""
        door.tokens.check(authorization, chat_id)
        return chat_id

    @router.post("", status_code=201, response_model=shapes.OpenedChat, openapi_extra=_body(shapes.NewChat))
    async def open_chat(request: Request) -> Response:
        """Open a chat. The welcome is its first message."""
        return JSONResponse(await door.begin(await _json(request), address_of(request)), 201)

    @router.post(
        "/{chat_id}/messages",
        status_code=202,
        response_model=shapes.AcceptedMessage,
        openapi_extra=_body(shapes.NewMessage),
    )
    async def send_message(request: Request, chat_id: str = Depends(opened)) -> Response:
        """Send a text, or the payload of a button. Stored when answered; the same client_id again changes nothing."""
        return JSONResponse(await door.send(chat_id, await _json(request), address_of(request)), 202)

    @router.get("/{chat_id}/messages", response_model=shapes.ChatView)
    async def read_messages(
        chat_id: str = Depends(opened),
        after: int = Query(0, ge=0, le=_LARGEST_SEQ, description="only messages behind this seq"),
        wait: float = Query(0, ge=0, description="seconds to wait for something new, at most 25"),
    ) -> Response:
        """Read the conversation, up to 200 messages behind `after`."""
        return JSONResponse(await door.look(chat_id, after, min(wait, _WAIT_SECONDS)))

    @router.post("/{chat_id}/files", status_code=201)
    async def send_file(chat_id: str = Depends(opened)) -> Response:
        """Send a picture or a document. Not offered yet: answers 503 with code not_available."""
        raise NotAvailable("files")

    @router.post("/{chat_id}/survey", status_code=204, openapi_extra=_body(shapes.Rating))
    async def rate(request: Request, chat_id: str = Depends(opened)) -> Response:
        """Rate the conversation from 1 to 5, once."""
        await door.rate(chat_id, await _json(request))
        return Response(status_code=204)

    return router


def address_of(request: Request) -> str:
    """Where the request came from."""
    return request.client.host if request.client else "unknown"


async def _json(request: Request) -> dict[str, Any]:
    """The body as a JSON object; raises `UnsupportedMediaType`, `BadJson`, `InvalidInput`."""
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise UnsupportedMediaType("expected application/json")
    try:
        body = json.loads(await request.body())
    except (ValueError, RecursionError):
        raise BadJson("expected JSON") from None
    if not isinstance(body, dict):
        raise InvalidInput(f"expected an object, got {type(body).__name__}")
    return body


def _body(model: type[BaseModel]) -> dict[str, Any]:
    """A request body for the API's description; it is read by hand, so that a bad token is refused before a bad body."""
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": model.schema()}}}}
