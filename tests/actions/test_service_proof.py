"""Who may see a booking: both halves of the proof in any order, in this chat alone, and nothing for whoever guesses."""

from __future__ import annotations

from dataclasses import replace

import pytest
from databases import make_settings
from service_dialogue import ADDRESS, CONTACT, ServiceDialogue, open_service, reserve

from actions.base import Context
from bot.service import codes
from bot.store.engine import Store

PHONE = "13912340001"
PERSONAL = (ADDRESS, CONTACT, PHONE, "空调")


@pytest.fixture
def talk(fresh_shop: Store, tmp_path) -> ServiceDialogue:
    return open_service(Context(make_settings(tmp_path), fresh_shop), fresh_shop)


def test_stranger_is_asked_for_both_halves_in_one_sentence(talk) -> None:
    talk.say("维修到哪一步了", "query_repair_progress")

    assert talk.names == ["utter_ask_proof"] and talk.asked == "proof" and talk.loop == "service_form"
    *full, large = talk.texts
    assert all("手机号" in text and "后四位" in text and "订单号" in text for text in full)
    assert "手机号" in large and "后四位" not in large  # in large text one thing is asked at a time


ORDERS = [
    pytest.param(lambda owner, device: [(f"{owner.phone} {device.serial[-4:]}", {"phone_number": owner.phone})], id="one message"),
    pytest.param(lambda owner, device: [(owner.phone, {"phone_number": owner.phone}), (device.serial[-4:].lower(), {})], id="phone first"),
    pytest.param(lambda owner, device: [(f"后四位{device.serial[-4:]}", {}), (owner.phone, {"phone_number": owner.phone})], id="serial first"),
    pytest.param(lambda owner, device: [(device.serial, {"serial_number": device.serial}), (owner.phone, {"phone_number": owner.phone})], id="whole serial"),
    pytest.param(lambda owner, device: [(device.order_number, {"order_number": device.order_number}), (owner.phone, {"phone_number": owner.phone})], id="order first"),
]  # fmt: skip


@pytest.mark.parametrize("messages_of", ORDERS)
def test_halves_of_the_proof_are_taken_in_any_order(talk, fresh_shop, owner, messages_of) -> None:
    made = reserve(fresh_shop, owner[0].phone)
    talk.say("查一下工单", "query_repair_progress")

    for text, entities in messages_of(*owner):
        talk.say(text, **entities)

    assert talk.names == ["utter_service_progress"] and made.number in talk.text and talk.loop is None


def test_everything_in_the_first_sentence_is_answered_at_once(talk, fresh_shop, owner) -> None:
    person, device = owner
    made = reserve(fresh_shop, person.phone)

    talk.say(
        f"查进度，{person.phone}，序列号后四位{device.serial[-4:]}", "query_repair_progress", phone_number=person.phone
    )

    assert made.number in talk.text and talk.loop is None


def test_proof_holds_for_the_chat(talk, fresh_shop, owner) -> None:
    person, device = owner
    made = reserve(fresh_shop, person.phone)
    talk.say("查进度", "query_repair_progress")
    talk.say(f"{person.phone} {device.serial[-4:]}", phone_number=person.phone)

    talk.say("把预约取消了吧", "cancel_booking")

    assert talk.names == ["utter_ask_service_cancel"] and made.number in talk.text


def test_customer_whom_the_shop_vouches_for_is_asked_nothing(fresh_shop, owner, tmp_path) -> None:
    made = reserve(fresh_shop, owner[0].phone)
    talk = open_service(Context(make_settings(tmp_path), fresh_shop), fresh_shop, owner[0].code)

    talk.say("我的维修到哪了", "query_repair_progress")

    assert made.number in talk.text and talk.loop is None


def test_wrong_pair_is_asked_again_without_saying_which_half(talk, fresh_shop, owner) -> None:
    person, _ = owner
    reserve(fresh_shop, person.phone)
    talk.say("查进度", "query_repair_progress")

    talk.say(f"{person.phone} ZZZZ", phone_number=person.phone)
    known = talk.texts
    talk.say("13700000000", phone_number="13700000000")

    assert talk.names == ["utter_ask_proof_failed"] and talk.texts == known
    assert person.phone not in talk.text


def test_half_that_was_wrong_can_be_sent_alone(talk, fresh_shop, owner) -> None:
    person, device = owner
    made = reserve(fresh_shop, person.phone)
    talk.say("查进度", "query_repair_progress")
    talk.say(f"{person.phone} ZZZZ", phone_number=person.phone)

    talk.say(device.serial[-4:], "correct_info")

    assert made.number in talk.text and talk.loop is None


def test_after_five_tries_the_minutes_and_a_human_are_told(talk, fresh_shop, owner) -> None:
    person, device = owner
    reserve(fresh_shop, person.phone)
    talk.say("查进度", "query_repair_progress")
    for number in range(5):
        talk.say(f"{person.phone} 000{number}", phone_number=person.phone)

    talk.say(device.serial[-4:])

    assert talk.names == ["utter_too_many_tries"] and "分钟" in talk.text and talk.loop is None
    assert talk.draft == {}


def test_number_and_phone_tell_status_and_window_only(talk, fresh_shop) -> None:
    made = reserve(fresh_shop, PHONE)
    talk.say(f"{made.number}到哪了", "query_repair_progress", ticket_number=made.number)
    asked = talk.names
    talk.say(PHONE, phone_number=PHONE)

    assert asked == ["utter_ask_proof_under"]
    assert talk.names == ["utter_service_progress_half"] and "待确认" in talk.text and "上门维修" in talk.text
    assert not any(word in talk.text for word in PERSONAL)


def test_number_with_a_foreign_phone_and_an_unknown_number_sound_the_same(talk, fresh_shop) -> None:
    made = reserve(fresh_shop, PHONE)
    answers = []
    for number, phone in ((made.number, "13700000000"), ("GD202001010009", "13700000000")):
        talk.slots.clear()
        talk.loop = None
        talk.say(f"{number} {phone}", "query_repair_progress", ticket_number=number, phone_number=phone)
        answers.append((talk.names, talk.texts))

    assert answers[0] == answers[1] and answers[0][0] == ["utter_ask_proof_failed"]


def test_number_and_phone_do_not_cancel(talk, fresh_shop) -> None:
    made = reserve(fresh_shop, PHONE)

    talk.say(f"取消{made.number}，手机{PHONE}", "cancel_booking", ticket_number=made.number, phone_number=PHONE)

    assert talk.names == ["utter_ask_proof_second"] and talk.booking(made.number).status == "requested"


def test_owner_who_names_a_foreign_number_hears_nothing_of_it(talk, fresh_shop, owner) -> None:
    person, device = owner
    mine, foreign = reserve(fresh_shop, person.phone), reserve(fresh_shop, PHONE, place=2)
    talk.say("查进度", "query_repair_progress")
    talk.say(f"{person.phone} {device.serial[-4:]}", phone_number=person.phone)

    talk.say(f"那{foreign.number}呢", "query_repair_progress", ticket_number=foreign.number)

    assert talk.names[0] == "utter_service_not_yours" and foreign.slot is not None
    assert mine.number in talk.text


def test_no_way_to_prove_it_leads_to_a_human(talk) -> None:
    talk.say("查进度", "query_repair_progress")

    talk.say("没有，都丢了", "deny")

    assert talk.names == ["utter_proof_impossible"] and talk.slots["asked_for"] == "action_request_human"
    assert talk.loop is None


class Provider:
    """A sender of text messages that keeps the last code."""

    last: tuple[str, str] = ("", "")

    def send(self, phone: str, code: str, minutes: int) -> None:
        Provider.last = (phone, code)


def test_code_is_offered_sent_and_taken_where_a_sender_is_plugged_in(fresh_shop, tmp_path) -> None:
    settings = replace(make_settings(tmp_path), sms_sender=f"{__name__}.Provider")
    talk = open_service(Context(settings, fresh_shop), fresh_shop)
    made = reserve(fresh_shop, PHONE)
    talk.say("查进度", "query_repair_progress")
    talk.say(PHONE, phone_number=PHONE)
    talk.press("发验证码")
    asked = (talk.names, talk.text)

    phone, code = codes.sender_of(settings.sms_sender).last
    talk.say(f"验证码{code}")

    assert phone == PHONE and asked[0] == ["utter_ask_proof_code"] and PHONE not in asked[1]
    assert talk.names == ["utter_service_progress"] and made.number in talk.text


def test_no_code_is_offered_by_default(talk) -> None:
    talk.say("查进度", "query_repair_progress")
    talk.say(PHONE, phone_number=PHONE)

    assert "发验证码" not in talk.buttons


def test_thousand_guesses_read_no_personal_field(talk, fresh_shop, owner) -> None:
    person, device = owner
    made = reserve(fresh_shop, person.phone)
    heard: set[str] = set()

    for guess in range(60):
        talk.say("查进度", "query_repair_progress", ticket_number=made.number)
        talk.say(f"{person.phone} {guess:04d}", phone_number=person.phone)
        heard.update(talk.texts)
        talk.slots.clear()
        talk.loop = None

    shown = "\n".join(heard)
    assert not any(value in shown for value in (ADDRESS, CONTACT, person.phone, person.name, device.serial, "空调"))
