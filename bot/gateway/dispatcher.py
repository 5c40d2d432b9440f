"""Runs the turns: one at a time in each chat, several chats side by side, woken directly when a message is accepted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import TypeVar

import structlog

from bot.chat import claims, outbox, turns
from bot.chat.claims import Claim
from bot.chat.outbox import Facts, Finished
from bot.chat.routing import Route
from bot.chat.turns import Begun, Exhausted
from bot.errors import BotError, ChatNotFound, EngineUnavailable, StoreUnavailable, TurnFailed
from bot.gateway.bus import Bus
from bot.gateway.engine import ConnectionBroken, Engine, FailedAction, LateAnswer
from bot.gateway.gate import Gate
from bot.gateway.metrics import Metrics
from bot.gateway.threads import Threads
from bot.settings import Settings
from bot.store.engine import Session

log = structlog.get_logger()
Result = TypeVar("Result")
_IN_FLIGHT = 8  # turns at the engine at once; more only make each other wait there
_SWEEP_SECONDS = 1.0
_RENEW_SECONDS = 5.0
_DRAIN_SECONDS = 10.0
_NOTICE_SECONDS = 8.0  # how long a message waits for an absent or hung engine before its customer is told
_KNOCK_SECONDS = (
    1.0  # an engine that let a turn run out of time and then does not say this fast that it is ready, hangs
)
_WATCH_SECONDS = 3.0  # how often the figures ask the engine whether it is ready
_FINISH_TRIES = 3
_NO_FACTS = Facts()


class Dispatcher:
    """Takes waiting turns to the engine and commits what comes back."""

    def __init__(self, settings: Settings, threads: Threads, engine: Engine, bus: Bus, metrics: Metrics) -> None:
        self._hours = settings.hours
        self._threads = threads
        self._engine = engine
        self._bus = bus
        self._metrics = metrics
        self._gate = Gate(engine.is_ready, self._look)
        self._slots = asyncio.Semaphore(_IN_FLIGHT)
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._first_seen: dict[str, float] = {}
        self._idle_since: dict[str, float] = {}
        self._passed: dict[str, int] = {}  # by chat, up to which seq all waits for the engine that is away
        self._looking = asyncio.Event()
        self._background: list[asyncio.Task[None]] = []
        self._is_stopping = False

    def start(self) -> None:
        """Begin with what was left waiting, then look once a second for what nobody woke us for."""
        self._looking.set()
        self._background = [asyncio.create_task(self._sweep()), asyncio.create_task(self._watch_engine())]

    async def stop(self) -> None:
        """Take no new turn and let the running ones end, at most ten seconds; what is cut off is run again later."""
        self._is_stopping = True
        self._gate.stop()
        for task in self._background:
            task.cancel()
        running = list(self._tasks.values())
        if running:
            _, late = await asyncio.wait(running, timeout=_DRAIN_SECONDS)
            for task in late:
                task.cancel()

    def wake(self, chat_id: str) -> None:
        """The chat has a new message."""
        if self._is_stopping:
            return
        if chat_id in self._tasks:
            self._again.add(chat_id)
        else:
            self._tasks[chat_id] = asyncio.create_task(self._serve(chat_id))

    async def _serve(self, chat_id: str) -> None:
        """Run the chat's turns until none is left for us."""
        try:
            more = True
            while more and not self._is_stopping:
                self._again.discard(chat_id)
                async with self._slots:
                    more = await self._step(chat_id)
                more = more or chat_id in self._again
        except ChatNotFound:
            log.warning("dispatcher.chat_gone", chat=chat_id)
        except BotError as error:
            log.warning("dispatcher.delayed", chat=chat_id, reason=error.detail)
        except Exception:
            log.exception("dispatcher.broken", chat=chat_id)
        finally:
            self._again.discard(chat_id)
            del self._tasks[chat_id]

    async def _step(self, chat_id: str) -> bool:
        """Take the chat one message further; whether another one waits."""
        started, is_open = monotonic(), self._gate.is_open
        after = self._passed.get(chat_id, 0)
        begun = await self._threads.write(lambda session: turns.begin(session, chat_id, is_open, after))
        if begun is None:
            return False
        if isinstance(begun, Exhausted):
            return await self._fail(begun.claim, "broken", _NO_FACTS, started)
        chosen = turns.choose(begun, is_open)
        if chosen is None:
            self._passed[chat_id] = begun.claims[-1].message.seq
            await self._commit(lambda session: turns.release(session, begun.claims, was_asked=False))
            return False
        claim, way = chosen
        if way is not Route.ENGINE:
            return await self._settle(begun, claim, way, started)
        self._bus.typing(chat_id, "bot", True)
        try:
            return await self._run(claim, started)
        finally:
            self._bus.typing(chat_id, "bot", False)

    async def _settle(self, begun: Begun, claim: Claim, way: Route, started: float) -> bool:
        settled = await self._commit(lambda session: turns.settle(session, begun, claim, way, self._hours))
        if settled is None:
            return True
        self._report(claim.chat_id, settled.channel, settled.outcome, _NO_FACTS, _since(started))
        return settled.more

    async def _run(self, claim: Claim, started: float) -> bool:
        keeper = asyncio.create_task(self._keep(claim))
        try:
            said, facts = await self._engine.run(claim)
        except EngineUnavailable as error:
            return await self._wait_for_engine(claim, error, started)
        except TurnFailed as error:
            log.warning("turn.failed", chat=claim.chat_id, message_id=claim.message.id, reason=error.detail)
            facts = error.facts if isinstance(error, FailedAction) else _NO_FACTS
            more = await self._fail(claim, error.code, facts, started)
            if isinstance(error, LateAnswer):
                await self._close_if_hung()
            return more
        finally:
            keeper.cancel()
        ms = _since(started)
        finished = await self._commit(lambda session: outbox.answer(session, claim, said, facts, ms))
        return self._finished(claim, finished, facts, ms)

    async def _close_if_hung(self) -> None:
        """After a turn ran out of time: spare the others the same wait when the engine does not even say it is ready."""
        if self._gate.is_open and not await self._engine.is_ready(_KNOCK_SECONDS):
            self._gate.close("hangs")

    async def _wait_for_engine(self, claim: Claim, error: EngineUnavailable, started: float) -> bool:
        """Let the message wait; one whose connection broke twice has failed."""
        was_asked = isinstance(error, ConnectionBroken)
        if was_asked and claim.attempts >= turns.ATTEMPTS:
            self._gate.close(error.detail)
            return await self._fail(claim, "broken", _NO_FACTS, started)
        await self._threads.write(lambda session: turns.release(session, [claim], was_asked))
        self._gate.close(error.detail)
        return False

    async def _fail(self, claim: Claim, outcome: str, facts: Facts, started: float) -> bool:
        ms = _since(started)
        finished = await self._commit(lambda session: outbox.fail(session, claim, outcome, self._hours, facts, ms))
        return self._finished(claim, finished, facts, ms)

    async def _commit(self, work: Callable[[Session], Result]) -> Result:
        """Commit a turn's end; an answer is not thrown away because the database is busy for a while."""
        for _ in range(_FINISH_TRIES - 1):
            with suppress(StoreUnavailable):
                return await self._threads.write(work)
        return await self._threads.write(work)

    def _finished(self, claim: Claim, finished: Finished | None, facts: Facts, ms: int) -> bool:
        outcome = finished.outcome if finished else "overtaken"
        self._report(claim.chat_id, claim.channel, outcome, facts, ms)
        return finished is not None and finished.more

    async def _keep(self, claim: Claim) -> None:
        """Renew the claim while the turn runs; a claim that was lost cannot answer, whatever the engine says."""
        while True:
            await asyncio.sleep(_RENEW_SECONDS)
            with suppress(StoreUnavailable):
                if not await self._threads.write(lambda session: claims.renew(session, claim)):
                    return

    def _report(self, chat_id: str, channel: str, outcome: str, facts: Facts, ms: int) -> None:
        self._metrics.turns.labels(outcome).inc()
        self._metrics.turn_seconds.observe(ms / 1000)
        log.info("turn.finished", chat=chat_id, channel=channel, outcome=outcome, milliseconds=ms, **facts.recorded)
        self._bus.poke(chat_id)

    async def _watch_engine(self) -> None:
        """Keep the figure of the engine's readiness true, whether or not anybody writes."""
        while True:
            self._metrics.engine_up.set(await self._engine.is_ready())
            await asyncio.sleep(_WATCH_SECONDS)

    def _look(self) -> None:
        self._looking.set()

    async def _sweep(self) -> None:
        while True:
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._looking.wait(), _SWEEP_SECONDS)
            self._looking.clear()
            try:
                await self._look_around()
            except StoreUnavailable as error:
                log.warning("dispatcher.sweep_failed", reason=error.detail)
            except Exception:
                log.exception("dispatcher.sweep_broken")

    async def _look_around(self) -> None:
        """Wake the chats whose messages wait; tell the customers, once in an outage, whose messages wait too long."""
        unfinished = await self._threads.read(turns.all_open)
        waiting = [turn for turn in unfinished if not turns.is_held(turn)]
        self._metrics.waiting.set(len(waiting))
        now = monotonic()
        self._first_seen = {turn.turn_id: self._first_seen.get(turn.turn_id, now) for turn in unfinished}
        self._idle_since = {turn.turn_id: self._idle_since.get(turn.turn_id, now) for turn in waiting}
        since = self._first_seen
        if self._gate.is_open:  # then only waiting for a free place at the engine counts, not for one's own last turn
            since = self._idle_since
            self._passed.clear()
            for turn in waiting:
                self.wake(turn.chat_id)
        due = [turn for turn in waiting if now - since[turn.turn_id] >= _NOTICE_SECONDS - _SWEEP_SECONDS]
        for chat_id in {turn.chat_id for turn in due if turn.owner == "bot" and not turn.outage_told}:
            if await self._threads.write(lambda session, chat_id=chat_id: outbox.tell_outage(session, chat_id)):  # type: ignore[misc]  # a default binds the loop's value
                self._bus.poke(chat_id)


def _since(started: float) -> int:
    return round((monotonic() - started) * 1000)
