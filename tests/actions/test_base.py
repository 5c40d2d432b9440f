"""The edge of an action: receipt, refusal, failure."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from databases import make_settings
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.base import AnswerAction, Context, offer_second_answer, settle_loop
from actions.turn import KEEP_LOOP, Reply, Turn, read_turn
from bot.errors import PolicyNotFound, StoreUnavailable, TooManyTries
from bot.store.engine import Store, open_store

SERIAL = "SC-DEMO1-1A2B3Y"


class ActionProbe(AnswerAction):
    """Does what the test says."""

    def __init__(self, context: Context, outcome: Exception | Reply) -> None:
        super().__init__(context)
        self.outcome = outcome

    def name(self) -> str:
        return "action_probe"

    def answer(self, turn: Turn) -> Reply:
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(make_settings(tmp_path))


def run(store: Store, tmp_path: Path, outcome: Exception | Reply) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    tracker = Tracker(
        "c", {}, {"text": SERIAL, "metadata": {"message_id": "m7", "chat_id": "c"}}, [], False, None, {}, ""
    )
    dispatcher = CollectingDispatcher()
    events = asyncio.run(ActionProbe(Context(make_settings(tmp_path), store), outcome).run(dispatcher, tracker, {}))
    return events, dispatcher.messages


def test_receipt_with_the_message_id_comes_last(store: Store, tmp_path: Path) -> None:
    events, messages = run(store, tmp_path, Reply().say("utter_thank").set(asked_for="x"))

    assert (events[-1]["name"], events[-1]["value"]) == ("action_receipt", "m7")
    assert messages[0]["response"] == "utter_thank"


@pytest.mark.parametrize("error", [RuntimeError(f"bad {SERIAL}"), StoreUnavailable("locked"), KeyError("x")], ids=repr)
def test_failure_leaves_no_receipt_and_says_so_honestly(
    store: Store, tmp_path: Path, error: Exception, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    events, messages = run(store, tmp_path, error)

    assert events == []
    assert [message["response"] for message in messages] == ["utter_failed_honestly"]
    logged = caplog.text + "".join(capsys.readouterr())
    assert type(error).__name__ in logged and SERIAL not in logged


@pytest.mark.parametrize(
    ("error", "response"),
    [
        pytest.param(TooManyTries("x", 840), "utter_too_many_tries", id="too many tries"),
        pytest.param(PolicyNotFound("x"), "utter_policy_not_stated", id="no policy"),
    ],
)
def test_refusal_is_an_answer_with_a_receipt(store: Store, tmp_path: Path, error: Exception, response: str) -> None:
    events, messages = run(store, tmp_path, error)

    assert messages[0]["response"] == response
    assert events[-1]["name"] == "action_receipt"


def test_waiting_time_is_told_in_whole_minutes(store: Store, tmp_path: Path) -> None:
    _, messages = run(store, tmp_path, TooManyTries("x", 61))

    assert messages[0]["minutes"] == 2


def test_variable_may_not_take_a_name_that_rasa_needs() -> None:
    with pytest.raises(ValueError, match="text"):
        Reply().say("utter_thank", text="x")


LOOPS = {
    "an answer in the middle leaves the booking open": ("repair_form", None, None, None, KEEP_LOOP, "unset"),
    "the booking's own action ends it": ("repair_form", None, "repair_form", None, None, "unset"),
    "a look-up that needs a form lets the booking wait": ("repair_form", None, None, "warranty_form", "warranty_form", "repair_form"),
    "the booking goes on when the look-up is done": ("warranty_form", "repair_form", None, None, "repair_form", None),
    "going back to what waits is no new interruption": ("service_form", "repair_form", None, "repair_form", "repair_form", None),
    "keeping on keeps what waits": ("warranty_form", "repair_form", None, KEEP_LOOP, KEEP_LOOP, "unset"),
}  # fmt: skip


@pytest.mark.parametrize(("active", "waiting", "own", "wanted", "loop", "suspended"), LOOPS.values(), ids=LOOPS.keys())
def test_interrupted_form_waits_and_goes_on(
    active: str, waiting: str | None, own: str | None, wanted: str | None, loop: str | None, suspended: str | None
) -> None:
    turn = read_turn(Tracker("c", {"suspended": waiting}, {}, [], False, None, {"name": active}, ""))
    reply = Reply(loop=wanted)

    settle_loop(reply, turn, own)

    assert reply.loop == loop
    assert reply.slots.get("suspended", "unset") == suspended


def test_whoever_abandons_leaves_what_waits_too() -> None:
    turn = read_turn(Tracker("c", {"suspended": "repair_form"}, {}, [], False, None, {"name": "service_form"}, ""))
    reply = Reply().abandon()

    settle_loop(reply, turn, None)

    assert (reply.loop, reply.slots["suspended"]) == (None, None)


SECOND = {"intent": "query_warranty_policy", "entities": {"product_category": "空调"}}


def _turn(also_asked: dict[str, Any], after_action: str | None = None) -> Turn:
    return Turn("m7", "c", "", "", [], [], {}, None, 0, also_asked=also_asked, after_action=after_action)


def test_second_question_gets_a_button_behind_the_first_answer() -> None:
    reply = Reply().say("utter_prices_visit", price="50")

    offer_second_answer(reply, _turn(SECOND))

    assert [said.response for said in reply.says] == ["utter_prices_visit", "utter_also_asked"]
    assert reply.says[1].buttons[0]["payload"] == '/query_warranty_policy{"product_category": "空调"}'


@pytest.mark.parametrize(
    ("turn", "buttons"),
    [
        pytest.param(_turn({}), (), id="one question"),
        pytest.param(_turn(SECOND, after_action="action_quote_price"), (), id="an action spoke before"),
        pytest.param(_turn({"intent": "greet"}), (), id="nothing to offer"),
        pytest.param(_turn(SECOND), ({"title": "x", "payload": "/query_warranty_policy"},), id="offered already"),
    ],
)
def test_nothing_more_is_offered_where_it_would_say_nothing_new(
    turn: Turn, buttons: tuple[dict[str, str], ...]
) -> None:
    reply = Reply().say("utter_prices_visit", buttons, price="50")

    offer_second_answer(reply, turn)

    assert len(reply.says) == 1
