"""Who answers a chat: legal moves, places in the queue, and who wins when two move at once."""

from __future__ import annotations

from itertools import product

import pytest

from bot.chat import handoff
from bot.errors import ChatNotFound, IllegalMove
from bot.store import chats
from bot.store.chats import OWNERS
from bot.store.engine import Store


def test_places_count_from_one_and_danger_goes_first(store: Store) -> None:
    with store.transaction() as session:
        ids = sorted(chats.insert(session, "web").id for _ in range(3))
        places = [handoff.open(session, chat_id, "customer_request") for chat_id in ids]

        assert places == [1, 2, 3]
        assert handoff.open(session, ids[2], "safety_hazard", handoff.URGENT) == 1
        assert handoff.open(session, ids[0], "customer_request") == 2
        assert chats.get(session, ids[2]).reason == "safety_hazard"


def test_opening_twice_changes_nothing(store: Store) -> None:
    with store.transaction() as session:
        chat_id = chats.insert(session, "web").id
        handoff.open(session, chat_id, "first")
        before = chats.get(session, chat_id)

        assert handoff.open(session, chat_id, "second") == 1
        assert chats.get(session, chat_id) == before


def test_leaving_the_queue_moves_the_others_up(store: Store) -> None:
    with store.transaction() as session:
        first, second = sorted(chats.insert(session, "web").id for _ in range(2))
        handoff.open(session, first, "test")
        handoff.open(session, second, "test")

        assert handoff.leave_queue(session, first) is True
        assert handoff.leave_queue(session, first) is False
        assert handoff.open(session, second, "test") == 1


def test_chat_with_an_agent_stays_with_him(store: Store) -> None:
    with store.transaction() as session:
        chat_id = chats.insert(session, "web").id
        handoff.open(session, chat_id, "test")
        handoff.move(session, chats.get(session, chat_id), "agent", agent="demo")

        assert handoff.open(session, chat_id, "test") == 0
        assert chats.get(session, chat_id).agent == "demo"


def test_of_two_who_move_the_same_chat_one_wins(store: Store) -> None:
    with store.transaction() as session:
        chat_id = chats.insert(session, "web").id
        handoff.open(session, chat_id, "test")
        seen_by_both = chats.get(session, chat_id)
    with store.transaction() as session:
        handoff.move(session, seen_by_both, "agent", agent="first")

    with pytest.raises(IllegalMove), store.transaction() as session:
        handoff.move(session, seen_by_both, "agent", agent="second")


@pytest.mark.parametrize(("source", "target"), product(OWNERS, OWNERS), ids=lambda owner: owner)
def test_only_legal_moves_are_possible(sqlite_store: Store, source: str, target: str) -> None:
    with sqlite_store.transaction() as session:
        chat_id = chats.insert(session, "web").id
        chats.change(session, chat_id, owner=source)
        chat = chats.get(session, chat_id)
        if (source, target) in handoff.MOVES:
            moved = handoff.move(session, chat, target)
            assert (moved.owner, moved.version) == (target, chat.version + 1)
        else:
            with pytest.raises(IllegalMove):
                handoff.move(session, chat, target)


def test_unknown_chat_is_said_to_be_unknown(store: Store) -> None:
    with pytest.raises(ChatNotFound), store.transaction() as session:
        handoff.open(session, "0" * 32, "test")
