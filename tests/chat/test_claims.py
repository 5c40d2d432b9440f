"""One turn at a time: leases, the fence against a stalled worker, and what a dead process leaves."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from bot.chat import claims, handoff, inbox, outbox, turns, view
from bot.chat.claims import Claim
from bot.chat.inbox import Incoming
from bot.chat.outbox import Facts, Said
from bot.chat.routing import Route
from bot.chat.turns import Begun, Exhausted, Settled
from bot.chat.view import Span
from bot.store import chats, messages
from bot.store import turns as stored_turns
from bot.store.engine import Store
from bot.store.messages import Message

HOURS = "周一至周日 09:00-21:00"


def open_chat(store: Store, *texts: str) -> str:
    """A chat in which these texts wait for an answer."""
    with store.transaction() as session:
        chat = inbox.begin_chat(session, "web")
        for number, text in enumerate(texts):
            inbox.accept(session, chat.id, Incoming(f"{chat.id}:{number}", text))
    return chat.id


def begin(store: Store, chat_id: str, engine_up: bool = True) -> object:
    with store.transaction() as session:
        return turns.begin(session, chat_id, engine_up)


def claim(store: Store, chat_id: str) -> Claim:
    begun = begin(store, chat_id)
    assert isinstance(begun, Begun)
    return begun.claims[0]


def settle(store: Store, chat_id: str, engine_up: bool = True) -> Settled | None:
    """Begin and settle what needs no engine, or let it wait."""
    begun = begin(store, chat_id, engine_up)
    assert isinstance(begun, Begun)
    chosen = turns.choose(begun, engine_up)
    with store.transaction() as session:
        if chosen is None:
            turns.release(session, begun.claims, was_asked=False)
            return None
        return turns.settle(session, begun, *chosen, HOURS)


def waiting_texts(store: Store, chat_id: str) -> list[str]:
    with store.reading() as session:
        ids = [turn.message_id for turn in stored_turns.open_of(session, chat_id)]
        return [messages.get(session, message_id).text for message_id in ids]


def answer(store: Store, taken: Claim, text: str) -> object:
    with store.transaction() as session:
        return outbox.answer(session, taken, [Said(text)], Facts(), 5)


def messages_of(store: Store, chat_id: str) -> list[Message]:
    with store.reading() as session:
        return view.read(session, chat_id, Span(0)).messages


def expire(store: Store, chat_id: str) -> None:
    with store.transaction() as session:
        chats.change(session, chat_id, leased_until=datetime.now(timezone.utc) - timedelta(seconds=1))


def test_second_worker_gets_nothing_while_the_first_is_at_work(store: Store) -> None:
    chat_id = open_chat(store, "一", "二")
    first = claim(store, chat_id)

    assert begin(store, chat_id) is None
    finished = answer(store, first, "答")

    assert finished is not None and finished.more  # type: ignore[attr-defined]
    assert claim(store, chat_id).message.text == "二"


def test_stalled_worker_cannot_answer_once_another_has_taken_over(store: Store) -> None:
    chat_id = open_chat(store, "一")
    stalled = claim(store, chat_id)
    expire(store, chat_id)
    second = claim(store, chat_id)

    assert answer(store, stalled, "迟到") is None
    with store.transaction() as session:
        assert outbox.fail(session, stalled, "timeout", HOURS, Facts(), 5) is None
        assert claims.renew(session, stalled) is False
        turns.release(session, [stalled], was_asked=False)
    assert answer(store, second, "正确") is not None

    assert [message.text for message in messages_of(store, chat_id)][2:] == ["正确"]


def test_renewed_lease_lasts_and_one_from_before_a_clock_change_does_not(store: Store) -> None:
    chat_id = open_chat(store, "一")
    taken = claim(store, chat_id)

    with store.transaction() as session:
        assert claims.renew(session, taken) is True
    assert begin(store, chat_id) is None
    with store.transaction() as session:
        chats.change(session, chat_id, leased_until=datetime.now(timezone.utc) + timedelta(hours=1))

    assert isinstance(begin(store, chat_id), Begun)


def test_answer_is_committed_with_its_buttons_and_frees_the_chat(store: Store) -> None:
    chat_id = open_chat(store, "一")
    button = {"title": "在保吗", "payload": "/query_warranty_status"}

    with store.transaction() as session:
        begun = turns.begin(session, chat_id, engine_up=True)
        assert isinstance(begun, Begun)
        outbox.answer(session, begun.claims[0], [Said("选", [button])], Facts("greet", 0.9, "action_x"), 7)
        inbox.accept(session, chat_id, Incoming("pressed", payload="/query_warranty_status"))
        chat = chats.get(session, chat_id)

    assert chat.leased_by is None and chat.last_seq == 4
    assert messages_of(store, chat_id)[-1].body == {"text": "在保吗", "payload": "/query_warranty_status"}


def test_message_that_waits_for_the_engine_is_not_claimed_but_a_human_can_be_reached(store: Store) -> None:
    chat_id = open_chat(store, "你好")

    assert settle(store, chat_id, engine_up=False) is None
    with store.transaction() as session:
        inbox.accept(session, chat_id, Incoming("human", "转人工"))
    settled = settle(store, chat_id, engine_up=False)

    assert settled is not None and settled.outcome == "handed_over" and not settled.more


def test_customer_is_told_of_an_outage_once_until_the_engine_has_answered(store: Store) -> None:
    chat_id = open_chat(store, "你好")
    with store.transaction() as session:
        assert [outbox.tell_outage(session, chat_id) for _ in range(2)] == [True, False]

    answer(store, claim(store, chat_id), "答")
    with store.transaction() as session:
        inbox.accept(session, chat_id, Incoming("next", "在吗"))
        assert outbox.tell_outage(session, chat_id) is True


def test_bodies_and_button_titles_are_stored_sealed(store: Store) -> None:
    open_chat(store, "我的电话 13800138000")

    with store.engine.connect() as connection:
        tables = ("messages", "payloads")
        stored = [bytes(str(row), "utf-8") + b"".join(value for value in row if isinstance(value, (bytes, memoryview)))
                  for table in tables for row in connection.exec_driver_sql(f"SELECT * FROM {table}")]  # fmt: skip

    assert stored
    assert not any(b"13800138000" in row or "查保修".encode() in row for row in stored)


@pytest.mark.parametrize("owner", ["agent", "closed"])
def test_bot_says_nothing_in_a_chat_that_is_not_its_own(store: Store, owner: str) -> None:
    chat_id = open_chat(store, "一")
    taken = claim(store, chat_id)
    with store.transaction() as session:
        handoff.open(session, chat_id, "test")
        handoff.move(session, chats.lock(session, chat_id), owner)

    finished = answer(store, taken, "答")

    assert finished is not None and finished.outcome == "dropped"  # type: ignore[attr-defined]
    assert len(messages_of(store, chat_id)) == 2


@pytest.mark.parametrize("engine_up", [True, False])
def test_message_that_kills_its_reader_twice_is_failed_before_anybody_reads_it_again(
    store: Store, monkeypatch: pytest.MonkeyPatch, engine_up: bool
) -> None:
    chat_id = open_chat(store, "毒", "二")
    for _ in range(2):
        assert isinstance(begin(store, chat_id, engine_up), Begun)  # the process ends here
        expire(store, chat_id)
    monkeypatch.setattr("bot.chat.routing.route", lambda *_: pytest.fail("read again"))

    taken = begin(store, chat_id, engine_up)

    assert isinstance(taken, Exhausted) and taken.claim.message.text == "毒"
    with store.transaction() as session:
        finished = outbox.fail(session, taken.claim, "broken", HOURS, Facts(), 5)
    assert finished is not None and finished.outcome == "broken"
    assert "二" not in {message.text for message in messages_of(store, chat_id) if message.author == "bot"}


def test_way_of_a_message_is_chosen_outside_every_transaction(store: Store) -> None:
    chat_id = open_chat(store, "转人工")
    begun = begin(store, chat_id)

    assert isinstance(begun, Begun)
    chosen = turns.choose(begun, engine_up=True)

    assert chosen == (begun.claims[0], Route.HUMAN)


def test_button_that_opens_no_queue_overtakes_no_message_that_waits_for_the_engine(store: Store) -> None:
    chat_id = open_chat(store, "转人工")
    assert settle(store, chat_id) is not None
    with store.transaction() as session:
        handoff.leave_queue(session, chat_id)
        inbox.accept(session, chat_id, Incoming("question", "屏幕碎了怎么修"))
        inbox.accept(session, chat_id, Incoming("pressed", payload="/cancel_queue"))

    assert settle(store, chat_id, engine_up=False) is None

    assert waiting_texts(store, chat_id) == ["屏幕碎了怎么修", "取消排队"]
    assert claim(store, chat_id).message.text == "屏幕碎了怎么修"


def test_message_whose_chat_has_moved_meanwhile_is_begun_again(store: Store) -> None:
    chat_id = open_chat(store, "转人工")
    begun = begin(store, chat_id)
    assert isinstance(begun, Begun)
    with store.transaction() as session:
        handoff.open(session, chat_id, "test")
        handoff.move(session, chats.lock(session, chat_id), "agent", agent="demo")

    with store.transaction() as session:
        assert turns.settle(session, begun, begun.claims[0], Route.HUMAN, HOURS) is None
    settled = settle(store, chat_id)

    assert settled is not None and settled.outcome == "stored_only"


def test_process_of_another_container_with_our_name_is_not_taken_for_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    host, pid, *rest = claims.new_holder().split(":")

    assert claims.is_gone(":".join([host, "4194304", *rest])) is True
    assert claims.is_gone(":".join([f"{host}9", "4194304", *rest])) is False
    assert claims.is_gone(":".join([host, pid, *rest])) is False
