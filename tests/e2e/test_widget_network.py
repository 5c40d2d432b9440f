"""What a bad line does to the widget: nothing is lost, nothing is said twice, and the page says how things stand."""

from __future__ import annotations

import random
import re
import signal
import time
from collections.abc import Iterator

import pytest
from cable import Cable
from deployment import Deployment, wait_for
from playwright.sync_api import Browser, Page, expect
from widget_page import WidgetPage

pytestmark = pytest.mark.timeout(180)
CUTS = 30


@pytest.fixture
def cable(deployment: Deployment) -> Iterator[Cable]:
    line = Cable(deployment.port)
    yield line
    line.close()


@pytest.fixture
def far_widget(chromium: Browser, cable: Cable) -> Iterator[WidgetPage]:
    """The open widget at the other end of a line that can be cut."""
    context = chromium.new_context(locale="zh-CN")
    shop = context.new_page()
    shop.goto(cable.base)
    opened = WidgetPage(shop).open()
    opened.wait_for_welcome()
    yield opened
    context.close()


def own_words(widget: WidgetPage) -> list[str]:
    """What the customer has written, as the page shows it."""
    return re.findall(r"第\d+句", widget.log.inner_text())


def test_conversation_is_there_again_after_a_reload(page: Page, widget: WidgetPage) -> None:
    widget.say("空调保修几年")
    widget.hear("6 年")
    shown = widget.log.get_by_role("listitem").all_inner_texts()

    page.reload()
    again = WidgetPage(page)
    if again.launcher.get_attribute("aria-expanded") != "true":
        again.open()
    again.hear("空调保修几年")

    wait_for(lambda: len(again.log.get_by_role("listitem").all()) >= len(shown), 5, "all messages")
    assert again.log.inner_text().count("空调保修几年") == 1


def test_second_tab_shows_the_same_conversation(page: Page, widget: WidgetPage) -> None:
    other = page.context.new_page()
    other.goto(page.url)
    second = WidgetPage(other).open()
    second.wait_for_welcome()

    widget.say("第1句，空调保修几年")
    second.hear("第1句")
    second.hear("6 年")
    second.say("第2句，谢谢")
    widget.hear("第2句")

    assert own_words(widget) == own_words(second) == ["第1句", "第2句"]


def test_words_written_without_a_line_are_marked_and_sent_later(cable: Cable, far_widget: WidgetPage) -> None:
    cable.unplug()
    far_widget.say("第1句，空调保修几年")
    expect(far_widget.log).to_contain_text("待网络恢复后发送", timeout=10_000)

    cable.plug_in()

    far_widget.hear("6 年")
    expect(far_widget.log).not_to_contain_text("待网络恢复后发送")
    assert own_words(far_widget) == ["第1句"]


def test_unsent_words_survive_a_reload(cable: Cable, far_widget: WidgetPage) -> None:
    cable.unplug()
    far_widget.say("第1句，空调保修几年")
    expect(far_widget.log).to_contain_text("待网络恢复后发送", timeout=10_000)
    cable.plug_in()
    far_widget.page.reload()

    again = WidgetPage(far_widget.page)
    if again.launcher.get_attribute("aria-expanded") != "true":
        again.open()
    again.hear("6 年")

    assert own_words(again) == ["第1句"]


def test_thirty_cuts_lose_and_double_nothing(deployment: Deployment, cable: Cable, far_widget: WidgetPage) -> None:
    chance = random.Random(4)
    wanted = [f"第{number}句" for number in range(1, CUTS // 2 + 1)]
    for number in range(CUTS):
        if number % 2 == 0:
            far_widget.say(f"{wanted[number // 2]} 你好")
        time.sleep(chance.uniform(0.2, 1.3))  # a chat may send 12 messages in 10 seconds
        cable.cut()

    wait_for(lambda: set(wanted) <= set(own_words(far_widget)), 30, "all that was written is shown")
    expect(far_widget.log).not_to_contain_text(re.compile("发送中|待网络恢复|未发送"), timeout=30_000)
    shown = own_words(far_widget)

    assert sorted(shown) == sorted(wanted), "once each"
    far_widget.page.reload()
    again = WidgetPage(far_widget.page)
    if again.launcher.get_attribute("aria-expanded") != "true":
        again.open()
    wait_for(lambda: sorted(own_words(again)) == sorted(wanted), 10, "the record equals the page")


def test_page_goes_on_by_itself_after_the_gateway_was_killed(deployment: Deployment, widget: WidgetPage) -> None:
    deployment.send_signal("gateway", signal.SIGKILL)
    widget.say("第1句，空调保修几年")

    deployment.wait_ready()

    expect(widget.log).to_contain_text("6 年", timeout=30_000)
    assert own_words(widget) == ["第1句"]
