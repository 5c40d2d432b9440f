"""When a customer would like us to come: read from the times in his message and from words no calendar knows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

from bot.service.wishes import Wish, moment_of
from bot.settings import SHANGHAI

_EVENING = (time(18), time(21, 59))
_DAY_END = time(23, 59)
_LONGEST_SPAN = timedelta(days=45)  # 下个月 is a wish, 今年 is none
_ALL_WEEK = (1, 2, 3, 4, 5, 6, 7)

_NAMES_DAY = re.compile(r"天|号|日|周|星期|礼拜|月|[今明昨]|\d{4}-|节|国庆|元旦|年")
_OPENED = re.compile(r"(?:之后|以后|后|起)$")
_EARLY = re.compile(r"早|清晨")
_CLOCK = re.compile(r"\d|[一二两三四五六七八九十]点")
_OR = re.compile(r"或|还是|和|跟|、|要么|都|,|，|/")
_INSTEAD = re.compile(r"不是|不对|改|换|算了|错了|才对|应该")
_DENIED_AFTER = re.compile(
    r"\s*(?:我|家里|家|都|也|肯定|可能|要|得)*(?:不行|没空|没时间|没人|不在|不方便|来不了|不可以|有事|出差|上班|要上班|除外|不要|太晚|太早|太久)"
)
_DENIED_BEFORE = re.compile(r"(?:除了|不要|别|不能是|不是)\s*$")
_AFTER_WORK = re.compile(r"下了?班(?:了)?(?:以后|之后|后|回来|再|的时候)?|放学")
_WORKING_DAYS = re.compile(r"工作日|上班时间|平时(?:白天)?")
_SOON = re.compile(r"[这近最]两天|[这近最]几天|最近")
_LATER = re.compile(r"过(?:两|几|三)天|(?:两|几)天(?:以后|之后|后)")
_TODAY = re.compile(r"(?:一|等|待|过)会儿?|今天就|半(?:个)?小时|[一两二三1-4]个?(?:小时|钟头)(?:后|以后|之后|内)")
_AT_ONCE = re.compile(
    r"越快越好|越早越好|尽快|尽早|最快|最早|最近的|抓紧|马上|立刻|立马|赶紧|赶快|快点|早点来|早点儿|现在就|着急|[很挺特好太]急|急用|急修|加急"
)
_ANY_DAY = re.compile(
    r"(?:随便|任意)(?:哪|什么|一|啥|几)|(?:哪|那)(?:天|个|一天)都|(?:什么时候|啥时候|几点|时间)(?:我)?(?:都|随便|随意|不限)|随时|每天都|天天都"
)
_ANY = re.compile(
    r"(?:我|时间|这个|上面|这些|哪个|怎么|你们|您|你|来|就|先|给)*(?:都行|都可以|都可|都好|都成|随便|随意|无所谓|没所谓|没要求|不限|不挑|都有空|都有时间|都在家|看着办|看着安排|安排|定|决定|看吧|说了算)+(?:的|吧|啦|了|呀|啊|你们|您|你|安排|来|就行|好了|一个|都|[,，。.!！~ ])*"
)
_MONTH_DAY = re.compile(r"(?<![\d.:/])(1[0-2]|0?[1-9])[./](3[01]|[12]\d|0?[1-9])(?:号|日)?(?![\d.:%/])")


@dataclass(frozen=True)
class _Piece:
    """One expression of time: its words, where they stand, and its wish with or without a day."""

    words: str
    first: int
    last: int
    wish: Wish

    @property
    def has_day(self) -> bool:
        """Whether it names a day, not only hours."""
        return self.wish.start is not None or self.wish.end is not None


def read_wish(
    entities: Sequence[Mapping[str, Any]], text: str, now: datetime, before: Wish | None = None
) -> Wish | None:
    """What the message wishes; None when it says nothing about time.

    `entities` are those of the message, of which `time` counts. Hours without a day belong to the day of `before`, the
    wish so far; without one they are wanted on any day.
    """
    plain = unicodedata.normalize("NFKC", text)
    here = now.astimezone(SHANGHAI)
    pieces = _pieces(entities, plain, here)
    if not any(piece.has_day for piece in pieces):
        pieces = _written_day(plain, here) + pieces
    wanted = [piece for piece in pieces if not _is_denied(piece, plain)]
    denied = [piece for piece in pieces if piece not in wanted and piece.wish.start]
    if wanted:
        return _with_hours(_joined(wanted, plain, before), plain)
    if denied:
        refused = {piece.wish.start.isoweekday() for piece in denied if piece.wish.start}
        return Wish(weekdays=tuple(day for day in _ALL_WEEK if day not in refused))
    return _said_otherwise(plain, here, before)


def words_of_wish(entities: Sequence[Mapping[str, Any]], text: str, now: datetime) -> str:
    """The customer's own words for the time that is wished, without those that tell what has been."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(piece.words for piece in _pieces(entities, plain, now.astimezone(SHANGHAI)))


def _pieces(entities: Sequence[Mapping[str, Any]], text: str, now: datetime) -> list[_Piece]:
    """The expressions of time that may be a wish: 去年双十一买的,今年夏天开始滴水 tells a story, and 周六来 what is wished."""
    found = [piece for entity in entities if (piece := _piece(entity, text, now))]
    ahead = [piece for piece in found if not _is_told(piece.wish, now)]
    return ahead or [piece for piece in found if not _is_long_ago(piece.wish, now)]


def _is_told(wish: Wish, now: datetime) -> bool:
    """Whether it is over, or too long a span to come in."""
    ended = wish.end is not None and wish.end.date() < now.date()
    return ended or bool(wish.start and wish.end and wish.end - wish.start > _LONGEST_SPAN)


def _is_long_ago(wish: Wish, now: datetime) -> bool:
    """Whether nobody can mean it for a day to come, as he may who types a wrong date."""
    return _is_told(wish, now) and (wish.start is None or now - wish.start > _LONGEST_SPAN)


def _piece(entity: Mapping[str, Any], text: str, now: datetime) -> _Piece | None:
    value = entity.get("value")
    if entity.get("entity") != "time" or not isinstance(value, Mapping):
        return None
    first, last = int(entity.get("start") or 0), int(entity.get("end") or 0)
    words = text[first:last]
    start, end = moment_of(value.get("start")), moment_of(value.get("end"))
    if start is None and end is None:
        return None
    if start and words.startswith("后天") and text[:first].endswith("明"):
        start -= timedelta(days=1)  # 明后天
    if words and not _NAMES_DAY.search(words):
        return _Piece(words, first, last, Wish(hours=_hours(words, start, end)))
    return _Piece(words, first, last, _rolled(words, _dated(words, start, end), now))


def _dated(words: str, start: datetime | None, end: datetime | None) -> Wish:
    """The wish of an expression with a day: a moment, an open side within the day, or a span."""
    opened = bool(_OPENED.search(words))
    if end is None and start is not None:
        if not opened:
            return Wish(start, start)
        return Wish(start, _end_of(start) if start.time() != time() else None)
    if start is None and end is not None:
        return Wish(end.replace(hour=0, minute=0) if end.time() != _DAY_END and _CLOCK.search(words) else None, end)
    if start is None or end is None:
        return Wish()
    if _EARLY.search(words) and not _CLOCK.search(words) and end.time() == time(9):
        end = end.replace(hour=12)  # 明早 is said for the whole morning
    if start.date() != end.date() and (start.time(), end.time()) != (time(), _DAY_END):
        return Wish(start.replace(hour=0, minute=0), _end_of(end), (start.time(), end.time()))
    return Wish(start, end)


def _hours(words: str, start: datetime | None, end: datetime | None) -> tuple[time, time]:
    """The hours of an expression without a day; equal ones are a moment."""
    if start is None:
        return time(), end.time() if end else _DAY_END
    if end is None:
        return start.time(), _DAY_END if _OPENED.search(words) else start.time()
    early = _EARLY.search(words) and not _CLOCK.search(words) and end.time() == time(9)
    return start.time(), time(12) if early else end.time()


def _rolled(words: str, wish: Wish, now: datetime) -> Wish:
    """周末 said at a weekend: what is left of this one, or the next."""
    if words.startswith("周末") and wish.start and wish.end and wish.start.date() <= now.date():
        return replace(wish, end=wish.end + timedelta(days=7), weekdays=(6, 7))
    return wish


def _written_day(text: str, now: datetime) -> list[_Piece]:
    """11.25 and 11/26, which are only dates where a date is expected."""
    match = _MONTH_DAY.search(text)
    if not match:
        return []
    try:
        day = now.replace(month=int(match.group(1)), day=int(match.group(2)), hour=0, minute=0, second=0, microsecond=0)
    except ValueError:
        return []
    if (now - day).days > 180:
        day = day.replace(year=day.year + 1)
    return [_Piece(match.group(), match.start(), match.end(), Wish(day, _end_of(day)))]


def _is_denied(piece: _Piece, text: str) -> bool:
    """周三不行, 除了周三: not then. 不是周三 neither."""
    return bool(_DENIED_AFTER.match(text, piece.last) or _DENIED_BEFORE.search(text[: piece.first]))


def _joined(pieces: list[_Piece], text: str, before: Wish | None) -> Wish:
    """One wish out of several expressions: a day narrowed by its hours, alternatives, or the later one instead."""
    wish, last = before, 0
    said_day = False
    for piece in pieces:
        between = text[last : piece.first]
        if not piece.has_day:
            wish = _at_hours(wish, piece.wish.hours)
        elif said_day and wish and _same_day(wish, piece.wish):
            wish = piece.wish
        elif said_day and wish and _OR.search(between) and not _INSTEAD.search(between):
            wish = _either(wish, piece.wish)
        else:
            wish = piece.wish
        said_day, last = said_day or piece.has_day, piece.last
    return wish or Wish()


def _at_hours(wish: Wish | None, hours: tuple[time, time] | None) -> Wish:
    """The same days at these hours; a single day becomes that span of it."""
    if wish is None or hours is None or (wish.start is None and wish.end is None):
        return Wish(hours=hours, weekdays=wish.weekdays if wish else ())
    if wish.start and wish.end and wish.start.date() == wish.end.date():
        first, last = (datetime.combine(wish.start.date(), hour, tzinfo=SHANGHAI) for hour in hours)
        return Wish(first, last)
    return replace(wish, hours=hours)


def _same_day(first: Wish, second: Wish) -> bool:
    days = {moment.date() for moment in (first.start, first.end, second.start, second.end) if moment}
    return len(days) == 1


def _either(first: Wish, second: Wish) -> Wish:
    """周六或者周日: the days between are not wanted."""
    moments = [moment for moment in (first.start, first.end, second.start, second.end) if moment]
    weekdays = {moment.isoweekday() for moment in moments}
    hours = first.hours or second.hours
    spans = [(wish.start, wish.end) for wish in (first, second) if wish.start and wish.end]
    partial = [(start.time(), end.time()) for start, end in spans if (start.time(), end.time()) != (time(), _DAY_END)]
    if hours is None and len(partial) == len(spans) and len(set(partial)) == 1:
        hours = partial[0]
    start = min(moments).replace(hour=0, minute=0)
    return Wish(start, _end_of(max(moments)), hours, tuple(sorted(weekdays)))


def _with_hours(wish: Wish, text: str) -> Wish:
    """周三下班后: the day is an expression of time, its hours are not."""
    if not _AFTER_WORK.search(text) or wish.hours:
        return wish
    return _at_hours(wish, _EVENING)


def _said_otherwise(text: str, now: datetime, before: Wish | None) -> Wish | None:
    """The wish of words that no clock and no calendar knows."""
    if _AFTER_WORK.search(text):
        return _at_hours(before, _EVENING)
    if _ANY_DAY.search(text):
        return Wish()
    if _WORKING_DAYS.search(text):
        return Wish(hours=before.hours if before else None, weekdays=(1, 2, 3, 4, 5))
    if _LATER.search(text):
        return Wish((now + timedelta(days=2)).replace(hour=0, minute=0, second=0, microsecond=0))
    if _SOON.search(text) and not _AT_ONCE.search(text):
        return Wish(now, _end_of(now + timedelta(days=3)))
    if _TODAY.search(text):
        return Wish(now, _end_of(now))
    if _AT_ONCE.search(text):
        return Wish()
    return (before or Wish()) if _ANY.fullmatch(text.strip(" ,，。.!！~")) else None


def _end_of(moment: datetime) -> datetime:
    return datetime.combine(moment.date(), _DAY_END, tzinfo=SHANGHAI)
