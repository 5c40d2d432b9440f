"""Agents: who may sign in."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.errors import InvalidInput
from bot.store import agents
from bot.store.agents import AgentExists
from bot.store.engine import Store

PASSWORD = "correct horse"


@pytest.fixture(autouse=True)
def one_agent(store: Store) -> None:
    with store.transaction() as session:
        agents.add(session, "li", PASSWORD, ["agent"], ["digital"])


def test_right_password_signs_in(store: Store) -> None:
    with store.reading() as session:
        agent = agents.sign_in(session, "li", PASSWORD)

    assert agent is not None
    assert (agent.username, agent.roles, agent.groups, agent.disabled) == ("li", ("agent",), ("digital",), False)
    assert agent.created_at.tzinfo is not None


@pytest.mark.parametrize(("name", "password"), [("li", "wrong"), ("wang", PASSWORD), ("", ""), ("li", "")])
def test_wrong_name_or_password_does_not_sign_in(store: Store, name: str, password: str) -> None:
    with store.reading() as session:
        assert agents.sign_in(session, name, password) is None


def test_disabled_agent_does_not_sign_in_until_enabled(store: Store) -> None:
    with store.transaction() as session:
        assert agents.set_disabled(session, "li", True)
        assert agents.sign_in(session, "li", PASSWORD) is None
        assert agents.set_disabled(session, "li", False)
        assert agents.sign_in(session, "li", PASSWORD) is not None
        assert not agents.set_disabled(session, "wang", True)


def test_new_password_replaces_the_old_one(store: Store) -> None:
    with store.transaction() as session:
        assert agents.set_password(session, "li", "another horse")
        assert agents.sign_in(session, "li", PASSWORD) is None
        assert agents.sign_in(session, "li", "another horse") is not None
        assert not agents.set_password(session, "wang", "another horse")


def test_password_is_stored_as_argon2_only(store: Store) -> None:
    with store.reading() as session:
        stored = session.execute(select(agents.agents.c.password_hash)).scalar_one()

    assert stored.startswith("$argon2id$")
    assert PASSWORD not in stored


def test_second_agent_of_the_same_name_is_refused(store: Store) -> None:
    with store.transaction() as session, pytest.raises(AgentExists):
        agents.add(session, "li", PASSWORD, ["agent"])


@pytest.mark.parametrize(
    ("password", "roles"),
    [
        pytest.param("short", ["agent"], id="short password"),
        pytest.param(PASSWORD, ["king"], id="unknown role"),
        pytest.param(PASSWORD, [], id="no role"),
    ],
)
def test_unusable_agent_is_refused(store: Store, password: str, roles: list[str]) -> None:
    with store.transaction() as session, pytest.raises(InvalidInput):
        agents.add(session, "wang", password, roles)
