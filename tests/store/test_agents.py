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


def test_customers_read_the_display_name_of_those_who_have_one(store: Store) -> None:
    with store.transaction() as session:
        agents.add(session, "wang", PASSWORD, ["agent"])
        assert agents.set_display_name(session, "li", "小李")
        assert not agents.set_display_name(session, "nobody", "小李")

    with store.reading() as session:
        assert agents.display_names(session, ["li", "wang", "nobody"]) == {"li": "小李"}
        assert agents.find(session, "li").display_name == "小李"  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["", " ", "小李 ", "13812345678", "<b>李</b>", "小李\n", "李" * 17, "{agent}"])
def test_display_name_is_letters_only(store: Store, name: str) -> None:
    with store.transaction() as session, pytest.raises(InvalidInput):
        agents.set_display_name(session, "li", name)


@pytest.mark.parametrize("name", ["小李", "阿依·古丽", "Anna Lee"])
def test_display_name_may_be_any_script(store: Store, name: str) -> None:
    with store.transaction() as session:
        assert agents.set_display_name(session, "li", name)


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
