"""Which web sites may talk to the gateway: its own, and those of the allow-list."""

from __future__ import annotations

from starlette.middleware.cors import CORSMiddleware
from starlette.types import Receive, Scope, Send


class ListedSites(CORSMiddleware):
    """CORS headers for the sites of the list; the socket's own server writes them for its path, and twice is refused."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers unless the request is the socket's."""
        if scope["type"] == "http" and scope["path"].startswith("/socket.io"):
            await self.app(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def is_allowed(origin: str | None, host: str | None, allowed: tuple[str, ...], is_secure: bool = False) -> bool:
    """Whether a request with this Origin header may pass.

    No Origin means no browser of another site. The same host and port, or an entry of the list, is fine; "null" is not,
    nor is the plain page of a host whose requests are known to come over TLS (`is_secure`).
    """
    if not origin:
        return True
    if origin in allowed:
        return True
    schemes = ("https",) if is_secure else ("http", "https")  # TLS may end in a proxy that says nothing about it
    return bool(host) and origin in {f"{scheme}://{host}" for scheme in schemes}
