"""Parts of the day and hours: 上午, 明早, 下午三点半, 9:30, 两三点."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.engine.nlu.numerals import read_integer

Minutes = int  # since midnight; 24 * 60 and more lie on the next day

_PERIODS: dict[str, tuple[int, int]] = {
    "凌晨": (0, 6), "清晨": (6, 9), "清早": (6, 9), "大清早": (6, 9), "早晨": (6, 9), "早上": (6, 9), "一大早": (6, 9), "大早上": (6, 9), "一早": (6, 9),
    "上午": (8, 12), "中午": (11, 13), "正午": (11, 13), "午间": (11, 13), "午后": (12, 18), "下午": (12, 18), "傍晚": (17, 19),
    "晚上": (18, 22), "晚间": (18, 22), "夜晚": (18, 22), "夜里": (18, 22), "半夜": (22, 24), "深夜": (22, 24), "大半夜": (22, 24),
    "下班后": (18, 22), "下班以后": (18, 22), "下班之后": (18, 22),
}  # fmt: skip
_AFTER_DAY = {"早": (6, 9), "晨": (6, 9), "晚": (18, 22), "夜": (18, 22)}
_PERIOD = re.compile("|".join(sorted(_PERIODS, key=len, reverse=True)))
_SHORT_PERIOD = re.compile(r"[早晚晨夜](?!点|一点|些|上一)")
_PERIOD_OF_HOUR = re.compile(
    r"(?<![最太不越])[早晚](?=(?:1?\d|2[0-4]|十[一二]?|[一二两三四五六七八九])(?:点(?!点)|[::]\d))"
)  # 晚八点

_HOUR = r"(?:十[一二]?|[零一二两三四五六七八九]|2[0-4]|1\d|0?\d)"
_MINUTE = r"(?:[二三四五]?十[一二三四五六七八九]?|零?[一二三四五六七八九]|[0-5]?\d)"
_DIGITAL = re.compile(r"(?<![\d:])([01]?\d|2[0-4])[::]([0-5]\d)(?![\d:])")
_SPOKEN = re.compile(
    rf"(?<![\d.零一二两三四五六七八九十百几])(?P<first>[一二两三四五六七八九](?=[二三四五六七八九十]点))?(?P<hour>{_HOUR})(?P<mark>点钟|点整|点|时(?![间候长不]))(?:(?P<half>半)|(?P<quarter>[一三])刻|过?(?P<minute>{_MINUTE})分?(?![个次天年月元块度条台号楼点]))?"
)
_HOURS_APART = re.compile(rf"(?<![\d.])(?P<from>{_HOUR})(?P<to_mark>到|至|-|~|—)(?={_HOUR}点)")
_NOT_A_CLOCK = re.compile(
    r"点(?:问题|建议|要求|疑问|钱|事|儿|东西|击|赞|餐|亮|声|没|了(?!钟)|不|都|用|水|意思|想|小|毛病|什么|多[的个要]|吧|也|担心|点|不?懂)"
)


@dataclass(frozen=True)
class Clock:
    """From `start` to `end` in minutes since midnight; a point in time has no end."""

    start: Minutes
    end: Minutes | None


def period_at(text: str, position: int, after_day: bool) -> tuple[str, int] | None:
    """The part of the day that begins here, and where it ends; 早 and 晚 alone count only right after a day."""
    short = _SHORT_PERIOD if after_day else _PERIOD_OF_HOUR
    match = _PERIOD.match(text, position) or short.match(text, position)
    return (match.group(), match.end()) if match else None


def period_clock(name: str) -> Clock:
    """The hours that a part of the day stands for."""
    first, last = _PERIODS.get(name) or _AFTER_DAY[name]
    return Clock(first * 60, last * 60 if last < 24 else 24 * 60 - 1)


def hours_at(text: str, position: int, period: str | None, certain: bool) -> tuple[Clock, int] | None:
    """The hour that begins here and where it ends; `certain` when a day or a part of it stands before.

    Without a part of the day, 1 to 6 is in the afternoon: nobody visits at night.
    """
    digital = _DIGITAL.match(text, position)
    if digital:
        return Clock(_shift(int(digital.group(1)), period) * 60 + int(digital.group(2)), None), digital.end()
    apart = _HOURS_APART.match(text, position)
    if apart:
        hour = read_integer(apart.group("from"))
        return (Clock(_shift(hour, period) * 60, None), apart.start("to_mark")) if hour is not None else None
    spoken = _SPOKEN.match(text, position)
    if not spoken or (not certain and not _surely_clock(text, spoken)):
        return None
    return _read_spoken(spoken, period)


def _read_spoken(match: re.Match[str], period: str | None) -> tuple[Clock, int] | None:
    hour = read_integer(match.group("hour"))
    if hour is None or hour > 24:
        return None
    minute = 30 if match.group("half") else {"一": 15, "三": 45}.get(match.group("quarter") or "", 0)
    minute = minute or (
        read_integer(match.group("minute").replace("零", "") or "0") or 0 if match.group("minute") else 0
    )
    end = _shift(hour, period) * 60 + minute
    if match.group("first"):
        first = read_integer(match.group("first"))
        return (Clock(_shift(first, period) * 60, end), match.end()) if first is not None else None
    return Clock(end, None), match.end()


def _surely_clock(text: str, match: re.Match[str]) -> bool:
    """一点 alone is mostly "a little"; 三点建议 are three remarks."""
    if (
        match.group("half")
        or match.group("quarter")
        or match.group("minute")
        or match.group("mark") in {"点钟", "点整"}
    ):
        return True
    rest = text[match.start("mark") :]
    if match.group("hour") in {"一", "1"}:
        return bool(re.match(r"点(?:之?前|以前|之?后|以后|到|至|-|左右)", rest))
    return match.group("mark") == "点" and not _NOT_A_CLOCK.match(rest)


def _shift(hour: int, period: str | None) -> int:
    if period is None:
        return hour + 12 if 1 <= hour <= 6 else hour
    if period in {"凌晨", "半夜", "深夜", "大半夜"}:
        return 0 if hour == 12 else (hour + 12 if period != "凌晨" and 9 <= hour < 12 else hour)
    if period in {"中午", "正午", "午间"}:
        return hour + 12 if hour < 4 else hour
    if period in {"下午", "午后", "傍晚", "晚上", "晚间", "夜晚", "夜里", "晚", "夜", "下班后", "下班以后", "下班之后"}:
        return hour + 12 if hour < 12 else (24 if hour == 12 and period in {"晚上", "晚", "夜里", "夜"} else hour)
    return hour
