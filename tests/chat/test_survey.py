"""The question for a rating: after an agent's work, once a conversation, never pressed."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from desk_agent import add_agent
from sqlalchemy import update

from bot.chat import desk, handoff, inbox, survey, view
from bot.chat.desk import Caller, Seen
from bot.chat.inbox import Incoming
from bot.chat.survey import AlreadyRated, Rating
from bot.chat.view import Span
from bot.errors import InvalidInput
from bot.store import agents, chats
from bot.store.engine import Session, Store
from bot.store.messages import Message
from bot.store.messages import messages as rows


@pytest.fixture(autouse=True)
def _agent(store: Store) -> None:
    add_agent(store, "li", is_there=True)


def li(session: Session) -> Caller:
    agents.see(session, "li", datetime.now(timezone.utc))
    found = agents.find(session, "li")
    assert found is not None
    return Caller(found, "10.0.0.1")


def served(session: Session, chat_id: str, said: str | None = "屏幕碎了", is_read: bool = True) -> None:
    """The agent takes the chat, the customer writes to him, and the agent closes it."""
    handoff.open(session, chat_id, "customer_request")
    taken = desk.accept(session, li(session), Seen(chat_id, chats.get(session, chat_id).version))
    if said:
        inbox.accept(session, chat_id, Incoming(f"{chat_id}:{taken.version}", said))
    if is_read:
        desk.mark_seen(session, li(session), chat_id, chats.get(session, chat_id).last_seq)
    desk.close(session, li(session), Seen(chat_id, taken.version))


def questions(session: Session, chat_id: str) -> list[Message]:
    return [message for message in view.read(session, chat_id, Span(0)).messages if message.kind == "survey"]


def ask_again(session: Session, chat_id: str) -> None:
    """The customer opens the next conversation."""
    version = chats.get(session, chat_id).version
    inbox.accept(session, chat_id, Incoming(f"{chat_id}:again:{version}", "还有一个问题"))


def test_customer_is_asked_when_the_agent_has_closed_the_chat(store: Store) -> None:
    with store.transaction() as session:
        chat_id = inbox.begin_chat(session, "web").id
        served(session, chat_id)

        shown = view.read(session, chat_id, Span(0)).messages

    assert [message.kind for message in shown[-2:]] == ["notice", "survey"]
    assert shown[-1].body["data"] == {"conversation": 1, "score": None} and "满意" in shown[-1].text


def test_rating_is_on_the_question_when_it_is_read_again(store: Store) -> None:
    with store.transaction() as session:
        chat_id = inbox.begin_chat(session, "web").id
        served(session, chat_id)

        asked = survey.rate(session, chat_id, Rating(4))

        [question] = questions(session, chat_id)
    assert question.seq == asked and question.body["data"] == {"conversation": 1, "score": 4}


def test_customer_who_wrote_nothing_to_the_agent_is_not_asked(store: Store) -> None:
    with store.transaction() as session:
        chat_id = inbox.begin_chat(session, "web").id
        served(session, chat_id, said=None)

        assert questions(session, chat_id) == []


def test_customer_whose_last_word_was_left_unread_is_not_asked(store: Store) -> None:
    with store.transaction() as session:
        chat_id = inbox.begin_chat(session, "web").id
        served(session, chat_id, is_read=False)

        assert questions(session, chat_id) == []


def test_customer_who_has_rated_already_is_not_asked(store: Store) -> None:
    with store.transaction() as session:
        chat_id = inbox.begin_chat(session, "web").id
        survey.rate(session, chat_id, Rating(5))
        served(session, chat_id)

        assert questions(session, chat_id) == []


@pytest.mark.parametrize(("hours", "times"), [(1, 1), (25, 2)], ids=["an hour later", "a day later"])
def test_customer_is_asked_at_most_once_a_day(store: Store, hours: int, times: int) -> None:
    with store.transaction() as session:
        chat_id = inbox.begin_chat(session, "web").id
        served(session, chat_id)
        [first] = questions(session, chat_id)
        earlier = first.created_at - timedelta(hours=hours)
        session.execute(update(rows).where(rows.c.id == first.id).values(created_at=earlier))
        ask_again(session, chat_id)
        served(session, chat_id)

        assert len(questions(session, chat_id)) == times


def test_question_of_an_earlier_conversation_can_still_be_answered_once(store: Store) -> None:
    with store.transaction() as session:
        chat_id = inbox.begin_chat(session, "web").id
        served(session, chat_id)
        ask_again(session, chat_id)

        survey.rate(session, chat_id, Rating(3, conversation=1))

        [question] = questions(session, chat_id)
        assert question.body["data"]["score"] == 3
        with pytest.raises(AlreadyRated):
            survey.rate(session, chat_id, Rating(3, conversation=1))
        assert survey.rate(session, chat_id, Rating(5)) is None
        with pytest.raises(InvalidInput):
            survey.rate(session, chat_id, Rating(5, conversation=3))
