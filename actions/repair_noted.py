"""What was understood, said back: at the beginning of a booking, and where a message answers another question than the one asked."""

from __future__ import annotations

from collections.abc import Iterable

from actions.phrases import join, phrase, short_day
from actions.repair_draft import FROM_RECORD, ORDER, question_of, thing_of
from actions.repair_heard import Heard
from bot.service import visits
from bot.store.engine import Session

_LONGEST_FAULT = 14  # characters; a longer one is not repeated
_NAMED = ("address", "contact", "phone")  # said back by name, not by value
_WITH_IT = {"contact": {"contact", "phone"}, "phone": {"contact", "phone"}}  # fields that one question asks for
_TELLS_ALL = ("confirm", "choice")  # the summary follows, and shows everything


def say_back(session: Session, heard: Heard) -> None:
    """Say what the first message told besides the goods, unless the summary follows at once."""
    draft, told = heard.draft, set(heard.changed) - {"device"}
    if heard.refused or not told or not draft.product_category or question_of(session, draft) in _TELLS_ALL:
        return
    way = phrase(f"service_{draft.purpose}_{draft.mode}") if draft.mode else phrase(f"task_{draft.purpose}")
    said = [
        _time_said(heard) if "window" in told and draft.slot is None else None,
        f"{thing_of(session, draft)}{way}",
        draft.fault if "fault" in told and draft.fault and len(draft.fault) <= _LONGEST_FAULT else None,
        draft.region.name if "region" in told and draft.region else None,
        _names(name for name in _NAMED if name in told) or None,
    ]
    heard.reply.say("utter_repair_understood", said=phrase("comma").join(part for part in said if part))


def note(session: Session, heard: Heard) -> None:
    """Say that a fact was kept though something else was asked; what was corrected is said by itself."""
    if heard.asked in (*_TELLS_ALL, None) or question_of(session, heard.draft) in _TELLS_ALL:
        return
    asked = _WITH_IT.get(heard.asked or "", {heard.asked})
    kept = [name for name in ORDER if name in heard.changed and name not in asked and name not in heard.replaced]
    said_already = {"window"} if heard.draft.slot else set()  # the window that was taken
    said_already |= {"region"} if heard.draft.region is None else set()  # it was refused
    said_already |= {"fault"} if heard.asked == "device" else set()
    if heard.asked == "region" and FROM_RECORD in heard.draft.told:
        return  # he has just agreed to these very values
    kept = [name for name in kept if name not in said_already]
    if kept:
        heard.reply.say("utter_repair_noted", fields=_names(kept))


def _names(fields: Iterable[str]) -> str:
    named = [phrase("name_said") if name == "contact" else phrase(f"field_{name}") for name in fields]
    *first, last = named or [""]
    return phrase("both", first=join(first), last=last) if first else last


def _time_said(heard: Heard) -> str | None:
    """The time in the customer's own words, with the date where they name a day without one."""
    wish, words = heard.draft.wish, visits.words_of_wish(heard.turn.entities, heard.text, heard.now)
    if wish is None or wish.start is None or not (wish.end and wish.start.date() == wish.end.date()):
        return words or None
    if not words:
        return short_day(wish.start.date())
    if any(word in words for word in phrase("words_date").split()):
        return words
    return phrase("time_on", said=words, month=wish.start.month, day=wish.start.day)
