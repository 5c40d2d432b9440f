"""The desk API over HTTP: agents sign in, see who waits, take chats and answer. Who asks is checked before what is asked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import JSONResponse
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel

from bot.chat.desk import CHAT_ROLES, Caller
from bot.gateway import desk_shapes as shapes
from bot.gateway.customers import address_of, body_of, errors, read_json
from bot.gateway.desk_access import COOKIE, HEADER, DeskAccess
from bot.gateway.desk_door import DeskDoor
from bot.gateway.report_shapes import DeskReport
from bot.gateway.shapes import AcceptedMessage
from bot.store.desk_sessions import LIFE

REPORT_ROLES = ("operator", "supervisor")
_LARGEST_SEQ = 2**31 - 1
_BODY_ERRORS = (400, 413, 415, 422)
_bearer = HTTPBearer(auto_error=False, scheme_name="DeskToken", description="the token that POST /desk/login gave")
_cookie = APIKeyCookie(
    auto_error=False, name=COOKIE, scheme_name="DeskCookie", description=f"changes also need the header {HEADER}: 1"
)
_Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
_Cookie = Annotated[str | None, Depends(_cookie)]
_Act = Callable[[Caller, str, dict[str, Any]], Awaitable[dict[str, Any]]]


async def _anyone(request: Request, _bearer_token: _Bearer, _cookie_token: _Cookie) -> Caller:
    """Whoever is signed in."""
    return await _access_of(request).caller(request)


async def _chatting(request: Request, _bearer_token: _Bearer, _cookie_token: _Cookie) -> Caller:
    """Who may hold chats."""
    return await _access_of(request).caller(request, *CHAT_ROLES)


async def _counting(request: Request, _bearer_token: _Bearer, _cookie_token: _Cookie) -> Caller:
    """Who may read figures."""
    return await _access_of(request).caller(request, *REPORT_ROLES)


def _access_of(request: Request) -> DeskAccess:
    access: DeskAccess = request.app.state.gateway.desk_access
    return access


_Anyone = Annotated[Caller, Depends(_anyone)]
_Counting = Annotated[Caller, Depends(_counting)]
_Chatting = Annotated[Caller, Depends(_chatting)]
_ChatId = Annotated[str, Path(max_length=64)]


def desk_router(door: DeskDoor) -> APIRouter:
    """The routes under /api/v1/desk."""
    router = APIRouter(prefix="/api/v1/desk", tags=["desk"])
    _add_sign_in(router)
    _add_looks(router, door)
    _add_acts(router, door)
    _add_bookings(router, door)
    _add_report(router, door)
    return router


def _add_sign_in(router: APIRouter) -> None:
    @router.post(
        "/login",
        response_model=shapes.SignedIn,
        responses=errors(401, 403, 405, 429, 503, *_BODY_ERRORS),
        openapi_extra=body_of(shapes.Credentials),
    )
    async def sign_in(request: Request) -> Response:
        """Sign in: the token comes back and, for pages, in a cookie that no script can read."""
        token, agent = await _access_of(request).sign_in(await read_json(request), address_of(request))
        shown = {
            "username": agent.username,
            "display_name": agent.display_name,
            "roles": list(agent.roles),
            "groups": list(agent.groups),
        }
        response = JSONResponse({"token": token, "agent": shown})
        response.set_cookie(
            COOKIE,
            token,
            max_age=int(LIFE.total_seconds()),
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="strict",
        )
        return response

    @router.post("/logout", status_code=204, responses=errors(401, 403, 405, 503))
    async def sign_out(request: Request, caller: _Anyone) -> Response:
        """Sign out: the session ends on every screen that uses it."""
        await _access_of(request).sign_out(request, caller)
        response = Response(status_code=204)
        response.delete_cookie(COOKIE)
        return response


def _add_looks(router: APIRouter, door: DeskDoor) -> None:
    @router.get("/chats", response_model=shapes.DeskList, responses=errors(401, 403, 405, 422, 503))
    async def list_chats(
        caller: _Chatting,
        owner: Annotated[shapes.OwnerName | None, Query(description="only chats that this owner answers")] = None,
        mine: bool = Query(False, description="only chats that the caller holds"),
    ) -> Response:
        """List chats, the urgent first, then who waits longest. Personal values are masked."""
        return JSONResponse(await door.list_chats(caller, owner, mine))

    @router.get(
        "/chats/{chat_id}", response_model=shapes.DeskConversation, responses=errors(401, 403, 404, 405, 422, 503)
    )
    async def read_chat(
        chat_id: _ChatId,
        caller: _Chatting,
        after: int = Query(0, ge=0, le=_LARGEST_SEQ, description="only messages behind this seq"),
    ) -> Response:
        """Read a chat with its brief, up to its newest 1,000 messages. Masked unless the caller holds the chat."""
        return JSONResponse(await door.read(caller, chat_id, after))


def _add_acts(router: APIRouter, door: DeskDoor) -> None:
    def add(path: str, shape: type[BaseModel], act: _Act, about: str) -> None:
        async def run(request: Request, chat_id: _ChatId, caller: _Chatting) -> Response:
            return JSONResponse(await act(caller, chat_id, await read_json(request)))

        router.add_api_route(
            f"/chats/{{chat_id}}/{path}",
            run,
            methods=["POST"],
            name=f"{path}_chat",
            description=about,
            response_model=shapes.MovedChat,
            responses=errors(401, 403, 404, 405, 409, 503, *_BODY_ERRORS),
            openapi_extra=body_of(shape),
        )

    add("accept", shapes.Versioned, door.accept, "Take a waiting chat. 409 when another agent was first.")
    add("close", shapes.Versioned, door.close, "End the conversation; the customer is told.")
    add("return", shapes.Versioned, door.give_back, "Hand the chat back to the bot; ask the customer before.")
    add("transfer", shapes.Transfer, door.transfer, "Give the chat to another agent who is there, or to a group.")
    add("note", shapes.NewNote, door.note, "Write a note that only agents see.")
    add("slots", shapes.Corrections, door.correct, "Correct what the bot will go on with once it has the chat again.")

    @router.post(
        "/chats/{chat_id}/messages",
        status_code=202,
        response_model=AcceptedMessage,
        responses=errors(401, 403, 404, 405, 409, 503, *_BODY_ERRORS),
        openapi_extra=body_of(shapes.Reply),
    )
    async def reply(request: Request, chat_id: _ChatId, caller: _Chatting) -> Response:
        """Answer the customer. Stored when answered; the same client_id again changes nothing."""
        return JSONResponse(await door.reply(caller, chat_id, await read_json(request)), 202)

    @router.post(
        "/chats/{chat_id}/typing",
        status_code=204,
        responses=errors(401, 403, 404, 405, 409, 503, *_BODY_ERRORS),
        openapi_extra=body_of(shapes.AgentTyping),
    )
    async def type_in(request: Request, chat_id: _ChatId, caller: _Chatting) -> Response:
        """Say every three seconds that the agent types; the customer sees it for six."""
        await door.typing(caller, chat_id, await read_json(request))
        return Response(status_code=204)


def _add_bookings(router: APIRouter, door: DeskDoor) -> None:
    @router.post(
        "/bookings/{number}/status",
        response_model=shapes.BookingStatus,
        responses=errors(401, 403, 404, 405, 409, 503, *_BODY_ERRORS),
        openapi_extra=body_of(shapes.NewStatus),
    )
    async def move_booking(request: Request, number: Annotated[str, Path(max_length=32)], caller: _Anyone) -> Response:
        """Move a booking to another status; the customer is told in the chat where he made it."""
        return JSONResponse(await door.move_booking(caller, number, await read_json(request)))


def _add_report(router: APIRouter, door: DeskDoor) -> None:
    @router.get("/report", response_model=DeskReport, responses=errors(401, 403, 405, 422, 503))
    async def read_report(
        _caller: _Counting,
        first: Annotated[
            date | None, Query(alias="from", description="first day, by default the week up to `to`")
        ] = None,
        last: Annotated[date | None, Query(alias="to", description="last day, by default today")] = None,
    ) -> Response:
        """Figures of the desk and the bot; a question asks for at most 366 days."""
        return JSONResponse(await door.report(first, last))
