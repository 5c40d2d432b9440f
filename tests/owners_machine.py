"""Customer, bot, two agents and the clock in any order: what must hold of a chat's owner and messages after every step."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from itertools import count

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.chat import desk, handoff, inbox, outbox, presence, turns
from bot.chat.claims import Claim
from bot.chat.desk import Caller, ChatMoved, ChatTaken, NotYourChat, Seen
from bot.chat.inbox import Incoming
from bot.chat.outbox import Facts, Said
from bot.chat.routing import Route
from bot.chat.turns import Begun, Exhausted
from bot.errors import IllegalMove
from bot.settings import Settings
from bot.store import agents, chats, messages
from bot.store import turns as stored_turns
from bot.store.chats import Chat
from bot.store.engine import Store
from bot.store.messages import Message

LEASE_SECONDS = 60
AGENTS = ("li", "wang")
STAGES: list[tuple[str, ...]] = [
    (),
    ("asked",),
    ("queued",),
    ("queued", "taken"),
    ("asked", "queued", "taken"),
    ("asked", "queued", "taken", "returned"),
]
NAMES = st.sampled_from(["holder", "holder", *AGENTS])  # who holds the chat acts more often than the others
IS_STALE = st.sampled_from([False, False, False, True])
TEXTS = st.sampled_from(["屏幕碎了", "转人工", "取消排队", "插座冒火花了", "留言"])
_REFUSALS = (ChatMoved, ChatTaken, NotYourChat, IllegalMove)


@dataclass(frozen=True)
class UnderWay:
    """A turn at the engine, and the chat's version when it was begun."""

    claim: Claim
    version: int


class OwnersMachine(RuleBasedStateMachine):
    """One chat on a real store. The store is set by whoever runs the machine."""

    store: Store
    settings: Settings

    def __init__(self) -> None:
        super().__init__()
        self.numbers = count()
        self.clock = datetime(2026, 11, 22, 2, 0, tzinfo=timezone.utc)
        self.said: dict[str, str] = {}  # what was accepted, by the client's id
        self.replied: dict[str, str] = {}
        self.under_way: UnderWay | None = None
        with self.store.transaction() as session:
            self.chat_id = inbox.begin_chat(session, "web").id
        self.before = self.chat()
        self.stale = self.before
        self.agents_until = 0  # up to which seq everything is an agent's affair

    def chat(self) -> Chat:
        with self.store.reading() as session:
            return chats.get(session, self.chat_id)

    def messages(self, after: int = 0) -> list[Message]:
        with self.store.reading() as session:
            return messages.latest(session, self.chat_id, after, 10_000)

    def caller(self, name: str) -> Caller:
        """The agent, heard of this moment as every desk call notes it."""
        name = (self.before.agent or "li") if name == "holder" else name
        with self.store.transaction() as session:
            agents.see(session, name, self.clock)
            found = agents.find(session, name)
        assert found is not None
        return Caller(found, "test")

    def version(self, is_stale: bool) -> Seen:
        return Seen(self.chat_id, self.stale.version if is_stale else self.chat().version)

    @initialize(stage=st.sampled_from(STAGES))
    def begins(self, stage: tuple[str, ...]) -> None:
        """Somewhere on the way, so that short sequences reach far."""
        self.customer_writes("屏幕碎了")
        steps: dict[str, Callable[[], None]] = {
            "asked": lambda: self.bot_begins(engine_up=True),
            "queued": self.action_opens_the_queue,
            "taken": lambda: self.agent_accepts("li", is_stale=False),
            "returned": lambda: self.agent_lets_go("li", is_stale=False, how="return"),
        }
        for step in stage:
            steps[step]()
            self.before = self.chat()
            self.agents_until = self.before.last_seq if self.before.agent else self.agents_until

    @rule(text=TEXTS)
    def customer_writes(self, text: str) -> None:
        external_id = f"{self.chat_id}:{next(self.numbers)}"
        with self.store.transaction() as session:
            inbox.accept(session, self.chat_id, Incoming(external_id, text))
        self.said[external_id] = text

    @precondition(lambda self: self.said)
    @rule(data=st.data())
    def customer_repeats_a_message(self, data: st.DataObject) -> None:
        external_id = data.draw(st.sampled_from(sorted(self.said)))
        with self.store.transaction() as session:
            assert inbox.accept(session, self.chat_id, Incoming(external_id, self.said[external_id])).duplicate

    @rule()
    def action_opens_the_queue(self) -> None:
        """As an action does in the middle of a turn."""
        with self.store.transaction() as session:
            handoff.open(session, self.chat_id, "customer_request")

    @precondition(lambda self: self.under_way is None)
    @rule(engine_up=st.booleans())
    def bot_begins(self, engine_up: bool) -> None:
        with self.store.transaction() as session:
            begun = turns.begin(session, self.chat_id, engine_up)
        if isinstance(begun, Begun):
            self.go_on(begun, engine_up)
        elif isinstance(begun, Exhausted):
            self.under_way = UnderWay(begun.claim, self.chat().version)

    def go_on(self, begun: Begun, engine_up: bool) -> None:
        chosen = turns.choose(begun, engine_up)
        with self.store.transaction() as session:
            if chosen is None:
                turns.release(session, begun.claims, was_asked=False)
            elif chosen[1] is Route.ENGINE:
                self.under_way = UnderWay(chosen[0], begun.chat.version)
            else:
                turns.settle(session, begun, *chosen, self.settings.hours)

    @precondition(lambda self: self.under_way is not None)
    @rule(how=st.sampled_from(["answer", "fail", "release"]))
    def bot_finishes(self, how: str) -> None:
        assert self.under_way is not None
        claim, self.under_way = self.under_way.claim, None
        with self.store.transaction() as session:
            if how == "answer":
                outbox.answer(session, claim, [Said(f"答：{claim.message.text}")], Facts(), 5)
            elif how == "fail":
                outbox.fail(session, claim, "timeout", self.settings.hours, Facts(), 5)
            else:
                turns.release(session, [claim], was_asked=True)

    @rule(name=NAMES, is_stale=IS_STALE)
    def agent_accepts(self, name: str, is_stale: bool) -> None:
        caller, seen = self.caller(name), self.version(is_stale)
        with suppress(*_REFUSALS), self.store.transaction() as session:
            assert desk.accept(session, caller, seen).agent == caller.name

    @rule(name=NAMES)
    def agent_replies(self, name: str) -> None:
        caller, client_id = self.caller(name), str(next(self.numbers))
        with suppress(NotYourChat), self.store.transaction() as session:
            desk.reply(session, caller, self.chat_id, client_id, "您好")
            assert self.before.agent == caller.name
            self.replied[client_id] = caller.name

    @precondition(lambda self: self.replied)
    @rule(data=st.data())
    def agent_repeats_a_reply(self, data: st.DataObject) -> None:
        client_id = data.draw(st.sampled_from(sorted(self.replied)))
        caller = self.caller(self.replied[client_id])
        with self.store.transaction() as session:
            assert desk.reply(session, caller, self.chat_id, client_id, "您好").duplicate

    @rule(name=NAMES, is_stale=IS_STALE, how=st.sampled_from(["close", "return", "digital", *AGENTS]))
    def agent_lets_go(self, name: str, is_stale: bool, how: str) -> None:
        caller, seen = self.caller(name), self.version(is_stale)
        if how == caller.name:
            return
        if how in AGENTS:
            self.caller(how)
        with suppress(*_REFUSALS, desk.AgentAway), self.store.transaction() as session:
            if how == "close":
                desk.close(session, caller, seen)
            elif how == "return":
                desk.give_back(session, caller, seen)
            else:
                desk.transfer(session, caller, seen, how, self.settings)
            assert self.before.agent == caller.name and not (is_stale and self.stale.version != self.before.version)

    @rule(seconds=st.sampled_from([1, 30, 61, -3600]))
    def clock_steps_and_absence_is_noticed(self, seconds: int) -> None:
        self.clock += timedelta(seconds=seconds)
        with self.store.reading() as session:
            abandoned = presence.abandoned(session, self.clock, LEASE_SECONDS)
        if self.chat_id not in abandoned:
            return
        with self.store.transaction() as session:
            assert presence.take_back(session, self.chat_id, self.clock, LEASE_SECONDS, self.settings.hours)
        assert self.chat().owner == "queue" and self.chat().queued_at == self.before.queued_at

    @rule()
    def somebody_looks(self) -> None:
        """What a screen shows goes stale from here on."""
        self.stale = self.chat()

    @invariant()
    def one_owner_and_a_version_that_grows_with_every_move(self) -> None:
        now, before = self.chat(), self.before
        assert (now.owner == "agent") == (now.agent is not None)
        assert (now.owner == "queue") <= (now.queued_at is not None)
        if (now.owner, now.agent, now.conversation) != (before.owner, before.agent, before.conversation):
            assert now.version > before.version
        else:
            assert now.version >= before.version

    @invariant()
    def no_message_is_lost_or_doubled_and_only_who_may_has_spoken(self) -> None:
        now, before = self.chat(), self.before
        found = self.messages()
        assert [message.seq for message in found] == list(range(1, now.last_seq + 1))
        assert [message.external_id for message in found if message.author == "customer"] == list(self.said)
        assert sum(message.author == "agent" for message in found) == len(self.replied)
        for message in found[before.last_seq :]:
            if message.author == "bot":
                assert before.owner != "agent" and now.owner != "agent"
                assert message.in_reply_to is None or message.in_reply_to > self.agents_until
            if message.author == "agent":
                assert message.author_name == before.agent == now.agent
        answered = [message.in_reply_to for message in found if message.author == "bot" and message.in_reply_to]
        assert len(set(answered)) == len(answered)
        if now.owner == "agent":
            self.agents_until = now.last_seq
        self.before = now

    def teardown(self) -> None:
        """In the end every message has been answered, or an agent has it."""
        if self.under_way is not None:
            self.bot_finishes("answer")
        for _ in range(2 * len(self.said) + 2):
            if self.under_way is not None:
                self.bot_finishes("answer")
            self.bot_begins(engine_up=True)
        self.no_message_is_lost_or_doubled_and_only_who_may_has_spoken()
        with self.store.reading() as session:
            assert stored_turns.open_of(session, self.chat_id) == [] and self.under_way is None
        super().teardown()
