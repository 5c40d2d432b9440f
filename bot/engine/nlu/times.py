"""Moments, parts of days and spans of days in a customer's text: the entity `time`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bot.engine.nlu.calendar import Days, days_at
from bot.engine.nlu.clock import Clock, hours_at, period_at, period_clock
from bot.engine.nlu.spans import Span
from bot.settings import SHANGHAI

_HAPPENED = re.compile(
    r"^[^,。!?;,\s]{0,7}?(?:买|购|下的?单|收到|到的?货|签收|装的|装好|坏|修的|修过|修好|修完|寄[的出了走]|送[的去修了走]|报的?修|报的|换的|开始|来过|约过|说的?|答应|打过|申请|提交|入手|提的|取的|退的|开的票|摔|进的?水|碎|出现|出的|发的|激活|生产|出厂|付|交的|到现在|至今|就(?:报|坏|约|寄|不|开始|说|打)|没来|没到)"
)
_JOIN = re.compile(r"\s?(?:到|至|~|—|–|-|直到)\s?")
_BEFORE = re.compile(r"(?:之前|以前|前(?![台面天几后端]))")
_AFTER = re.compile(r"(?:之后|以后|开始以后|后(?![盖台面天来壳置])|以后|起(?![来码动]))")
_FILLER = re.compile(r"[的,,\s]?(?:那天|当天)?[的,\s]?")


@dataclass(frozen=True)
class _Piece:
    """One expression before it is joined with a second one or opened by 前 or 后."""

    days: Days | None
    period: str | None
    clock: Clock | None
    end: int


def find_times(text: str, now: datetime) -> list[Span]:
    """Every time in the text with its value {"start", "end"}: ISO 8601 minutes in Asia/Shanghai, an open side is None."""
    here = now.astimezone(SHANGHAI).replace(tzinfo=None)
    found, position = [], 0
    while position < len(text):
        span = _span_at(text, position, here)
        if span:
            found.append(span)
        position = span.end if span else position + 1
    return found


def _span_at(text: str, position: int, now: datetime) -> Span | None:
    first = _piece_at(text, position, now, None)
    if not first:
        return None
    start, end = _bounds(first, now, text)
    stop = first.end
    joined = _JOIN.match(text, stop)
    second = (
        _piece_at(text, joined.end(), now, replace(first, days=Days(start.date(), start.date()))) if joined else None
    )
    if second:
        end, stop = _later_bound(second, start, now, text), second.end
    if opened := _BEFORE.match(text, stop):
        return _span(position, opened.end(), None, end or start)
    if opened := _AFTER.match(text, stop):
        return _span(position, opened.end(), start, None)
    return _span(position, stop, start, end)


def _span(first: int, last: int, start: datetime | None, end: datetime | None) -> Span:
    value = {
        name: moment.isoformat(timespec="minutes") if moment else None
        for name, moment in (("start", start), ("end", end))
    }
    return Span("time", first, last, value)


def _piece_at(text: str, position: int, now: datetime, before: _Piece | None) -> _Piece | None:
    """The expression that begins here; after 到 it takes day and part of the day from the one before."""

    def past(end: int) -> bool:
        return bool(_HAPPENED.match(text[end:]))

    dated = days_at(text, position, now.date(), past)
    days, stop = dated if dated else (before.days if before else None, position)
    if dated and (filler := _FILLER.match(text, stop)) and _continues(text, filler.end()):
        stop = filler.end()
    part = period_at(text, stop, after_day=dated is not None)
    period, after_period = part if part else (before.period if before and not dated else None, stop)
    hours = hours_at(text, after_period, period, certain=dated is not None or part is not None or before is not None)
    clock, after_clock = hours if hours else (period_clock(period) if part and period else None, after_period)
    if not dated and not part and not hours:
        return None
    return _Piece(days, period, clock, max(after_clock, stop if dated else position))


def _continues(text: str, position: int) -> bool:
    return bool(period_at(text, position, after_day=False) or hours_at(text, position, None, certain=True))


def _bounds(piece: _Piece, now: datetime, text: str) -> tuple[datetime, datetime | None]:
    if piece.clock is None:
        if piece.days is None:
            raise ValueError("expected a day or an hour, got neither")
        return _at(piece.days.first, 0), _at(piece.days.last, 24 * 60 - 1)
    day = piece.days.first if piece.days else _nearest_day(piece.clock, now, bool(_HAPPENED.match(text[piece.end :])))
    end = piece.clock.end
    last = piece.days.last if piece.days and end is not None else day
    return _at(day, piece.clock.start), _at(last, end) if end is not None else None


def _later_bound(piece: _Piece, start: datetime, now: datetime, text: str) -> datetime:
    """Where a span ends that began at `start`: 周六到周日 ends on the Sunday that follows."""
    later_start, later_end = _bounds(piece, now, text)
    bound = later_end or later_start
    while bound < start:
        bound += timedelta(days=7)
    return bound


def _nearest_day(clock: Clock, now: datetime, past: bool) -> date:
    """Hours without a day: today, or tomorrow when they are over and lie ahead."""
    over = _at(now.date(), clock.end if clock.end is not None else clock.start) <= now
    return now.date() + timedelta(days=1) if over and not past else now.date()


def _at(day: date, minutes: int) -> datetime:
    return datetime.combine(day, time()) + timedelta(minutes=minutes)
