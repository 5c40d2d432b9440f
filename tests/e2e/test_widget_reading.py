"""Where the eye and the focus are while a customer reads: at the beginning of what is new, and in the composer."""

from __future__ import annotations

import re

import pytest
from demo_devices import IN_WARRANTY
from deployment import Desk, newest_waiting
from playwright.sync_api import Page, expect
from widget_page import WidgetPage

pytestmark = pytest.mark.timeout(120)
MORE_BELOW = re.compile("新消息|回到最新")


def test_buttons_of_an_answer_stand_at_its_end_and_hand_the_focus_to_the_composer(widget: WidgetPage) -> None:
    widget.say(f"{IN_WARRANTY.serial} 还在保吗")
    widget.hear("主板")

    choices = widget.log.get_by_role("group", name="可以选择")
    expect(choices).to_have_count(1)
    end = widget.log.get_by_role("listitem").last
    expect(end.get_by_role("group", name="可以选择")).to_be_visible()
    button = choices.get_by_role("button").first
    button.focus()
    button.press("Enter")

    expect(widget.composer).to_be_focused()


def test_long_words_of_an_agent_are_read_from_their_beginning(page: Page, widget: WidgetPage, desk: Desk) -> None:
    widget.frame.get_by_role("button", name="转人工").first.click()
    expect(widget.frame.get_by_text(re.compile("人工排队中")).first).to_be_visible(timeout=15_000)
    chat_id = newest_waiting(desk)
    desk.act(chat_id, "accept")
    expect(widget.frame.get_by_text(re.compile("正在为您服务")).first).to_be_visible(timeout=10_000)

    desk.reply(chat_id, "先说结论，可以免费换。\n" + "下面是办理的步骤和要带的东西。\n" * 60)

    expect(widget.log.get_by_text("先说结论")).to_be_in_viewport(timeout=10_000)
    more = widget.frame.get_by_role("button", name=MORE_BELOW)
    expect(more).to_be_visible()
    more.click()
    expect(more).to_have_count(0)


def test_own_words_after_a_long_answer_bring_the_eye_to_their_answer(widget: WidgetPage) -> None:
    widget.say("空调不制冷，约师傅上门，深圳市南山区科技园路5号3栋1204")
    widget.hear("可约的上门时间")

    widget.say("换个压缩机多少钱")

    answer = widget.log.get_by_text("维修价格")
    expect(answer).to_be_in_viewport(timeout=15_000)
    widget.page.wait_for_timeout(300)  # nothing moves it away afterwards
    expect(answer).to_be_in_viewport()
