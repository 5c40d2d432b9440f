"""A whole wish said after a question for something else is that wish, and an answer is short enough for a telephone."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("asking", "wish", "goods"),
    [
        pytest.param(
            "南山附近有没有维修点", "空调不制冷，约师傅上门，深圳市南山区科技园路5号3栋1203", "空调", id="centre"
        ),
        pytest.param("换屏多少钱", "我的洗衣机不排水，约人来修，上海市浦东新区张江路88号", "洗衣机", id="price"),
        pytest.param("怎么升级", "手机屏幕碎了，预约维修", "手机", id="update"),
        pytest.param(
            "刚才有个电话说是你们客服，是真的吗", "冰箱坏了约维修，杭州市西湖区文三路1号", "冰箱", id="number"
        ),
        pytest.param("查保修", "我的空调不制冷，帮我约个师傅上门", "空调", id="warranty"),
        pytest.param("保修几年", "冰箱不制冷，约师傅上门", "冰箱", id="policy"),
    ],
)
def test_booking_said_after_another_question_is_begun_with_all_that_it_tells(
    talk, asking: str, wish: str, goods: str
) -> None:
    talk.say(asking)

    begun = talk.say(wish)

    assert begun.intent == "book_repair" and begun.loop == "repair_form"
    assert goods in begun.text and "哪款产品" not in begun.text


def test_bare_place_still_answers_the_question_for_a_centre(talk) -> None:
    talk.say("南山附近有没有维修点")

    answer = talk.say("深圳的")

    assert "双创深圳南山服务中心" in answer.text and answer.loop is None


def test_laughter_after_the_offer_of_a_human_queues_nobody(talk) -> None:
    talk.say("你真笨")

    talk.say("哈哈")

    assert talk.chat().owner == "bot"


def test_booking_goes_on_when_the_customer_says_so(talk) -> None:
    talk.say("约维修")
    talk.say("空调")

    answer = talk.say("继续约")

    assert answer.loop == "repair_form" and "继续约" not in answer.text


@pytest.mark.parametrize(
    ("text", "bubbles"),
    [
        pytest.param("空调保修几年", 2, id="policy"),
        pytest.param("P60 Pro 升级会不会丢数据", 3, id="risk"),
        pytest.param("手机升级后开不了机", 2, id="failed update"),
        pytest.param("我的空调不制冷，帮我约个师傅上门", 1, id="booking"),
    ],
)
def test_answer_comes_in_few_messages(talk, text: str, bubbles: int) -> None:
    answer = talk.say(text)

    assert answer.bubbles <= bubbles, answer.text
