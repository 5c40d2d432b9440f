"""When agents are there: reads hours such as 周一至周日 09:00-21:00."""

from __future__ import annotations

import re
from datetime import datetime, time
from functools import cache

from bot.settings import SHANGHAI, BadSetting

_DAYS = "一二三四五六日"
_FORM = re.compile(r"周([一二三四五六日])(?:至周([一二三四五六日]))?\s+(\d{1,2}:\d{2})-(\d{1,2}:\d{2})")


def is_open(hours: str, moment: datetime) -> bool:
    """Whether `moment` lies within `hours`; several spans are separated by commas. Raises `BadSetting`."""
    here = moment.astimezone(SHANGHAI)
    return any(here.weekday() in days and start <= here.time() < end for days, start, end in _spans(hours))


@cache
def _spans(hours: str) -> tuple[tuple[frozenset[int], time, time], ...]:
    spans = []
    for part in re.split(r"[,，;；、]", hours):
        found = _FORM.fullmatch(part.strip())
        if found is None:
            raise BadSetting(f"XIAOXIU_HOURS: expected a form like 周一至周日 09:00-21:00, got {part.strip()!r}")
        first, last, start, end = found.groups()
        spans.append((_days(first, last or first), _time(start), _time(end)))
    return tuple(spans)


def _days(first: str, last: str) -> frozenset[int]:
    start, end = _DAYS.index(first), _DAYS.index(last)
    return frozenset(range(start, end + 1)) if start <= end else frozenset({*range(start, 7), *range(end + 1)})


def _time(text: str) -> time:
    if text == "24:00":
        return time.max
    hour, minute = map(int, text.split(":"))
    if hour > 23 or minute > 59:
        raise BadSetting(f"XIAOXIU_HOURS: expected a time of day, got {text!r}")
    return time(hour, minute)
