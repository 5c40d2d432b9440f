"""The pages: who may frame them, what they may load, how long browsers keep them, and nothing outside their folders."""

from __future__ import annotations

import gzip
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from front_door import FrontDoor
from starlette.testclient import TestClient

from bot.gateway import failures, tokens
from bot.gateway.pages import Pages, pages_router
from bot.gateway.policies import chat_policy
from bot.settings import Settings
from bot.store import retention

SITE = "https://shop.example"
SCRIPT = "console.log('小修');\n" * 60


@pytest.fixture
def built(tmp_path: Path) -> Path:
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>小修</title>", encoding="utf-8")
    (folder / "widget.js").write_text(SCRIPT, encoding="utf-8")
    (folder / "assets" / "index-abc123.js").write_text(SCRIPT, encoding="utf-8")
    (tmp_path / "secret.js").write_text("outside", encoding="utf-8")
    (folder / "assets" / "link.js").symlink_to(tmp_path / "secret.js")
    (folder / "assets" / "notes.md").write_text("no kind for browsers", encoding="utf-8")
    (folder / "assets" / ".hidden.js").write_text("hidden", encoding="utf-8")
    return folder


def client_of(settings: Settings, folder: Path) -> TestClient:
    app = FastAPI(docs_url=None)
    failures.install(app, 500)
    app.include_router(pages_router(Pages(settings, folder)))
    return TestClient(app, base_url="http://xiaoxiu.example:8080")


@pytest.fixture
def client(settings: Settings, built: Path) -> Iterator[TestClient]:
    with client_of(replace(settings, allowed_origins=(SITE,)), built) as opened:
        yield opened


def directives(response: httpx.Response) -> dict[str, list[str]]:
    parts = [part.split() for part in response.headers["content-security-policy"].split(";")]
    return {name: values for name, *values in parts}


def test_chat_page_may_be_framed_by_listed_sites_only(client: TestClient) -> None:
    policy = directives(client.get("/widget/"))

    assert policy["frame-ancestors"] == ["'self'", SITE]
    assert policy["default-src"] == policy["object-src"] == policy["base-uri"] == policy["form-action"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == ["'self'"]


def test_chat_page_names_its_own_host_for_the_socket(client: TestClient) -> None:
    policy = directives(client.get("/widget/"))

    assert policy["connect-src"] == ["'self'", "ws://xiaoxiu.example:8080", "wss://xiaoxiu.example:8080"]


@pytest.mark.parametrize("host", [None, "", "a b", "a;script-src *", "a,b", "*", "a\r\nx: y", "host:port"], ids=repr)
def test_host_that_could_break_the_policy_is_left_out(host: str | None) -> None:
    assert "connect-src 'self';" in chat_policy(host, ())


@pytest.mark.parametrize("path", ["/", "/docs", "/desk", "/privacy"])
def test_other_pages_are_framed_by_nobody(client: TestClient, path: str) -> None:
    policy = directives(client.get(path))

    assert policy["frame-ancestors"] == ["'none'"]
    assert policy["frame-src"] == policy["script-src"] == ["'self'"]


def test_built_files_are_kept_for_a_year_and_pages_asked_for_each_time(client: TestClient) -> None:
    kept = {
        path: client.get(path).headers["cache-control"]
        for path in ("/widget/assets/index-abc123.js", "/widget/", "/widget.js", "/static/page.css", "/")
    }

    assert kept == {
        "/widget/assets/index-abc123.js": "public, max-age=31536000, immutable",
        "/widget/": "no-cache",
        "/widget.js": "public, max-age=600",
        "/static/page.css": "no-cache",
        "/": "no-cache",
    }


def test_licences_of_the_built_files_can_be_read(client: TestClient, built: Path) -> None:
    (built / "assets" / "licences.txt").write_text("MIT © 作者", encoding="utf-8")

    licences = client.get("/widget/assets/licences.txt")

    assert licences.headers["content-type"] == "text/plain; charset=utf-8"
    assert licences.text == "MIT © 作者"


def test_loader_may_be_used_by_other_sites(client: TestClient) -> None:
    loader = client.get("/widget.js")

    assert loader.headers["cross-origin-resource-policy"] == "cross-origin"
    assert loader.headers["content-type"] == "text/javascript; charset=utf-8"
    assert loader.text == SCRIPT


def test_chat_page_may_stand_in_the_frame_of_an_isolated_site(client: TestClient) -> None:
    chat = client.get("/widget/")

    assert chat.headers["cross-origin-resource-policy"] == "cross-origin"
    assert chat.headers["cross-origin-embedder-policy"] == "require-corp"


@pytest.mark.parametrize("path", ["/widget.js", "/widget/", "/widget/assets/index-abc123.js", "/privacy"])
def test_known_file_is_not_sent_again(client: TestClient, path: str) -> None:
    first = client.get(path)

    again = client.get(path, headers={"If-None-Match": f'"other", W/{first.headers["etag"]}'})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["cache-control"] == first.headers["cache-control"]


def test_changed_file_is_sent_again_without_a_restart(client: TestClient, built: Path) -> None:
    tag = client.get("/widget.js").headers["etag"]
    (built / "widget.js").write_text("new", encoding="utf-8")
    os.utime(built / "widget.js", ns=(1, 1))

    again = client.get("/widget.js", headers={"If-None-Match": tag})

    assert (again.status_code, again.text) == (200, "new")


def test_text_is_compressed_for_who_can_read_it(client: TestClient) -> None:
    path = "/widget/assets/index-abc123.js"
    with client.stream("GET", path, headers={"Accept-Encoding": "br;q=1, gzip;q=0.5"}) as response:
        packed = b"".join(response.iter_raw())
    plain = client.get(path, headers={"Accept-Encoding": "gzip;q=0, identity"})

    assert gzip.decompress(packed).decode() == SCRIPT == plain.text
    assert response.headers["content-encoding"] == "gzip" and "content-encoding" not in plain.headers
    assert response.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert response.headers["etag"] != plain.headers["etag"]


@pytest.mark.parametrize("path", ["/", "/docs", "/privacy", "/widget/", "/widget.js", "/static/page.css"])
def test_head_tells_the_same_without_a_body(client: TestClient, path: str) -> None:
    got, asked = client.get(path), client.head(path)

    assert (asked.status_code, asked.content) == (200, b"")
    assert asked.headers["content-length"] == got.headers["content-length"]
    assert asked.headers["etag"] == got.headers["etag"]


@pytest.mark.parametrize(
    "path",
    [
        "/widget/assets/../../secret.js",
        "/widget/assets/%2e%2e/%2e%2e/secret.js",
        "/widget/assets/..%2f..%2fsecret.js",
        "/widget/assets/..%5c..%5csecret.js",
        "/widget/assets//etc/passwd",
        "/widget/assets/%2fetc/passwd",
        "/widget/assets/index-abc123.js%00.css",
        "/widget/assets/link.js",
        "/widget/assets/notes.md",
        "/widget/assets/.hidden.js",
        "/widget/assets/",
        "/widget/assets/" + "a" * 5000 + ".js",
        "/static/privacy.html",
        "/static/../pages.py",
        "/static/%2e%2e/settings.py",
    ],
    ids=lambda path: path[:40],
)
def test_nothing_outside_the_folders_is_served(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_address_without_its_slash_leads_to_the_chat_page(client: TestClient) -> None:
    response = client.get("/widget", follow_redirects=False)

    assert (response.status_code, response.headers["location"]) == (308, "/widget/")


def test_missing_build_is_said_plainly_and_mended_without_a_restart(settings: Settings, tmp_path: Path) -> None:
    with client_of(settings, tmp_path / "none") as client:
        page, script, home = client.get("/widget/"), client.get("/widget.js"), client.get("/")
        (tmp_path / "none").mkdir()
        (tmp_path / "none" / "index.html").write_text("built", encoding="utf-8")
        mended = client.get("/widget/")

    assert (page.status_code, script.status_code, home.status_code) == (503, 503, 200)
    assert "make pages" in page.text and "make pages" in script.text
    assert page.headers["cache-control"] == "no-store"
    assert mended.text == "built"


def test_privacy_page_has_this_deployments_figures(settings: Settings, built: Path) -> None:
    changed = replace(settings, retention_chat_days=77, retention_booking_days=730, hours="周一至周五 10:00-18:00")
    with client_of(changed, built) as client:
        page = client.get("/privacy").text

    assert "77 天" in page and "2 年" in page and "周一至周五 10:00-18:00" in page and "10 MB" in page
    assert "400-555-0000" in page
    assert "$" not in page and "None" not in page


def test_privacy_page_names_the_times_that_the_code_keeps(client: TestClient) -> None:
    page = client.get("/privacy").text

    assert f"（{tokens._LIFE.days} 天有效）" in page
    assert f"{retention._ATTEMPTS.days} 天内删除" in page


def test_privacy_page_speaks_of_text_messages_only_where_some_are_sent(settings: Settings, built: Path) -> None:
    pages = []
    for sender in ("", "shop.sms.Sender"):
        with client_of(replace(settings, sms_sender=sender), built) as client:
            pages.append(client.get("/privacy").text)

    assert "<dt hidden>短信验证码" in pages[0]
    assert "<dt>短信验证码" in pages[1]


async def test_real_gateway_adds_its_headers_to_pages(door: FrontDoor) -> None:
    page = await door.client.get("/privacy")

    assert page.status_code == 200
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in page.headers["permissions-policy"]
    assert not re.search(r"(src|href)=\"(https?:)?//", page.text)
    assert "<style" not in page.text and "style=" not in page.text and "<script" not in page.text


async def test_answers_of_the_api_are_never_compressed_or_framed(door: FrontDoor) -> None:
    answer = await door.client.get("/openapi.json", headers={"Accept-Encoding": "gzip"})

    assert "content-encoding" not in answer.headers
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
