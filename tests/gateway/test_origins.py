"""Which sites get in: those of the list and our own, to the letter; all others neither call, nor connect, nor frame."""

from __future__ import annotations

from dataclasses import replace

import pytest
import socketio
from fake_engine import FakeEngine
from front_door import front_door

from bot.gateway.origins import is_allowed
from bot.gateway.sockets import socket_server
from bot.settings import Settings
from bot.store.engine import Store

SITE = "https://shop.example"
HOST = "care.example:8080"
STRANGERS = {
    "other": "https://evil.example",
    "scheme": "http://shop.example",
    "port": "https://shop.example:8443",
    "subdomain": "https://www.shop.example",
    "suffix": "https://shop.example.evil.example",
    "prefix": "https://evilshop.example",
    "null": "null",
    "user": "https://shop.example@evil.example",
    "own-host-other-port": "http://care.example:9090",
    "own-host-as-subdomain": "http://x.care.example:8080",
    "own-host-as-user": "http://care.example:8080@evil.example",
    "other-kind": "chrome-extension://care.example:8080",
    "no-scheme": "care.example:8080",
    "slash": "https://shop.example/",
    "blank": " ",
}


@pytest.mark.parametrize("origin", STRANGERS.values(), ids=STRANGERS.keys())
def test_stranger_is_refused(origin: str) -> None:
    assert not is_allowed(origin, HOST, (SITE,))


@pytest.mark.parametrize("origin", [None, "", SITE, "http://care.example:8080", "https://care.example:8080"], ids=repr)
def test_listed_site_own_pages_and_programs_pass(origin: str | None) -> None:
    assert is_allowed(origin, HOST, (SITE,))


def test_plain_page_of_a_host_behind_tls_is_refused() -> None:
    assert is_allowed("https://care.example", "care.example", (), is_secure=True)
    assert not is_allowed("http://care.example", "care.example", (), is_secure=True)


@pytest.mark.parametrize(("scheme", "passes"), [("ws", True), ("wss", False)], ids=["plain", "tls"])
def test_socket_behind_tls_is_not_opened_from_a_plain_page(settings: Settings, scheme: str, passes: bool) -> None:
    environ = {"HTTP_HOST": "care.example", "asgi.scope": {"scheme": scheme}}

    assert socket_server(settings).eio.cors_allowed_origins("http://care.example", environ) is passes


def test_request_without_a_host_has_no_pages_of_its_own() -> None:
    assert not is_allowed("http://", "", ()) and not is_allowed("https://care.example", None, ())


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://shop.example"], ids=["other", "null", "scheme"]
)
async def test_stranger_neither_calls_nor_connects_nor_reads_files(
    settings: Settings, sqlite_store: Store, engine: FakeEngine, origin: str
) -> None:
    theirs = {"Origin": origin}
    async with front_door(replace(settings, allowed_origins=(SITE,)), sqlite_store, engine) as door:
        customer = await door.open_chat()
        refused = [
            await door.client.post("/api/v1/chats", json={}, headers=theirs),
            await door.client.get(f"{customer.path}/messages", headers={**customer.headers, **theirs}),
            await door.client.post(f"{customer.path}/files", headers={**customer.headers, **theirs}),
            await door.client.get("/api/v1/files/" + "0" * 32, headers=theirs),
        ]
        asked = await door.client.options("/api/v1/chats", headers={**theirs, "Access-Control-Request-Method": "POST"})
        polled = await door.client.get("/socket.io/?EIO=4&transport=polling", headers=theirs)
        socket = socketio.AsyncClient(reconnection=False)
        with pytest.raises(socketio.exceptions.ConnectionError):
            await socket.connect(door.url, headers=theirs, namespaces=["/chat"], auth={"token": customer.token})
        await socket.disconnect()

    assert [response.status_code for response in refused] == [403] * 4
    assert asked.status_code == 400 and polled.status_code == 400
    for response in (*refused, asked, polled):
        assert "access-control-allow-origin" not in response.headers


async def test_listed_site_may_ask_before_it_calls(settings: Settings, sqlite_store: Store, engine: FakeEngine) -> None:
    async with front_door(replace(settings, allowed_origins=(SITE,)), sqlite_store, engine) as door:
        asked = await door.client.options(
            "/api/v1/chats",
            headers={
                "Origin": SITE,
                "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "authorization,content-type",
            },
        )
        framed = await door.client.get("/widget/")

    assert asked.status_code == 200 and asked.headers["access-control-allow-origin"] == SITE
    assert f"frame-ancestors 'self' {SITE}" in framed.headers["content-security-policy"]
