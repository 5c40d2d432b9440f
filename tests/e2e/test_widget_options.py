"""What the shop's page tells the widget: the product in view, who the customer is, and how it shall look."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from html import escape

import jwt
import pytest
from deployment import Deployment
from playwright.sync_api import Browser, Page, Route, expect
from widget_page import WidgetPage

pytestmark = pytest.mark.timeout(120)
OWNER, OTHER = "CU0016", "CU0008"  # customers of the demo company with a visit ahead
Show = Callable[..., WidgetPage]


@pytest.fixture
def show(chromium: Browser, deployment: Deployment) -> Iterator[Show]:
    """Opens a shop's page whose script tag carries these options, always in the same browser."""
    context = chromium.new_context(locale="zh-CN")
    page = context.new_page()

    def show_page(**options: str) -> WidgetPage:
        given = " ".join(f'data-{name.replace("_", "-")}="{escape(value)}"' for name, value in options.items())
        body = f"<!doctype html><html lang=zh-CN><title>商品</title><script src='/widget.js' async {given}></script>"

        def answer(route: Route) -> None:
            route.fulfill(content_type="text/html; charset=utf-8", body=body)

        page.unroute("**/shop-page")
        page.route("**/shop-page", answer)
        page.goto(f"{deployment.base}/shop-page")
        widget = WidgetPage(page)
        if widget.launcher.get_attribute("aria-expanded") != "true":
            widget.open()
        widget.wait_for_welcome()
        return widget

    yield show_page
    context.close()


def token(deployment: Deployment, customer: str, minutes: int = 10) -> str:
    """What the shop's site signs for a customer who is signed in there."""
    key = deployment.environment["XIAOXIU_CUSTOMER_TOKEN_KEY"]
    return jwt.encode({"sub": customer, "exp": int(time.time()) + minutes * 60}, key, algorithm="HS256")


def test_product_in_view_is_named_and_used(show: Show) -> None:
    widget = show(product="SC-P60PRO", greeting="欢迎光临手机频道", colour="#0b7a3b")

    expect(widget.log).to_contain_text("P60 Pro")
    widget.say("这个保修多久")

    widget.hear(re.compile("您正在看.*P60 Pro"))
    expect(widget.log).to_contain_text("欢迎光临手机频道")


def test_customer_of_the_shop_is_known_and_never_mixed_up_with_another(deployment: Deployment, show: Show) -> None:
    widget = show(customer_token=token(deployment, OWNER))
    widget.say("我的预约到哪一步了")
    widget.hear(re.compile(r"GD\d{12}"))

    other = show(customer_token=token(deployment, OTHER))
    expect(other.log).not_to_contain_text("我的预约到哪一步了")

    visitor = show()
    expect(visitor.log).not_to_contain_text("我的预约到哪一步了")
    visitor.say("我的预约到哪一步了")
    visitor.hear(re.compile("手机号|序列号|核对"))
    expect(visitor.log).not_to_contain_text(re.compile(r"GD\d{12}"))


def test_token_that_has_run_out_is_asked_for_again_and_gives_no_rights(deployment: Deployment, show: Show) -> None:
    widget = show(customer_token=token(deployment, OWNER, minutes=-1))

    widget.say("我的预约到哪一步了")
    widget.hear(re.compile("手机号|序列号|核对"))

    expect(widget.log).not_to_contain_text(re.compile(r"GD\d{12}"))


def in_storage(page: Page) -> str:
    """All that the browser keeps for the shop and for the chat, as one text."""
    return "".join(
        frame.evaluate("JSON.stringify(localStorage) + JSON.stringify(sessionStorage)") for frame in page.frames
    )


def test_token_stands_in_no_address_and_in_no_storage(deployment: Deployment, show: Show) -> None:
    given = token(deployment, OWNER)

    widget = show(customer_token=given)

    assert given not in in_storage(widget.page)
    assert all(given not in frame.url for frame in widget.page.frames)
