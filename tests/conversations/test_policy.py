"""The policy, damage and follow-ups, said as customers say it."""

from __future__ import annotations

import pytest

OLD_AIR_CONDITIONER = "SC-KFR26G-FG03MH"  # bought in 2020, so the policy of 2017 holds for it


@pytest.mark.parametrize("text", ["空调压缩机保多久", "那压缩机呢", "空调主板呢"])
def test_policy_never_contradicts_the_record_just_told(talk, text: str) -> None:
    talk.say(OLD_AIR_CONDITIONER)
    answer = talk.say(text)

    assert "2017 版" in answer.text and "2025 版" not in answer.text, (answer.intent, answer.text)


def test_year_of_purchase_chooses_the_policy(talk) -> None:
    answer = talk.say("2019年买的冰箱保修几年")

    assert "2017 版" in answer.text and "2020年12月31日" in answer.text, (answer.intent, answer.text)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        pytest.param("屏幕碎了保不保", "人为损坏", id="broken screen"),
        pytest.param("冰箱压缩机坏了保吗", "压缩机", id="part of a kind of goods"),
        pytest.param("遥控器坏了可以免费换吗", "哪", id="part alone"),
        pytest.param("无人机保修几年", "无人机", id="goods that are not made"),
    ],
)
def test_damage_is_answered_for_what_is_named(talk, text: str, fact: str) -> None:
    answer = talk.say(text)

    assert fact in answer.text and "墨盒" not in answer.text, (answer.intent, answer.text)


@pytest.mark.parametrize("text", ["那免费修吗", "压缩机坏了能免费修吗"])
def test_repair_of_the_device_just_told_is_answered_from_its_record(talk, text: str) -> None:
    talk.say(OLD_AIR_CONDITIONER)
    answer = talk.say(text)

    assert "2017 版" in answer.text and "墨盒" not in answer.text, (answer.intent, answer.text)


def test_two_parts_are_both_answered(talk) -> None:
    talk.say("电视屏幕保修多久")
    answer = talk.say("主板跟背光呢")

    assert "主板" in answer.text and "背光" in answer.text, (answer.intent, answer.text)


def test_part_of_other_goods_is_not_read_into_the_topic(talk) -> None:
    talk.say("充电宝保修多久")
    answer = talk.say("键盘保修多久")

    assert "充电宝的键盘" not in answer.text and "笔记本电脑" in answer.buttons, (answer.intent, answer.text)


@pytest.mark.parametrize(
    ("messages", "fact"),
    [
        pytest.param(["手机序列号在哪", "相机呢", "冰箱呢"], "冷藏室", id="place of the serial"),
        pytest.param(["手机修完保多久", "微波炉呢", "空调呢"], "空调", id="guarantee on a repair"),
        pytest.param(["维修要带什么东西", "寄修呢", "上门呢"], "上门", id="documents"),
    ],
)
def test_follow_up_works_the_second_time_too(talk, messages: list[str], fact: str) -> None:
    answers = [talk.say(message) for message in messages]

    assert fact in answers[-1].text, (answers[-1].intent, answers[-1].text)


def test_part_asked_about_after_a_price_is_answered_for_the_same_goods(talk) -> None:
    talk.say("P60 Pro换屏多少钱")
    answer = talk.say("电池保到哪天")

    assert "电池" in answer.text and "手机" in answer.text, (answer.intent, answer.text)
