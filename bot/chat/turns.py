"""One turn after the other in each chat: the oldest waiting message is claimed, run and finished, across processes."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat import claims, outbox, routing
from bot.chat.claims import Claim
from bot.chat.routing import Route
from bot.store import chats, messages, turns
from bot.store.chats import Chat
from bot.store.engine import Session
from bot.store.messages import Message
from bot.store.turns import OpenTurn, Turn

ATTEMPTS = 2  # a turn whose connection broke is run once more; its actions are idempotent by message id


@dataclass(frozen=True)
class Settled:
    """A turn that needed no engine and is over; `more` says that the chat has another message waiting."""

    chat_id: str
    channel: str
    outcome: str
    more: bool


@dataclass(frozen=True)
class Exhausted:
    """A turn that was begun as often as is allowed; it has been claimed and must be failed."""

    claim: Claim


def begin(session: Session, chat_id: str, engine_up: bool, desk_hours: str) -> Claim | Settled | Exhausted | None:
    """Take the chat's oldest waiting message.

    What needs no engine is answered here and now (`Settled`); the rest is claimed under a lease. None when
    nothing waits, when somebody else is at work, or when the message has to wait for the engine.
    """
    chat = chats.lock(session, chat_id)
    waiting = [] if claims.is_held(chat) else turns.open_of(session, chat_id)
    for turn in waiting:
        message = messages.get(session, turn.message_id)
        chosen = routing.route(chat, message, engine_up)
        if chosen is not Route.ENGINE:
            return _settle(session, chat, turn, message, chosen, waiting, desk_hours)
        if engine_up:
            claim = _claim(session, chat, turn, message)
            return Exhausted(claim) if turn.attempts >= ATTEMPTS else claim
    return None


def release(session: Session, claim: Claim, was_asked: bool) -> None:
    """Let the message wait again because the engine is away; `was_asked` counts this attempt."""
    if chats.lock(session, claim.chat_id).leased_by != claim.holder:
        return
    attempts = claim.attempts if was_asked else claim.attempts - 1
    turns.change(session, claim.turn_id, state="waiting", attempts=attempts)
    chats.change(session, claim.chat_id, leased_by=None, leased_until=None)


def all_waiting(session: Session) -> list[OpenTurn]:
    """Unfinished turns that nobody alive is at work on, oldest first."""
    return [turn for turn in turns.all_open(session) if not _is_held(turn)]


def _is_held(turn: OpenTurn) -> bool:
    return turn.is_leased and not claims.is_gone(turn.leased_by or "")


def _claim(session: Session, chat: Chat, turn: Turn, message: Message) -> Claim:
    holder, attempts = claims.new_holder(), turn.attempts + 1
    chats.change(session, chat.id, leased_by=holder, leased_until=claims.lease_end())
    turns.change(session, turn.id, state="running", attempts=attempts)
    return Claim(turn.id, chat.id, chat.channel, message.conversation, holder, attempts, message)


def _settle(
    session: Session, chat: Chat, turn: Turn, message: Message, chosen: Route, waiting: list[Turn], desk_hours: str
) -> Settled:
    """Answer without the engine; older messages that still wait for it are left to the human who was asked for."""
    for older in waiting:
        if older.seq < turn.seq:
            turns.finish(session, older.id, "dropped", "overtaken")
    lines = routing.answer(session, chat, message, chosen, desk_hours)
    drafts = [outbox.draft(f"{turn.id}:{index}", line, turn.seq) for index, line in enumerate(lines)]
    outbox.put(session, chats.get(session, chat.id), drafts)
    chats.change(session, chat.id, leased_by=None, leased_until=None)
    turns.finish(session, turn.id, "dropped" if chosen is Route.DROP else "done", chosen.value)
    return Settled(chat.id, chat.channel, chosen.value, turns.has_open(session, chat.id))
