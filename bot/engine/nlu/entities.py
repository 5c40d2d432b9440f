"""All entities of a text at once: each family finds its own, the surer family keeps the characters that two claim."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from typing import Any

from bot.engine.nlu.codes import find_codes
from bot.engine.nlu.identifiers import find_identifiers
from bot.engine.nlu.manners import find_manners
from bot.engine.nlu.places import find_places
from bot.engine.nlu.quantities import find_quantities
from bot.engine.nlu.spans import Span, free_of
from bot.engine.nlu.terms import TermFinder
from bot.engine.nlu.times import find_times
from bot.engine.nlu.words import Word, boundaries_of
from bot.store.catalogue import load_catalogue

_NUMBER_BEFORE = re.compile(r"[\dA-Za-z甲乙丙丁东西一二三四五六七八九十]\s?$")


@cache
def term_finder() -> TermFinder:
    """The finder over the demo company's catalogue, built once a process."""
    return TermFinder(load_catalogue())


def find_entities(text: str, words: list[Word], now: datetime) -> list[Span]:
    """Every entity of the contract in the text, in order; `now` is the moment the message was sent."""
    if not text:
        return []
    terms = [span for span in term_finder().find(text, words) if not _is_of_building(span, text)]
    models = [span for span in terms if span.kind == "product_model"]
    found = [span for span in find_identifiers(text) if not _is_model(span, models)]
    terms = free_of(terms, found)
    times = free_of(find_times(text, now), [*found, *models])
    found += times
    found += free_of(find_codes(text), [*found, *models])
    found += free_of(find_quantities(text), [*found, *models])
    manners = find_manners(text)
    causes = [span for span in manners if span.kind == "damage_cause"]
    found += manners
    found += [span for span in terms if not (span.kind == "symptom" and any(cause.overlaps(span) for cause in causes))]
    found += free_of(find_places(text, boundaries_of(words)), [*times, *models])
    return sorted(found, key=lambda span: (span.start, span.end))


def as_values(spans: list[Span]) -> dict[str, Any]:
    """The contract's shape {kind: value or list of values}, each value once."""
    values: dict[str, list[Any]] = {}
    for span in spans:
        known = values.setdefault(span.kind, [])
        if span.value not in known:
            known.append(span.value)
    return {kind: known[0] if len(known) == 1 else known for kind, known in values.items()}


def _is_of_building(span: Span, text: str) -> bool:
    """2单元 is an entrance of a house, not a part."""
    return span.kind == "part" and span.value == "单元" and bool(_NUMBER_BEFORE.search(text[: span.start]))


def _is_model(span: Span, models: list[Span]) -> bool:
    """A model's label such as SC-P60PRO has a serial's look; the catalogue knows better."""
    return span.kind == "serial_number" and any(model.holds(span) for model in models)
