"""Hostile words, files and sites: text stays text, and nobody else's page gets at the chat."""

from __future__ import annotations

import http.server
import mimetypes
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from deployment import Deployment, Desk, newest_waiting
from playwright.sync_api import Browser, Page, expect
from widget_page import WidgetPage

pytestmark = pytest.mark.timeout(180)
HOSTILE = (Path(__file__).with_name("hostile_texts.txt")).read_text(encoding="utf-8").splitlines()
_TRY_ALL = """async base => {
    const open = () => fetch(base + '/api/v1/chats', {method: 'POST', headers: {'Content-Type': 'application/json'}, body: '{"channel": "web"}'})
        .then(it => it.status, () => 'refused');
    const shake = () => fetch(base + '/socket.io/?EIO=4&transport=polling').then(it => it.status, () => 'refused');
    return [await open(), await shake()];
}"""
_MADE = (
    "script, iframe, object, embed, form, base, link[href^='data'], meta[http-equiv=refresh], img[src='x'], svg[onload]"
)


def is_harmless(page: Page, widget: WidgetPage) -> bool:
    """Nothing ran, on neither page, and nothing was made of the words but text."""
    ran = any(frame.evaluate("window.pwned !== undefined") for frame in page.frames)
    return not ran and widget.log.locator(_MADE).count() == 0


def test_hostile_texts_of_customer_and_agent_stay_text(page: Page, widget: WidgetPage, desk: Desk) -> None:
    widget.frame.get_by_role("button", name="转人工").first.click()
    expect(widget.frame.get_by_text(re.compile("人工排队中")).first).to_be_visible(timeout=15_000)
    chat_id = newest_waiting(desk)
    desk.act(chat_id, "accept")

    for text in HOSTILE:
        desk.reply(chat_id, text)
    widget.say("\n".join(HOSTILE[:6]))
    widget.hear(HOSTILE[-1].lstrip("\u202e"))

    assert is_harmless(page, widget)
    links = widget.log.get_by_role("link").evaluate_all(
        "found => found.map(link => [link.protocol, link.rel, link.target])"
    )
    assert all(protocol in ("http:", "https:", "tel:") for protocol, _, _ in links)
    assert all("noopener" in rel for protocol, rel, target in links if target == "_blank")


def test_hostile_options_of_the_host_stay_text(chromium: Browser, deployment: Deployment) -> None:
    context = chromium.new_context()
    shop = context.new_page()
    attack = HOSTILE[1]

    def answer(route) -> None:  # type: ignore[no-untyped-def]
        escaped = attack.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
        names = ("greeting", "colour", "position", "product", "order", "customer-token", "theme")
        options = " ".join(f'data-{name}="{escaped}"' for name in names)
        route.fulfill(
            content_type="text/html", body=f"<!doctype html><script src='/widget.js' async {options}></script>"
        )

    shop.route(f"{deployment.base}/hostile", answer)
    shop.goto(f"{deployment.base}/hostile")
    widget = WidgetPage(shop).open()
    widget.wait_for_welcome()

    assert is_harmless(shop, widget)
    context.close()


@contextmanager
def web_site(folder: Path, port: int, base: str) -> Iterator[str]:
    """Another web site that embeds the widget; its address."""
    (folder / "index.html").write_text(
        f"<!doctype html><title>别人的网站</title><script src='{base}/widget.js' async></script>"
        f"<iframe id='own' src='{base}/widget/'></iframe>",
        encoding="utf-8",
    )
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_site_that_is_not_on_the_list_gets_no_chat(
    chromium: Browser,
    deployment: Deployment,
    tmp_path: Path,
) -> None:
    context = chromium.new_context()
    stranger = context.new_page()
    with web_site(tmp_path, 0, deployment.base) as address:
        stranger.goto(address)
        WidgetPage(stranger).open()
        stranger.wait_for_timeout(1000)
        tried = stranger.evaluate(_TRY_ALL, deployment.base)
        frames = [frame.url for frame in stranger.frames[1:]]
    context.close()

    assert tried == ["refused", "refused"]
    assert len(frames) == 2 and all(url.startswith("chrome-error:") for url in frames), frames


def test_site_on_the_list_has_the_whole_chat(
    chromium: Browser,
    deployment: Deployment,
    tmp_path: Path,
) -> None:
    port = int(deployment.environment["XIAOXIU_ALLOWED_ORIGINS"].rsplit(":", 1)[1])
    context = chromium.new_context()
    friend = context.new_page()
    with web_site(tmp_path, port, deployment.base) as address:
        friend.goto(address)
        widget = WidgetPage(friend).open()
        widget.wait_for_welcome()
        widget.say("空调保修几年")
        widget.hear("6 年")
        tried = friend.evaluate(_TRY_ALL, deployment.base)
    context.close()

    assert tried[0] == 201


FILES = {
    "picture": ("故障.png", None, "放大查看：您发送的图片 故障"),
    "document": ("发票.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF", "下载文件 发票.pdf"),
    "hostile name": ("<img src=x onerror=window.pwned=1>.png", None, "img src=x onerror"),
    "text that is called a picture": ("故障.jpg", b"<script>window.pwned=1</script>", ""),
    "page": ("说明.html", b"<!doctype html><script>window.pwned=1</script>", ""),
    "drawing with a script": (
        "图.svg",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>window.pwned=1</script></svg>",
        "",
    ),
    "program": ("setup.exe", b"MZ" + bytes(200), ""),
}  # name, content (None: a real picture), how it is shown when it is taken


def test_only_pictures_films_and_documents_are_taken(page: Page, widget: WidgetPage) -> None:
    taken = widget.log.get_by_label(re.compile("放大查看|下载文件"))
    for what, (title, content, shown) in FILES.items():
        given = {
            "name": title,
            "mimeType": mimetypes.guess_type(title)[0] or "",
            "buffer": _picture() if content is None else content,
        }
        before = taken.count()

        widget.frame.locator("input[type=file]").first.set_input_files([given])  # type: ignore[list-item]  # a literal of FilePayload

        if shown:
            expect(widget.log.get_by_label(shown).last, what).to_be_visible(timeout=15_000)
        else:
            refused = widget.frame.get_by_text(re.compile("这种文件暂时收不了|打不开")).last
            expect(refused, what).to_be_visible(timeout=15_000)
            page.wait_for_timeout(500)  # as long as a file that is taken needs to be shown
            assert taken.count() == before, what
        assert is_harmless(page, widget), what


def _picture() -> bytes:
    from io import BytesIO

    from PIL import Image

    stored = BytesIO()
    Image.new("RGB", (640, 480), "#3366aa").save(stored, "PNG")
    return stored.getvalue()
