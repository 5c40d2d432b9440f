"""Bookings that exist: proof, progress, urge and cancel, by what customers say; change has a file of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from databases import Databases, make_settings, seed_to
from demo_devices import DEVICES
from service_dialogue import ADDRESS, CONTACT, ServiceDialogue, open_service, reserve

from actions.base import Context
from actions.documents import ActionListDocuments
from actions.handoff import ActionRequestHuman
from bot.service import codes, visits
from bot.store import bookings, chats, customers, devices
from bot.store.engine import Store, open_store

OWNED = next(device for device in DEVICES if device.serial.startswith("SC-DEMO2"))
PHONE = "13912340001"
PERSONAL = (ADDRESS, CONTACT, PHONE, "空调")


@pytest.fixture
def shop(sqlite_databases: Databases, tmp_path) -> Iterator[Store]:
    """A fresh copy of the demo company: visits take its places."""
    url = sqlite_databases.fresh("seeded", lambda url: seed_to(url, tmp_path))
    opened = open_store(make_settings(tmp_path, url))
    yield opened
    opened.close()


@pytest.fixture
def talk(shop: Store, tmp_path) -> ServiceDialogue:
    return open_service(Context(make_settings(tmp_path), shop), shop)


@pytest.fixture
def owner(shop: Store):
    """The owner of a device on record, who has no booking yet: (customer, device)."""
    with shop.reading() as session:
        for row in DEVICES:
            device = devices.find_by_serial(session, row.serial)
            assert device is not None
            found = customers.get(session, device.customer_id or 0)
            if found and device.order_number and not bookings.for_phone(session, found.phone):
                return found, device
    raise AssertionError("expected an owner without bookings")


def advance(shop: Store, number: str, *statuses: str) -> None:
    with shop.transaction() as session:
        for status in statuses:
            bookings.move(session, number, status, "agent")


# progress


def test_booking_of_this_chat_needs_no_proof(talk, shop) -> None:
    made = reserve(shop, PHONE, talk.chat_id)

    talk.say("维修到哪一步了", "query_repair_progress")

    assert talk.names == ["utter_service_progress"] and talk.loop is None
    assert made.number in talk.text and "空调上门维修" in talk.text and "待确认" in talk.text
    assert ADDRESS not in talk.text and PHONE not in talk.text and CONTACT not in talk.text


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
def test_halves_of_the_proof_are_taken_in_any_order(talk, shop, owner, messages_of) -> None:
    made = reserve(shop, owner[0].phone)
    talk.say("查一下工单", "query_repair_progress")

    for text, entities in messages_of(*owner):
        talk.say(text, **entities)

    assert talk.names == ["utter_service_progress"] and made.number in talk.text and talk.loop is None


def test_everything_in_the_first_sentence_is_answered_at_once(talk, shop, owner) -> None:
    person, device = owner
    made = reserve(shop, person.phone)

    talk.say(
        f"查进度，{person.phone}，序列号后四位{device.serial[-4:]}", "query_repair_progress", phone_number=person.phone
    )

    assert made.number in talk.text and talk.loop is None


def test_proof_holds_for_the_chat(talk, shop, owner) -> None:
    person, device = owner
    made = reserve(shop, person.phone)
    talk.say("查进度", "query_repair_progress")
    talk.say(f"{person.phone} {device.serial[-4:]}", phone_number=person.phone)

    talk.say("把预约取消了吧", "cancel_booking")

    assert talk.names == ["utter_ask_service_cancel"] and made.number in talk.text


def test_customer_whom_the_shop_vouches_for_is_asked_nothing(shop, owner, tmp_path) -> None:
    made = reserve(shop, owner[0].phone)
    talk = open_service(Context(make_settings(tmp_path), shop), shop, owner[0].code)

    talk.say("我的维修到哪了", "query_repair_progress")

    assert made.number in talk.text and talk.loop is None


def test_wrong_pair_is_asked_again_without_saying_which_half(talk, shop, owner) -> None:
    person, _ = owner
    reserve(shop, person.phone)
    talk.say("查进度", "query_repair_progress")

    talk.say(f"{person.phone} ZZZZ", phone_number=person.phone)
    known = talk.texts
    talk.say("13700000000", phone_number="13700000000")

    assert talk.names == ["utter_ask_proof_failed"] and talk.texts == known
    assert person.phone not in talk.text


def test_half_that_was_wrong_can_be_sent_alone(talk, shop, owner) -> None:
    person, device = owner
    made = reserve(shop, person.phone)
    talk.say("查进度", "query_repair_progress")
    talk.say(f"{person.phone} ZZZZ", phone_number=person.phone)

    talk.say(device.serial[-4:], "correct_info")

    assert made.number in talk.text and talk.loop is None


def test_after_five_tries_the_minutes_and_a_human_are_told(talk, shop, owner) -> None:
    person, device = owner
    reserve(shop, person.phone)
    talk.say("查进度", "query_repair_progress")
    for number in range(5):
        talk.say(f"{person.phone} 000{number}", phone_number=person.phone)

    talk.say(device.serial[-4:])

    assert talk.names == ["utter_too_many_tries"] and "分钟" in talk.text and talk.loop is None
    assert talk.draft == {}


def test_number_and_phone_tell_status_and_window_only(talk, shop) -> None:
    made = reserve(shop, PHONE)
    talk.say(f"{made.number}到哪了", "query_repair_progress", ticket_number=made.number)
    asked = talk.names
    talk.say(PHONE, phone_number=PHONE)

    assert asked == ["utter_ask_proof_under"]
    assert talk.names == ["utter_service_progress_half"] and "待确认" in talk.text and "上门维修" in talk.text
    assert not any(word in talk.text for word in PERSONAL)


def test_number_with_a_foreign_phone_and_an_unknown_number_sound_the_same(talk, shop) -> None:
    made = reserve(shop, PHONE)
    answers = []
    for number, phone in ((made.number, "13700000000"), ("GD202001010009", "13700000000")):
        talk.slots.clear()
        talk.loop = None
        talk.say(f"{number} {phone}", "query_repair_progress", ticket_number=number, phone_number=phone)
        answers.append((talk.names, talk.texts))

    assert answers[0] == answers[1] and answers[0][0] == ["utter_ask_proof_failed"]


def test_number_and_phone_do_not_cancel(talk, shop) -> None:
    made = reserve(shop, PHONE)

    talk.say(f"取消{made.number}，手机{PHONE}", "cancel_booking", ticket_number=made.number, phone_number=PHONE)

    assert talk.names == ["utter_ask_proof_second"] and talk.booking(made.number).status == "requested"


def test_several_open_bookings_are_offered_and_chosen_by_word_or_button(talk, shop) -> None:
    first, second = reserve(shop, PHONE, talk.chat_id), reserve(shop, PHONE, talk.chat_id, place=3)

    talk.say("查进度", "query_repair_progress")
    listed = dict(talk.buttons)
    talk.say("第二个")

    assert talk.names == ["utter_service_progress"] and first.number in talk.text
    assert len(listed) == 2 and all(number[-4:] in str(listed) for number in (first.number, second.number))


def test_kind_of_goods_narrows_several_bookings(talk, shop) -> None:
    reserve(shop, PHONE, talk.chat_id)
    phone = reserve(shop, PHONE, talk.chat_id, category="手机", mode="mail_in")

    talk.say("手机修到哪了", "query_repair_progress", product_category="手机")

    assert phone.number in talk.text and talk.names == ["utter_service_progress"]


def test_history_is_told_in_the_customers_words_with_days(talk, shop) -> None:
    made = reserve(shop, PHONE, talk.chat_id)
    advance(shop, made.number, "confirmed", "dispatched")

    talk.say("查进度", "query_repair_progress")

    assert "已确认" in talk.text and "已派单" in talk.text and "11月22日（周日）" in talk.text
    assert not any(word in talk.text for word in ("dispatched", "confirmed", "requested"))


def test_finished_work_is_told_when_nothing_is_open(talk, shop) -> None:
    made = reserve(shop, PHONE, talk.chat_id)
    advance(shop, made.number, "confirmed", "in_repair", "finished")

    talk.say("修好了吗", "query_repair_progress")

    assert "已完成" in talk.text and "修过又坏了" in talk.buttons


def test_owner_without_bookings_is_offered_one(talk, owner) -> None:
    person, device = owner
    talk.say("查进度", "query_repair_progress")
    talk.say(f"{person.phone} {device.serial[-4:]}", phone_number=person.phone)

    assert talk.names == ["utter_service_none"] and "预约维修" in talk.buttons and talk.loop is None


def test_owner_who_names_a_foreign_number_hears_nothing_of_it(talk, shop, owner) -> None:
    person, device = owner
    mine, foreign = reserve(shop, person.phone), reserve(shop, PHONE, place=2)
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


def test_question_in_between_is_answered_and_the_thread_taken_up(talk) -> None:
    talk.say("查进度", "query_repair_progress")

    talk.say("维修要带什么", "ask_required_documents", action=ActionListDocuments)

    assert talk.names[-1] == "utter_ask_proof" and talk.texts[-1].startswith("接着刚才的查进度")


def test_call_for_a_human_in_between_is_not_answered_with_a_question(talk) -> None:
    talk.say("查进度", "query_repair_progress")

    talk.say("转人工", "request_human", action=ActionRequestHuman)

    assert not any(name.startswith("utter_ask") for name in talk.names)


def test_third_answer_in_vain_offers_a_human(talk) -> None:
    talk.say("查进度", "query_repair_progress")
    for _ in range(3):
        talk.say("嗯呢那个", "nlu_fallback")

    assert talk.names == ["utter_service_give_up"] and talk.loop is None


class Provider:
    """A sender of text messages that keeps the last code."""

    last: tuple[str, str] = ("", "")

    def send(self, phone: str, code: str, minutes: int) -> None:
        Provider.last = (phone, code)


def test_code_is_offered_sent_and_taken_where_a_sender_is_plugged_in(shop, tmp_path) -> None:
    settings = replace(make_settings(tmp_path), sms_sender=f"{__name__}.Provider")
    talk = open_service(Context(settings, shop), shop)
    made = reserve(shop, PHONE)
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


# urge


def test_urge_is_written_down_and_promises_no_time(talk, shop) -> None:
    made = reserve(shop, PHONE, talk.chat_id)

    talk.say("师傅怎么还没来", "urge_service")

    assert talk.names == ["utter_service_urged"] and made.number in talk.text and "标记加急" in talk.text
    assert [event.kind for event in talk.history(made.number)] == ["status", "urged"]
    assert talk.chat_owner() == "bot"


def test_second_urge_in_a_day_opens_the_queue(talk, shop) -> None:
    made = reserve(shop, PHONE, talk.chat_id)

    talk.say("催一下", "urge_service")
    talk.say("再催一下", "urge_service")

    assert talk.names[0] == "utter_service_urged_again" and talk.names[1].startswith("utter_human_queued")
    with shop.reading() as session:
        chat = chats.get(session, talk.chat_id)
    assert (chat.owner, chat.reason) == ("queue", "urge") and made.number in talk.text


def test_urge_after_the_window_opens_the_queue_at_once(shop, tmp_path) -> None:
    talk = open_service(Context(make_settings(tmp_path), shop), shop)
    made = reserve(shop, PHONE, talk.chat_id)
    assert made.slot is not None
    late = visits.slot_times(made.slot)[1] + timedelta(minutes=1)
    talk.context = Context(replace(make_settings(tmp_path), fixed_now=late), shop)

    talk.say("师傅怎么还没来", "urge_service")

    assert talk.names[0] == "utter_service_urged_again" and talk.chat_owner() == "queue"


def test_finished_work_is_not_urged(talk, shop) -> None:
    made = reserve(shop, PHONE, talk.chat_id)
    advance(shop, made.number, "cancelled")

    talk.say("催一下", "urge_service")

    assert talk.names == ["utter_service_over"] and "已取消" in talk.text


# cancel


def test_cancellation_is_confirmed_once_and_gives_the_place_back(talk, shop) -> None:
    made = reserve(shop, PHONE, talk.chat_id)
    before = talk.taken(made.slot)
    talk.say("把上门取消掉", "cancel_booking")
    asked = (talk.names, talk.asked)

    talk.press("确认取消")

    assert asked == (["utter_ask_service_cancel"], "confirm")
    assert talk.names == ["utter_service_cancelled"] and made.number in talk.text and talk.loop is None
    assert talk.booking(made.number).status == "cancelled" and talk.taken(made.slot) == before - 1


@pytest.mark.parametrize(("text", "intent"), [("取消吧", "cancel_booking"), ("确认", "affirm")], ids=["again", "yes"])
def test_typed_yes_cancels_too(talk, shop, text: str, intent: str) -> None:
    made = reserve(shop, PHONE, talk.chat_id)
    talk.say("取消预约", "cancel_booking")

    talk.say(text, intent)

    assert talk.booking(made.number).status == "cancelled"


def test_no_keeps_the_booking(talk, shop) -> None:
    made = reserve(shop, PHONE, talk.chat_id)
    talk.say("取消预约", "cancel_booking")

    talk.say("先不取消", "deny")

    assert talk.names == ["utter_service_kept"] and talk.booking(made.number).status == "requested"


def test_stop_keeps_the_booking(talk, shop) -> None:
    made = reserve(shop, PHONE, talk.chat_id)
    talk.say("取消预约", "cancel_booking")

    talk.say("算了", "stop_flow")

    assert talk.loop is None and talk.draft == {} and talk.booking(made.number).status == "requested"


def test_cancelled_booking_is_not_cancelled_again(talk, shop) -> None:
    reserve(shop, PHONE, talk.chat_id)
    talk.say("取消预约", "cancel_booking")
    talk.press("确认取消")

    talk.say("取消预约", "cancel_booking")

    assert talk.names == ["utter_service_over"] and "已取消" in talk.text


def test_work_in_the_workshop_is_cancelled_by_a_human_only(talk, shop) -> None:
    made = reserve(shop, PHONE, talk.chat_id)
    advance(shop, made.number, "confirmed", "in_repair")

    talk.say("我不修了取消", "cancel_booking")

    assert talk.names == ["utter_service_not_cancellable"] and talk.booking(made.number).status == "in_repair"
    assert talk.slots["asked_for"] == "action_request_human"


def test_wish_can_change_from_cancel_to_another_day(talk, shop) -> None:
    made = reserve(shop, PHONE, talk.chat_id)
    talk.say("取消预约", "cancel_booking")

    talk.say("改时间吧", "change_booking")

    assert talk.asked == "window" and talk.draft["number"] == made.number
    assert talk.booking(made.number).status == "requested"


def test_another_day_instead_of_the_cancellation_is_a_change(talk, shop) -> None:
    reserve(shop, PHONE, talk.chat_id)
    talk.say("取消预约", "cancel_booking")

    talk.say("还是换个时间吧", "correct_info")

    assert talk.asked == "window" and talk.draft["wish"] == "change"


def test_goodbye_leaves_everything_as_it_is(talk, shop) -> None:
    made = reserve(shop, PHONE, talk.chat_id)
    talk.say("取消预约", "cancel_booking")

    talk.say("再见", "goodbye")

    assert talk.names == ["utter_service_left"] and talk.loop is None
    assert talk.booking(made.number).status == "requested"


def test_thousand_guesses_read_no_personal_field(talk, shop, owner) -> None:
    person, device = owner
    made = reserve(shop, person.phone)
    heard: set[str] = set()

    for guess in range(60):
        talk.say("查进度", "query_repair_progress", ticket_number=made.number)
        talk.say(f"{person.phone} {guess:04d}", phone_number=person.phone)
        heard.update(talk.texts)
        talk.slots.clear()
        talk.loop = None

    shown = "\n".join(heard)
    assert not any(value in shown for value in (ADDRESS, CONTACT, person.phone, person.name, device.serial, "空调"))
