"""The door through which the gateway hands over one turn: POST /webhooks/engine/turn, behind a secret, loopback only."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import structlog
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.engine.action_endpoint import SECRET_HEADER
from bot.engine.turn import Turn, run_turn
from bot.errors import BotError, InvalidInput

log = structlog.get_logger()
_LONGEST_TEXT = 2000  # characters; the gateway stops at 500, a payload with entities may be longer
_LONGEST_ID = 128
_MOST_SLOTS, _LONGEST_SLOT = 20, 300  # facts an agent corrected, and the characters of each


class EngineInput(InputChannel):
    """Rasa's input channel `engine`. Without a configured secret it refuses everything."""

    def __init__(self, secret: str | None = None) -> None:
        """`secret` is what the gateway must show."""
        self._secret = secret
        self._turns: set[asyncio.Task[HTTPResponse]] = set()

    @classmethod
    def name(cls) -> str:
        """The channel's name, also in its address."""
        return "engine"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> EngineInput:
        """Made by `rasa run` from credentials.yml; the server of this project passes the secret itself."""
        return cls((credentials or {}).get("secret"))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The channel's one route. Rasa's handler is not used: it loses what the turn did."""
        blueprint = Blueprint("engine_webhook")

        @blueprint.post("/turn")
        async def turn(request: Request) -> HTTPResponse:
            if not shows_secret(request, self._secret):
                return refusal(401, "not_authenticated", "the secret is missing or wrong")
            try:
                asked = read_turn(json.loads(request.body))
            except InvalidInput as error:
                return refusal(422, error.code, error.detail)
            except ValueError:
                return refusal(422, "invalid_input", "expected JSON")
            return await self._run_to_its_end(request.app.ctx.agent, asked)

        return blueprint

    async def _run_to_its_end(self, agent: Any, turn: Turn) -> HTTPResponse:
        """Run the turn in a task of its own: a caller who hangs up does not stop it half-way."""
        task = asyncio.create_task(_run(agent, turn))
        self._turns.add(task)
        task.add_done_callback(self._turns.discard)
        return await asyncio.shield(task)


async def _run(agent: Any, turn: Turn) -> HTTPResponse:
    if agent is None or not agent.is_ready():
        return refusal(503, "engine_unavailable", "the model is not loaded")
    try:
        result = await run_turn(agent, turn)
    except BotError as error:
        log.error("turn.failed", chat=turn.chat_id, message_id=turn.message_id, reason=error.code)
        return refusal(503, error.code, error.detail)
    except Exception as error:  # the edge: nothing may reach Sanic, whose page would show it
        log.exception("turn.failed", chat=turn.chat_id, message_id=turn.message_id, reason=type(error).__name__)
        return refusal(503, "turn_failed", type(error).__name__)
    return response.json(result.as_json(), ensure_ascii=False, escape_forward_slashes=False)


def shows_secret(request: Request, secret: str | None) -> bool:
    """Whether the request carries the secret; compared in constant time, never true without a configured one."""
    shown = request.headers.get(SECRET_HEADER, "")
    return bool(secret) and hmac.compare_digest(shown.encode(), str(secret).encode())


def refusal(status: int, code: str, message: str) -> HTTPResponse:
    """An error in the shape that every API of this project has."""
    return response.json({"error": {"code": code, "message": message}}, status=status)


def read_turn(body: Any) -> Turn:
    """Check the gateway's request; raises `InvalidInput` naming the field."""
    if not isinstance(body, dict):
        raise InvalidInput("expected an object")
    context = body.get("context")
    if not isinstance(context, dict):
        raise InvalidInput("context: expected an object")
    if body.get("kind") not in {"text", "payload"}:
        raise InvalidInput("kind: expected text or payload")
    return Turn(
        conversation=_string(body, "conversation", _LONGEST_ID),
        message_id=_string(body, "message_id", _LONGEST_ID),
        text=_string(body, "text", _LONGEST_TEXT),
        is_payload=body["kind"] == "payload",
        sent_at=_moment(body),
        chat_id=_string(context, "chat_id", _LONGEST_ID),
        channel=_string(context, "channel", _LONGEST_ID),
        slots=_slots(body),
        page=_page(body),
        large_text=body.get("large_text") is True,
    )


def _slots(body: dict[str, Any]) -> dict[str, Any]:
    """The facts that an agent corrected: names and short values of JSON."""
    slots = body.get("slots") or {}
    if not isinstance(slots, dict) or len(slots) > _MOST_SLOTS:
        raise InvalidInput(f"slots: expected an object of at most {_MOST_SLOTS} facts")
    for name, value in slots.items():
        if len(name) > _LONGEST_ID or len(json.dumps(value, ensure_ascii=False)) > _LONGEST_SLOT:
            raise InvalidInput(f"slots: expected values of at most {_LONGEST_SLOT} characters")
    return slots


def _page(body: dict[str, Any]) -> dict[str, str | None] | None:
    """What the customer looks at: a few short strings."""
    page = body.get("page")
    if page is None:
        return None
    if not isinstance(page, dict) or len(page) > _MOST_SLOTS:
        raise InvalidInput(f"page: expected an object of at most {_MOST_SLOTS} strings")
    for value in page.values():
        if value is not None and not (isinstance(value, str) and len(value) <= _LONGEST_SLOT):
            raise InvalidInput(f"page: expected strings of at most {_LONGEST_SLOT} characters")
    return page


def _string(body: dict[str, Any], name: str, longest: int) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > longest:
        raise InvalidInput(f"{name}: expected 1 to {longest} characters")
    return value


def _moment(body: dict[str, Any]) -> str:
    value = _string(body, "sent_at", 40)
    try:
        aware = datetime.fromisoformat(value.replace("Z", "+00:00")).tzinfo is not None
    except ValueError:
        aware = False
    if not aware:
        raise InvalidInput("sent_at: expected ISO 8601 with an offset")
    return value
