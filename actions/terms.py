"""The terms of a kind of goods in customer words: how long the whole unit and its parts are covered, and for whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from actions.phrases import day, join, period, phrase
from actions.turn import Reply
from bot.errors import PolicyNotFound
from bot.service.terms import Term, Terms, window
from bot.store.policies import Policy


def tell_terms(found: Terms, parts: Sequence[str], in_short: bool = False) -> Reply:
    """What holds for the parts named, or for the whole unit and every part when none is; `in_short` leaves the parts out."""
    reply = Reply()
    listed = _listed(found, parts)
    told = [term.best for term in listed if not term.is_excluded]
    for term in listed:
        _tell_term(reply, found.category, term)
    unlisted = [part for part in parts if found.part(part) is None]
    if unlisted:
        reply.say("utter_policy_part_unlisted", part=join(unlisted), category=found.category, **_facts(_whole(found)))
        told.append(_whole(found).best)
    if not parts:
        told += _tell_all(reply, found, in_short)
    return _tell_window(reply, found.category, told) if told else reply


def _tell_all(reply: Reply, found: Terms, in_short: bool) -> list[Policy]:
    whole = _whole(found)
    reply.say("utter_policy_whole", category=found.category, **_facts(whole))
    own = [] if in_short else [item for item in found.parts if not item.is_excluded]
    if own:
        lines = [phrase("part_period", part=item.part, period=period(item.best.months)) for item in own]
        sources = join(dict.fromkeys(item.best.source for item in own))
        reply.say("utter_policy_parts", category=found.category, parts=join(lines), sources=sources)
    tell_consumables(reply, found)
    return [whole.best, *(item.best for item in own)]


def tell_consumables(reply: Reply, found: Terms) -> Reply:
    """Name the parts that are never covered, where this kind of goods has such."""
    excluded = [item.part for item in found.parts if item.is_excluded]
    return reply.say("utter_policy_excluded_parts", parts=join(excluded)) if excluded else reply


def _whole(found: Terms) -> Term:
    if found.whole is None or found.whole.is_excluded:
        raise PolicyNotFound(f"no period for {found.category}")
    return found.whole


def _listed(found: Terms, parts: Sequence[str]) -> list[Term]:
    listed: list[Term] = []
    for part in parts:
        term = found.part(part)
        if term and not any(term is other for other in listed):
            listed.append(term)
    return listed


def _tell_term(reply: Reply, category: str, term: Term) -> None:
    facts = {"category": category, "part": term.part, "covers": term.best.covers}
    if term.is_excluded:
        reply.say("utter_policy_part_excluded", source=term.best.source, **facts)
    else:
        reply.say("utter_policy_part", **facts, **_facts(term))


def _tell_window(reply: Reply, category: str, told: Iterable[Policy]) -> Reply:
    since, until = window(told)
    if until is None:
        return reply.say("utter_policy_holds_since", category=category, since=day(since))
    return reply.say("utter_policy_holds_between", category=category, since=day(since), until=day(until))


def _facts(term: Term) -> dict[str, str]:
    policy = term.best
    return {"period": period(policy.months), "start": phrase(f"start_{policy.starts}"), "source": policy.source}
