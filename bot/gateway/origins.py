"""Which web sites may talk to the gateway: its own, and those of the allow-list."""

from __future__ import annotations

from urllib.parse import urlsplit


def is_allowed(origin: str | None, host: str | None, allowed: tuple[str, ...]) -> bool:
    """Whether a request with this Origin header may pass.

    No Origin means no browser of another site; the same host, or an entry of the list, is fine; "null" is not.
    """
    if not origin:
        return True
    origin = origin.rstrip("/")
    return origin in allowed or (bool(host) and urlsplit(origin).netloc == host)
