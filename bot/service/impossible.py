"""Days and hours that do not exist, as customers write them: 2月30号, 13月, 星期八, 25点."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

_DIGITS = "零一二三四五六七八九"
_NUMBER = r"(?:\d{1,3}|[零一二两三四五六七八九十]{1,4})"
_LONGEST_MONTH = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)  # 29 February may be meant for a leap year

_MONTH_DAY = re.compile(
    rf"(?<![\d第个半零一二两三四五六七八九十])({_NUMBER})月(?:份)?({_NUMBER})(?:号|日|(?![\d个天点岁块元家台份]))"
)
_MONTH = re.compile(rf"(?<![\d第个半几零一二两三四五六七八九十])({_NUMBER})月(?!\d)")
_DAY = re.compile(
    rf"(?:^|[这本下上当]个?月|(?<![路街道巷弄村镇里苑园])[\s,，。是约改到去来在周]|今|明)({_NUMBER})(?:号|日)(?![楼栋院室单元座门店线机库仓桌房幢弄铺口窗槽位键])"
)
_WEEKDAY = re.compile(r"(?<![一二两三四五六七八九十\d每半])(?:周|星期|礼拜)([八九十089]|[1-9]\d)(?![年折点次天个])")
_HOUR = re.compile(
    rf"(?<![\d.:第零一二两三四五六七八九十])({_NUMBER})点(?:钟|整|半|(\d{{1,2}}|{_NUMBER}(?=分))分?)?(?![\d击赞个建问])"
)
_CLOCK = re.compile(r"(?<![\d:])(\d{1,2}):(\d{2})(?![\d:])")


def impossible_date(text: str) -> str | None:
    """The first day or hour in the text that does not exist, as it is written: 2月30号, 13月, 25点; None when all do."""
    plain = unicodedata.normalize("NFKC", text)
    rules: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], bool]], ...] = (
        (_MONTH_DAY, lambda match: _is_no_day(_read(match.group(1)), _read(match.group(2)))),
        (_MONTH, lambda match: not 1 <= _read(match.group(1)) <= 12),
        (_DAY, lambda match: not 1 <= _read(match.group(1)) <= 31),
        (_WEEKDAY, lambda match: True),
        (_HOUR, lambda match: _read(match.group(1)) > 24 or _read(match.group(2) or "0") > 59),
        (_CLOCK, lambda match: int(match.group(1)) > 24 or int(match.group(2)) > 59),
    )
    found = [match for pattern, is_wrong in rules for match in pattern.finditer(plain) if is_wrong(match)]
    if not found:
        return None
    words = min(found, key=lambda match: (match.start(), -match.end())).group()
    return re.sub(r"^[\s,，。是约改到去来在]+", "", words)


def _is_no_day(month: int, day: int) -> bool:
    return not 1 <= month <= 12 or not 1 <= day <= _LONGEST_MONTH[month]


def _read(text: str) -> int:
    """A number up to 99 in digits or characters; what cannot be read is taken as 1, which is always possible."""
    if text.isdigit():
        return int(text)
    tens, mark, ones = text.replace("两", "二").partition("十")
    if not mark:
        return int("".join(str(_DIGITS.index(character)) for character in tens))
    if len(tens) > 1 or len(ones) > 1:
        return 1
    return (_DIGITS.index(tens) if tens else 1) * 10 + (_DIGITS.index(ones) if ones else 0)
