"""The website widget on a throttled phone: bytes, time to the first message, and how the shop page loads around it.

The profile is the one that Lighthouse uses for phones: 1.6 Mbit/s down, 150 ms there and back, a processor four times slower.
"""

from __future__ import annotations

import gzip
from statistics import median
from typing import Any

from playwright.sync_api import Page, sync_playwright
from widget_page import CHROMIUM, CHROMIUM_FLAGS, WidgetPage

from bot.settings import ROOT

PHONE = {"width": 390, "height": 844}
NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
PROCESSOR_RATE = 4
_OBSERVE = """
window.figures = {cls: 0, lcp: 0, blocking: 0};
new PerformanceObserver(list => list.getEntries().forEach(entry => { if (!entry.hadRecentInput) figures.cls += entry.value; }))
  .observe({type: 'layout-shift', buffered: true});
new PerformanceObserver(list => list.getEntries().forEach(entry => { figures.lcp = entry.startTime; }))
  .observe({type: 'largest-contentful-paint', buffered: true});
new PerformanceObserver(list => list.getEntries().forEach(entry => { figures.blocking += Math.max(0, entry.duration - 50); }))
  .observe({type: 'longtask', buffered: true});
"""
_READ = "() => ({...figures, fcp: performance.getEntriesByName('first-contentful-paint')[0].startTime})"


def sizes() -> dict[str, float]:
    """The built files in kB as sent (gzip)."""
    folder = ROOT / "web" / "widget" / "dist"
    found = {"loader": [folder / "widget.js"], "page": sorted((folder / "assets").glob("*"))}
    packed = {name: sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths) for name, paths in found.items()}
    return {f"{name}_kb": round(count / 1000, 1) for name, count in packed.items()}


def first_message(base: str, rounds: int) -> dict[str, Any]:
    """From the press on the launcher to the welcome, each time in a browser that has never been here; milliseconds."""
    taken: list[dict[str, float]] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        for _ in range(rounds):
            context = browser.new_context(viewport=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True)
            context.add_init_script(_OBSERVE)
            page = context.new_page()
            _throttle(page)
            page.goto(base, wait_until="load")
            page.wait_for_timeout(1000)
            loaded: dict[str, float] = page.evaluate(_READ)
            started = page.evaluate("performance.now()")
            widget = WidgetPage(page)
            widget.open()
            widget.wait_for_welcome()
            taken.append({**loaded, "welcome": page.evaluate("performance.now()") - started})
            context.close()
        browser.close()
    return {name: round(median(row[name] for row in taken), 3 if name == "cls" else 0) for name in taken[0]}


def _throttle(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", NETWORK)
    session.send("Emulation.setCPUThrottlingRate", {"rate": PROCESSOR_RATE})
