"""Progress: every step is told once, in the booking's own chat, whoever answers there; on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.chat import handoff, inbox, words
from bot.chat.progress import move_booking
from bot.errors import IllegalMove
from bot.store import bookings, chats, messages
from bot.store.booking_records import MODES, PURPOSES
from bot.store.bookings import NEXT_STATUSES, BookingNotFound, BookingRequest
from bot.store.engine import Store
from bot.store.messages import Message

STEPS = ("confirmed", "dispatched", "in_repair", "waiting_parts", "finished")


@pytest.fixture
def chat_id(store: Store) -> str:
    """A chat with its welcome."""
    with store.transaction() as session:
        return inbox.begin_chat(session, "web").id


def _book(store: Store, chat_id: str | None, mode: str = "home", purpose: str = "repair") -> str:
    request = BookingRequest("k", "空调", mode, None, "不制冷", "甲", "13800138001", purpose=purpose, chat_id=chat_id)
    with store.transaction() as session:
        return bookings.book(session, request).number


def _told(store: Store, chat_id: str) -> list[Message]:
    """What the chat holds after its welcome."""
    with store.reading() as session:
        return messages.after(session, chat_id, 1)


def _move(store: Store, number: str, status: str, note: str = "") -> None:
    with store.transaction() as session:
        move_booking(session, number, status, "demo", note)


def test_every_step_is_told_with_number_status_and_note(store: Store, chat_id: str) -> None:
    number = _book(store, chat_id)

    for status in STEPS:
        _move(store, number, status, f"说明{status}")

    told = _told(store, chat_id)
    assert [message.seq for message in told] == [2, 3, 4, 5, 6]
    for status, message in zip(STEPS, told, strict=True):
        assert (message.author, message.kind) == ("bot", "text")
        assert number in message.text
        assert words.status_name(status, "repair", "home") in message.text
        assert message.text.endswith(f"备注：说明{status}")
    with store.reading() as session:
        assert chats.get(session, chat_id).last_seq == 6
        assert [event.author for event in bookings.history(session, number)] == ["customer", *["demo"] * 5]


def test_message_without_note_ends_with_its_sentence(store: Store, chat_id: str) -> None:
    _move(store, _book(store, chat_id), "dispatched")

    (message,) = _told(store, chat_id)
    assert message.text.endswith("。") and "备注" not in message.text


def test_repeated_status_says_nothing_twice(store: Store, chat_id: str) -> None:
    number = _book(store, chat_id)

    for _ in range(3):
        _move(store, number, "dispatched")

    assert len(_told(store, chat_id)) == 1


def test_second_time_at_the_same_status_is_a_step_of_its_own(store: Store, chat_id: str) -> None:
    number = _book(store, chat_id)

    for status in ("in_repair", "waiting_parts", "in_repair", "waiting_parts"):
        _move(store, number, status)

    assert len(_told(store, chat_id)) == 4


def test_two_who_report_the_same_step_at_once_tell_it_once(store: Store, chat_id: str) -> None:
    number = _book(store, chat_id)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: _move(store, number, "dispatched"), range(4)))

    assert len(_told(store, chat_id)) == 1


def test_what_the_customer_cancelled_himself_is_not_told_again(store: Store, chat_id: str) -> None:
    number = _book(store, chat_id)
    with store.transaction() as session:
        bookings.cancel(session, number, "customer")

    _move(store, number, "cancelled")

    assert _told(store, chat_id) == []


@pytest.mark.parametrize("owner", ["queue", "agent", "closed"])
def test_customer_is_told_whoever_answers_and_nobody_loses_the_chat(store: Store, chat_id: str, owner: str) -> None:
    number = _book(store, chat_id)
    with store.transaction() as session:
        handoff.open(session, chat_id, "customer_request")
        if owner != "queue":
            handoff.move(session, chats.lock(session, chat_id), owner)
        before = chats.get(session, chat_id)

    _move(store, number, "dispatched")

    with store.reading() as session:
        after = chats.get(session, chat_id)
    assert (after.owner, after.version) == (owner, before.version)
    assert number in _told(store, chat_id)[-1].text


def test_booking_made_outside_a_chat_is_just_moved(store: Store) -> None:
    number = _book(store, None)

    with store.transaction() as session:
        assert move_booking(session, number, "dispatched", "demo").status == "dispatched"


def test_booking_whose_chat_is_gone_is_moved(store: Store) -> None:
    number = _book(store, "f" * 32)

    with store.transaction() as session:
        assert move_booking(session, number, "dispatched", "demo").status == "dispatched"


def test_illegal_step_tells_nothing(store: Store, chat_id: str) -> None:
    number = _book(store, chat_id)

    with store.transaction() as session, pytest.raises(IllegalMove):
        move_booking(session, number, "finished", "demo")
    with store.transaction() as session, pytest.raises(BookingNotFound):
        move_booking(session, "GD209901010001", "finished", "demo")

    assert _told(store, chat_id) == []


@pytest.mark.parametrize(
    ("status", "purpose", "mode", "name"),
    [
        pytest.param("dispatched", "repair", "home", "已派单", id="home"),
        pytest.param("dispatched", "repair", "mail_in", "已安排收件", id="mail-in"),
        pytest.param("in_repair", "repair", "home", "维修中", id="repair"),
        pytest.param("in_repair", "installation", "home", "安装中", id="installation"),
        pytest.param("in_repair", "inspection", "store", "检测中", id="inspection"),
        pytest.param("cancelled", "installation", "home", "已取消", id="cancelled"),
    ],
)
def test_status_is_called_by_what_is_done_and_where(status: str, purpose: str, mode: str, name: str) -> None:
    assert words.status_name(status, purpose, mode) == name
    assert words.status_of(name) == status


def test_every_status_has_names_of_its_own_and_a_sentence_when_reached() -> None:
    reached = {after for steps in NEXT_STATUSES.values() for after in steps}
    everywhere = [
        (status, {words.status_name(status, purpose, mode) for purpose in PURPOSES for mode in MODES})
        for status in NEXT_STATUSES
    ]

    for status, names in everywhere:
        assert words.status_of(status) == words.status_of(status.upper()) == status
        assert {words.status_of(name) for name in names} == {status}
    assert {f"progress_{status}" for status in reached} <= set(words.keys())
    assert words.status_of("飞走了") is None and words.status_of("default") is None
