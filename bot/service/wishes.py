"""Wishes: when a customer would like us to come, as a span of days and hours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from bot.settings import SHANGHAI


@dataclass(frozen=True)
class Wish:
    """When the customer would like it: from `start` to `end`, aware; an open side is None, both open is any time.

    `start == end` is a moment (下午三点). `hours` bounds every day of the span; `weekdays` (1 Monday … 7 Sunday) when
    not empty are the only days wanted.
    """

    start: datetime | None = None
    end: datetime | None = None
    hours: tuple[time, time] | None = None
    weekdays: tuple[int, ...] = ()

    @property
    def is_any(self) -> bool:
        """Whether every window will do."""
        return self == Wish()

    def meets(self, start: datetime, end: datetime) -> bool:
        """Whether a window of one day lies at least partly in the wish."""
        if self.weekdays and start.isoweekday() not in self.weekdays:
            return False
        if not _overlap(self.start or start, self.end or end, start, end):
            return False
        if self.hours is None:
            return True
        first, last = (datetime.combine(start.date(), hour, tzinfo=start.tzinfo) for hour in self.hours)
        return _overlap(first, last, start, end)

    def to_json(self) -> dict[str, Any]:
        """The shape in which a slot carries it."""
        values: dict[str, Any] = {
            "start": self.start.isoformat(timespec="minutes") if self.start else None,
            "end": self.end.isoformat(timespec="minutes") if self.end else None,
        }
        if self.hours:
            values["hours"] = [hour.isoformat(timespec="minutes") for hour in self.hours]
        if self.weekdays:
            values["weekdays"] = list(self.weekdays)
        return values

    @classmethod
    def from_json(cls, value: object) -> Wish | None:
        """The wish of a slot's value; None for anything that is none."""
        if not isinstance(value, Mapping):
            return None
        try:
            hours = [time.fromisoformat(str(hour)) for hour in value.get("hours") or ()]
            weekdays = tuple(int(day) for day in value.get("weekdays") or ())
            start, end = moment_of(value.get("start")), moment_of(value.get("end"))
        except ValueError:
            return None
        return cls(start, end, (hours[0], hours[1]) if len(hours) == 2 else None, weekdays)


def moment_of(value: object) -> datetime | None:
    """An ISO moment, in Asia/Shanghai where it names no zone; None for nothing. Raises ValueError."""
    if not value:
        return None
    moment = datetime.fromisoformat(str(value))
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def _overlap(first: datetime, last: datetime, start: datetime, end: datetime) -> bool:
    """Whether two spans share time; a moment lies in a window up to its end, not on it."""
    return start <= first < end if first == last else first < end and last > start
