"""Smalltalk, policy, humans, danger and what is not understood, said as customers say it."""

from __future__ import annotations

import re

import pytest

PAIRS = [
    pytest.param("你好", "小修", id="greet"),
    pytest.param("谢谢你", "", id="thank"),
    pytest.param("再见", "", id="goodbye"),
    pytest.param("你能做什么", "保修", id="capability"),
    pytest.param("你是机器人还是人", "机器人|智能客服", id="bot challenge"),
    pytest.param("讲个笑话", "售后", id="out of scope"),
    pytest.param("空调保修几年", "6 年", id="policy of a category"),
    pytest.param("冰箱压缩机保修多久", "压缩机.*10 年", id="policy of a part"),
    pytest.param("净水器滤芯保修吗", "滤芯", id="consumable"),
    pytest.param("格力空调保修几年", "格力", id="policy of another maker"),
    pytest.param("手机进水了保修吗", "进水", id="liquid damage"),
    pytest.param("屏幕摔碎了免费修吗", "人为", id="drop damage"),
    pytest.param("手机修完保多久", "30 天", id="guarantee on a repair"),
    pytest.param("修两次还坏怎么办能换吗", "三包", id="three guarantees"),
    pytest.param("发票丢了还能保修吗", "保修政策", id="lost proof"),
    pytest.param("怎么开发票", "店铺", id="invoice"),
    pytest.param("维修要带什么东西", "凭证", id="documents"),
    pytest.param("怎么注册电子保修卡", "登记", id="registration"),
    pytest.param("洗衣机的序列号在哪里", "铭牌", id="place of the serial"),
]


@pytest.mark.parametrize(("text", "fact"), PAIRS)
def test_question_gets_its_fact(talk, text: str, fact: str) -> None:
    answer = talk.say(text)

    assert re.search(fact, answer.text, re.S), (answer.intent, answer.text)
    assert not re.search(r"[{}]|None", answer.text)


@pytest.mark.parametrize(
    "text",
    [
        "修到哪一步了",
        "修过又坏了",
        "能自己拆开修吗",
        "我要退货",
        "退款到哪了",
        "怎么连WiFi",
        "遥控器多少钱",
        "延保怎么买",
    ],
)
def test_service_that_is_not_carried_out_here_is_told_honestly_with_a_human(talk, text: str) -> None:
    answer = talk.say(text)

    assert any(payload == "/request_human" for payload in answer.buttons.values()), (answer.intent, answer.text)
    assert not re.search("已(经)?(为您|帮您)?(预约|下单|提交|取消|退款)成功", answer.text)


def test_part_asked_without_a_kind_of_goods_is_asked_for_it_and_then_answered(talk) -> None:
    asked = talk.say("压缩机保修多久")
    answer = talk.say("空调的")

    assert "空调" in asked.buttons
    assert "压缩机" in answer.text and "10 年" in answer.text


def test_follow_up_about_another_kind_or_part_keeps_the_topic(talk) -> None:
    talk.say("空调压缩机保几年")
    fridge = talk.say("冰箱呢")
    remote = talk.say("那主板呢")

    assert "冰箱" in fridge.text and "压缩机" in fridge.text
    assert "冰箱" in remote.text and "主板" in remote.text


def test_asking_for_a_human_queues_and_tells_the_place(talk) -> None:
    answer = talk.say("帮我转人工客服")

    assert re.search(r"第 \d+ 位", answer.text)
    assert talk.chat().owner == "queue"


def test_complaint_queues_at_once_and_tells_the_place(talk) -> None:
    answer = talk.say("我要投诉你们")

    assert re.search(r"第 \d+ 位", answer.text)
    assert (talk.chat().owner, talk.chat().reason) == ("queue", "complaint")


@pytest.mark.parametrize("reply", [("好的", "queue"), ("不用了", "bot")], ids=["yes", "no"])
def test_anger_offers_a_human_and_follows_the_answer(talk, reply: tuple[str, str]) -> None:
    offered = talk.say("太差劲了，气死我了")
    talk.say(reply[0])

    assert "人工" in offered.text
    assert talk.chat().owner == reply[1]


def test_danger_comes_before_everything(talk) -> None:
    talk.say("帮我查下保修")
    answer = talk.say("冰箱冒烟了怎么办")

    assert answer.text.index("停用") < answer.text.index("位") and "119" in answer.text
    assert (talk.chat().owner, talk.chat().reason) == ("queue", "safety_hazard")


def test_what_is_not_understood_gets_meanings_and_the_second_time_the_queue(talk) -> None:
    first = talk.say("qwe_rty")  # words of no language, so that no classifier takes them for a wish
    owner = talk.chat().owner
    second = talk.say("asd_fgh")

    assert "转人工" in first.buttons and owner == "bot"
    assert not any(re.search("[a-z_]{4,}", title) for title in first.buttons)
    assert "取消排队" in second.buttons and (talk.chat().owner, talk.chat().reason) == ("queue", "not_understood")


@pytest.mark.parametrize("text", ["是的", "不是", "算了", "嗯嗯", "13800138000", "客厅那台", "明天下午", "海尔的"])
def test_answer_without_a_question_gets_a_sensible_sentence(talk, text: str) -> None:
    answer = talk.say(text)

    assert answer.text and answer.loop is None


@pytest.mark.parametrize(
    "text",
    ["？", "。。。", "😀", "1", "a" * 500, "哈" * 500, "<b>x</b>", "{serial_number}", "/restart".replace("/", "／")],
)
def test_odd_text_gets_an_answer_without_leaks(talk, text: str) -> None:
    answer = talk.say(text)

    assert answer.text and not re.search(r"[{}]|None|Traceback|utter_|action_", answer.text)


def test_fifty_turns_stay_answered(talk) -> None:
    for number in range(50):
        assert talk.say(("你好", "空调保修几年", "查保修", "算了", "谢谢")[number % 5]).text
