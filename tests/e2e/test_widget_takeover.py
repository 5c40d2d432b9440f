"""A human takes the chat over: the customer sees place, name, typing and words of the agent, and rates him at the end."""

from __future__ import annotations

import re

import pytest
from deployment import Desk, newest_waiting, wait_for
from playwright.sync_api import Page, expect
from widget_page import WidgetPage

pytestmark = pytest.mark.timeout(120)


def test_customer_is_served_by_a_person_and_rates_him(page: Page, widget: WidgetPage, desk: Desk) -> None:
    widget.frame.get_by_role("button", name="转人工").first.click()
    expect(widget.frame.get_by_text(re.compile("人工排队中")).first).to_be_visible(timeout=15_000)
    chat_id = newest_waiting(desk)

    desk.act(chat_id, "accept")
    expect(widget.frame.get_by_text(re.compile("正在为您服务")).first).to_be_visible(timeout=10_000)
    desk.http.post(f"/chats/{chat_id}/typing", json={"typing": True})
    expect(widget.frame.get_by_text(re.compile("正在输入")).first).to_be_attached(timeout=5_000)
    desk.reply(chat_id, "您好，我看一下您的记录。")
    widget.hear("我看一下您的记录")
    widget.say("好的，麻烦了")
    wait_for(
        lambda: desk.read(chat_id)["chat"]["last_message"] == "好的，麻烦了", 5, "the customer's words at the desk"
    )
    desk.act(chat_id, "close")

    expect(widget.log.get_by_role("radio", name=re.compile("5"))).to_be_attached(timeout=10_000)
    widget.log.get_by_role("radio", name=re.compile("5")).check(force=True)
    widget.log.get_by_role("textbox").fill("很耐心")
    widget.log.get_by_role("button", name=re.compile("提交")).click()
    widget.hear(re.compile("感谢|谢谢"))


def test_unread_words_are_counted_on_the_launcher_and_in_the_title(
    page: Page,
    widget: WidgetPage,
    desk: Desk,
) -> None:
    widget.frame.get_by_role("button", name="转人工").first.click()
    expect(widget.frame.get_by_text(re.compile("人工排队中")).first).to_be_visible(timeout=15_000)
    chat_id = newest_waiting(desk)
    desk.act(chat_id, "accept")
    expect(widget.frame.get_by_text(re.compile("正在为您服务")).first).to_be_visible(timeout=10_000)
    widget.frame.get_by_role("button", name="关闭聊天窗口").click()

    desk.reply(chat_id, "还在吗？")
    desk.reply(chat_id, "我给您查到了。")

    expect(widget.launcher).to_have_accessible_name(re.compile("2"), timeout=10_000)
    assert page.title().startswith("(2)")
    widget.open()
    expect(widget.launcher).not_to_have_accessible_name(re.compile("2"))
    assert not page.title().startswith("(")
