"""What a browser may do with each of our pages: no inline script or style, no foreign source, framed only by whom we name."""

from __future__ import annotations

import re

_HOST = re.compile(r"[a-zA-Z0-9.-]+(:[0-9]{1,5})?")

API = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
BROWSER_RIGHTS = "geolocation=(), camera=(), microphone=(), payment=(), usb=()"
_SHARED = "default-src 'none'; script-src 'self'; style-src 'self'"


def page_policy(frames: str = "'none'") -> str:
    """The policy of the shop page and the pages around it; they carry the chat page in a frame."""
    return (
        f"{_SHARED}; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src 'self'; "
        f"object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors {frames}"
    )


def chat_policy(host: str | None, sites: tuple[str, ...]) -> str:
    """The policy of the chat page, which our own pages and the sites of the list may frame.

    Safari 15 does not count a socket of the page's own host as 'self', so that the host is named; one that could
    break out of the header is left away.
    """
    own = f" ws://{host} wss://{host}" if host and _HOST.fullmatch(host) else ""
    frames = " ".join(["'self'", *sites])
    return (
        f"{_SHARED}; img-src 'self' blob: data:; media-src 'self' blob:; font-src 'self'; connect-src 'self'{own}; "
        f"object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors {frames}"
    )
