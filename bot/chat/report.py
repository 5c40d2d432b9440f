"""The desk's report: what happened within some days, in figures that say how they were counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.chat import brief, words
from bot.errors import InvalidInput
from bot.settings import SHANGHAI
from bot.store import reports
from bot.store.booking_records import MODES, PURPOSES
from bot.store.engine import Session, now_of
from bot.store.reports import Span

DAYS, MOST_DAYS = 7, 366
_EARLIEST, _LATEST = date(2000, 1, 1), date(2999, 12, 31)  # beyond them calendars and databases differ


@dataclass(frozen=True)
class Reason:
    """Why customers were handed over, and how often."""

    code: str
    name: str
    count: int


@dataclass(frozen=True)
class Waits:
    """How long customers waited until an agent took them, in seconds; None where nobody did."""

    count: int
    median: int | None
    p95: int | None


@dataclass(frozen=True)
class Booked:
    """How many of the bookings made have this status now."""

    status: str
    name: str
    count: int


@dataclass(frozen=True)
class Ratings:
    """What customers thought, 1 to 5."""

    count: int
    average: float | None
    by_score: dict[int, int]


@dataclass(frozen=True)
class Report:
    """Figures of whole days, `first` and `last` among them; `owners_now` is of this moment."""

    first: date
    last: date
    chats_opened: int
    conversations: int
    bot_only: int
    bot_only_share: float | None
    handed_over: list[Reason]
    waiting_seconds: Waits
    owners_now: dict[str, int]
    bookings: list[Booked]
    ratings: Ratings


def write(session: Session, first: date | None, last: date | None) -> Report:
    """The figures of these days, by default the last seven; raises `InvalidInput` for days that make no span."""
    first, last = _days(session, first, last)
    span = Span(_midnight(first), _midnight(last + timedelta(days=1)))
    spoken = reports.conversations(session, span)
    alone = len(spoken - reports.with_human(session, span))
    taken = reports.taken(session, span)
    return Report(
        first=first,
        last=last,
        chats_opened=reports.chats_opened(session, span),
        conversations=len(spoken),
        bot_only=alone,
        bot_only_share=round(alone / len(spoken), 4) if spoken else None,
        handed_over=_reasons(Counter(wait.reason or "" for wait in taken)),
        waiting_seconds=waits([wait.waited for wait in taken]),
        owners_now=reports.owners_now(session),
        bookings=_booked(reports.bookings_by_status(session, span)),
        ratings=_ratings(reports.ratings(session, span)),
    )


def waits(seconds: list[int]) -> Waits:
    """Median and 95th percentile, each a wait that somebody really had."""
    ordered = sorted(seconds)

    def at(percent: int) -> int | None:
        return ordered[-(-len(ordered) * percent // 100) - 1] if ordered else None

    return Waits(len(ordered), at(50), at(95))


def _days(session: Session, first: date | None, last: date | None) -> tuple[date, date]:
    last = last or now_of(session).astimezone(SHANGHAI).date()
    first = first or max(last, _EARLIEST + timedelta(days=DAYS)) - timedelta(days=DAYS - 1)
    if not (_EARLIEST <= first <= last <= _LATEST and (last - first).days < MOST_DAYS):
        raise InvalidInput(f"from, to: expected at most {MOST_DAYS} days of our time, the first before the last")
    return first, last


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def _reasons(counted: Counter[str]) -> list[Reason]:
    return [Reason(code, brief.reason_name(code) or "", count) for code, count in counted.most_common()]


def _booked(counted: dict[str, int]) -> list[Booked]:
    names = {status: words.status_name(status, PURPOSES[0], MODES[0]) for status in counted}
    return [Booked(status, names[status], counted[status]) for status in sorted(counted)]


def _ratings(counted: dict[int, int]) -> Ratings:
    count = sum(counted.values())
    average = round(sum(score * number for score, number in counted.items()) / count, 2) if count else None
    return Ratings(count, average, {score: counted.get(score, 0) for score in range(1, 6)})
