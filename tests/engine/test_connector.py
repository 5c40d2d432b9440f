from __future__ import annotations

from typing import Any

import pytest

from bot.engine.connector import EngineInput, read_turn
from bot.errors import InvalidInput

GOOD = {
    "conversation": "chat:1",
    "message_id": "m1",
    "kind": "text",
    "text": "你好",
    "sent_at": "2026-11-18T10:00:00+08:00",
    "context": {"chat_id": "chat", "channel": "web"},
}


def test_good_request_is_read() -> None:
    turn = read_turn(GOOD)

    assert turn.metadata() == {
        "message_id": "m1",
        "chat_id": "chat",
        "channel": "web",
        "sent_at": "2026-11-18T10:00:00+08:00",
    }
    assert not turn.is_payload


@pytest.mark.parametrize("slots", [None, {}, {"address": "幸福路88号", "region": {"city": "深圳"}}])
def test_facts_of_an_agent_are_read(slots: dict[str, Any] | None) -> None:
    assert read_turn({**GOOD, "slots": slots}).slots == (slots or {})


@pytest.mark.parametrize("page", [None, {"product": "SC-P60PRO", "order": None}])
def test_page_in_view_is_read(page: dict[str, str | None] | None) -> None:
    assert read_turn({**GOOD, "page": page}).page == page


@pytest.mark.parametrize(("given", "read"), [({}, False), ({"large_text": False}, False), ({"large_text": True}, True)])
def test_wish_for_large_letters_is_read(given: dict[str, Any], read: bool) -> None:
    assert read_turn({**GOOD, **given}).large_text is read


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"conversation": ""}, id="empty conversation"),
        pytest.param({"conversation": 5}, id="number as conversation"),
        pytest.param({"conversation": "x" * 200}, id="long conversation"),
        pytest.param({"kind": "intent"}, id="unknown kind"),
        pytest.param({"text": None}, id="no text"),
        pytest.param({"text": " "}, id="blank text"),
        pytest.param({"text": "x" * 5000}, id="long text"),
        pytest.param({"sent_at": "yesterday"}, id="no time"),
        pytest.param({"sent_at": "2026-11-18T10:00:00"}, id="naive time"),
        pytest.param({"context": []}, id="no context"),
        pytest.param({"slots": ["address"]}, id="slots as a list"),
        pytest.param({"slots": {f"fact{number}": 1 for number in range(30)}}, id="too many slots"),
        pytest.param({"slots": {"address": "x" * 400}}, id="long slot"),
        pytest.param({"context": {"channel": "web"}}, id="no chat"),
        pytest.param({"page": "SC-P60PRO"}, id="page as a string"),
        pytest.param({"page": {"product": {"model": "x"}}}, id="page in a page"),
        pytest.param({"page": {"product": "x" * 400}}, id="long page"),
    ],
)
def test_bad_request_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        read_turn({**GOOD, **change})


@pytest.mark.parametrize("body", [None, [], "x", 1])
def test_body_that_is_no_object_is_refused(body: Any) -> None:
    with pytest.raises(InvalidInput):
        read_turn(body)


def test_channel_made_from_empty_credentials_has_no_secret() -> None:
    assert EngineInput.from_credentials(None)._secret is None
    assert EngineInput.from_credentials({})._secret is None
