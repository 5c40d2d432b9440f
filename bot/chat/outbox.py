"""Commits what the customer gets: the messages of a turn in one transaction, and only while the turn's lease holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.chat import handoff, routing, words
from bot.chat.claims import Claim
from bot.chat.words import Line
from bot.store import chats, messages, payloads, turns
from bot.store.chats import Chat
from bot.store.engine import Session
from bot.store.messages import Draft, Message, Place

FAILURES_BEFORE_QUEUE = 2
_FILE_KINDS = ("image", "file")  # kept with the message, so that none is to be sent again


@dataclass(frozen=True)
class Said:
    """One message of an answer; any part may be missing. `data` is what a card shows."""

    text: str | None = None
    buttons: list[dict[str, str]] = field(default_factory=list)
    image: str | None = None
    data: dict[str, Any] | None = None


@dataclass(frozen=True)
class Facts:
    """What the engine reports about a turn; `action` names the actions that ran.

    `known` is what the dialogue knows after the turn, None where the engine did not say.
    """

    intent: str | None = None
    confidence: float | None = None
    action: str | None = None
    known: dict[str, Any] | None = field(default=None, repr=False)

    @property
    def recorded(self) -> dict[str, Any]:
        """What goes into the turn's row and the log: nothing personal."""
        return {"intent": self.intent, "confidence": self.confidence, "action": self.action}


@dataclass(frozen=True)
class Finished:
    """How a turn ended. `more` says that the chat has another message waiting."""

    outcome: str
    more: bool


def put(session: Session, chat: Chat, drafts: Sequence[Draft]) -> list[Message]:
    """Append messages to a locked chat and remember the payloads of their buttons."""
    if not drafts:
        return []
    place = Place(chat.id, chat.conversation, chat.channel, chat.last_seq + 1)
    stored = messages.append(session, place, list(drafts))
    chats.change(session, chat.id, last_seq=stored[-1].seq)
    payloads.issue(session, chat.id, [button for draft in drafts for button in draft.body.get("buttons", [])])
    return stored


def draft(external_id: str, line: Line, in_reply_to: int | None = None) -> Draft:
    """A line of the bot's own words as a message."""
    return _text_draft(external_id, line.text, line.buttons, in_reply_to)


def notice(external_id: str, key: str, **facts: object) -> Draft:
    """A line that the system says by itself, for example that an agent has come."""
    return notice_of(external_id, words.say(key, external_id, **facts))


def notice_of(external_id: str, line: Line) -> Draft:
    """A line as a notice of the system."""
    return Draft(external_id, "system", "notice", {"text": line.text, "buttons": line.buttons})


def answer(session: Session, claim: Claim, said: Sequence[Said], facts: Facts, ms: int) -> Finished | None:
    """Commit the engine's answer and end the turn; None, and nothing stored, when the lease was lost.

    The answer is dropped when an agent has taken the chat since, even if he has given it back by now. In the queue it
    is still delivered: the action of this very turn may have opened the queue, and its sentence tells the place.
    """
    chat = chats.lock(session, claim.chat_id)
    if chat.leased_by != claim.holder:
        return None
    _keep(session, chat, claim, facts)
    if not _is_wanted(session, chat, claim):
        return _end(session, claim, "dropped", "dropped", facts, ms)
    put(session, chat, _drafts(claim, said))
    return _end(session, claim, "done", "answered", facts, ms, failed_turns=0, outage_told=0)


def fail(session: Session, claim: Claim, outcome: str, desk_hours: str, facts: Facts, ms: int) -> Finished | None:
    """End a turn that has no usable answer: one honest sentence and the offer of a human, after two in a row the queue.

    None, and nothing stored, when the lease was lost.
    """
    chat = chats.lock(session, claim.chat_id)
    if chat.leased_by != claim.holder:
        return None
    if not _is_wanted(session, chat, claim):
        return _end(session, claim, "dropped", "dropped", facts, ms)
    line = _failure_line(session, chat, claim, desk_hours).sized(chat.large_text)
    chat = chats.get(session, chat.id)
    put(session, chat, [draft(f"{claim.turn_id}:0", line, claim.message.seq)])
    failures = chat.failed_turns + 1 if chat.owner == "bot" else 0
    return _end(session, claim, "failed", outcome, facts, ms, failed_turns=failures, outage_told=0)


def tell_outage(session: Session, chat_id: str) -> bool:
    """Tell a waiting customer once in an outage that his message is kept; whether he was told now."""
    chat = chats.lock(session, chat_id)
    if chat.owner != "bot" or chat.outage_told or not turns.has_open(session, chat_id):
        return False
    external_id = f"{chat_id}:outage:{chat.last_seq}"
    put(session, chat, [notice_of(external_id, words.say("outage", external_id).sized(chat.large_text))])
    chats.change(session, chat_id, outage_told=1)
    return True


def _is_wanted(session: Session, chat: Chat, claim: Claim) -> bool:
    """Whether the customer still waits for the bot's answer: an agent who takes the chat ends its open turns."""
    return chat.owner in ("bot", "queue") and turns.is_open(session, claim.turn_id)


def _keep(session: Session, chat: Chat, claim: Claim, facts: Facts) -> None:
    """Store what the dialogue knows by now; what it was told of an agent's corrections need not be told again."""
    if chat.conversation != claim.conversation:
        return
    if facts.known is not None and facts.known != chats.facts_of(session, chat):
        chats.keep_facts(session, chat.id, facts.known)
    if claim.corrections and claim.corrections == chats.overrides_of(session, chat):
        chats.keep_overrides(session, chat.id, {})


def _failure_line(session: Session, chat: Chat, claim: Claim, desk_hours: str) -> Line:
    seed = claim.message.id
    if words.triggers("hazard", claim.message.text):
        place = handoff.open(session, chat.id, "safety_hazard", handoff.URGENT)
        return routing.say_place(session, "hazard", seed, place, desk_hours)
    if chat.owner == "queue":
        return routing.say_place(session, "queued", seed, handoff.place_of(session, chat), desk_hours)
    if chat.failed_turns + 1 < FAILURES_BEFORE_QUEUE:
        return words.say("failed_file" if claim.message.kind in _FILE_KINDS else "failed", seed)
    place = handoff.open(session, chat.id, "failed_turns")
    return routing.say_place(session, "queued_after_failures", seed, place, desk_hours)


def _end(
    session: Session, claim: Claim, state: str, outcome: str, facts: Facts, ms: int, **chat_values: Any
) -> Finished:
    turns.finish(session, claim.turn_id, state, outcome, ms=ms, **facts.recorded)
    chats.change(session, claim.chat_id, leased_by=None, leased_until=None, **chat_values)
    return Finished(outcome, turns.has_open(session, claim.chat_id))


def _drafts(claim: Claim, said: Sequence[Said]) -> list[Draft]:
    bodies: list[tuple[str, dict[str, Any]]] = []
    for part in said:
        if part.data is not None:
            bodies.append(("card", {"text": part.text, "buttons": part.buttons, "data": part.data}))
        elif part.text or part.buttons:
            kind = "buttons" if part.buttons else "text"
            bodies.append((kind, {"text": part.text or "", "buttons": part.buttons}))
        if part.image:
            bodies.append(("image", {"data": {"url": part.image}}))
    return [
        Draft(f"{claim.turn_id}:{index}", "bot", kind, body, claim.message.seq)
        for index, (kind, body) in enumerate(bodies)
    ]


def _text_draft(external_id: str, text: str, buttons: list[dict[str, str]], in_reply_to: int | None) -> Draft:
    kind = "buttons" if buttons else "text"
    return Draft(external_id, "bot", kind, {"text": text, "buttons": buttons}, in_reply_to)
