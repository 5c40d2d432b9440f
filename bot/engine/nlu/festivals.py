"""Festivals and the days they fall on, by the solar calendar or, for lunar ones, by jionlp's."""

from __future__ import annotations

import contextlib
import io
from datetime import date, timedelta
from functools import cache
from typing import Any

_FIXED = {
    "元旦": (1, 1), "三八": (3, 8), "五一": (5, 1), "劳动节": (5, 1), "六一": (6, 1), "儿童节": (6, 1), "618": (6, 18), "六一八": (6, 18),
    "教师节": (9, 10), "国庆": (10, 1), "双十一": (11, 11), "双11": (11, 11), "双十二": (12, 12), "双12": (12, 12), "圣诞": (12, 25),
}  # fmt: skip
_LUNAR = {
    "春节": "春节",
    "过年": "春节",
    "除夕": "除夕",
    "元宵": "元宵节",
    "清明": "清明节",
    "端午": "端午节",
    "七夕": "七夕",
    "中秋": "中秋节",
    "重阳": "重阳节",
}
_HOLIDAY_DAYS = {"国庆": 7, "春节": 7, "过年": 7, "五一": 5}
FESTIVAL = rf"(?<![\d一二三四五六七八九十零幺])(?:{'|'.join([*_FIXED, *_LUNAR])})(?![\d一二三四五六七八九零])"
AROUND_FESTIVAL = r"(?:那天|当天|那会儿?|的时候|时候|期间|长假|假期|节)*"


def festival_days(name: str, rest: str, year: int) -> tuple[date, date]:
    """First and last day of a festival; `rest` is what follows its name: 国庆期间 are seven days, 国庆 is one."""
    first = date(year, *_FIXED[name]) if name in _FIXED else _lunar(_LUNAR[name], year)
    length = _HOLIDAY_DAYS.get(name, 3) if any(word in rest for word in ("期间", "长假", "假期")) else 1
    return first, first + timedelta(days=length - 1)


@cache
def _lunar(name: str, year: int) -> date:
    """The day of a lunar festival by jionlp's calendar."""
    parsed = _jionlp().parse_time(f"{year}年{name}", time_base={"year": year, "month": 1, "day": 1})
    return date.fromisoformat(parsed["time"][0][:10])


@cache
def _jionlp() -> Any:
    with contextlib.redirect_stdout(io.StringIO()):  # it greets on standard output when imported
        import jionlp
    return jionlp
