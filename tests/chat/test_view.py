"""What a screen shows: spans of the messages, and whether there are more before them."""

from __future__ import annotations

import pytest
from desk_agent import add_agent

from bot.chat import handoff, inbox, view
from bot.chat.inbox import Incoming
from bot.chat.view import Span
from bot.store import chats
from bot.store.engine import Store


@pytest.fixture
def chat_id(store: Store) -> str:
    """A chat with ten messages beside one with a few."""
    with store.transaction() as session:
        other = inbox.begin_chat(session, "web").id
        chat_id = inbox.begin_chat(session, "web").id
        for number in range(9):
            inbox.accept(session, chat_id, Incoming(f"{chat_id}:{number}", f"第{number}条"))
            inbox.accept(session, other, Incoming(f"{other}:{number}", "别的"))
    return chat_id


@pytest.mark.parametrize(
    ("span", "seqs", "earlier"),
    [
        pytest.param(Span(0), list(range(1, 11)), False, id="everything"),
        pytest.param(Span(0, limit=3), [1, 2, 3], False, id="the first"),
        pytest.param(Span(7), [8, 9, 10], True, id="behind"),
        pytest.param(Span(7, limit=2), [8, 9], True, id="the first behind"),
        pytest.param(Span(limit=3), [8, 9, 10], True, id="the newest"),
        pytest.param(Span(limit=50), list(range(1, 11)), False, id="more than there are"),
        pytest.param(Span(before=8, limit=3), [5, 6, 7], True, id="before"),
        pytest.param(Span(before=3, limit=3), [1, 2], False, id="the beginning"),
        pytest.param(Span(before=1), [], False, id="before the beginning"),
        pytest.param(Span(5, before=8), [6, 7], True, id="between"),
        pytest.param(Span(10), [], False, id="nothing new"),
        pytest.param(Span(before=2**31 - 1, limit=1), [10], True, id="before the end of numbers"),
    ],
)
def test_span_of_messages(store: Store, chat_id: str, span: Span, seqs: list[int], earlier: bool) -> None:
    with store.reading() as session:
        seen = view.read(session, chat_id, span)

    assert [message.seq for message in seen.messages] == seqs
    assert seen.earlier is earlier


@pytest.mark.parametrize("name", ["张工", None], ids=["named", "unnamed"])
def test_agent_is_named_as_customers_may_call_him_while_he_holds_the_chat(
    store: Store, chat_id: str, name: str | None
) -> None:
    add_agent(store, "li", display_name=name)
    with store.transaction() as session:
        handoff.open(session, chat_id, "test")
        waiting = view.read(session, chat_id, Span(10)).agent_name
        handoff.move(session, chats.get(session, chat_id), "agent", agent="li")
        held = view.read(session, chat_id, Span(10)).agent_name
        handoff.move(session, chats.get(session, chat_id), "bot")
        returned = view.read(session, chat_id, Span(10)).agent_name

    assert (waiting, held, returned) == (None, name, None)
