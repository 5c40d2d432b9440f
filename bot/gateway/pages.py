"""The pages that people open: shop, documentation, desk, privacy, and the chat page with its loader."""

from __future__ import annotations

from pathlib import Path

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.exceptions import HTTPException

from bot.gateway.policies import chat_policy, page_policy
from bot.gateway.privacy import privacy_page
from bot.gateway.shelf import Leaf, Shelf, serve
from bot.settings import ROOT, Settings

log = structlog.get_logger()
BUILT = ROOT / "web" / "widget" / "dist"
_PAGES = Path(__file__).with_name("pages")
_UNBUILT = _PAGES / "unbuilt.html"
_FRESH = "no-cache"  # kept, but asked for each time; the ETag makes that cheap
_FOREVER = "public, max-age=31536000, immutable"  # the name of a built file changes with its content
_LOADER = "public, max-age=600"
_FOREIGN = {"cross-origin-resource-policy": "cross-origin"}  # what other sites take from us
_EMBEDDABLE = {**_FOREIGN, "cross-origin-embedder-policy": "require-corp"}  # also in the frames of isolated sites
_METHODS = ["GET", "HEAD"]


class Pages:
    """The pages of one deployment; `built` is where the front end's build leaves its files."""

    def __init__(self, settings: Settings, built: Path = BUILT) -> None:
        self._settings = settings
        self._pages = Shelf(_PAGES)
        self._static = Shelf(_PAGES, without=frozenset({".html"}))  # pages have addresses of their own
        self._built = Shelf(built)
        self._privacy = privacy_page(settings)

    def look(self) -> None:
        """Say at the start when the front end has not been built."""
        missing = [name for name in ("index.html", "widget.js") if self._built.find(name) is None]
        if missing:
            log.warning("pages.not_built", missing=missing, build="make pages")

    def page(self, request: Request, name: str) -> Response:
        """One of the plain pages."""
        return self._page(request, self._pages.find(name))

    def privacy(self, request: Request) -> Response:
        """What is kept of a customer, with this deployment's figures."""
        return self._page(request, self._privacy)

    def static(self, request: Request, name: str) -> Response:
        """Style, script or picture of a plain page."""
        return serve(request, _found(self._static.find(name)), {"cache-control": _FRESH})

    def chat(self, request: Request) -> Response:
        """The chat page, in a frame or by itself."""
        policy = chat_policy(request.headers.get("host"), self._settings.allowed_origins)
        headers = {**_EMBEDDABLE, "content-security-policy": policy, "cache-control": _FRESH}
        leaf = self._built.find("index.html")
        return serve(request, leaf, headers) if leaf else self._unbuilt(headers)

    def asset(self, request: Request, name: str) -> Response:
        """A built file of the chat page."""
        return serve(request, _found(self._built.find(f"assets/{name}")), {"cache-control": _FOREVER})

    def loader(self, request: Request) -> Response:
        """The script that other sites embed."""
        leaf = self._built.find("widget.js")
        if leaf is None:
            sentence = "/* 聊天窗口的页面还没有构建，请运行 make pages */"
            return Response(sentence, 503, _FOREIGN, "text/javascript; charset=utf-8")
        return serve(request, leaf, {**_FOREIGN, "cache-control": _LOADER})

    def _page(self, request: Request, leaf: Leaf | None) -> Response:
        headers = {"content-security-policy": page_policy(), "cache-control": _FRESH}
        return serve(request, _found(leaf), headers)

    def _unbuilt(self, headers: dict[str, str]) -> Response:
        return HTMLResponse(_UNBUILT.read_text(encoding="utf-8"), 503, {**headers, "cache-control": "no-store"})


def pages_router(pages: Pages) -> APIRouter:
    """The routes of the pages; reading a file may block, so that none of them runs on the event loop."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/", methods=_METHODS)
    def home(request: Request) -> Response:
        return pages.page(request, "index.html")

    @router.api_route("/docs", methods=_METHODS)
    def docs(request: Request) -> Response:
        return pages.page(request, "docs.html")

    @router.api_route("/desk", methods=_METHODS)
    def desk(request: Request) -> Response:
        return pages.page(request, "desk.html")

    @router.api_route("/privacy", methods=_METHODS)
    def privacy(request: Request) -> Response:
        return pages.privacy(request)

    @router.api_route("/static/{name:path}", methods=_METHODS)
    def static(request: Request, name: str) -> Response:
        return pages.static(request, name)

    @router.api_route("/widget.js", methods=_METHODS)
    def loader(request: Request) -> Response:
        return pages.loader(request)

    @router.api_route("/widget", methods=_METHODS)
    def towards_chat() -> Response:
        return RedirectResponse("/widget/", 308)

    @router.api_route("/widget/", methods=_METHODS)
    def chat(request: Request) -> Response:
        return pages.chat(request)

    @router.api_route("/widget/assets/{name:path}", methods=_METHODS)
    def asset(request: Request, name: str) -> Response:
        return pages.asset(request, name)

    return router


def _found(leaf: Leaf | None) -> Leaf:
    if leaf is None:
        raise HTTPException(404)
    return leaf
