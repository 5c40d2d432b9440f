"""How much, how often, how long: amount, repair_count and duration."""

from __future__ import annotations

import re

from bot.engine.nlu.numerals import CHINESE, NUMBER, read_integer, read_number
from bot.engine.nlu.spans import Span, free_of

_MONEY = re.compile(rf"[¥￥]\s?(\d+(?:,\d{{3}})*(?:\.\d+)?[千万]?)|({NUMBER})\s?(?:元|块钱|圆|块大洋|人民币|rmb)", re.I)
_BLOCKS = re.compile(rf"({NUMBER})块(?!钱)([五六七八九一二三四]?)(?![屏幕电池板硬盘内存表玻璃砖巧面主显充])")
_PRICE_WORD = re.compile(
    r"(?:要|收|花|付|退|价|费|扣|便宜|贵|了|差|给|卖|才|就|共|押金|多出|涨|补)[\s了我我们你们个整是到的都才就]*$"
)

_COUNT = rf"(\d+|[{CHINESE}]+)"
_REPAIRED = re.compile(
    rf"(?:维修|返修|检修|报修|送修|修理|大修|修|换主板|换屏|上门)(?:[了过都也已经有]|前前后后|差不多|至少|足足){{0,6}}{_COUNT}(?:次|回|遍|趟)"
)
_COUNTED_REPAIR = re.compile(
    rf"(?<!第)(?<![{CHINESE}\d]){_COUNT}(?:次|回|趟)(?:的)?(?:维修|返修|返厂|修理|修|送修|报修|换主板)"
)
_NTH = re.compile(rf"第{_COUNT}(?:次|回)(?!打|问|找|联系|来问|说|买|用|进线|咨询|催|投诉|电话)")

_DURATION_UNIT = r"(?:个半月|个多月|个月|个星期|星期|个礼拜|礼拜|周|年半|年多|年|天|日|个小时|小时|个钟头|钟头|分钟)"
_DURATION = re.compile(
    rf"(?<![第\d.:])(半|\d+(?:\.\d+)?|[{CHINESE}]+)(个半小时|个半钟头|{_DURATION_UNIT})((?:零|又)?(?:半年|半|(?:\d+|[{CHINESE}]+)个半?月))?"
)
_NOT_DURATION_AFTER = re.compile(
    r"^(?:之?前(?!后)|以前|[一二三四五六日天末](?![个年月天])|后(?!盖)|之后|以后|会员|级|货|猫|气|线|线城市)"
)
_NOT_DURATION_BEFORE = re.compile(r"(?:[今明去前后每哪几当整大上下本这那全同]|有|过|星期|礼拜|周|月)$")


def find_quantities(text: str) -> list[Span]:
    """Every amount in yuan, number of repairs and length of time in the text."""
    found = _amounts(text)
    for finder in (_repair_counts, _durations):
        found += free_of(finder(text), found)
    return found


def _amounts(text: str) -> list[Span]:
    found = []
    for match in _MONEY.finditer(text):
        number = read_number(match.group(1) or match.group(2))
        if number is not None:
            found.append(Span("amount", match.start(), match.end(), _plain(number)))
    for match in _BLOCKS.finditer(text):
        number = read_number(match.group(1))
        if number is None or not _reads_as_price(text, match):
            continue
        tail = read_integer(match.group(2)) if match.group(2) else None
        found.append(Span("amount", match.start(), match.end(), _plain(number + (tail or 0) / 10)))
    kept: list[Span] = []
    for span in found:
        kept += free_of([span], kept)
    return kept


def _reads_as_price(text: str, match: re.Match[str]) -> bool:
    """五块 alone may count screens; it is money with digits of two places or more, or after a word of price."""
    number = read_number(match.group(1)) or 0
    return number >= 20 or bool(match.group(2)) or bool(_PRICE_WORD.search(text[: match.start()]))


def _plain(number: float) -> int | float:
    return int(number) if number == int(number) else round(number, 2)


def _repair_counts(text: str) -> list[Span]:
    found: list[Span] = []
    for pattern in (_REPAIRED, _COUNTED_REPAIR, _NTH):
        for match in pattern.finditer(text):
            count = read_integer(match.group(1))
            if count is not None and 0 < count < 100:
                found += free_of([Span("repair_count", match.start(), match.end(), count)], found)
    return found


def _durations(text: str) -> list[Span]:
    found = []
    for match in _DURATION.finditer(text):
        if _NOT_DURATION_AFTER.match(text[match.end() :]) or _NOT_DURATION_BEFORE.search(text[: match.start()]):
            continue
        value = _iso_duration(match.group(1), match.group(2), match.group(3) or "")
        if value:
            found.append(Span("duration", match.start(), match.end(), value))
    return found


def _iso_duration(number_text: str, unit: str, tail: str) -> str | None:
    if number_text == "半":
        return _half(unit)
    number = read_number(number_text)
    if number is None or number <= 0 or number >= 1000 or (number > 60 and "年" in unit):
        return None
    if unit.startswith("年"):
        months = _tail_months(tail) + (6 if unit == "年半" else 0)
        return f"P{_number(number)}Y" + (f"{months}M" if months else "")
    if unit == "日" and number_text.isdigit():
        return f"P{_number(number)}D"
    return _simple_iso(number, unit)


def _simple_iso(number: float, unit: str) -> str | None:
    if unit == "个半月":
        return f"P{_number(number)}M15D"
    if unit in {"个月", "个多月"}:
        return f"P{_number(number)}M"
    if unit in {"天", "日"}:
        return f"P{_number(number)}D"
    if unit.endswith(("星期", "礼拜", "周")):
        return f"P{_number(number)}W"
    if unit.endswith("分钟"):
        return f"PT{_number(number)}M"
    return f"PT{_number(number)}H" + ("30M" if "个半" in unit else "")


def _half(unit: str) -> str | None:
    return {
        "年": "P6M",
        "个月": "P15D",
        "天": "PT12H",
        "个小时": "PT30M",
        "小时": "PT30M",
        "个钟头": "PT30M",
        "钟头": "PT30M",
    }.get(unit)


def _tail_months(tail: str) -> int:
    tail = tail.lstrip("零又")
    if tail in {"半", "半年"}:
        return 6
    found = re.match(rf"(\d+|[{CHINESE}]+)个", tail)
    return (read_integer(found.group(1)) or 0) if found else 0


def _number(number: float) -> str:
    return str(int(number)) if number == int(number) else str(number)
