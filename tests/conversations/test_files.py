"""Pictures and files in a dialogue: kept, never read, and the conversation goes on where it was."""

from __future__ import annotations

import pytest
from demo_devices import IN_WARRANTY


def test_picture_without_context_is_kept_and_asked_about(talk) -> None:
    answer = talk.send_file()

    assert answer.actions[0] == "action_note_file" and "照片" in answer.text
    assert list(answer.buttons) == ["报修", "查保修", "转人工"]


def test_picture_in_a_booking_lets_it_go_on(talk) -> None:
    talk.say("手机开不了机，想寄修")

    answer = talk.send_file()
    going_on = talk.say("广州天河")

    assert answer.loop == going_on.loop == "repair_form"
    assert "照片" in answer.text and "城市" in answer.text


def test_several_pictures_get_one_long_answer_and_short_ones(talk) -> None:
    talk.say("空调不制冷，约上门维修")

    first, second, third = (talk.send_file() for _ in range(3))
    going_on = talk.say("广州天河")

    assert "城市" in first.text and "城市" not in second.text + third.text
    assert max(len(second.text), len(third.text)) < len(first.text) and third.loop == "repair_form"
    assert "广州" in going_on.text or "天河" in going_on.text


def test_invoice_in_a_warranty_check_asks_for_the_number_in_words(talk) -> None:
    talk.say("帮我查下保修")

    asked = talk.send_file("file")
    answer = talk.say(IN_WARRANTY.serial)

    assert "文件" in asked.text and "序列号" in asked.text and asked.loop == "warranty_form"
    assert IN_WARRANTY.model_name in answer.text


def test_picture_after_a_question_keeps_it_open(talk) -> None:
    talk.say("换屏多少钱")
    talk.send_file()

    answer = talk.say("手机")

    assert "元" in answer.text


@pytest.mark.parametrize(
    "text", ["能发照片吗", "怎么发图片", "发个视频给你看", "可以发视频吗", "我拍照给你看", "怎么上传照片"]
)
def test_whoever_asks_how_to_send_a_picture_is_told(talk, text: str) -> None:
    answer = talk.say(text)

    assert answer.actions[0] == "action_note_file" and "10 MB" in answer.text, (answer.intent, answer.text)


@pytest.mark.parametrize(
    "text", ["手机拍照模糊", "怎么把照片传到电脑", "手机照片怎么备份", "发票怎么开", "能发个备用机吗"]
)
def test_other_questions_about_pictures_are_none_about_sending(talk, text: str) -> None:
    assert "action_note_file" not in talk.say(text).actions
