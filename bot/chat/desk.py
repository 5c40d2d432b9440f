"""What an agent does with a chat: take it, answer, give it back or on, close it, write a note, correct what the bot knows.

Every act is one transaction, checked against the chat's locked row, and leaves one row in the audit trail.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from bot.chat import handoff, outbox, presence, routing, survey
from bot.chat.inbox import Accepted
from bot.errors import BotError, InvalidInput, KeyReused, NotAllowed
from bot.settings import Settings
from bot.store import agents, audit, chats, messages, notes, turns
from bot.store.agents import GROUPS, Agent
from bot.store.chats import Chat
from bot.store.engine import Session, now_of
from bot.store.messages import Draft

_LOOKED_BACK = 20  # messages; behind the customer's last word there are at most a few of the system's own
CHAT_ROLES = ("agent", "supervisor")  # who may hold chats; an operator keeps records only


class ChatTaken(BotError):
    """Another agent holds this chat."""

    code = "chat_taken"
    status = 409


class ChatMoved(BotError):
    """The chat has moved since the agent looked at it."""

    code = "chat_moved"
    status = 409


class NotYourChat(BotError):
    """The agent does not hold this chat."""

    code = "not_your_chat"
    status = 409


class AgentAway(BotError):
    """The agent whom the chat was to be given to is not at the desk."""

    code = "agent_away"
    status = 409


@dataclass(frozen=True)
class Caller:
    """An agent who asks for something, and the address he asks from."""

    agent: Agent
    address: str

    @property
    def name(self) -> str:
        """His user name."""
        return self.agent.username


@dataclass(frozen=True)
class Seen:
    """A chat as the agent saw it when he decided: a later version is another state."""

    chat_id: str
    version: int


def accept(session: Session, caller: Caller, seen: Seen) -> Chat:
    """Take a waiting chat; messages that nobody has answered are the agent's now, and the bot's words under way are dropped.

    Again by the same agent changes nothing. Raises `ChatTaken`, `ChatMoved`, `IllegalMove`, `NotAllowed` for a chat
    that waits for another group, `ChatNotFound`.
    """
    chat = chats.lock(session, seen.chat_id)
    if chat.owner == "agent":
        if chat.agent == caller.name:
            return chat
        raise ChatTaken("another agent was first")
    if not may_take(caller.agent, chat):
        raise NotAllowed(f"the chat waits for group {chat.desk_group}")
    _require_version(chat, seen.version)
    taken = handoff.move(session, chat, "agent", agent=caller.name)
    for turn in turns.open_of(session, chat.id):
        turns.finish(session, turn.id, "dropped", turns.FOR_AGENT)
    _tell_agent(session, taken, "agent_joined")
    return _record(session, caller, "chat.accepted", chat, **_wait(session, chat))


def may_take(agent: Agent, chat: Chat) -> bool:
    """Whether the chat waits for everybody, for a group of the agent's, or the agent supervises all groups."""
    return chat.desk_group is None or chat.desk_group in agent.groups or "supervisor" in agent.roles


def reply(session: Session, caller: Caller, chat_id: str, client_id: str, text: str) -> Accepted:
    """Store the agent's answer once; the same id with the same text returns what is there, also after he left the chat.

    Raises `KeyReused` for another text under a known id, `NotYourChat`, `ChatNotFound`.
    """
    chat = chats.lock(session, chat_id)
    external_id = f"{chat_id}:reply:{client_id}"
    known = messages.find_by_external_id(session, chat.channel, external_id)
    if known is not None:
        if (known.author_name, known.text) != (caller.name, text):
            raise KeyReused("this client_id already names another reply")
        return Accepted(known.id, known.seq, duplicate=True)
    _require_own(chat, caller)
    answer = Draft(external_id, "agent", "text", {"text": text, "buttons": []}, author_name=caller.name)
    [stored] = outbox.put(session, chat, [answer])
    audit.append(session, caller.name, "chat.replied", chat_id, {"seq": stored.seq, "address": caller.address})
    return Accepted(stored.id, stored.seq, duplicate=False)


def close(session: Session, caller: Caller, seen: Seen) -> Chat:
    """End the conversation; the customer's next message opens another one with the bot.

    He is asked for a rating unless his last word was left unread. Raises `NotYourChat`, `ChatMoved`, `ChatNotFound`.
    """
    chat = _own(session, caller, seen)
    unread = _left_unread(session, chat)
    closed = handoff.move(session, chat, "closed")
    told = [outbox.notice(_notice_id(closed), "agent_closed_unread" if unread else "agent_closed")]
    asked = None if unread else survey.question(session, closed)
    outbox.put(session, closed, [*told, asked] if asked else told)
    return _record(session, caller, "chat.closed", chat)


def give_back(session: Session, caller: Caller, seen: Seen) -> Chat:
    """Let the bot go on, with what the agent corrected. Raises `NotYourChat`, `ChatMoved`, `ChatNotFound`."""
    chat = _own(session, caller, seen)
    key = "agent_returned_unread" if _left_unread(session, chat) else "agent_returned"
    _tell(session, handoff.move(session, chat, "bot"), key)
    return _record(session, caller, "chat.returned", chat)


def transfer(session: Session, caller: Caller, seen: Seen, to: str, settings: Settings) -> Chat:
    """Give the chat to another agent who is there, or let it wait for a group at the place it had in the queue.

    Raises `InvalidInput` for somebody who cannot have it, `AgentAway`, `NotYourChat`, `ChatMoved`, `ChatNotFound`.
    """
    chat = _own(session, caller, seen)
    if to in GROUPS:
        if not agents.is_served(session, to):
            raise AgentAway(f"nobody serves group {to}")
        waiting = handoff.requeue(session, chat, chat.queued_at or now_of(session), to)
        external_id = _notice_id(waiting)
        place = handoff.place_of(session, waiting)
        line = routing.say_place(session, "agent_passed_on", external_id, place, settings.hours)
        outbox.put(session, waiting, [outbox.notice_of(external_id, line)])
    else:
        _require_able(session, caller, to, settings.limits.agent_lease_seconds)
        _tell_agent(session, handoff.move(session, chat, "agent", agent=to), "agent_changed")
    return _record(session, caller, "chat.transferred", chat, to=to)


def add_note(session: Session, caller: Caller, chat_id: str, text: str) -> Chat:
    """Write something for the other agents; whoever may see the chat may. Raises `ChatNotFound`."""
    chat = chats.lock(session, chat_id)
    notes.add(session, chat_id, caller.name, text)
    return _record(session, caller, "chat.noted", chat)


def correct(session: Session, caller: Caller, chat_id: str, corrections: dict[str, Any], version: int | None) -> Chat:
    """Correct what the bot will go on with; a value of None takes an earlier correction back.

    Raises `NotYourChat`, `ChatMoved` when a version is given and is not the chat's, `ChatNotFound`.
    """
    chat = chats.lock(session, chat_id)
    _require_own(chat, caller)
    if version is not None:
        _require_version(chat, version)
    merged = {**chats.overrides_of(session, chat), **corrections}
    chats.keep_overrides(session, chat_id, {name: value for name, value in merged.items() if value is not None})
    return _record(session, caller, "chat.corrected", chat, slots=sorted(corrections))


def mark_seen(session: Session, caller: Caller, chat_id: str, seq: int) -> None:
    """The agent who holds the chat has read up to `seq`; for all others nothing changes."""
    chat = chats.lock(session, chat_id)
    if chat.agent == caller.name and chat.desk_seq < seq <= chat.last_seq:
        chats.change(session, chat_id, desk_seq=seq)


def require_own(session: Session, caller: Caller, chat_id: str) -> None:
    """Whether the agent holds the chat; raises `NotYourChat`, `ChatNotFound`."""
    _require_own(chats.get(session, chat_id), caller)


def _left_unread(session: Session, chat: Chat) -> bool:
    """Whether the customer's last word came after all that the agent has been shown, said or was sent for."""
    for message in reversed(messages.latest(session, chat.id, chat.desk_seq, _LOOKED_BACK)):
        if message.author != "bot":
            return message.author == "customer"
    return False


def _own(session: Session, caller: Caller, seen: Seen) -> Chat:
    chat = chats.lock(session, seen.chat_id)
    _require_own(chat, caller)
    _require_version(chat, seen.version)
    return chat


def _require_own(chat: Chat, caller: Caller) -> None:
    if chat.owner != "agent" or chat.agent != caller.name:
        raise NotYourChat(f"expected a chat of this agent, it is with {chat.owner}")


def _require_version(chat: Chat, version: int) -> None:
    if chat.version != version:
        raise ChatMoved(f"expected version {version}, the chat is at {chat.version}")


def _require_able(session: Session, caller: Caller, username: str, lease_seconds: int) -> None:
    agent = agents.find(session, username)
    if agent is None or agent.disabled or not set(CHAT_ROLES) & set(agent.roles) or username == caller.name:
        raise InvalidInput(f"to: expected another agent's user name or one of {', '.join(GROUPS)}")
    if not presence.is_present(agent.seen_at, datetime.now(timezone.utc), lease_seconds):
        raise AgentAway("expected an agent who is at the desk")


def _wait(session: Session, chat: Chat) -> dict[str, Any]:
    """What the report counts: why the chat waited, since when and how long."""
    since = chat.queued_at or now_of(session)
    waited = max(0, int((now_of(session) - since).total_seconds()))
    return {"reason": chat.reason, "queued_at": since.isoformat(), "waited": waited}


def _tell(session: Session, chat: Chat, key: str, **facts: object) -> None:
    outbox.put(session, chat, [outbox.notice(_notice_id(chat), key, **facts)])


def _tell_agent(session: Session, chat: Chat, key: str) -> None:
    """Tell the customer who holds the chat now, by the name that is meant for him."""
    name = agents.display_names(session, [chat.agent or ""]).get(chat.agent or "")
    _tell(session, chat, key if name else f"{key}_unnamed", agent=name)


def _notice_id(chat: Chat) -> str:
    return f"{chat.id}:desk:{chat.version}"  # a move is told once, and no two moves make the same version


def _record(session: Session, caller: Caller, action: str, before: Chat, **details: Any) -> Chat:
    """Write the act into the audit trail and return the chat as it is now."""
    chat = chats.get(session, before.id)
    moved = {"from": before.owner, "to": chat.owner} if chat.owner != before.owner else {}
    audit.append(session, caller.name, action, chat.id, {**moved, **details, "address": caller.address})
    return chat
