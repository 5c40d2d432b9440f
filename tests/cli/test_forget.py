"""`xiaoxiu forget`: says what was deleted, what stayed and why, and never repeats what it deleted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from planted import MARK, PHONE, Planted, plant
from typer.testing import CliRunner

from bot.cli import main
from bot.cli.forget import forget
from bot.settings import Settings
from bot.store import bookings
from bot.store.engine import Store, open_store
from bot.store.migrate import migrate


@pytest.fixture
def opened(settings: Settings) -> Iterator[Store]:
    store = open_store(settings)
    migrate(store)
    yield store
    store.close()


@pytest.fixture
def planted(opened: Store) -> Planted:
    return plant(opened)


def test_open_booking_is_named_as_the_reason_to_keep(
    settings: Settings, planted: Planted, capsys: pytest.CaptureFixture[str]
) -> None:
    code = forget(settings, PHONE, None)

    shown = capsys.readouterr().out
    assert code == 1
    assert f"保留：{planted.open}" in shown and "会话 1 个" in shown and "1 张完结的预约单" in shown
    assert PHONE not in shown and MARK not in shown


def test_nothing_left_is_success(
    settings: Settings, opened: Store, planted: Planted, capsys: pytest.CaptureFixture[str]
) -> None:
    with opened.transaction() as session:
        bookings.cancel(session, planted.open, "customer")

    assert forget(settings, PHONE, None) == 0
    assert "客户档案" in capsys.readouterr().out


def test_chat_is_deleted_once(settings: Settings, planted: Planted, capsys: pytest.CaptureFixture[str]) -> None:
    assert forget(settings, None, planted.chat_id) == 0
    assert forget(settings, None, planted.chat_id) == 1
    assert "没有这个会话" in capsys.readouterr().err


def test_what_is_no_number_deletes_nothing(settings: Settings, planted: Planted) -> None:
    assert forget(settings, "12345", None) == 1


@pytest.mark.parametrize("options", [[], ["--phone-stdin", "--chat", "x"]], ids=["neither", "both"])
def test_command_wants_a_number_or_a_chat(options: list[str]) -> None:
    result = CliRunner().invoke(main.app, ["forget", *options])

    assert result.exit_code == 1
