"""Cards through the whole engine: each comes with its answer, reads as its model says, and presses like its buttons.

What holds of every card (shape, payloads, gaps, personal values, length of the lead) is checked wherever a `Talk` gets one.
"""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from demo_devices import EXPIRED, IN_WARRANTY
from service_dialogue import ADDRESS, CONTACT, reserve
from shown_cards import size_of

from bot.chat.cards import BookingCard, CardPart, CentreCard, DeviceCard, ListCard, PriceCard, WindowsCard
from bot.engine.tracker import slimmed
from bot.store import bookings

PHONE = "13912340301"
SAID = [
    pytest.param([f"{IN_WARRANTY.serial} 还在保吗"], DeviceCard, id="warranty"),
    pytest.param([f"查保修 {EXPIRED.serial}"], DeviceCard, id="expired"),
    pytest.param(["空调不制冷，想约上门维修", "深圳南山"], WindowsCard, id="free windows"),
    pytest.param(["深圳南山有维修点吗"], CentreCard, id="centres"),
    pytest.param(["P60换屏多少钱"], PriceCard, id="price"),
    pytest.param(["手机换屏多少钱"], PriceCard, id="price by model"),
    pytest.param(["手机能升级吗", "都列出来"], ListCard, id="models with an update"),
]


@pytest.mark.parametrize(("messages", "kind"), SAID)
def test_answer_carries_its_card_beside_the_whole_text(talk, messages: list[str], kind: type[CardPart]) -> None:
    answers = [talk.say(message) for message in messages]

    assert kind in [type(card) for card in answers[-1].cards], (answers[-1].actions, answers[-1].text)
    assert answers[-1].text and sum(size_of(card) for card in answers[-1].cards) < 4000


def test_window_of_the_card_is_pressed_and_the_booking_made_is_shown(talk) -> None:
    talk.say("空调不制冷，想约上门维修")
    (windows,) = talk.say("深圳南山").cards
    pressed = windows.days[-1].windows[0].payload
    (title,) = [title for title, payload in talk.last.buttons.items() if payload == pressed]
    asked = talk.press(title)
    talk.say(ADDRESS)
    summary = talk.say(f"{CONTACT} {PHONE}")
    answer = talk.say("确认")

    (card,) = answer.cards
    assert "地址" in asked.text and summary.cards == [] and isinstance(card, BookingCard)
    with talk.store.reading() as session:
        row = bookings.get(session, card.number)
    assert row is not None and row.slot is not None and row.slot.day == windows.days[-1].day
    assert card.number in answer.text and card.number in str(card.lead) and card.status == row.status


def test_progress_change_and_cancellation_show_the_booking_as_its_row_has_it(talk) -> None:
    made = reserve(talk.store, "13912340302", talk.chat_id)

    told = talk.say("我的维修到哪一步了").cards[0]
    windows = talk.say("改个时间").cards[0]
    talk.press(next(iter(talk.last.buttons)))
    changed = talk.say("确认").cards[0]
    talk.say("取消预约")
    cancelled = talk.say("确认取消").cards[0]

    assert isinstance(windows, WindowsCard)
    assert {told.number, changed.number, cancelled.number} == {made.number}
    assert told.appointment != changed.appointment and (changed.status, cancelled.status) == ("requested", "cancelled")


def test_number_and_phone_show_a_stranger_status_and_window_only(talk) -> None:
    made = reserve(talk.store, "13912340303")

    talk.say(f"工单{made.number}到哪了")
    (card,) = talk.say("13912340303").cards

    assert card.appointment and card.place is None and card.contact is None
    assert not any(fact in json.dumps(card.as_data(), ensure_ascii=False) for fact in ("空调", "科技园", CONTACT))


def test_only_the_card_of_the_last_answer_is_stored_with_the_conversation(talk) -> None:
    sizes = []
    for _ in range(6):
        talk.say("深圳南山有维修点吗")
        tracker = talk.loop.run_until_complete(talk.agent.tracker_store.retrieve(f"{talk.chat_id}:1"))
        state = json.dumps(slimmed(list(tracker.events)), ensure_ascii=False)
        sizes.append((state.count('"kind": "card"'), len(state.encode())))

    steps = [after - before for (_, before), (_, after) in pairwise(sizes)]
    assert [cards for cards, _ in sizes] == [1] * 6
    assert max(steps[1:]) - min(steps[1:]) < 1000, steps
