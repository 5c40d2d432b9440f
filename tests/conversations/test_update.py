"""Updates, prices and centres, said as customers say it, alone and in the middle of a booking."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        pytest.param("P60 Pro 有新系统吗", "6.2.1", id="update of a model"),
        pytest.param("我的手机能升级吗", "哪一款", id="update of a kind of goods"),
        pytest.param("哪些手机现在能升级", "P60 青春版：6.1.8", id="list of a kind of goods"),
        pytest.param("显示器能升级固件吗", "可以约", id="goods without software"),
        pytest.param("升级会丢照片吗", "先备份", id="safety"),
        pytest.param("手机升级卡在99%不动了", "断电", id="stuck"),
        pytest.param("怎么备份手机", "备份与恢复", id="backup"),
        pytest.param("P60能退回旧版本吗", "6.2.1", id="earlier version"),
        pytest.param("P60换屏多少钱", "879 元", id="price of a model"),
        pytest.param("空调加氟多少钱一次", "290 元", id="price of a kind of goods"),
        pytest.param("上门费怎么收", "元", id="visit"),
        pytest.param("深圳南山有维修点吗", "科苑路220号", id="centre"),
        pytest.param("附近有维修点吗", "城市", id="centre without a place"),
        pytest.param("客服电话多少", "400-555-0000", id="hotline"),
    ],
)
def test_question_is_answered_from_the_record(talk, text: str, fact: str) -> None:
    answer = talk.say(text)

    assert fact in answer.text, (answer.intent, answer.text)


@pytest.mark.parametrize(
    ("messages", "fact"),
    [
        pytest.param(["有新版本吗", "P60 Pro"], "6.2.1", id="model for an update"),
        pytest.param(["有新版本吗", "SC-DEMO1-1A2B3Y"], "6.2.1", id="serial for an update"),
        pytest.param(["P60 Pro 有新系统吗", "那P50呢"], "5.9.4", id="another model"),
        pytest.param(["P60 Pro 有新系统吗", "升级会丢数据吗"], "6.2.0", id="safety of the same model"),
        pytest.param(["换屏多少钱", "手机", "P60"], "879 元", id="goods, then model for a price"),
        pytest.param(["P60换屏多少钱", "那电池呢"], "电池", id="another part"),
        pytest.param(["附近有维修点吗", "杭州西湖区"], "文三路159号", id="place for a centre"),
        pytest.param(["深圳有维修点吗", "福田区有吗"], "华强北路298号", id="district after the city"),
        pytest.param(["有新版本吗", "不知道型号", "手机"], "哪一款", id="the kind, where the model is not known"),
        pytest.param(["我的手机能升级吗", "都列出来"], "P60 青春版：6.1.8", id="the whole list"),
        pytest.param(["手机升级失败", "P60", "那P50呢"], "5.9.4", id="another model whose update failed"),
        pytest.param(["朝阳区有维修点吗", "北京的"], "建国路171号", id="which of two places"),
    ],
)
def test_short_answer_is_read_as_the_answer_to_the_question(talk, messages: list[str], fact: str) -> None:
    answers = [talk.say(message) for message in messages]

    assert fact in answers[-1].text, [(answer.intent, answer.text) for answer in answers]


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        pytest.param("大概多少钱", "元", id="price"),
        pytest.param("升级会丢照片吗", "备份", id="update"),
        pytest.param("你们店几点开门", "城市", id="centre"),
    ],
)
def test_question_in_the_middle_of_a_booking_is_answered_and_the_booking_goes_on(
    talk, question: str, fact: str
) -> None:
    talk.say("我的P60屏幕碎了，想约维修")
    answer = talk.say(question)

    assert fact in answer.text and answer.loop == "repair_form", (answer.intent, answer.actions, answer.text)


def test_failed_update_leads_to_a_booking_by_a_plain_yes(talk) -> None:
    talk.say("P60升级以后开不了机了")
    answer = talk.say("好的")

    assert answer.loop == "repair_form", (answer.intent, answer.text)


def test_unknown_place_gets_a_way_on(talk) -> None:
    talk.say("附近有维修点吗")
    answer = talk.say("三里屯")

    assert "城市" in answer.text and "转人工" in answer.buttons, (answer.intent, answer.text)


def test_price_of_another_maker_is_not_made_up(talk) -> None:
    answer = talk.say("苹果15换屏多少钱")

    assert "苹果" in answer.text and "元" not in answer.text, (answer.intent, answer.text)


@pytest.mark.parametrize(
    ("question", "follow_up", "fact"),
    [
        pytest.param("换屏多少钱", "那电池呢", "更换电池", id="price of another part"),
        pytest.param("要带什么", "寄修呢", "缓冲材料", id="documents for another way"),
        pytest.param("深圳有网点吗", "杭州呢", "文三路159号", id="centres of another place"),
    ],
)
def test_follow_up_inside_a_booking_is_answered_and_the_booking_goes_on(
    talk, question: str, follow_up: str, fact: str
) -> None:
    talk.say("我的P60 Pro手机屏幕碎了想约到店修")
    talk.say(question)
    answer = talk.say(follow_up)

    assert fact in answer.text and answer.loop == "repair_form", (answer.intent, answer.text)
    assert "/book_repair" not in answer.buttons.values()


def test_second_question_of_a_message_is_answered_by_its_button(talk) -> None:
    talk.say("空调保修几年，上门要收费吗")
    answer = talk.press("问保修期有多长")

    assert "压缩机" in answer.text, (answer.intent, answer.text)


def test_place_after_centres_is_no_anger(talk) -> None:
    talk.say("深圳哪里有维修点")
    answer = talk.say("拉萨呢")

    assert answer.intent == "inform" and "西藏" in answer.text, (answer.intent, answer.text)
