"""How the pages look and whether everybody can use them: screenshots at four widths in light and dark, and axe."""

from __future__ import annotations

import re

import pytest
from demo_devices import IN_WARRANTY
from deployment import Deployment
from playwright.sync_api import Browser, Page, expect
from widget_page import WidgetPage

pytestmark = pytest.mark.timeout(120)
WIDTHS = {1440: 900, 768: 1024, 390: 844, 320: 568}
SCHEMES = ("light", "dark")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_page_is_sound_in_all_widths(chromium: Browser, deployment: Deployment, scheme: str) -> None:
    context = chromium.new_context(color_scheme=scheme, locale="zh-CN", viewport={"width": 1440, "height": 900})  # type: ignore[arg-type]  # a literal of SCHEMES
    page = context.new_page()
    findings: dict[str, list[str]] = {}
    for name, path in (("shop", "/"), ("privacy", "/privacy")):
        page.goto(deployment.base + path)
        for width, height in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            WidgetPage(page).shoot(f"{name}-{width}-{scheme}")
            assert fits(page), f"{path} at {width} px is wider than the screen"
        findings[path] = WidgetPage(page).findings(page.evaluate)

    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(deployment.base)
    widget = WidgetPage(page).open()
    widget.wait_for_welcome()
    chat = next(frame for frame in page.frames if "/widget/" in frame.url)
    findings["welcome"] = widget.findings(chat.evaluate)
    hold_conversation(widget)
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(300)  # the conversation scrolls to its end
        widget.shoot(f"chat-{width}-{scheme}")
        assert chat.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"the chat at {width} px"
        findings[f"chat {width}"] = widget.findings(chat.evaluate)
    enlarge(widget)
    page.wait_for_timeout(300)
    widget.shoot(f"large-320-{scheme}")
    findings["large"] = widget.findings(chat.evaluate)
    context.close()

    assert findings == {name: [] for name in findings}


def fits(page: Page) -> bool:
    """Whether nothing has to be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def hold_conversation(widget: WidgetPage) -> None:
    """A conversation with cards, windows to choose from and buttons."""
    widget.say(f"{IN_WARRANTY.serial} 还在保吗")
    widget.hear("在保")
    widget.say("空调不制冷，约师傅上门，深圳市南山区科技园路5号3栋1203")
    expect(widget.log.get_by_role("button", name=re.compile("9:00|13:00|15:00")).first).to_be_visible(timeout=15_000)
    widget.say("换个压缩机多少钱")
    widget.hear("检测为准")


def enlarge(widget: WidgetPage) -> None:
    """Switch the large text on."""
    widget.frame.get_by_role("button", name="更多", exact=True).click()
    widget.frame.get_by_role("switch", name="大字模式").click()
    widget.page.keyboard.press("Escape")
