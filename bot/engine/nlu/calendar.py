"""Days as customers name them: 明天, 下周三, 上个月15号, 去年双十一, 三天前, 月底."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.engine.nlu.festivals import AROUND_FESTIVAL, FESTIVAL, festival_days
from bot.engine.nlu.numerals import CHINESE, read_integer, spoken_digits


@dataclass(frozen=True)
class Days:
    """One day or an unbroken run of days, both ends included."""

    first: date
    last: date


Reader = Callable[[re.Match[str], date, bool], "Days | None"]

_N = rf"(?:\d{{1,2}}|[{CHINESE}]{{1,3}})"
_RELATIVE = {"大前": -3, "前": -2, "昨": -1, "今": 0, "当": 0, "明": 1, "后": 2, "大后": 3}
_STEP = {"上上": -2, "上": -1, "这": 0, "本": 0, "当": 0, "下": 1, "下下": 2}
_LONG_GONE = 200  # days; 元旦 said in November is the next one
_YEARS = {"大前": -3, "前": -2, "去": -1, "今": 0, "明": 1, "后": 2}


def days_at(text: str, position: int, today: date, past: Callable[[int], bool]) -> tuple[Days, int] | None:
    """The longest expression of days that begins at `position`, and where it ends.

    `past` tells whether what follows a given end speaks of something that has happened: 15号买的 lies behind, 15号来 ahead.
    """
    best: tuple[Days, int] | None = None
    for pattern, read in _PATTERNS:
        match = pattern.match(text, position)
        if match and match.end() > (best[1] if best else position):
            try:
                days = read(match, today, past(match.end()))
            except ValueError:  # 2月30号 is no day
                continue
            if days:
                best = days, match.end()
    return best


def month_days(year: int, month: int) -> Days:
    """The whole month; months outside 1–12 run into the neighbouring years."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return Days(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))


def _day(day: date) -> Days:
    return Days(day, day)


def _relative(match: re.Match[str], today: date, _past: bool) -> Days:
    return _day(today + timedelta(days=_RELATIVE[match.group(1)]))


def _next_days(match: re.Match[str], today: date, _past: bool) -> Days:
    """明后天 is two days, 今明两天 as well."""
    first = today + timedelta(days=_RELATIVE[match.group(1)])
    return Days(first, first + timedelta(days=1))


def _weekday(match: re.Match[str], today: date, past: bool) -> Days:
    step, name = match.group(1), match.group(2)
    monday = today - timedelta(days=today.weekday())
    if name in {"末", "六日", "六周日", "六天"}:
        saturday = monday + timedelta(days=5, weeks=_STEP.get(step or "这", 0))
        if not step and past and saturday > today:
            saturday -= timedelta(weeks=1)
        return Days(saturday, saturday + timedelta(days=1))
    offset = "一二三四五六".find(name) if name in "一二三四五六" else (int(name) - 1 if name.isdigit() else 6)
    if step:
        return _day(monday + timedelta(days=offset, weeks=_STEP[step]))
    ahead = (offset - today.weekday()) % 7
    return _day(today + timedelta(days=ahead - 7 if past and ahead else ahead))


def _week(match: re.Match[str], today: date, _past: bool) -> Days:
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=_STEP[match.group(1)])
    return Days(monday, monday + timedelta(days=6))


def _month(match: re.Match[str], today: date, _past: bool) -> Days:
    whole = month_days(today.year, today.month + _STEP[match.group(1)])
    return _in_month(whole, match.group(2), match.group(3))


def _in_month(whole: Days, part: str | None, day: str | None) -> Days:
    if day:
        return _day(whole.first.replace(day=_int(day)))
    if part:
        return _part_of(whole, part)
    return whole


def _part_of(whole: Days, part: str) -> Days:
    first, last = {"初": (1, 10), "中": (11, 20), "底": (21, 31), "末": (21, 31)}[part]
    return Days(whole.first.replace(day=first), whole.first.replace(day=min(last, whole.last.day)))


def _this_month(match: re.Match[str], today: date, _past: bool) -> Days:
    return _part_of(month_days(today.year, today.month), match.group(1))


def _year(match: re.Match[str], today: date, past: bool) -> Days:
    word, digits = match.group("word"), match.group("digits")
    year = today.year + _YEARS[word] if word else _four_digits(digits, today)
    if match.group("festival"):
        return Days(*festival_days(match.group("festival"), match.group("rest") or "", year))
    if match.group("part"):
        return month_days(year, 1 if match.group("part") == "初" else 12)
    if match.group("month"):
        return _in_month(month_days(year, _int(match.group("month"))), match.group("third"), match.group("day"))
    return Days(date(year, 1, 1), date(year, 12, 31))


def _four_digits(digits: str, today: date) -> int:
    year = int(spoken_digits(digits))
    year = year if year >= 1000 else 2000 + year
    if not 1990 <= year <= today.year + 5:
        raise ValueError(f"expected a year near {today.year}, got {year}")
    return year


def _month_and_day(match: re.Match[str], today: date, past: bool) -> Days:
    month, day = _int(match.group(1)), match.group(3)
    if not 1 <= month <= 12:
        raise ValueError(f"expected a month, got {month}")
    candidates = [_in_month(month_days(today.year + step, month), match.group(2), day) for step in (-1, 0, 1)]
    return _choose(candidates, today, past, ahead_days=60)


def _day_of_month(match: re.Match[str], today: date, past: bool) -> Days | None:
    number = _int(match.group(1))
    candidates = []
    for step in (-1, 0, 1):
        whole = month_days(today.year, today.month + step)
        if 1 <= number <= whole.last.day:
            candidates.append(_day(whole.first.replace(day=number)))
    return _choose(candidates, today, past, ahead_days=40) if candidates else None


def _choose(candidates: list[Days], today: date, past: bool, ahead_days: int) -> Days:
    """The latest that has begun, when the past is meant; else the next within `ahead_days`, else the nearest behind."""
    behind = [days for days in candidates if days.first <= today]
    ahead = [days for days in candidates if days.last >= today]
    if past:
        return behind[-1] if behind else candidates[0]
    soon = [days for days in ahead if days.first <= today + timedelta(days=ahead_days)]
    return soon[0] if soon else next((days for days in candidates if days.first.year == today.year), candidates[-1])


def _slashed(match: re.Match[str], today: date, past: bool) -> Days:
    """11/25上午: month and day as calendars write them."""
    month, day = int(match.group(1)), int(match.group(2))
    days = [_day(date(year, month, day)) for year in (today.year - 1, today.year, today.year + 1)]
    return _choose(days, today, past, ahead_days=60)


def _iso(match: re.Match[str], today: date, _past: bool) -> Days:
    return _day(date(int(match.group(1)), int(match.group(2)), int(match.group(3))))


def _ago(match: re.Match[str], today: date, _past: bool) -> Days | None:
    number, unit, sign = match.group(1), match.group(2), -1 if "前" in match.group(3) else 1
    half = number == "半"
    count = 1 if half else read_integer(number)
    if count is None or count > 400:
        return None
    if unit in {"天", "日"}:
        return _day(today + timedelta(days=sign * count))
    if unit.endswith(("周", "星期", "礼拜")):
        return _day(today + timedelta(weeks=sign * count))
    if unit == "个月" and half:
        return _day(today + timedelta(days=sign * 15))
    months = count * (6 if half else 12) if unit == "年" else count
    return _day(_shift_months(today, sign * months))


def _shift_months(day: date, months: int) -> date:
    whole = month_days(day.year, day.month + months)
    return whole.first.replace(day=min(day.day, whole.last.day))


def _festival(match: re.Match[str], today: date, past: bool) -> Days:
    name, rest = match.group(1), match.group(2) or ""
    first, last = festival_days(name, rest, today.year)
    if not past and last < today - timedelta(days=_LONG_GONE):
        first, last = festival_days(name, rest, today.year + 1)
    return Days(*festival_days(name, rest, today.year - 1)) if past and first > today else Days(first, last)


def _year_end(match: re.Match[str], today: date, _past: bool) -> Days:
    return month_days(today.year, 12 if match.group(1) in "底末" else 1)


def _int(text: str) -> int:
    number = read_integer(text)
    if number is None:
        raise ValueError(f"expected a number, got {text!r}")
    return number


_WEEK_WORD = r"(?:周|星期|礼拜)"
_MONTH_TAIL = rf"(?:份)?(?:(?:的)?(初|中|底|末)(?!\w年)|(?:的)?({_N})(?:号|日))?"
_PATTERNS: list[tuple[re.Pattern[str], Reader]] = [
    (re.compile(r"(大前|大后|前|昨|今|当|明|后)(?:天|日|儿个?)(?!气|然|猫|内)"), _relative),
    (re.compile(r"(今|明)(?:天)?[和跟、]?(?:明|后)(?:这)?两?天"), _next_days),
    (re.compile(r"(昨|今|明)(?=早|晚|晨|夜|上午|下午|中午|凌晨|个儿)"), _relative),
    (
        re.compile(
            rf"(?<![一二三四五六七八九十\d两几每半整])(上上|下下|上|下|这|本)?个?{_WEEK_WORD}(六周日|六日|六天|[一二三四五六日天末1-6])(?![年期个\d]|次)"
        ),
        _weekday,
    ),
    (re.compile(rf"(上上|下下|上|下|这|本)个?{_WEEK_WORD}(?![一二三四五六日天末1-6])"), _week),
    (re.compile(rf"(上上|下下|上|下|这|本|当)个?月{_MONTH_TAIL}"), _month),
    (re.compile(r"(?<![个\d一二三四五六七八九十上下这本])月(初|中|底|末)"), _this_month),
    (
        re.compile(
            rf"(?:(?P<word>大前|前|去|今|明|后)年|(?<!\d)(?P<digits>\d{{4}}|\d{{2}}(?=年(?:\d|[买购入下装底初]|[{CHINESE}]+月))|[{CHINESE}〇]{{4}}|[一二][{CHINESE}](?=年(?:[{CHINESE}]+月|[买购])))年)(?:的)?"
            rf"(?:(?P<month>{_N})月(?:份)?(?:(?P<third>[初中底末])|(?P<day>{_N})(?:号|日)?)?|(?:的)?(?P<festival>{FESTIVAL})(?P<rest>{AROUND_FESTIVAL})|(?:年)?(?P<part>底|初|末))?"
        ),
        _year,
    ),
    (
        re.compile(rf"(?<![\d.{CHINESE}个])({_N})月(?:份)?(?:([初中底末])|({_N})(?:号|日)?(?![\d个天年点次]))?"),
        _month_and_day,
    ),
    (
        re.compile(
            rf"(?<![\d.{CHINESE}第月路街道巷弄院园])({_N})(?:号|日)(?![楼栋店线电机院门厅桌房库单小键槽口位窗段\d])(?!\w{{0,3}}电池)"
        ),
        _day_of_month,
    ),
    (
        re.compile(
            r"(?<![\d./\-A-Za-z])(1[0-2]|0?[1-9])[/.\-]([12]\d|3[01]|0?[1-9])(?=\s?(?:[上下中]午|早上?|晚上?|傍晚|号|日|那天|周|星期)|\s\d{1,2}[点:])(?:号|日)?"
        ),
        _slashed,
    ),
    (re.compile(r"(?<!\d)(20\d{2})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)"), _iso),
    (
        re.compile(
            rf"(?<![\d.第])(半|\d{{1,3}}|[{CHINESE}]{{1,3}})(天|日|个?星期|个?礼拜|周|个月|年)(之前|以前|前(?!后)|之后|以后|后(?!盖|壳))"
        ),
        _ago,
    ),
    (re.compile(rf"({FESTIVAL})(?!度)({AROUND_FESTIVAL})"), _festival),
    (re.compile(r"(?<![今明去前\d])年(底|初|末)"), _year_end),
]
