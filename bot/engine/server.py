"""The engine process: Rasa's dialogue behind one secret on loopback, ready only when the model has answered once.

Started by the supervisor as `python -m bot.engine.server`. Endpoints and credentials are made in memory: no secret on disk.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog

from bot.engine.quiet import prepare_rasa
from bot.engine.train import current_model, verified_model
from bot.errors import BotError
from bot.settings import Settings, load_settings

if TYPE_CHECKING:
    from rasa.core.agent import Agent
    from sanic import Sanic

    from bot.store.engine import Store

log = structlog.get_logger()
ACTION_SECONDS = 6.0  # inside the gateway's 8 s for a whole turn; Rasa's own patience is 300 s
_LONGEST_BODY = 64 * 1024
_KEEP_ALIVE_SECONDS = (
    75  # longer than the gateway keeps idle connections, so that it is never the engine that hangs up first
)


def load_agent(settings: Settings, model: Path) -> Agent:
    """The agent of a deployment; raises `WrongModel` when the archive does not match its checksum."""
    from bot.store.engine import open_store

    store = open_store(settings)
    return assemble_agent(verified_model(model), store, f"{settings.actions_url}/webhook", settings.internal_secret)


def assemble_agent(model: Path, store: Store, actions_url: str, secret: str, seconds: float = ACTION_SECONDS) -> Agent:
    """Rasa's agent over the project's own tracker store and way to the action server."""
    from rasa.core.agent import Agent
    from rasa.core.lock_store import InMemoryLockStore

    from bot.engine.action_endpoint import ActionEndpoint, check_schema_once
    from bot.engine.tracker import SealedTrackerStore

    check_schema_once()
    agent = Agent.load(
        model,
        tracker_store=SealedTrackerStore(None, store),
        lock_store=InMemoryLockStore(),
        action_endpoint=ActionEndpoint(actions_url, secret, seconds),
    )
    _take_off_fail_safe(agent)
    return agent


def _take_off_fail_safe(agent: Agent) -> None:
    """Rasa wraps every store in one that answers failure with an empty memory; the customer would be met as a stranger."""
    wrapped = agent.tracker_store
    agent.tracker_store = wrapped._tracker_store
    agent.tracker_store.domain = agent.domain
    agent.processor.tracker_store = agent.tracker_store


async def warm_up(agent: Agent) -> None:
    """Parse once, so that the first customer does not wait for dictionaries and weights."""
    from rasa.core.channels.channel import UserMessage

    from bot.store.catalogue import load_catalogue

    await agent.processor.parse_message(UserMessage(load_catalogue().categories[0].text))


def create_app(settings: Settings, model: Path) -> Sanic:
    """The server: the turn route, /ready, and a middleware that refuses everything without the secret."""
    from rasa.core.channels.channel import register
    from sanic import Sanic, response

    from bot.engine.connector import EngineInput, refusal, shows_secret

    app = Sanic("xiaoxiu_engine", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = _LONGEST_BODY
    app.config.KEEP_ALIVE_TIMEOUT = _KEEP_ALIVE_SECONDS
    app.config.FALLBACK_ERROR_FORMAT = "json"
    secret = settings.internal_secret

    @app.on_request
    async def refuse_strangers(request: Any) -> Any:
        return (
            None
            if shows_secret(request, secret)
            else refusal(401, "not_authenticated", "the secret is missing or wrong")
        )

    @app.get("/ready")
    async def ready(_request: Any) -> Any:
        return response.json({"ready": True, "model": model.name})

    @app.before_server_start
    async def load(app: Any, _loop: Any) -> None:
        app.ctx.agent = load_agent(settings, model)
        await warm_up(app.ctx.agent)
        log.info("engine.ready", model=model.name)

    register([EngineInput(secret)], app, route="/webhooks/")
    return app


def main() -> int:
    """Run until told to stop; returns the exit code."""
    prepare_rasa("engine")
    settings = load_settings()
    model = current_model()
    if model is None:
        log.error("engine.no_model", hint="xiaoxiu train")
        return 1
    try:
        app = create_app(settings, model)
        app.run(host="127.0.0.1", port=settings.engine_port, workers=1, access_log=False, debug=False, motd=False)
    except BotError as error:
        log.error("engine.failed", reason=error.code, detail=error.detail)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
