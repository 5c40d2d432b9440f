"""Static files as browsers want them: with ETag and gzip, answered to GET and HEAD, and none from outside their folder.

Only what is the same for everybody is compressed: an answer of the API holds a customer's words beside secrets, and its
compressed length would tell of them.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

_KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".txt": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
}
_COMPRESSED = {".html", ".css", ".js", ".json", ".svg", ".txt"}
_LEAST_BYTES = 512  # below that gzip only adds


@dataclass(frozen=True)
class Leaf:
    """One file's content, ready to be sent."""

    kind: str
    body: bytes = field(repr=False)
    packed: bytes | None = field(repr=False)
    tag: str


def page_leaf(text: str) -> Leaf:
    """A page that was put together here."""
    return _leaf(".html", text.encode())


def _leaf(suffix: str, body: bytes) -> Leaf:
    packed = gzip.compress(body, 9, mtime=0) if suffix in _COMPRESSED and len(body) >= _LEAST_BYTES else None
    return Leaf(_KINDS[suffix], body, packed, sha256(body).hexdigest()[:32])


class Shelf:
    """The files of one folder, read when they are first asked for and again when they have changed."""

    def __init__(self, folder: Path, without: frozenset[str] = frozenset()) -> None:
        self._folder = folder.resolve()
        self._without = without
        self._known: dict[str, tuple[tuple[int, int], Leaf]] = {}

    def find(self, name: str) -> Leaf | None:
        """The file of this name; None for what is missing, outside the folder, hidden or of no kind for browsers."""
        try:
            path = self._path(name)
            return None if path is None else self._read(name, path)
        except OSError:  # replaced by a new build just now, or a name that no file can have
            return None

    def _read(self, name: str, path: Path) -> Leaf:
        facts = path.stat()
        mark = (facts.st_mtime_ns, facts.st_size)
        known = self._known.get(name)
        if known is None or known[0] != mark:
            known = self._known[name] = (mark, _leaf(path.suffix, path.read_bytes()))
        return known[1]

    def _path(self, name: str) -> Path | None:
        parts = name.split("/")
        is_plain = all(part and not part.startswith(".") and "\\" not in part and "\0" not in part for part in parts)
        suffix = Path(name).suffix
        if not is_plain or suffix not in _KINDS or suffix in self._without:
            return None
        path = (self._folder / name).resolve()
        return path if path.is_relative_to(self._folder) and path.is_file() else None


def serve(request: Request, leaf: Leaf, headers: dict[str, str]) -> Response:
    """Answer with a file: 304 when the browser has it, compressed when the browser can read that."""
    packed = leaf.packed if _takes_gzip(request) else None
    tag = f'"{leaf.tag}{"-gz" if packed else ""}"'
    facts = {"etag": tag, **({"vary": "Accept-Encoding"} if leaf.packed else {}), **headers}
    if _knows(request, tag):
        return Response(status_code=304, headers=facts)
    body = packed or leaf.body
    facts |= {"content-type": leaf.kind, "content-length": str(len(body))}
    if packed:
        facts["content-encoding"] = "gzip"
    return Response(b"" if request.method == "HEAD" else body, headers=facts)


def _takes_gzip(request: Request) -> bool:
    for part in request.headers.get("accept-encoding", "").lower().split(","):
        name, _, quality = part.strip().partition(";")
        if name.strip() == "gzip":
            return quality.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


def _knows(request: Request, tag: str) -> bool:
    tags = [known.strip().removeprefix("W/") for known in request.headers.get("if-none-match", "").split(",")]
    return tag in tags or tags == ["*"]
