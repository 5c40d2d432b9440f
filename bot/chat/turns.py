"""One turn after the other in each chat: the oldest waiting message is claimed, run and finished, across processes.

An attempt is counted and committed before anybody looks at the words, so that a message which kills the
process that reads it is failed honestly after the second time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat import claims, outbox, page, routing
from bot.chat.claims import Claim
from bot.chat.routing import Route
from bot.store import chats, messages, turns
from bot.store.chats import Chat
from bot.store.engine import Session
from bot.store.turns import OpenTurn, Turn

ATTEMPTS = 2  # a turn whose connection broke is run once more; its actions are idempotent by message id


@dataclass(frozen=True)
class Begun:
    """Claimed messages whose way is to be chosen, oldest first, and the chat as it was; `oldest` is the first seq that waits."""

    chat: Chat
    oldest: int
    claims: list[Claim]


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


def begin(session: Session, chat_id: str, engine_up: bool, after: int = 0) -> Begun | Exhausted | None:
    """Claim the chat's oldest waiting message; while the engine is away every one behind `after`, for some need none.

    None when nothing waits or somebody else is at work. What was begun ends with `settle`, `release`, or an answer.
    """
    chat = chats.lock(session, chat_id)
    waiting = [] if claims.is_held(chat) else turns.open_of(session, chat_id)
    if not waiting:
        return None
    oldest = waiting[0]
    if oldest.attempts >= ATTEMPTS:
        return Exhausted(_claim(session, chat, [oldest])[0])
    unread = [turn for turn in waiting if turn.seq > after and turn.attempts < ATTEMPTS]
    taken = [oldest] if engine_up else unread
    return Begun(chat, oldest.seq, _claim(session, chat, taken)) if taken else None


def choose(begun: Begun, engine_up: bool) -> tuple[Claim, Route] | None:
    """The message to go on with and its way; None when all have to wait for the engine. Reads no table.

    Only what opens the queue overtakes older messages.
    """
    for claim in begun.claims:
        way = routing.route(begun.chat, claim.message, engine_up)
        is_next = claim.message.seq == begun.oldest and (engine_up or way is not Route.ENGINE)
        if is_next or way in routing.OPENS_QUEUE:
            return claim, way
    return None


def settle(session: Session, begun: Begun, claim: Claim, way: Route, desk_hours: str) -> Settled | None:
    """Answer without the engine; older messages that still wait for it are left to the human who was asked for.

    None when the lease was lost, or when the chat's owner has changed since: the message waits to be begun again.
    """
    chat = chats.lock(session, claim.chat_id)
    if chat.leased_by != claim.holder or chat.version != begun.chat.version:
        release(session, begun.claims, was_asked=False)
        return None
    seq = claim.message.seq
    release(session, [other for other in begun.claims if other.message.seq > seq], was_asked=False)
    for older in turns.open_of(session, chat.id):
        if older.seq < seq:
            turns.finish(session, older.id, "dropped", "overtaken")
    lines = routing.answer(session, chat, claim.message, way, desk_hours)
    drafts = [outbox.draft(f"{claim.turn_id}:{index}", line, seq) for index, line in enumerate(lines)]
    outbox.put(session, chats.get(session, chat.id), drafts)
    chats.change(session, chat.id, leased_by=None, leased_until=None)
    turns.finish(session, claim.turn_id, "dropped" if way is Route.DROP else "done", way.value)
    return Settled(chat.id, chat.channel, way.value, turns.has_open(session, chat.id))


def release(session: Session, taken: Sequence[Claim], was_asked: bool) -> None:
    """Let messages of one chat wait again because the engine is away; `was_asked` counts this attempt."""
    if not taken or chats.lock(session, taken[0].chat_id).leased_by != taken[0].holder:
        return
    for claim in taken:
        if not turns.is_open(session, claim.turn_id):  # an agent has taken the chat and with it the message
            continue
        attempts = claim.attempts if was_asked else claim.attempts - 1
        turns.change(session, claim.turn_id, state="waiting", attempts=attempts)
    chats.change(session, taken[0].chat_id, leased_by=None, leased_until=None)


def all_open(session: Session) -> list[OpenTurn]:
    """Every unfinished turn, oldest first."""
    return turns.all_open(session)


def is_held(turn: OpenTurn) -> bool:
    """Whether somebody who lives is at work on the turn's chat."""
    return turn.is_leased and not claims.is_gone(turn.leased_by or "")


def _claim(session: Session, chat: Chat, taken: Sequence[Turn]) -> list[Claim]:
    holder = claims.new_holder()
    chats.change(session, chat.id, leased_by=holder, leased_until=claims.lease_end())
    corrections, seen = chats.overrides_of(session, chat), page.in_view(session, chat)
    made = []
    for turn in taken:
        attempts = turn.attempts + 1
        turns.change(session, turn.id, state="running", attempts=attempts)
        message = messages.get(session, turn.message_id)
        made.append(
            Claim(
                turn_id=turn.id,
                chat_id=chat.id,
                channel=chat.channel,
                conversation=message.conversation,
                holder=holder,
                attempts=attempts,
                message=message,
                corrections=corrections,
                page=seen,
                large_text=chat.large_text,
            )
        )
    return made
