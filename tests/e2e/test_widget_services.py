"""The three main services in the widget, once with the mouse and once with nothing but a keyboard."""

from __future__ import annotations

import re

import pytest
from demo_devices import IN_WARRANTY
from playwright.sync_api import Page, expect
from widget_page import WidgetPage

pytestmark = pytest.mark.timeout(120)
NUMBER = re.compile(r"GD\d{12}")


def type_line(widget: WidgetPage, text: str) -> None:
    """Write with the keyboard wherever the focus is, which must be the composer."""
    expect(widget.composer).to_be_focused()
    widget.page.keyboard.insert_text(text)
    widget.page.keyboard.press("Enter")


def tab_to(page: Page, widget: WidgetPage, name: str) -> None:
    """Press Shift+Tab until the newest button of this name has the focus."""
    wanted = widget.button(name)
    expect(wanted).to_be_enabled(timeout=15_000)
    for _ in range(40):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Shift+Tab")
    raise AssertionError(f"{name} is out of reach of the keyboard")


def test_warranty_is_told_with_its_source_by_mouse(widget: WidgetPage) -> None:
    widget.button("查保修").click()
    widget.composer.fill(IN_WARRANTY.serial)
    widget.frame.get_by_role("button", name="发送", exact=True).click()

    widget.hear("在保")
    card = widget.log.get_by_role("group", name=IN_WARRANTY.model_name)
    expect(card).to_contain_text(IN_WARRANTY.model_name)
    assert IN_WARRANTY.serial not in card.inner_text()


def test_repair_is_booked_by_mouse(widget: WidgetPage) -> None:
    widget.button("预约维修").click()
    widget.say("家里空调不制冷")
    widget.say("上门")
    widget.say("深圳市南山区科技园路5号3栋1201")
    widget.log.get_by_role("button", name=re.compile("9:00|13:00|14:00|15:00")).last.click()
    widget.say("陈安 13900401001")
    widget.button("确认").click()

    widget.hear(NUMBER)
    card = widget.log.get_by_role("group", name=NUMBER)
    expect(card.get_by_role("list", name="办理进度")).to_be_visible()
    expect(card).to_contain_text("139****1001")
    assert "13900401001" not in card.inner_text()


def test_update_is_explained_by_mouse(widget: WidgetPage) -> None:
    widget.say(f"{IN_WARRANTY.serial} 能升级系统吗，有风险吗")

    widget.hear(re.compile("更新|升级"))
    expect(widget.log).to_contain_text("备份")


def test_services_are_used_without_a_mouse(page: Page) -> None:
    widget = WidgetPage(page)
    widget.launcher.focus()
    page.keyboard.press("Enter")
    widget.wait_for_welcome()

    tab_to(page, widget, "查保修")
    page.keyboard.press("Enter")
    widget.hear(re.compile("序列号"))
    widget.composer.focus()
    type_line(widget, IN_WARRANTY.serial)
    widget.hear("在保")
    type_line(widget, "能升级吗")
    widget.hear(re.compile("升级|更新"))
    type_line(widget, "空调不制冷，约师傅上门，深圳市南山区科技园路5号3栋1202，陈安 13900401002")
    window = widget.log.get_by_role("button", name=re.compile("9:00|13:00|14:00|15:00")).first
    expect(window).to_be_visible(timeout=15_000)
    window.focus()
    page.keyboard.press("Enter")
    widget.composer.focus()
    tab_to(page, widget, "确认")
    page.keyboard.press("Enter")
    widget.hear(NUMBER)

    page.keyboard.press("Escape")
    expect(widget.launcher).to_be_focused()
    expect(widget.launcher).to_have_attribute("aria-expanded", "false")
