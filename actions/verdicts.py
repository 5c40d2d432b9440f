"""A verdict in customer words: which responses say it and with which variables."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from actions.cards import device_card, lead
from actions.phrases import day, join, phrase
from actions.turn import Reply
from bot.service.warranty import Coverage, Verdict


def tell_verdict(reply: Reply, verdict: Verdict, named: str | bool, bought_on: date | None = None) -> Reply:
    """Say whether the whole unit is in warranty and until when; parts that last longer are named.

    The card shows `bought_on`, which only the proved owner may see.
    """
    device, whole = name_device(verdict, named), verdict.whole
    if whole is None or whole.until is None:
        reply.say("utter_warranty_not_stated", device=device)
        return reply.show(device_card(verdict, named, bought_on, lead("not_stated")))
    facts = {"device": device, "until": day(whole.until), "source": whole.policy.source}
    longer = [part for part in verdict.covered_parts if part.until and part.until > whole.until]
    if whole.is_covered:
        last_day = whole.days_left == 0
        days = {} if last_day else {"days": whole.days_left}
        kind = "covered_last_day" if last_day else "covered"
        reply.say(f"utter_warranty_{kind}", **facts, **days)
        reply.show(device_card(verdict, named, bought_on, lead(kind, source=facts["source"], **days)))
        if longer:
            reply.say("utter_warranty_longer_parts", parts=_listed(longer), sources=_sources(longer))
        return reply
    if longer:
        reply.say("utter_warranty_expired_but_parts", **facts, parts=_listed(longer), sources=_sources(longer))
        return reply.show(device_card(verdict, named, bought_on, None))  # the text alone names the parts
    reply.say("utter_warranty_expired", **facts)
    return reply.show(device_card(verdict, named, bought_on, lead("expired")))


def tell_part(reply: Reply, verdict: Verdict, part: str, named: str | bool) -> Reply:
    """Say until when one part of the device is covered; a part without a term of its own follows the whole unit."""
    device, coverage = name_device(verdict, named), verdict.part(part)
    if coverage is None:
        return _tell_unlisted(reply, verdict, device, part)
    facts = {"device": device, "part": coverage.term.part, "source": coverage.policy.source}
    if coverage.until is None:
        return reply.say("utter_warranty_part_excluded", **facts, covers=coverage.policy.covers)
    kind = "covered" if coverage.is_covered else "expired"
    return reply.say(f"utter_warranty_part_{kind}", **facts, until=day(coverage.until), covers=coverage.policy.covers)


def tell_parts(reply: Reply, verdict: Verdict, named: str | bool) -> Reply:
    """Say of every listed part until when it is covered, and which are not covered."""
    device = name_device(verdict, named)
    if not verdict.parts:
        return reply.say("utter_warranty_no_parts_listed", device=device)
    running = list(verdict.covered_parts)
    if running:
        reply.say("utter_warranty_parts_covered", device=device, parts=_listed(running), sources=_sources(running))
    ended = [part for part in verdict.parts if not part.is_covered]
    if ended:
        names = join(dict.fromkeys(part.term.part for part in ended))
        reply.say("utter_warranty_parts_not_covered", device=device, parts=names, sources=_sources(ended))
    return reply


def name_device(verdict: Verdict, named: str | bool) -> str:
    """The product's name, with the serial when `named` is true; or as the caller has `named` it."""
    if isinstance(named, str):
        return named
    if not named:
        return verdict.product.name
    return phrase("device", product=verdict.product.name, serial=verdict.device.serial)


def _tell_unlisted(reply: Reply, verdict: Verdict, device: str, part: str) -> Reply:
    whole = verdict.whole
    if whole is None or whole.until is None:
        return reply.say("utter_warranty_not_stated", device=device)
    kind = "covered" if whole.is_covered else "expired"
    facts = {"device": device, "part": part, "until": day(whole.until), "source": whole.policy.source}
    return reply.say(f"utter_warranty_part_unlisted_{kind}", **facts)


def _listed(parts: Iterable[Coverage]) -> str:
    groups: dict[str, list[str]] = {}
    for part in parts:
        if part.until:
            groups.setdefault(day(part.until), []).append(part.term.part)
    return phrase("semicolon").join(
        phrase("parts_until", parts=join(names), until=until) for until, names in groups.items()
    )


def _sources(parts: Iterable[Coverage]) -> str:
    return join(dict.fromkeys(part.policy.source for part in parts))
