"""Facts of a service as people say them: what the dialogue has noted and an agent has corrected, with its labels."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.service import contacts
from bot.store.capacity import Slot
from bot.text import mask, mask_phone

_FILE = Path(__file__).with_name("desk.yml")
DRAFTS = ("repair_draft", "service_draft")
_ADDRESSES, _NAMES, _PHONES = {"address"}, {"person_name", "contact"}, {"phone_number", "phone"}
_DOOR = re.compile(r"[0-9０-９A-Za-z]+(?=\s*(?:号|栋|幢|座|单元|室|楼|弄|层|户))")  # what leads to one door of a street


@dataclass(frozen=True)
class Filled:
    """A fact that the customer has given; `corrected` when an agent changed it."""

    label: str
    value: str
    corrected: bool


def filled(facts: Mapping[str, Any], corrected: Mapping[str, Any], may_see_all: bool) -> list[Filled]:
    """What the drafts hold, in the order of the labels, with an agent's corrections in place of it."""
    drafted: dict[str, Any] = {}
    for name in DRAFTS:
        draft = draft_of(facts, name)
        changed, wish = draft.get("change"), draft.get("wish")
        drafted |= {**draft, **(changed if isinstance(changed, dict) else {})}
        if isinstance(wish, Mapping):  # a time wished for in one draft, the customer's errand in the other
            drafted["time"] = drafted.pop("wish")
    values = {**{name: (value, False) for name, value in drafted.items()}, **_marked(corrected)}
    lines: list[Filled] = []
    for name, label in desk_words()["labels"].items():
        value, is_corrected = values.get(name, (None, False))
        text = _shown(name, value, may_see_all)
        if text and not any(line.label == label for line in lines):
            lines.append(Filled(label, text, is_corrected))
    return lines


def _marked(corrected: Mapping[str, Any]) -> dict[str, tuple[Any, bool]]:
    """Corrections with their mark; a corrected time makes the window chosen before it void."""
    void = {"slot": (None, False)} if "time" in corrected else {}
    return {**void, **{name: (value, True) for name, value in corrected.items()}}


def _shown(name: str, value: Any, may_see_all: bool) -> str:
    """A fact as people say it; empty for one that is none."""
    if isinstance(value, Mapping):
        return _span(value) if name == "time" else _slot(value) if name == "slot" else _place(value)
    if not isinstance(value, str) or not value:
        return ""
    text = str(desk_words()["values"].get(name, {}).get(value, value))
    if may_see_all:
        return text
    if name in _PHONES:
        return mask_phone(text)
    if name in _NAMES:
        return contacts.masked_name(text)
    return contacts.masked(text) if name in _ADDRESSES else mask(text)


def draft_of(facts: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The named draft, empty when there is none."""
    draft = facts.get(name)
    return draft if isinstance(draft, dict) else {}


def appointment(slot: Slot | None) -> str | None:
    """The day and window of a booking: 11月25日 周三 09:00-12:00."""
    return str(desk_words()["slot"]).format(day=_day(slot.day), window=slot.window) if slot else None


def date_name(day: date) -> str:
    """2026年11月25日."""
    return str(desk_words()["date"]).format(year=day.year, month=day.month, day=day.day)


def masked_text(text: str) -> str:
    """A customer's text for somebody who does not hold the chat: long numbers shortened, doors of addresses hidden."""
    return _DOOR.sub("*", mask(text))


def _slot(value: Mapping[str, Any]) -> str:
    day = _parsed(value.get("day"))
    return desk_words()["slot"].format(day=_day(day), window=value.get("window", "")).strip() if day else ""


def _span(value: Mapping[str, Any]) -> str:
    """A wished time: 11月25日 周三 08:00–12:00."""
    start, end = (str(value.get(side) or "") for side in ("start", "end"))
    day = _parsed((start or end)[:10])
    clocks = "–".join(dict.fromkeys(moment[11:16] for moment in (start, end) if moment[11:16]))
    return desk_words()["slot"].format(day=_day(day), window=clocks).strip() if day else ""


def _place(value: Mapping[str, Any]) -> str:
    names = dict.fromkeys(str(value[key]) for key in ("province", "city", "district") if value.get(key))
    return "".join(names)


def _parsed(day: Any) -> date | None:
    try:
        return date.fromisoformat(str(day))
    except ValueError:
        return None


def _day(day: date) -> str:
    return str(desk_words()["day"]).format(
        month=day.month, day=day.day, weekday=desk_words()["weekdays"][day.weekday()]
    )


@cache
def desk_words() -> dict[str, Any]:
    """The desk's words of desk.yml."""
    loaded: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return loaded
