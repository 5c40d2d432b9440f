"""What every action shares: the store, work in a thread, the receipt, and honest words when something fails."""

from __future__ import annotations

import asyncio
import json
from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import page
from actions.phrases import meaning
from actions.turn import KEEP_LOOP, Reply, Say, Turn, read_turn
from bot.errors import BotError, ChatNotFound, PolicyNotFound, ProductNotFound, TooManyTries
from bot.settings import Settings
from bot.store.engine import Store

log = structlog.get_logger()


@dataclass(frozen=True)
class Context:
    """What actions work with: the settings and one opened store for the life of the process."""

    settings: Settings
    store: Store

    def today(self) -> date:
        """The current day in Asia/Shanghai."""
        return self.settings.now().date()


RESUMABLE = ("repair_form", "service_form")  # forms that wait while something else is settled, and go on by themselves


class AnswerAction(Action, ABC):
    """An action that turns one turn into one reply; `answer` runs in a thread and may block.

    `own_form` is the resumable form whose flow the action carries out: only such an action ends that form by
    `Reply(loop=None)`; for every other action the form goes on. `Reply.abandon()` ends everything.
    """

    own_form: str | None = None

    def __init__(self, context: Context) -> None:
        self.context = context

    @abstractmethod
    def answer(self, turn: Turn) -> Reply:
        """What to reply; raises `BotError` for what the customer must be told as such."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Answer the turn. Without a receipt among the events the engine drops the words and reports a failure."""
        turn = read_turn(tracker)
        try:
            reply = await asyncio.to_thread(self._answer_or_explain, turn)
        except Exception as error:  # noqa: BLE001  # the edge: an unknown failure must not pass for success
            log.error("action.failed", action=self.name(), message_id=turn.message_id, cause=_cause(error))
            dispatcher.utter_message(response="utter_failed_honestly")
            return []
        offer_second_answer(reply, turn)
        settle_loop(reply, turn, self.own_form)
        for say in reply.says:
            dispatcher.utter_message(
                response=say.response, buttons=list(say.buttons), json_message=say.attachment, **say.variables
            )
        return reply.events(turn.message_id)

    def _answer_or_explain(self, turn: Turn) -> Reply:
        aside = page.put_aside(turn)
        turn = replace(turn, slots={**turn.slots, **aside})
        try:
            reply = (page.ask_instead(turn) if aside else None) or self.answer(turn)
            reply.slots = {**aside, **reply.slots}
            return reply
        except (TooManyTries, PolicyNotFound, ProductNotFound, ChatNotFound) as error:
            log.info("action.refused", action=self.name(), message_id=turn.message_id, code=error.code)
            return explain(error)


def offer_second_answer(reply: Reply, turn: Turn) -> None:
    """A message that asks two things gets the second answer by a button; once a turn, and not where the reply asks nothing."""
    intent = str(turn.also_asked.get("intent") or "")
    title = meaning(intent)
    if not title or turn.after_action or not (reply.says or reply.loop in RESUMABLE):
        return
    entities = turn.also_asked.get("entities") or {}
    payload = f"/{intent}{json.dumps(entities, ensure_ascii=False) if entities else ''}"
    if any(button["payload"].partition("{")[0] == f"/{intent}" for said in reply.says for button in said.buttons):
        return
    reply.says.append(Say("utter_also_asked", {}, ({"title": title, "payload": payload},)))


def settle_loop(reply: Reply, turn: Turn, own_form: str | None) -> None:
    """Decide which form is active after the reply: one that is interrupted waits, one that waited goes on."""
    active, waiting = turn.active_loop, turn.slot("suspended")
    if reply.abandons:
        reply.set(suspended=None)
    elif reply.loop is None:
        if active in RESUMABLE and active != own_form:
            reply.loop = KEEP_LOOP
        elif waiting in RESUMABLE:
            reply.loop = waiting
            reply.set(suspended=None)
    elif reply.loop != KEEP_LOOP and reply.loop != active:
        if reply.loop == waiting:
            reply.set(suspended=None)
        elif active in RESUMABLE:
            reply.set(suspended=active)


def explain(error: BotError) -> Reply:
    """The reply for an error that is a fact, not a failure; the form is left, since it cannot go on."""
    if isinstance(error, TooManyTries):
        minutes = max(1, -(-error.retry_after_seconds // 60))
        return Reply(loop=None).say("utter_too_many_tries", minutes=minutes)
    if isinstance(error, ChatNotFound):
        return Reply(loop=None).say("utter_failed_honestly")
    return Reply(loop=None).say("utter_policy_not_stated")


def _cause(error: Exception) -> str:
    """The kind of failure and where it began; never its message, which may quote what the customer typed."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else "?"
    return f"{type(error).__name__} at {place}"
