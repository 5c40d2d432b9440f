"""The page that describes the calls, in a browser."""

from __future__ import annotations

from deployment import Deployment
from playwright.sync_api import Page, expect


def test_every_call_is_described(page: Page, deployment: Deployment) -> None:
    page.goto(f"{deployment.base}/docs")

    expect(page.get_by_role("heading", name="POST /api/v1/chats/{chat_id}/files", exact=True)).to_be_visible()
    paths = page.evaluate("fetch('/openapi.json').then(it => it.json()).then(it => Object.keys(it.paths).length)")
    assert page.get_by_role("heading", level=3).count() >= paths > 10
