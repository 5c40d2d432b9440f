"""What comes back from the action server is checked, its schema only once."""

from __future__ import annotations

import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction

from bot.engine.action_endpoint import check_schema_once


@pytest.fixture(autouse=True)
def own_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RemoteAction, "_validate_action_result", RemoteAction._validate_action_result)
    check_schema_once()


def test_answer_in_the_right_form_is_accepted() -> None:
    answer = {"events": [{"event": "slot", "name": "a", "value": 1}], "responses": [{"text": "好"}]}

    assert RemoteAction("action_x", None)._validate_action_result(answer)


@pytest.mark.parametrize(
    "answer",
    [
        [],
        {"events": "x"},
        {"responses": ["text"]},
        {"events": [{"event": "slot"}]},
        {"events": [{"event": "unheard_of"}]},
    ],
    ids=["list", "events no list", "response no object", "slot without name", "unknown event"],
)
def test_answer_in_another_form_is_refused_without_quoting_it(answer: object) -> None:
    with pytest.raises(ValidationError, match="expected its schema") as refused:
        RemoteAction("action_x", None)._validate_action_result(answer)

    assert "unheard_of" not in str(refused.value)
