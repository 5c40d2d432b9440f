"""The widget on the pages of other people: strict policies, styles that reach for everything, print."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Callable, Iterator

import pytest
from deployment import Deployment
from playwright.sync_api import Browser, expect
from widget_page import WidgetPage

pytestmark = pytest.mark.timeout(120)
Visit = Callable[[str, dict[str, str]], WidgetPage]
_PLAIN = "<h1>商城</h1>" + "<p>商品</p>" * 80
_GREEDY = """<style>
    * { all: unset !important } html > div, iframe { display: none !important; opacity: 0 !important }
    html { direction: rtl; font: 40px cursive; letter-spacing: 9px; visibility: hidden }
    body { transform: scale(.9); overflow: hidden }
    header { position: fixed; inset: 0 0 auto; height: 60px; z-index: 2147483647 }
</style><base href="https://elsewhere.invalid/">
<header>商城</header><form id="Xiaoxiu"></form><div id="xiaoxiu"></div>"""


@pytest.fixture
def visit(chromium: Browser, deployment: Deployment) -> Iterator[Visit]:
    """Open a page of a site on the list, with this content and these headers; a fault on it fails the test."""
    site = deployment.environment["XIAOXIU_ALLOWED_ORIGINS"]
    shown: list[tuple[bytes, dict[str, str]]] = []

    class Site(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body, headers = shown[-1] if self.path == "/" else (b"", {})
            self.send_response(200)
            for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None: ...

    server = http.server.ThreadingHTTPServer(("127.0.0.1", int(site.rsplit(":", 1)[1])), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    faults: list[str] = []
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    page = context.new_page()

    def go(content: str, headers: dict[str, str]) -> WidgetPage:
        script = f"<script src='{deployment.base}/widget.js' async></script>"
        shown.append((f"<!doctype html><title>商城</title>{script}{content}".encode(), headers))
        page.goto(f"{site}/")
        return WidgetPage(page)

    yield go
    context.close()
    server.shutdown()
    server.server_close()
    assert faults == []


def policy(base: str) -> str:
    """The narrowest policy that docs/widget.md asks a host for."""
    return f"default-src 'none'; script-src {base}; frame-src {base}; require-trusted-types-for 'script'; trusted-types 'none'"


@pytest.mark.parametrize("kind", ["strict policy", "isolated", "greedy styles"])
def test_chat_opens_and_closes_on_any_page(visit: Visit, deployment: Deployment, kind: str) -> None:
    headers = {
        "strict policy": {"Content-Security-Policy": policy(deployment.base)},
        "isolated": {"Cross-Origin-Embedder-Policy": "require-corp", "Cross-Origin-Opener-Policy": "same-origin"},
        "greedy styles": {},
    }[kind]

    widget = visit(_GREEDY if kind == "greedy styles" else _PLAIN, headers).open()
    widget.wait_for_welcome()

    box = widget.page.locator("iframe[title=在线客服]").bounding_box()
    assert box == {"x": 865, "y": 77, "width": 398, "height": 638}
    widget.frame.get_by_role("button", name="关闭").first.click()
    expect(widget.composer).to_be_hidden()
    expect(widget.launcher).to_be_focused()


def test_phone_gets_its_page_back_where_it_was(visit: Visit) -> None:
    widget = visit(_PLAIN, {})
    page = widget.page
    page.set_viewport_size({"width": 390, "height": 844})
    page.evaluate("scrollTo(0, 500)")

    for _ in range(10):
        page.evaluate("Xiaoxiu.toggle()")
    widget.open().wait_for_welcome()
    widget.frame.get_by_role("button", name="关闭").first.click()
    expect(widget.composer).to_be_hidden()

    assert page.evaluate("[scrollY, document.body.inert, document.body.style.cssText]") == [500, False, ""]


def test_print_of_the_page_is_without_the_widget(visit: Visit) -> None:
    widget = visit(_PLAIN, {}).open()
    widget.wait_for_welcome()

    widget.page.emulate_media(media="print")
    expect(widget.launcher).to_be_hidden()
    expect(widget.composer).to_be_hidden()

    widget.page.emulate_media(media="screen")
    expect(widget.composer).to_be_visible()
