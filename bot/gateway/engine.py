"""Hands one turn to the dialogue engine over HTTP and reads its answer strictly: what is not understood is a failure."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx

from bot.chat.claims import Claim
from bot.chat.outbox import Facts, Said
from bot.errors import EngineUnavailable, TurnFailed
from bot.settings import Settings
from bot.text import shorten_repeats

_ANSWER_BYTES = 512 * 1024
_HEADER = "X-Xiaoxiu-Secret"
_READY_SECONDS = 2.0
_KNOWN_CHARACTERS = 32_000


class ConnectionBroken(EngineUnavailable):
    """The engine went away after it had been asked: the turn may or may not have run."""


class EmptyAnswer(TurnFailed):
    """The engine said nothing."""

    code = "empty"


class LateAnswer(TurnFailed):
    """The engine did not answer within the turn's budget."""

    code = "timeout"


class FailedAction(TurnFailed):
    """A custom action did not run to its end; `facts` tells what the engine reported."""

    code = "failed_action"

    def __init__(self, detail: str, facts: Facts) -> None:
        super().__init__(detail)
        self.facts = facts


class BrokenAnswer(TurnFailed):
    """The engine answered something else than the contract says."""

    code = "malformed"


class EngineError(TurnFailed):
    """The engine answered with an error status."""

    code = "engine_error"


class Engine:
    """The engine's address, the shared secret and the budget of a turn in seconds."""

    def __init__(self, settings: Settings) -> None:
        self._budget = settings.limits.turn_seconds
        self._actions_url = settings.actions_url
        self._client = httpx.AsyncClient(
            base_url=settings.engine_url,
            headers={_HEADER: settings.internal_secret},
            timeout=httpx.Timeout(self._budget, connect=2.0),
            limits=httpx.Limits(max_connections=32, max_keepalive_connections=16, keepalive_expiry=3.0),
            trust_env=False,  # a proxy from the environment must never see a customer's words
        )

    async def run(self, claim: Claim) -> tuple[list[Said], Facts]:
        """Run one turn; raises `EngineUnavailable`, `ConnectionBroken` or a child of `TurnFailed`."""
        try:
            status, body = await asyncio.wait_for(self._post(_request(claim)), self._budget)
        except (asyncio.TimeoutError, httpx.ReadTimeout, httpx.WriteTimeout, httpx.PoolTimeout):
            raise LateAnswer(f"no answer within {self._budget:g} s") from None
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise EngineUnavailable(type(error).__name__) from None
        except httpx.TransportError as error:
            raise ConnectionBroken(type(error).__name__) from None
        if status != httpx.codes.OK:
            raise _refusal(status, body)
        return _answer(body)

    async def is_ready(self, seconds: float = _READY_SECONDS) -> bool:
        """Whether the engine says within `seconds` that it has its model loaded and warm."""
        return await self._answers("/ready", seconds)

    async def actions_are_ready(self) -> bool:
        """Whether the action server answers."""
        return await self._answers(f"{self._actions_url}/ready", _READY_SECONDS)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _post(self, request: dict[str, Any]) -> tuple[int, bytes]:
        async with self._client.stream("POST", "/webhooks/engine/turn", json=request) as response:
            body = bytearray()
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > _ANSWER_BYTES:
                    raise BrokenAnswer(f"more than {_ANSWER_BYTES} bytes")
            return response.status_code, bytes(body)

    async def _answers(self, url: str, seconds: float) -> bool:
        try:
            response = await asyncio.wait_for(self._client.get(url, timeout=seconds), seconds)
        except (httpx.HTTPError, asyncio.TimeoutError):
            return False
        return response.status_code == httpx.codes.OK


def _request(claim: Claim) -> dict[str, Any]:
    """What the engine is asked: a text with its repeats shortened, which stays stored as it was typed."""
    message = claim.message
    return {
        "conversation": f"{claim.chat_id}:{claim.conversation}",
        "message_id": message.id,
        "kind": "text" if message.payload is None else "payload",
        "text": shorten_repeats(message.text) if message.payload is None else message.payload,
        "sent_at": message.created_at.isoformat(),
        "context": {"chat_id": claim.chat_id, "channel": claim.channel},
        "large_text": claim.large_text,
        **({"slots": dict(claim.corrections)} if claim.corrections else {}),
        **({"page": dict(claim.page)} if claim.page else {}),
    }


def _refusal(status: int, body: bytes) -> EngineUnavailable | TurnFailed:
    """An engine that is still loading has not begun the turn; every other refusal is a failure of it."""
    if status == httpx.codes.SERVICE_UNAVAILABLE and b"engine_unavailable" in body[:1000]:
        return EngineUnavailable("the model is not loaded")
    return EngineError(f"status {status}")


def _answer(body: bytes) -> tuple[list[Said], Facts]:
    try:
        answer = json.loads(body)
        said = [_said(part) for part in answer["messages"]]
        facts = _facts(answer["turn"])
        failed = answer["turn"]["failed_action"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BrokenAnswer(type(error).__name__) from None
    if failed is not None:
        raise FailedAction(str(failed), facts)
    said = [part for part in said if part.text or part.buttons or part.image or part.data is not None]
    if not said:
        raise EmptyAnswer("nothing to say")
    return said, facts


def _said(part: dict[str, Any]) -> Said:
    text, image, custom = part.get("text"), part.get("image"), part.get("custom")
    if not (text is None or isinstance(text, str)):
        raise TypeError("text")
    if not (image is None or isinstance(image, str)):
        raise TypeError("image")
    card = custom.get("data") if custom and custom.get("kind") == "card" else None
    buttons = [{"title": str(item["title"]), "payload": str(item["payload"])} for item in part.get("buttons") or []]
    shown = image if image and image.startswith(("https://", "http://", "/")) else None
    return Said((text or "").strip() or None, buttons, shown, card)


def _facts(turn: dict[str, Any]) -> Facts:
    confidence = turn.get("confidence")
    actions = ",".join(str(action) for action in turn.get("actions") or [])
    return Facts(
        intent=str(turn["intent"])[:64] if turn.get("intent") else None,
        confidence=float(confidence) if confidence is not None else None,
        action=actions[:128] or None,
        known=_known(turn.get("slots")),
    )


def _known(slots: Any) -> dict[str, Any] | None:
    """What the dialogue says it knows; more than an agent could read is not kept."""
    if slots is None:
        return None
    if not isinstance(slots, dict):
        raise TypeError("slots")
    return slots if len(json.dumps(slots)) <= _KNOWN_CHARACTERS else None
