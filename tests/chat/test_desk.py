"""The desk's rules on both databases: who gets a chat, what an act leaves behind, where a chat waits again."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from databases import make_settings
from desk_agent import add_agent

from bot.chat import desk, desk_view, handoff, inbox, presence, turns
from bot.chat.desk import Caller, ChatTaken, NotYourChat, Seen
from bot.chat.inbox import Incoming
from bot.chat.turns import Begun
from bot.errors import KeyReused
from bot.store import agents, audit, chats, messages
from bot.store.engine import Store

HOURS = "周一至周日 09:00-21:00"
NOW = datetime.now(timezone.utc)
LEASE = 60


@pytest.fixture(autouse=True)
def _agents(store: Store) -> None:
    for name in ("li", "wang"):
        add_agent(store, name, groups=("digital",))


def caller(store: Store, name: str) -> Caller:
    with store.transaction() as session:
        agents.see(session, name, NOW)
        found = agents.find(session, name)
    assert found is not None
    return Caller(found, "10.0.0.1")


def queued(store: Store, minutes_ago: int = 0, text: str = "屏幕碎了") -> Seen:
    """A chat that waits for a human."""
    with store.transaction() as session:
        chat = inbox.begin_chat(session, "web")
        inbox.accept(session, chat.id, Incoming(f"{chat.id}:1", text))
        handoff.open(session, chat.id, "customer_request")
        waiting = chats.get(session, chat.id)
        assert waiting.queued_at is not None
        chats.change(session, chat.id, queued_at=waiting.queued_at - timedelta(minutes=minutes_ago))
    return Seen(chat.id, waiting.version)


def test_every_act_leaves_one_row_with_who_what_and_from_where_to_where(store: Store, tmp_path: Path) -> None:
    seen, li = queued(store), caller(store, "li")
    settings = make_settings(tmp_path / "var")
    with store.transaction() as session:
        seen = Seen(seen.chat_id, desk.accept(session, li, seen).version)
        desk.reply(session, li, seen.chat_id, "a", "我的号码是 13812345678")
        desk.add_note(session, li, seen.chat_id, "住科技园")
        desk.correct(session, li, seen.chat_id, {"address": "科技园路5号"}, None)
        seen = Seen(seen.chat_id, desk.transfer(session, li, seen, "digital", settings).version)
        seen = Seen(seen.chat_id, desk.accept(session, li, seen).version)
        seen = Seen(seen.chat_id, desk.give_back(session, li, seen).version)

    with store.reading() as session:
        entries = audit.for_subject(session, seen.chat_id)
        assert audit.verify(session) is None
    assert [(entry.action, entry.details.get("from"), entry.details.get("to")) for entry in entries] == [
        ("chat.accepted", "queue", "agent"),
        ("chat.replied", None, None),
        ("chat.noted", None, None),
        ("chat.corrected", None, None),
        ("chat.transferred", "agent", "digital"),
        ("chat.accepted", "queue", "agent"),
        ("chat.returned", "agent", "bot"),
    ]
    assert {entry.actor for entry in entries} == {"li"} and {entry.details["address"] for entry in entries} == {
        "10.0.0.1"
    }
    assert "138" not in str(entries) and "科技园" not in str(entries)


def test_second_agent_is_too_late(store: Store) -> None:
    seen, li, wang = queued(store), caller(store, "li"), caller(store, "wang")
    with store.transaction() as session:
        desk.accept(session, li, seen)

    with pytest.raises(ChatTaken), store.transaction() as session:
        desk.accept(session, wang, seen)


def test_reply_of_one_who_does_not_hold_the_chat_is_refused_and_nothing_stored(store: Store) -> None:
    seen, li = queued(store), caller(store, "li")

    with pytest.raises(NotYourChat), store.transaction() as session:
        desk.reply(session, li, seen.chat_id, "a", "好")

    with store.reading() as session:
        assert all(message.author != "agent" for message in messages.latest(session, seen.chat_id, 0, 99))


def test_reply_key_names_one_text(store: Store) -> None:
    seen, li = queued(store), caller(store, "li")
    with store.transaction() as session:
        desk.accept(session, li, seen)
        first = desk.reply(session, li, seen.chat_id, "a", "好")

    with store.transaction() as session:
        assert desk.reply(session, li, seen.chat_id, "a", "好").seq == first.seq
        with pytest.raises(KeyReused):
            desk.reply(session, li, seen.chat_id, "a", "不好")


def test_abandoned_chat_waits_ahead_of_all_who_came_later_but_not_before_danger(store: Store) -> None:
    early, later, li = queued(store, minutes_ago=10), queued(store, minutes_ago=5), caller(store, "li")
    urgent = queued(store)
    with store.transaction() as session:
        handoff.open(session, urgent.chat_id, "safety_hazard", handoff.URGENT)
        desk.accept(session, li, early)
        before = chats.get(session, early.chat_id)

    gone = NOW + timedelta(seconds=LEASE)
    with store.transaction() as session:
        assert presence.abandoned(session, gone - timedelta(seconds=1), LEASE) == []
        assert presence.abandoned(session, gone, LEASE) == [early.chat_id]
        assert presence.take_back(session, early.chat_id, gone, LEASE, HOURS)
        assert not presence.take_back(session, early.chat_id, gone, LEASE, HOURS)
        after, places = chats.get(session, early.chat_id), chats.queue_places(session)
        [*_, notice] = messages.latest(session, early.chat_id, 0, 99)

    assert (after.queued_at, after.reason) == (before.queued_at, "customer_request")
    assert places == {urgent.chat_id: 1, early.chat_id: 2, later.chat_id: 3}
    assert (notice.author, notice.kind) == ("system", "notice") and "第 2 位" in notice.text


def test_agent_who_came_back_in_time_keeps_his_chat(store: Store) -> None:
    seen, li = queued(store), caller(store, "li")
    with store.transaction() as session:
        desk.accept(session, li, seen)
        agents.see(session, "li", NOW + timedelta(seconds=LEASE))

        assert not presence.take_back(session, seen.chat_id, NOW + timedelta(seconds=LEASE), LEASE, HOURS)


def test_who_waits_with_an_agent_waits_since_his_first_unanswered_message(store: Store) -> None:
    seen, li = queued(store, minutes_ago=3), caller(store, "li")
    with store.transaction() as session:
        desk.accept(session, li, seen)
        waited = desk_view.row(session, seen.chat_id).waiting_seconds
        desk.reply(session, li, seen.chat_id, "a", "您好")
        answered = desk_view.row(session, seen.chat_id).waiting_seconds
        inbox.accept(session, seen.chat_id, Incoming(f"{seen.chat_id}:2", "在吗"))
        session.execute(
            messages.messages.update()
            .where(messages.messages.c.external_id == f"{seen.chat_id}:2")
            .values(created_at=chats.get(session, seen.chat_id).updated_at - timedelta(seconds=40))
        )
        waits_again = desk_view.row(session, seen.chat_id)

    assert (waited, answered, waits_again.waiting_seconds) == (180, 0, 40)
    assert (waits_again.unread, waits_again.last_message) == (2, "在吗")


def test_list_shows_only_what_waits_for_the_agents_groups(store: Store, tmp_path: Path) -> None:
    add_agent(store, "zhao", groups=("appliance",))
    everyone, appliance, li = queued(store), queued(store), caller(store, "li")
    with store.transaction() as session:
        taken = desk.accept(session, li, appliance)
        desk.transfer(session, li, Seen(taken.id, taken.version), "appliance", make_settings(tmp_path / "var"))

    with store.reading() as session:
        assert [row.id for row in desk_view.listing(session, li, "queue", mine=False)] == [everyone.chat_id]


def test_message_that_an_agent_took_does_not_wait_for_the_bot_again_when_its_turn_is_let_go(store: Store) -> None:
    li = caller(store, "li")
    with store.transaction() as session:
        chat_id = inbox.begin_chat(session, "web").id
        inbox.accept(session, chat_id, Incoming(f"{chat_id}:1", "屏幕碎了"))
        begun = turns.begin(session, chat_id, engine_up=True)
        assert isinstance(begun, Begun)
        handoff.open(session, chat_id, "customer_request")
        taken = desk.accept(session, li, Seen(chat_id, chats.get(session, chat_id).version))
        desk.give_back(session, li, Seen(chat_id, taken.version))

        turns.release(session, begun.claims, was_asked=True)

        assert turns.begin(session, chat_id, engine_up=True) is None
