"""One whole deployment for all end-to-end tests; a test that breaks something waits until it is whole again."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from databases import SECRET, seed_to
from deployment import Customer, Deployment, Desk, free_ports
from playwright.sync_api import Browser, Page, sync_playwright
from widget_page import CHROMIUM, CHROMIUM_FLAGS, WidgetPage

SITE_KEY = SECRET[::-1]  # what the shop's site and the service share


@pytest.fixture(scope="session")
def running_deployment(tmp_path_factory: pytest.TempPathFactory, model_path: Path) -> Iterator[Deployment]:
    """Gateway, engine and action server on SQLite, with the demo company seeded today."""
    data_dir = tmp_path_factory.mktemp("deployment")
    dying = data_dir / "dying"  # see dying/sitecustomize.py; empty, so nothing dies unless a test puts a file there
    dying.mkdir()
    path = os.pathsep.join(filter(None, [str(Path(__file__).with_name("dying")), os.environ.get("PYTHONPATH")]))
    url = f"sqlite:///{data_dir / 'xiaoxiu.db'}"
    seed_to(url, data_dir, now=None)
    shop = f"http://127.0.0.1:{free_ports(1)[0]}"  # where a test may put a web site that is on the list
    running = Deployment(
        data_dir,
        {
            "PYTHONPATH": path,
            "DYING_FOLDER": str(dying),
            "XIAOXIU_ALLOWED_ORIGINS": shop,
            "XIAOXIU_CUSTOMER_TOKEN_KEY": SITE_KEY,
        },
    ).start()
    yield running
    code = running.stop()
    assert code == 0, running.log_path.read_text()[-3000:]


@pytest.fixture
def deployment(running_deployment: Deployment) -> Deployment:
    """The deployment, whole again whatever the test before did to it."""
    running_deployment.wait_ready()
    return running_deployment


@pytest.fixture
def customer(deployment: Deployment) -> Customer:
    """A new chat."""
    return deployment.customer()


@pytest.fixture
def desk(deployment: Deployment) -> Desk:
    """The demo agent, signed in."""
    return Desk(deployment)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser a file: a Playwright that lives longer would stand in the way of other files' event loops."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, deployment: Deployment) -> Iterator[Page]:
    """The shop's page in a browser that has never been there; a fault of any script on it fails the test."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN", timezone_id="Asia/Shanghai")
    faults: list[str] = []
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on("console", lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None)
    shop = context.new_page()
    shop.goto(deployment.base)
    yield shop
    context.close()
    assert faults == []


@pytest.fixture
def widget(page: Page) -> WidgetPage:
    """The open widget, welcomed."""
    opened = WidgetPage(page).open()
    opened.wait_for_welcome()
    return opened
