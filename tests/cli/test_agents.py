"""`xiaoxiu agent add`: an account with the name customers read and the groups whose chats come to it."""

from __future__ import annotations

import pytest

from bot.cli.agents import Account, add_agent
from bot.settings import Settings
from bot.store import agents
from bot.store.agents import Agent
from bot.store.engine import open_store

PASSWORD = "correct horse"


def stored(settings: Settings, name: str) -> Agent | None:
    store = open_store(settings)
    with store.reading() as session:
        found = agents.find(session, name)
    store.close()
    return found


def test_account_is_made_with_name_roles_and_groups(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    code = add_agent(settings, Account("chen", ["agent", "agent"], PASSWORD, "小陈", ["digital"]))

    made = stored(settings, "chen")
    assert code == 0 and made is not None
    assert (made.display_name, made.roles, made.groups) == ("小陈", ("agent",), ("digital",))
    shown = capsys.readouterr().out
    assert "chen" in shown and "小陈" in shown and PASSWORD not in shown


def test_account_needs_no_name_for_customers(settings: Settings) -> None:
    assert add_agent(settings, Account("chen", ["agent"], PASSWORD)) == 0

    made = stored(settings, "chen")
    assert made is not None and made.display_name is None and made.groups == ()


@pytest.mark.parametrize(
    "wanted",
    [
        pytest.param(Account("c", ["agent"], PASSWORD), id="short name"),
        pytest.param(Account("a b", ["agent"], PASSWORD), id="blank in the name"),
        pytest.param(Account("digital", ["agent"], PASSWORD), id="name of a group"),
        pytest.param(Account("chen", ["king"], PASSWORD), id="unknown role"),
        pytest.param(Account("chen", ["agent"], "short"), id="short password"),
        pytest.param(Account("chen", ["agent"], PASSWORD, "13812345678"), id="number for a name"),
        pytest.param(Account("chen", ["agent"], PASSWORD, "陈" * 17), id="long name for customers"),
        pytest.param(Account("chen", ["agent"], PASSWORD, None, ["cars"]), id="unknown group"),
    ],
)
def test_account_that_cannot_be_is_refused_in_one_sentence(
    settings: Settings, wanted: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add_agent(settings, wanted) == 1

    said = capsys.readouterr()
    assert said.out == "" and said.err.count("\n") == 1 and said.err.strip().endswith("。")


def test_second_account_of_a_name_changes_nothing(settings: Settings) -> None:
    add_agent(settings, Account("chen", ["agent"], PASSWORD, "小陈"))

    assert add_agent(settings, Account("chen", ["supervisor"], PASSWORD, "老陈")) == 1

    made = stored(settings, "chen")
    assert made is not None and (made.display_name, made.roles) == ("小陈", ("agent",))
