"""The customer API over HTTP. Who asks is checked before what is asked, and both before anything is stored."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel

from bot.chat.view import MOST_MESSAGES, Span
from bot.errors import InvalidInput
from bot.gateway import shapes
from bot.gateway.door import Door
from bot.gateway.failures import BadJson, UnsupportedMediaType

_WAIT_SECONDS = 25
_LARGEST_SEQ = 2**31 - 1
_BODY_ERRORS = (400, 413, 415, 422)  # what a body can be refused for
_bearer = HTTPBearer(auto_error=False, description="the token that POST /api/v1/chats gave")


def customer_router(door: Door) -> APIRouter:
    """The routes under /api/v1/chats."""
    router = APIRouter(prefix="/api/v1/chats", tags=["customer"])

    async def opened(
        request: Request,
        chat_id: Annotated[str, Path(max_length=64)],
        _described: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    ) -> str:
        """The chat that the caller's token opens."""
        door.tokens.check(request.headers.get("authorization"), chat_id)
        return chat_id

    @router.post(
        "",
        status_code=201,
        response_model=shapes.OpenedChat,
        responses=errors(401, 403, 405, 429, 503, *_BODY_ERRORS),
        openapi_extra=body_of(shapes.NewChat),
    )
    async def open_chat(request: Request) -> Response:
        """Open a chat. The welcome is its first message."""
        return JSONResponse(await door.begin(await read_json(request), address_of(request)), 201)

    @router.post(
        "/{chat_id}/messages",
        status_code=202,
        response_model=shapes.AcceptedMessage,
        responses=errors(401, 403, 404, 405, 429, 503, *_BODY_ERRORS),
        openapi_extra=body_of(shapes.NewMessage),
    )
    async def send_message(request: Request, chat_id: str = Depends(opened)) -> Response:
        """Send a text, or the payload of a button. Stored when answered; the same client_id again changes nothing."""
        return JSONResponse(await door.send(chat_id, await read_json(request), address_of(request)), 202)

    @router.get(
        "/{chat_id}/messages",
        response_model=shapes.ChatView,
        responses=errors(401, 403, 404, 405, 422, 429, 503),
    )
    async def read_messages(
        chat_id: str = Depends(opened),
        after: int | None = Query(None, ge=0, le=_LARGEST_SEQ, description="only messages behind this seq"),
        before: int | None = Query(
            None, ge=1, le=_LARGEST_SEQ, description="only messages before this seq; never waits"
        ),
        limit: int | None = Query(
            None, ge=1, le=MOST_MESSAGES, description="without `after`: only so many, the newest"
        ),
        wait: float = Query(0, ge=0, description="seconds to wait for something new; more than 25 counts as 25"),
    ) -> Response:
        """Read the conversation, up to 200 messages: the first ones behind `after`, or the last ones before `before`."""
        from_start = after is None and before is None and limit is None
        span = Span(0 if from_start else after, before, limit or MOST_MESSAGES)
        return JSONResponse(await door.look(chat_id, span, min(wait, _WAIT_SECONDS) if before is None else 0))

    @router.post(
        "/{chat_id}/page",
        status_code=204,
        responses=errors(401, 403, 404, 405, 429, 503, *_BODY_ERRORS),
        openapi_extra=body_of(shapes.ShownPage),
    )
    async def show_page(request: Request, chat_id: str = Depends(opened)) -> Response:
        """Tell what the customer looks at now. What the catalogue does not know is dropped, and this answers 204 all the same."""
        await door.show_page(chat_id, await read_json(request))
        return Response(status_code=204)

    @router.post(
        "/{chat_id}/customer",
        status_code=204,
        responses=errors(401, 403, 404, 405, 409, 429, 503, *_BODY_ERRORS),
        openapi_extra=body_of(shapes.CustomerBinding),
    )
    async def bind_customer(request: Request, chat_id: str = Depends(opened)) -> Response:
        """Tell who has signed in at the shop's site. 409 when the chat is another customer's."""
        await door.bind(chat_id, await read_json(request))
        return Response(status_code=204)

    @router.post(
        "/{chat_id}/survey",
        status_code=204,
        responses=errors(401, 403, 404, 405, 409, 503, *_BODY_ERRORS),
        openapi_extra=body_of(shapes.Rating),
    )
    async def rate(request: Request, chat_id: str = Depends(opened)) -> Response:
        """Rate the conversation from 1 to 5, once."""
        await door.rate(chat_id, await read_json(request))
        return Response(status_code=204)

    return router


def address_of(request: Request) -> str:
    """Where the request came from."""
    return request.client.host if request.client else "unknown"


async def read_json(request: Request) -> dict[str, Any]:
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


def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The statuses that a call can be refused with, all in one shape."""
    return {status: {"model": shapes.ErrorEnvelope} for status in sorted(statuses)}


def body_of(model: type[BaseModel]) -> dict[str, Any]:
    """A request body for the API's description; it is read by hand, so that a bad token is refused before a bad body."""
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": model.schema()}}}}
