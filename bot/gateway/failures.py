"""Turns every error into the API's envelope: a stable code, a sentence that a customer can read, the right status."""

from __future__ import annotations

from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from bot.chat import words
from bot.errors import BotError, StoreUnavailable, TooManyTries

log = structlog.get_logger()
_BUSY_SECONDS = 2
_BY_STATUS = {404: "not_found", 405: "method_not_allowed", 413: "body_too_large", 415: "unsupported_media_type"}


class BadJson(BotError):
    """The body is not JSON."""

    code = "bad_json"
    status = 400


class BodyTooLarge(BotError):
    """More bytes than a request may have."""

    code = "body_too_large"
    status = 413


class BodySlow(BotError):
    """The body did not arrive in time."""

    code = "body_slow"
    status = 400
    ends_connection = True


class UnsupportedMediaType(BotError):
    """The body is declared as something else than JSON."""

    code = "unsupported_media_type"
    status = 415


def envelope(code: str, **facts: object) -> dict[str, Any]:
    """{"error": {"code", "message"}}."""
    return {"error": {"code": code, "message": words.error(code, **facts)}}


def error_body(error: BotError, text_characters: int) -> dict[str, Any]:
    """The envelope of an error that a rule raised."""
    wait = words.wait(getattr(error, "retry_after_seconds", 1))
    return envelope(error.code, characters=text_characters, wait=wait)


def error_headers(error: BotError) -> dict[str, str]:
    """What the error itself carries, or when to come again; and that nothing more is read from a sender who was cut off."""
    if headers := getattr(error, "headers", None):
        return dict(headers)
    if getattr(error, "ends_connection", False):
        return {"Connection": "close"}
    if isinstance(error, TooManyTries):
        return {"Retry-After": str(error.retry_after_seconds)}
    return {"Retry-After": str(_BUSY_SECONDS)} if isinstance(error, StoreUnavailable) else {}


def install(app: FastAPI, text_characters: int) -> None:
    """Answer every error of the routes in the one shape."""

    async def on_bot_error(request: Request, error: Exception) -> JSONResponse:
        known = error if isinstance(error, BotError) else BotError()
        if known.status >= 500:
            log.warning("request.refused", path=request.url.path, code=known.code, reason=known.detail)
        return JSONResponse(error_body(known, text_characters), known.status, error_headers(known))

    async def on_http_error(_request: Request, error: Exception) -> JSONResponse:
        status = error.status_code if isinstance(error, HTTPException) else 500
        headers = dict(getattr(error, "headers", None) or {})
        return JSONResponse(envelope(_BY_STATUS.get(status, "error")), status, headers)

    async def on_bad_parameters(_request: Request, _error: Exception) -> JSONResponse:
        return JSONResponse(envelope("invalid_input"), 422)

    app.add_exception_handler(BotError, on_bot_error)
    app.add_exception_handler(HTTPException, on_http_error)
    app.add_exception_handler(RequestValidationError, on_bad_parameters)
