"""What the customer has told about a device that is not identified yet, in this message and before, and how often in vain."""

from __future__ import annotations

from typing import Any

from actions.turn import Reply, Turn
from bot.service.identify import Clues

FORM = "warranty_form"
_PATIENCE = 3  # after so many misses the bot offers a human instead of asking again
_NAMES = ("phone", "model", "category")


def told_before(turn: Turn) -> dict[str, Any]:
    """What is remembered: {phone, model, category, part, need, misses}, the earlier messages' words filling the gaps."""
    told = turn.slot("warranty_told")
    kept = {name: value for name, value in told.items() if value} if isinstance(told, dict) else {}
    named = kept.get("model") or kept.get("category")
    return {**{name: turn.earlier[name] for name in _NAMES if name in turn.earlier and not named}, **kept}


def clues_of(turn: Turn) -> Clues:
    """What this message names; what was told before fills in what it leaves open."""
    told = told_before(turn)
    named = bool(turn.values("product_model") or turn.values("product_category"))
    numbered = any(turn.values(name) for name in ("serial_number", "imei", "order_number", "phone_number"))
    serial = turn.earlier.get("serial") if asks_anew(turn) and not (named or numbered or told.get("misses")) else None
    return Clues(
        serials=turn.values("serial_number") or _one(serial),
        imeis=turn.values("imei"),
        orders=turn.values("order_number"),
        phones=turn.values("phone_number") or _one(told.get("phone")),
        models=turn.values("product_model") or (() if named else _one(told.get("model"))),
        categories=turn.values("product_category") or (() if named else _one(told.get("category"))),
    )


def asks_anew(turn: Turn) -> bool:
    """Whether the message asks about the warranty outside the form, and is no answer to its question."""
    return turn.intent == "query_warranty_status" and turn.active_loop != FORM and not turn.answers_form


def part_told(turn: Turn) -> str | None:
    """The part that is asked about, now or before the device was known."""
    return turn.value("part") or told_before(turn).get("part")


def ask_for(turn: Turn, clues: Clues, need: str) -> Reply:
    """Ask for what is needed; the same question a second time is short, and after it a human is offered."""
    told = told_before(turn)
    if told.get("need") == need and not asks_anew(turn):
        return miss(turn, Reply(), clues, need)
    told = {**told, **_kept(clues), "part": part_told(turn), "need": need, "misses": 0}
    return Reply(loop=FORM).set(warranty_told=told, warranty_question=None if need == "identifier" else need)


def miss(turn: Turn, reply: Reply, clues: Clues, need: str | None = None) -> Reply:
    """Ask again, or, when it went wrong too often, leave the form and offer a human."""
    told, misses = told_before(turn), misses_of(turn) + 1
    if misses >= _PATIENCE:
        reply.loop = None
        reply.set(warranty_told=None, warranty_question=None, asked_for="action_request_human")
        return reply.say("utter_warranty_cannot_find")
    reply.loop = FORM
    told = {**told, **_kept(clues), "need": need, "misses": misses}
    return reply.set(warranty_told=told, warranty_question=again(need))


def again(need: object) -> str:
    """The wording with which the form asks once more."""
    return f"{need}_again" if need in ("phone", "product") else "again"


def misses_of(turn: Turn) -> int:
    """How often the open question was answered in vain; a question of its own starts from the beginning."""
    return 0 if asks_anew(turn) else int(told_before(turn).get("misses") or 0)


def is_last_try(turn: Turn) -> bool:
    """Whether one more miss ends the form."""
    return misses_of(turn) + 1 >= _PATIENCE


def _kept(clues: Clues) -> dict[str, str | None]:
    firsts = (clues.phones, clues.models, clues.categories)
    return {name: next(iter(values), None) for name, values in zip(_NAMES, firsts, strict=True)}


def _one(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()
