"""Whether the gateway lives, whether it can serve, and its figures."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from bot.errors import StoreUnavailable
from bot.gateway import shapes
from bot.gateway.bus import Bus
from bot.gateway.engine import Engine
from bot.gateway.metrics import Metrics
from bot.gateway.threads import Threads
from bot.store import chats

_DATABASE_SECONDS = 2.0


def health_router(threads: Threads, engine: Engine, bus: Bus, metrics: Metrics) -> APIRouter:
    """/health/live, /health/ready and /metrics."""
    router = APIRouter(tags=["operation"])

    async def database_is_ready() -> bool:
        try:
            await asyncio.wait_for(threads.read(lambda session: chats.marks(session, [])), _DATABASE_SECONDS)
        except (StoreUnavailable, asyncio.TimeoutError):
            return False
        return True

    @router.get("/health/live", response_model=shapes.Liveness)
    async def live() -> dict[str, bool]:
        """The process answers."""
        return {"live": True}

    @router.get("/health/ready", response_model=shapes.Readiness, responses={503: {"model": shapes.Readiness}})
    async def ready() -> Response:
        """Everything that an answer needs is there: 200, else 503; both say which part is missing."""
        checks = {
            "database": database_is_ready(),
            "engine": engine.is_ready(),
            "actions": engine.actions_are_ready(),
        }
        parts = dict(zip(checks, await asyncio.gather(*checks.values()), strict=True))
        is_ready = all(parts.values()) and not bus.is_closed
        return JSONResponse({"ready": is_ready, "parts": parts}, 200 if is_ready else 503)

    @router.get("/metrics", include_in_schema=False)
    async def figures() -> Response:
        """For Prometheus."""
        return PlainTextResponse(metrics.page(), media_type="text/plain; version=0.0.4")

    return router
