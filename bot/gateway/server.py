"""Runs the gateway: `python -m bot.gateway.server`."""

from __future__ import annotations

from types import FrameType

import structlog
import uvicorn
from fastapi import FastAPI

from bot.gateway.app import Gateway, create_app
from bot.gateway.sockets import PACKET_BYTES
from bot.log import configure_log
from bot.settings import Settings, load_settings
from bot.store.engine import open_store

log = structlog.get_logger()
_CLOSE_SECONDS = 3  # for requests under way; running turns have ten seconds of their own
_KEEP_ALIVE_SECONDS = 75  # more than the 60 s of usual proxies, which else send into a closing connection


class _Server(uvicorn.Server):
    """Says "not ready" and lets long polls go as soon as it is told to stop, not when the last request has ended."""

    def __init__(self, config: uvicorn.Config, gateway: Gateway) -> None:
        super().__init__(config)
        self._gateway = gateway

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """A stop signal came."""
        self._gateway.bus.close()
        super().handle_exit(sig, frame)


def main() -> None:
    """Serve until a stop signal comes."""
    settings = load_settings()
    configure_log("gateway")
    store = open_store(settings)
    app = create_app(settings, store)
    log.info("gateway.starting", host=settings.host, port=settings.port)
    try:
        _Server(_config(settings, app), app.state.gateway).run()
    finally:
        store.close()


def _config(settings: Settings, app: FastAPI) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http="httptools",
        ws="wsproto",  # the websockets driver does not work with the version that Rasa pins
        ws_max_size=2 * PACKET_BYTES,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=settings.trust_proxy,
        forwarded_allow_ips="127.0.0.1",  # the proxy beside us; of a chain the last address that it did not make up counts
        timeout_graceful_shutdown=_CLOSE_SECONDS,
    )


if __name__ == "__main__":
    main()
