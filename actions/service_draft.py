"""What a customer wants with a booking that exists, as far as it is told: the state of the service form."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from actions.turn import Reply, Turn
from bot.service.identity import Claim
from bot.store.capacity import Slot

FORM = "service_form"
PATIENCE = 3  # after so many answers in vain the bot offers a human instead of asking again
WISHES = {
    "query_repair_progress": "progress",
    "change_booking": "change",
    "cancel_booking": "cancel",
    "urge_service": "urge",
}
# What kind of answer each question waits for, as the engine reads short answers.
OPEN_QUESTIONS = {
    "proof": "proof", "booking": "choice", "field": "choice", "mode": "mode", "address": "address", "window": "window",
    "contact": "contact", "phone": "phone", "confirm": "confirm",
}  # fmt: skip


@dataclass(frozen=True)
class ServiceDraft:
    """One wish and what was given for it.

    `change` holds the new values of a change: fields (named without a value), mode, slot, wish, address, place,
    contact, phone. `offered` holds what was offered for choice: booking numbers, or slots. `tried` is the last claim
    that did not hold, so that it is not tried again by itself. `again`: the question asked is the one asked before.
    """

    wish: str = "progress"
    id: str = ""
    number: str | None = None
    phone: str | None = field(default=None, repr=False)
    last_four: str | None = field(default=None, repr=False)
    order: str | None = field(default=None, repr=False)
    code: str | None = field(default=None, repr=False)
    code_sent: bool = False
    tried: str | None = field(default=None, repr=False)
    category: str | None = None
    change: dict[str, Any] = field(default_factory=dict, repr=False)
    offered: tuple[Any, ...] = ()
    asked: str | None = None
    misses: int = 0
    again: bool = False

    @property
    def claim(self) -> Claim | None:
        """What was given as proof, when it is a pair and was not tried yet."""
        if not self.phone or not (self.last_four or self.order or self.code) or self.tried == self.given:
            return None
        return Claim(self.phone, self.last_four, self.order, self.code)

    @property
    def halves(self) -> tuple[bool, ...]:
        """Which parts of a proof are there, whatever their values: another wrong half is no step forward."""
        return (bool(self.number), bool(self.phone), bool(self.last_four or self.order or self.code), self.code_sent)

    @property
    def given(self) -> str:
        """Everything given that identifies, in one word to compare."""
        return "|".join(part or "" for part in (self.number, self.phone, self.last_four, self.order, self.code))

    def to_json(self) -> dict[str, Any]:
        """The shape in which the slot carries it."""
        return {name: list(value) if name == "offered" else value for name, value in vars(self).items() if value}


def draft_of(turn: Turn) -> ServiceDraft | None:
    """What is under way; None when nothing is."""
    stored = turn.slot("service_draft")
    if not isinstance(stored, dict):
        return None
    known = {entry.name for entry in fields(ServiceDraft)}
    given = {name: value for name, value in stored.items() if name in known}
    return ServiceDraft(**{**given, "offered": tuple(given.get("offered") or ())})


def ask_for(draft: ServiceDraft, question: str, reply: Reply, offered: tuple[Any, ...] = ()) -> Reply:
    """Leave the next question to the form's asking action; the same one again counts as a miss there."""
    again = draft.asked == question
    kept = offered or (draft.offered if again else ())
    asked = replace(draft, asked=question, offered=kept, misses=draft.misses if again else 0, again=again)
    reply.loop = FORM
    return reply.set(service_draft=asked.to_json(), service_done=None)


def finish(reply: Reply, draft: ServiceDraft) -> Reply:
    """The wish is settled: the form ends, the booking spoken of is remembered, and what is said next is about it."""
    reply.loop = None
    told = {"number": draft.number, "phone": draft.phone, "wish": draft.wish}
    if draft.number:
        reply.slots.setdefault("open_question", "booking")
    return reply.set(service_draft=None, service_told=told)


def leaves_booking_alone(turn: Turn) -> bool:
    """Whether a stop ends a change or a cancellation, so that it must be said that the booking stands."""
    draft = draft_of(turn) if turn.active_loop == FORM else None
    return draft is not None and draft.wish in ("change", "cancel")


def slot_from(value: Any) -> Slot:
    """The slot that a draft carries."""
    return Slot(value["place_kind"], value["place_code"], date.fromisoformat(value["day"]), value["window"])


def slot_to(slot: Slot) -> dict[str, str]:
    """The shape in which a draft carries a slot."""
    named = {"place_kind": slot.place_kind, "place_code": slot.place_code, "window": slot.window}
    return {**named, "day": slot.day.isoformat()}
