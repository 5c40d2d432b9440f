"""Answers to the bot's own question: what a message means depends on what was asked just before it.

A classifier sees one text; 幸福路88号 alone may be anything, after "哪个地址" it is an address. Only the intent is read anew,
never the entities. Questions, other wishes, danger and calls for a person are no answers, whatever was asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.engine.answer_intents import (
    ABOUT_BOOKED,
    AFFIRM,
    ANSWERS,
    BOOKINGS,
    CORRECT,
    DECISIONS,
    DENY,
    INFORM,
    KINDS,
    MANNERS,
    NEVER_AN_ANSWER,
    OFFERS,
    QUESTIONS,
    SAME_BUSINESS,
    STOP,
    TELLS_FAULT,
    UNSURE,
)
from bot.engine.answer_words import (
    ANOTHER,
    ANY,
    ASKS,
    BEGINS_NO,
    BEGINS_YES,
    BOOKS,
    CANCELS,
    CORRECTS,
    CORRECTS_ITSELF,
    DEMANDS,
    DESCRIBES,
    ENOUGH,
    FAULT_ASKED,
    LAUGHS,
    LOOKS_UP,
    MOVES,
    NO,
    NONE_FITS,
    NOT_KNOWN,
    PICK,
    REFUSES,
    RESUMES,
    SAME,
    SCOLDS_US,
    STOPS,
    SUGGESTS,
    VALUES,
    WAIT,
    WITHDRAWS,
    YES,
    core_of,
)
from bot.engine.answers_booked import wish_about_booked
from bot.service.proofs import asks_why

__all__ = ["QUESTIONS", "read_in_context"]

_SURE = 0.5  # from here on a classifier's other wish counts against an answer without a sign of one
_SURE_OF_NAMES = 0.85  # the same where anything may be said: estates and people have all kinds of names
_NAMES = {"address", "contact", "region", "model", "device", "number"}
_GOODS = {"model", "device"}
_LONGEST_NAME = 14  # characters; longer texts without a house number are told, not named
_LONGEST_PROPOSAL = 8  # characters; 寄修可以吗 proposes, 寄修要把盒子一起寄吗 asks
_NUMBERED = re.compile(r"[\dA-Za-z]+(?:号|栋|幢|座|单元|室|楼|层|弄|期)")
_NEGATION = re.compile(r"没空|没时间|不在家?|不行|不可以|不方便|不合适|来不了|赶不上|去不了")
_CONSENT = re.compile(r"(?<!不)(?:可以|行|方便|有空)|都好|除了|其他|改|要么|还是|就")
_MARK = re.compile(r"[,。!;、\s]+")


@dataclass(frozen=True)
class _Said:
    """A message beside the question that stood open."""

    text: str
    core: str
    question: str
    kinds: frozenset[str]
    guess: str | None
    confidence: float
    in_booking: bool  # a booking asks, so that a booking is no new wish

    @property
    def fits(self) -> bool:
        """Whether an entity of the kind asked for was found."""
        return bool(self.kinds & KINDS.get(self.question, frozenset()))


def read_in_context(
    parse: Mapping[str, Any], text: str, question: str | None, in_booking: bool = True
) -> dict[str, Any]:
    """The parse with the intent that `text` (normalised) has as an answer to the open `question`.

    `in_booking` says that the question is one of a booking's own; a price or a centre asks the same for its part.
    Returns a new mapping; without a known question, or where the classifier's intent stands, an equal one.
    """
    guess = parse.get("intent") or {}
    if question not in QUESTIONS or not text.strip():
        return dict(parse)
    kinds = frozenset(str(entity.get("entity")) for entity in parse.get("entities") or [])
    confidence = float(guess.get("confidence") or 0.0)
    said = _Said(text, core_of(text), question, kinds, guess.get("name"), confidence, in_booking)
    rules = _ABOUT_BOOKING if question == "booking" else _RULES
    name = next((intent for rule in rules if (intent := rule(said))), said.guess)
    if name == said.guess:
        return dict(parse)
    ranking = [rank for rank in parse.get("intent_ranking") or [] if rank.get("name") != name]
    sure = {"name": name, "confidence": 1.0}
    return {**parse, "intent": sure, "intent_ranking": [sure, *ranking]}


def _booked(said: _Said) -> str | None:
    return wish_about_booked(said.text, said.core, said.guess, said.confidence)


def _doubting(said: _Said) -> str | None:
    """凭什么要我手机号 wants the reason, and then the question again."""
    return INFORM if said.question == "proof" and asks_why(said.text) else None


def _is_other(said: _Said) -> bool:
    """Whether the classifier heard a wish that has nothing to do with a booking."""
    return said.guess not in UNSURE | ANSWERS | SAME_BUSINESS | MANNERS


def _certain(said: _Said) -> str | None:
    """Danger and a call for a person in so many words."""
    return said.guess if said.guess in NEVER_AN_ANSWER and said.confidence >= 1.0 else None


def _stopping(said: _Said) -> str | None:
    if REFUSES.fullmatch(said.core):
        return DENY
    stops = any(STOPS.fullmatch(clause) for clause in _MARK.split(said.text) if clause)
    if said.question == "confirm" and (stops or CANCELS.fullmatch(said.core)) and WITHDRAWS.search(said.text):
        return "cancel_booking"  # 是的,不修了: the booking to be made is dropped, the one to be cancelled is cancelled
    if not stops:
        return _cancelling(said)
    if said.guess not in UNSURE | ANSWERS | SAME_BUSINESS | MANNERS | {"cancel_booking"} and said.confidence >= 0.3:
        return said.guess  # 不修了,我要退货
    return INFORM if said.fits and said.question in OFFERS else STOP  # 算了,还是上门吧


def _cancelling(said: _Said) -> str | None:
    if not CANCELS.fullmatch(said.core) or said.guess in {"cancel_booking", STOP}:
        return None
    return None if said.question in {"choice", "yes_no"} else STOP


def _value(said: _Said) -> str | None:
    """Nothing but the value asked for, or a pick from what was offered."""
    if PICK.fullmatch(said.core):
        return INFORM
    shape = VALUES.get(said.question)
    greets = said.guess in MANNERS and said.confidence >= _SURE and not re.search(r"\d", said.core)  # hello is no model
    return INFORM if shape and shape.fullmatch(said.core) and not (greets and said.question in _GOODS) else None


def _short_word(said: _Said) -> str | None:
    """Yes, no, any, none, wait: the words that mean nothing without a question."""
    core, offered = said.core, said.question in OFFERS
    if LAUGHS.fullmatch(core):
        return "nlu_fallback"
    if RESUMES.fullmatch(core) and said.question not in DECISIONS:
        return "book_repair"
    if said.question in {"again", "contact"} and ANOTHER.fullmatch(core):
        return DENY
    if WAIT.fullmatch(core):
        return INFORM
    if ANY.fullmatch(core):
        return AFFIRM if said.question in DECISIONS else INFORM
    if offered and len(core) <= _LONGEST_NAME and NONE_FITS.search(core):
        return DENY
    if YES.fullmatch(core):
        return AFFIRM
    if ENOUGH.fullmatch(core):
        return DENY if offered or said.question in DECISIONS else STOP
    if NO.fullmatch(core):
        return DENY
    if NOT_KNOWN.fullmatch(core) and not offered and said.question not in DECISIONS | {"fault"}:
        return DENY
    return None


def _correction(said: _Said) -> str | None:
    """不对，是5号楼 · 电话错了."""
    if _is_other(said) and (ASKS.search(said.text) or DEMANDS.search(said.text)):
        return None
    if CORRECTS.search(said.text):
        wish = said.question in ABOUT_BOOKED and said.guess in {"change_booking", "cancel_booking"}
        return said.guess if wish else CORRECT
    return CORRECT if said.question != "fault" and CORRECTS_ITSELF.search(said.text) else None


def _moved(said: _Said) -> str | None:
    """改成上午 answers the question for a time and corrects it after any other."""
    if said.question in ABOUT_BOOKED or _is_other(said):
        return None
    if MOVES.search(said.text) and (said.kinds or said.guess in {"change_booking", CORRECT}):
        return INFORM if said.fits else CORRECT
    return CORRECT if said.guess == "change_booking" and not said.fits and not ASKS.search(said.text) else None


def _asking(said: _Said) -> str | None:
    """A question is no answer, unless it proposes one: 周六下午可以吗."""
    if not ASKS.search(said.text):
        return None
    if said.question == "fault" and DESCRIBES.search(said.text) and not FAULT_ASKED.search(said.text):
        scolds = said.guess == "express_dissatisfaction" and SCOLDS_US.search(said.text)
        return INFORM if said.fits or (said.guess in TELLS_FAULT and not scolds) else said.guess
    if _is_other(said) and len(said.core) > _LONGEST_PROPOSAL:
        return said.guess
    suggested = said.question not in DECISIONS and said.fits and SUGGESTS.get(said.question)
    return INFORM if suggested and suggested.search(said.text) else said.guess


def _other_wish(said: _Said) -> str | None:
    if said.guess in NEVER_AN_ANSWER:
        return said.guess
    if said.guess in UNSURE | ANSWERS or said.guess in MANNERS:
        return None
    akin = TELLS_FAULT if said.question == "fault" else SAME_BUSINESS
    if said.guess in akin and (said.fits or said.question == "fault"):
        return None
    named = said.question in _NAMES and (len(said.core) <= _LONGEST_NAME or bool(_NUMBERED.search(said.text)))
    sure = said.confidence >= (_SURE_OF_NAMES if named else _SURE)
    return said.guess if DEMANDS.search(said.text) or (sure and not said.fits) else None


def _decision(said: _Said) -> str | None:
    """A yes or no with more behind it: 对,就是这个地址 · 好的谢谢."""
    if said.question not in DECISIONS:
        return None
    if BEGINS_YES.match(said.core) or (said.question == "again" and SAME.fullmatch(said.core)):
        return AFFIRM
    if BEGINS_NO.match(said.core):
        return DENY
    return said.guess


def _whole_wish(said: _Said) -> str | None:
    """A wish in so many words that only carries what was asked for: 约师傅上门,深圳南山区 after "which city" for a centre."""
    if said.question in DECISIONS:
        return None
    if said.guess in BOOKINGS:
        return said.guess if not said.in_booking and BOOKS.search(said.text) else None
    sign = LOOKS_UP.get(str(said.guess))
    is_sure = said.confidence >= _SURE and said.question not in ABOUT_BOOKED | {"proof"}
    return said.guess if sign and is_sure and sign.search(said.text) else None


def _refused_time(said: _Said) -> str | None:
    refused = said.question in {"window", "choice"} and _NEGATION.search(said.text)
    return DENY if refused and not _CONSENT.search(_NEGATION.sub("", said.text)) else None


def _statement(said: _Said) -> str | None:
    """Whatever else is said where a value was asked for; manners and clear refusals stay what they are."""
    if said.fits:
        return INFORM
    if said.guess in MANNERS | {AFFIRM, DENY, CORRECT, STOP}:
        at_goods = (
            said.question == "fault" and said.guess == "express_dissatisfaction" and not SCOLDS_US.search(said.text)
        )
        return INFORM if at_goods else said.guess
    return INFORM


_RULES: tuple[Callable[[_Said], str | None], ...] = (
    _certain,
    _doubting,
    _stopping,
    _short_word,
    _correction,
    _value,
    _whole_wish,
    _refused_time,
    _moved,
    _asking,
    _other_wish,
    _decision,
    _statement,
)
_ABOUT_BOOKING: tuple[Callable[[_Said], str | None], ...] = (_certain, _booked)
