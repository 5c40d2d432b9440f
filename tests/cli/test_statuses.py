"""`xiaoxiu import status`: steps of bookings from a file, all or nothing, told to the customers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from databases import make_settings

from bot.chat import inbox
from bot.cli.imports import import_command
from bot.store import audit, bookings, messages
from bot.store.bookings import BookingRequest
from bot.store.engine import Store, open_store
from bot.store.migrate import migrate

FIRST, SECOND = "GD202611220001", "GD202611220002"


@pytest.fixture
def own_store(tmp_path: Path) -> Iterator[Store]:
    """A deployment with two bookings, the first made in a chat."""
    store = open_store(make_settings(tmp_path / "var"))
    migrate(store)
    with store.transaction() as session:
        chat_id = inbox.begin_chat(session, "web").id
        bookings.book(session, BookingRequest("1", "空调", "home", None, "a", "甲", "13800138001", chat_id=chat_id))
        bookings.book(session, BookingRequest("2", "空调", "home", None, "b", "乙", "13800138002"))
    yield store
    store.close()


def _import(tmp_path: Path, content: str, name: str = "status.csv") -> int:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    return import_command("status", path, make_settings(tmp_path / "var"))


def _statuses(store: Store) -> list[str]:
    with store.reading() as session:
        found = [bookings.get(session, number) for number in (FIRST, SECOND)]
    return [booking.status for booking in found if booking]


def _told(store: Store) -> list[str]:
    with store.reading() as session:
        booking = bookings.get(session, FIRST)
        assert booking and booking.chat_id
        return [message.text for message in messages.after(session, booking.chat_id, 1)]


def test_steps_are_stored_and_told_in_the_chat(
    own_store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = f"number,status,note\n{FIRST.lower()},已派单,周师傅负责\n{SECOND},in_repair,\n{FIRST},维修中,\n"

    assert _import(tmp_path, content) == 0

    assert capsys.readouterr().out == "已导入 status.csv：3 行，新增 0 条，更新 3 条。\n"
    assert _statuses(own_store) == ["in_repair", "in_repair"]
    first, second = _told(own_store)
    assert FIRST in first and "已派单" in first and "周师傅负责" in first
    assert FIRST in second and "维修中" in second
    with own_store.reading() as session:
        steps = [(event.status, event.author) for event in bookings.history(session, FIRST)]
        entries = audit.for_subject(session, "status")
    assert steps == [("requested", "customer"), ("dispatched", "operator"), ("in_repair", "operator")]
    assert [entry.details["rows"] for entry in entries] == [3]


def test_same_file_again_changes_and_tells_nothing(own_store: Store, tmp_path: Path) -> None:
    for _ in range(2):
        assert _import(tmp_path, f"number,status\n{FIRST},dispatched\n") == 0

    assert _statuses(own_store) == ["dispatched", "requested"]
    assert len(_told(own_store)) == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("s.yml", f"- number: {FIRST}\n  status: 已确认\n", id="yaml"),
        pytest.param("s.json", json.dumps([{"number": FIRST, "status": "confirmed", "note": None}]), id="json"),
    ],
)
def test_yaml_and_json_are_read_as_well(own_store: Store, tmp_path: Path, name: str, content: str) -> None:
    assert _import(tmp_path, content, name) == 0

    assert _statuses(own_store)[0] == "confirmed"


def test_every_bad_row_is_named_and_nothing_changes(
    own_store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        f"{FIRST},dispatched,",
        "GD209901010001,dispatched,",
        f"{SECOND},飞走了,",
        f"{SECOND},waiting_parts,",
        f"{SECOND},finished,",
        f"{FIRST},confirmed,",
        f"{FIRST},取消,{'长' * 201}",
        f"{FIRST},cancelled,",
        f"{FIRST},in_repair,",
        ",dispatched,",
    ]

    code = _import(tmp_path, "number,status,note\n" + "\n".join(rows) + "\n")

    lines = capsys.readouterr().err.splitlines()
    assert code == 1
    assert lines[0] == "status.csv 没有导入，什么都没有改。8 处有问题："
    assert lines[1] == "第 3 行 number：没有预约单“GD209901010001”"
    assert lines[2].startswith("第 4 行 status：“飞走了”没有这个状态，可用：requested（待确认）、confirmed（已确认）")
    assert lines[3] == f"第 5 行 status：预约单 {SECOND} 到这一行时是“待确认”，不能改成“等待配件”"
    assert lines[4] == f"第 6 行 status：预约单 {SECOND} 到这一行时是“待确认”，不能改成“已完成”"
    assert [line.split()[1] for line in lines[5:]] == ["8", "8", "10", "11"]
    assert "最多 200 个字" in lines[5]
    assert lines[7] == f"第 10 行 status：预约单 {FIRST} 到这一行时是“已取消”，不能改成“维修中”"
    assert _statuses(own_store) == ["requested", "requested"]
    assert _told(own_store) == []
