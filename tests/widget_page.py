"""The widget as a person uses it in a browser: by what is seen and by names, never by the page's inner structure."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import FrameLocator, Locator, Page, expect

from bot.settings import ROOT

CHROMIUM = "/usr/bin/chromium"
# The first is for root in a container; the others keep Debian's Chromium from calling home, which a closed network refuses.
CHROMIUM_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
ARTIFACTS = ROOT / "artifacts" / "screenshots"
ANSWER_MS = 15_000


class WidgetPage:
    """The chat on a page: `page` is the host's, `frame` the chat inside."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.frame: FrameLocator = page.frame_locator("iframe[title=在线客服]")

    @property
    def launcher(self) -> Locator:
        """The round button in the corner of the shop's page."""
        return self.page.get_by_role("button", name=re.compile("在线客服"))

    @property
    def log(self) -> Locator:
        """The conversation."""
        return self.frame.get_by_role("log")

    @property
    def composer(self) -> Locator:
        """Where the customer types."""
        return self.frame.get_by_role("textbox", name="输入消息")

    def open(self) -> WidgetPage:
        """Press the launcher; returns the widget itself."""
        self.launcher.click()
        return self

    def wait_for_welcome(self) -> None:
        """Wait for the first words of the bot."""
        expect(self.log).to_contain_text("智能客服小修", timeout=ANSWER_MS)

    def button(self, title: str) -> Locator:
        """The last thing in the conversation that can be pressed under this name."""
        return self.log.get_by_role("button", name=title).last

    def say(self, text: str) -> None:
        """Type and send."""
        self.composer.fill(text)
        self.composer.press("Enter")

    def hear(self, words: str | re.Pattern[str]) -> None:
        """Wait until the conversation holds these words."""
        expect(self.log).to_contain_text(words, timeout=ANSWER_MS)

    def shoot(self, name: str) -> Path:
        """Keep what the page looks like now."""
        ARTIFACTS.mkdir(parents=True, exist_ok=True)
        path = ARTIFACTS / f"{name}.png"
        self.page.screenshot(path=path)
        return path

    def findings(self, run: Callable[[str], Any]) -> list[str]:
        """What axe has to complain about; `run` evaluates in the document that is meant."""
        run(AXE.read_text(encoding="utf-8") + "; undefined")
        wanted = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']}"
        report = run(f"axe.run(document, {wanted})")
        return [f"{found['id']} {found['impact']}: {found['nodes'][0]['html'][:200]}" for found in report["violations"]]
