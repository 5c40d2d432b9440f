"""The demo company's calendar: 14 days of places for every centre and field team, by the rule in windows.yml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.store.capacity import capacity
from bot.store.imports.sheet import Entry
from bot.store.upsert import insert_missing

DAYS = 14
_WEEKDAYS = "一二三四五六日"


def seed_capacity(
    session: Session, rules: Mapping[str, Any], centres: list[Entry], teams: list[Entry], today: date
) -> int:
    """Add what is missing of the 14 days from today; taken places and changed numbers stay. Returns rows added."""
    days = [today + timedelta(days=offset) for offset in range(DAYS)]
    open_days = {entry.values["code"]: _weekdays(entry.values["hours"]) for entry in centres}
    rows = [
        row for code, weekdays in open_days.items() for row in _rows("centre", code, rules["centre"], days, weekdays)
    ]
    everyday = set(range(1, 8))
    for entry in teams:
        rows += _rows("team", entry.values["code"], rules["team"], days, everyday)
    return insert_missing(session, capacity, rows)


def _rows(
    kind: str, code: str, rule: Mapping[str, Any], days: list[date], weekdays: set[int]
) -> Iterator[dict[str, Any]]:
    for day in days:
        places = rule["weekdays"].get(day.isoweekday(), rule["places"]) if day.isoweekday() in weekdays else 0
        if places:
            for window in rule["windows"]:
                yield {
                    "place_kind": kind,
                    "place_code": code,
                    "day": day,
                    "window": window,
                    "places": places,
                    "taken": 0,
                }


def _weekdays(hours: str) -> set[int]:
    """The weekdays (1 Monday … 7 Sunday) of hours like 周一至周六 09:00-18:00."""
    first, _, last = hours.split()[0].partition("至")
    begin = _WEEKDAYS.index(first[-1]) + 1
    end = _WEEKDAYS.index(last[-1]) + 1 if last else begin
    return set(range(begin, end + 1))
