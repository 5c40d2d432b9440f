"""What operators and developers see: health, figures, pages, the API's description, one log line a turn."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from typing import Any

import pytest
import structlog
from fake_engine import FakeEngine
from front_door import Customer, FrontDoor

from bot.gateway import server
from bot.settings import Settings


async def test_readiness_names_the_part_that_is_missing(door: FrontDoor, engine: FakeEngine) -> None:
    assert (await door.client.get("/health/live")).status_code == 200
    ready = await door.client.get("/health/ready")
    await engine.stop()
    missing = await door.client.get("/health/ready")

    assert (ready.status_code, ready.json()["ready"]) == (200, True)
    assert (missing.status_code, missing.json()) == (
        503,
        {"ready": False, "parts": {"database": True, "engine": False, "actions": False}},
    )


async def test_figures_count_messages_and_turns(customer: Customer, engine: FakeEngine) -> None:
    engine.script["坏"] = "empty"
    await customer.ask("你好")
    await customer.ask("坏")
    await customer.client.get("/nowhere")

    page = (await customer.client.get("/metrics")).text

    assert 'xiaoxiu_messages_total{channel="web",duplicate="false"} 2.0' in page
    assert 'xiaoxiu_turns_total{outcome="answered"} 1.0' in page
    assert 'xiaoxiu_turns_total{outcome="empty"} 1.0' in page
    assert 'xiaoxiu_http_errors_total{status="404"} 1.0' in page
    assert "xiaoxiu_turn_seconds_bucket" in page and "xiaoxiu_sockets 0.0" in page


async def test_pages_load_nothing_from_elsewhere(door: FrontDoor) -> None:
    for path in ("/", "/docs", "/desk", "/static/page.css", "/static/docs.js"):
        response = await door.client.get(path)
        assert response.status_code == 200
        assert not re.search(r"(src|href)=\"(https?:)?//", response.text)
        assert "<script>" not in response.text and "style=" not in response.text
        assert "unsafe" not in response.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in response.headers["content-security-policy"]


async def test_description_of_the_api_names_every_call(door: FrontDoor) -> None:
    description = (await door.client.get("/openapi.json")).json()

    base = "/api/v1/chats"
    assert {base, f"{base}/{{chat_id}}/messages", f"{base}/{{chat_id}}/files", f"{base}/{{chat_id}}/survey"} <= set(
        description["paths"]
    )
    send = description["paths"][f"{base}/{{chat_id}}/messages"]["post"]
    assert "client_id" in send["requestBody"]["content"]["application/json"]["schema"]["properties"]
    assert "202" in send["responses"] and "429" in send["responses"]


async def test_page_of_the_desk_lists_every_call_of_the_desk(door: FrontDoor) -> None:
    page = (await door.client.get("/desk")).text
    description = (await door.client.get("/openapi.json")).json()

    listed = set(re.findall(r"<td><code>(.*?)</code></td>", page))
    calls = {
        f"{method.upper()} {path.removeprefix('/api/v1/desk').replace('{chat_id}', '{id}')}"
        for path, methods in description["paths"].items()
        for method in methods
        if path.startswith("/api/v1/desk/")
    }
    assert listed == calls


async def test_front_page_says_what_can_be_done_today(door: FrontDoor) -> None:
    page = (await door.client.get("/")).text

    for service in ("预约", "进度", "改期", "取消", "升级", "价格", "网点", "转人工", "/docs", "/desk"):
        assert service in page


async def test_turn_writes_one_line_without_the_customers_words(
    customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    # a logger that another test of this process has used after configure_log is cached and cannot be listened to
    monkeypatch.setattr("bot.gateway.dispatcher.log", structlog.get_logger())
    with structlog.testing.capture_logs() as lines:
        await customer.ask("我的电话是 13800138000")

    [line] = [line for line in lines if line["event"] == "turn.finished"]
    assert set(line) == {
        "event", "log_level", "chat", "channel", "intent", "confidence", "action", "outcome", "milliseconds",
    }  # fmt: skip
    assert (line["chat"], line["intent"], line["outcome"]) == (customer.chat_id, "greet", "answered")
    assert "13800138000" not in str(lines)


async def test_stopping_gateway_says_so_first_and_ends_running_turns(
    customer: Customer, door: FrontDoor, engine: FakeEngine
) -> None:
    engine.script["慢"] = "slow:0.5"
    seq = await customer.say("慢")
    poll = asyncio.create_task(customer.look(after=seq + 50, wait=20))
    await asyncio.sleep(0.1)

    door.gateway.bus.close()
    ready = await customer.client.get("/health/ready")
    await asyncio.wait_for(poll, 1)
    await door.gateway.dispatcher.stop()

    assert ready.status_code == 503
    assert (await customer.answers_to(seq, wait=1))[0]["text"] == "答：慢"


async def test_unexpected_error_is_one_honest_sentence_and_tells_nothing(
    customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret 13800138000")

    monkeypatch.setattr("bot.chat.inbox.accept", broken)

    response = await customer.post({"client_id": "3f0b6a3e-5a52-4b6c-9a52-0a4dd50f0e11", "text": "你好"})

    assert (response.status_code, response.json()["error"]["code"]) == (500, "error")
    assert "secret" not in response.text


async def test_figure_of_the_engine_follows_its_readiness_without_any_message(
    door: FrontDoor, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.gateway.dispatcher._WATCH_SECONDS", 0.1)

    async def shows(figure: str) -> bool:
        for _ in range(100):
            if f"xiaoxiu_engine_up {figure}" in (await door.client.get("/metrics")).text:
                return True
            await asyncio.sleep(0.05)
        return False

    assert await shows("1.0")
    await engine.stop()
    assert await shows("0.0")


@pytest.mark.parametrize(
    ("trust_proxy", "seen"), [(True, "203.0.113.7"), (False, "127.0.0.1")], ids=["behind a proxy", "without one"]
)
async def test_address_behind_a_proxy_is_the_one_that_the_proxy_saw(
    settings: Settings, trust_proxy: bool, seen: str
) -> None:
    addresses: list[str] = []

    async def app(scope: Any, *_: Any) -> None:
        addresses.append(scope["client"][0])

    config = server._config(replace(settings, trust_proxy=trust_proxy), app)  # type: ignore[arg-type]  # any ASGI app
    config.load()
    headers = [(b"x-forwarded-for", b"198.51.100.1, 203.0.113.7")]
    await config.loaded_app(
        {"type": "http", "client": ("127.0.0.1", 1), "scheme": "http", "headers": headers}, None, None
    )  # type: ignore[arg-type]  # the app uses neither

    assert addresses == [seen]
