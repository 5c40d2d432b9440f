"""One turn at a time: leases, the fence against a stalled worker, and what a dead process leaves."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from bot.chat import claims, handoff, inbox, outbox, turns, view
from bot.chat.claims import Claim
from bot.chat.inbox import Incoming
from bot.chat.outbox import Facts, Said
from bot.chat.turns import Settled
from bot.store import chats
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
        return turns.begin(session, chat_id, engine_up, HOURS)


def claim(store: Store, chat_id: str) -> Claim:
    taken = begin(store, chat_id)
    assert isinstance(taken, Claim)
    return taken


def answer(store: Store, taken: Claim, text: str) -> object:
    with store.transaction() as session:
        return outbox.answer(session, taken, [Said(text)], Facts(), 5)


def messages_of(store: Store, chat_id: str) -> list[Message]:
    with store.reading() as session:
        return view.read(session, chat_id, 0).messages


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
        turns.release(session, stalled, was_asked=False)
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

    assert isinstance(begin(store, chat_id), Claim)


def test_answer_is_committed_with_its_buttons_and_frees_the_chat(store: Store) -> None:
    chat_id = open_chat(store, "一")
    button = {"title": "在保吗", "payload": "/query_warranty_status"}

    with store.transaction() as session:
        taken = turns.begin(session, chat_id, True, HOURS)
        assert isinstance(taken, Claim)
        outbox.answer(session, taken, [Said("选", [button])], Facts("greet", 0.9, "action_x"), 7)
        inbox.accept(session, chat_id, Incoming("pressed", payload="/query_warranty_status"))
        chat = chats.get(session, chat_id)

    assert chat.leased_by is None and chat.last_seq == 4
    assert messages_of(store, chat_id)[-1].body == {"text": "在保吗", "payload": "/query_warranty_status"}


def test_message_that_waits_for_the_engine_is_not_claimed_but_a_human_can_be_reached(store: Store) -> None:
    chat_id = open_chat(store, "你好")

    assert begin(store, chat_id, engine_up=False) is None
    with store.transaction() as session:
        inbox.accept(session, chat_id, Incoming("human", "转人工"))
    settled = begin(store, chat_id, engine_up=False)

    assert isinstance(settled, Settled) and settled.outcome == "handed_over" and not settled.more


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
