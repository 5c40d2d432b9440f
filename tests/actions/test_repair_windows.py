"""Windows of a booking: six at a time, four in large letters, and every free one is shown before they begin again."""

from __future__ import annotations

import pytest
from booking_dialogue import Dialogue, open_dialogue
from databases import make_settings
from service_dialogue import open_service, reserve

from actions.base import Context
from bot.chat.cards import WindowsCard
from bot.store.engine import Store

PHONE = "13912340011"


@pytest.fixture
def talk(fresh_shop: Store, tmp_path) -> Dialogue:
    return open_dialogue(Context(make_settings(tmp_path), fresh_shop), fresh_shop)


def to_window(talk: Dialogue) -> None:
    """A home visit up to the question for a time."""
    talk.say("修空调", "book_repair", product_category="空调", symptom="不制冷")
    talk.say("广州天河", region="广州天河")


def shown(talk: Dialogue) -> list[tuple[str, str]]:
    """Day and hours of every window on the card."""
    (card,) = talk.cards
    assert isinstance(card, WindowsCard)
    return [(day.label, window.label) for day in card.days for window in day.windows]


@pytest.mark.parametrize(("large_text", "count"), [(False, 6), (True, 4)], ids=["normal", "large"])
def test_so_many_windows_are_offered_at_a_time(talk, large_text: bool, count: int) -> None:
    talk.large_text = large_text

    to_window(talk)

    assert len(shown(talk)) == count and len(talk.buttons) == count + 1


def test_other_windows_in_large_letters_leave_none_out(talk) -> None:
    talk.large_text = True
    to_window(talk)
    first = shown(talk)

    talk.press("更多时间")
    second = shown(talk)
    talk.press("更多时间")

    assert len(second) == 4 and not set(first) & set(second) and not set(second) & set(shown(talk))


def test_wish_for_a_day_is_answered_with_few_windows_in_large_letters(talk) -> None:
    talk.large_text = True
    to_window(talk)

    talk.say("周末", time={"start": "2026-11-28T00:00:00+08:00", "end": "2026-11-29T23:59:00+08:00"})

    assert 0 < len(shown(talk)) <= 4


def test_change_offers_few_windows_in_large_letters(fresh_shop: Store, tmp_path) -> None:
    talk = open_service(Context(make_settings(tmp_path), fresh_shop), fresh_shop)
    talk.large_text = True
    reserve(fresh_shop, PHONE, talk.chat_id)

    talk.say("改时间", "change_booking")

    assert len(shown(talk)) == 4
