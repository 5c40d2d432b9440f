"""Phone numbers in what customers write: typed, spaced, spoken, too short, or of a landline."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from bot.store.phones import normal_phone

PhoneFault = Literal["too_short", "too_long", "not_mobile"]

_SPOKEN = {
    **{character: str(value) for value, character in enumerate("零一二三四五六七八九")},
    "〇": "0",
    "幺": "1",
    "两": "2",
}
_SPOKEN_RUN = re.compile(rf"[{''.join(_SPOKEN)}0-9][{''.join(_SPOKEN)}0-9\s,，、\-]*[{''.join(_SPOKEN)}0-9]")
_LETTER_O = re.compile(r"(?<=\d)[oO](?=[\doO]|$)")
_RUN = re.compile(r"(?<![A-Za-z0-9])(?<![A-Za-z]-)(?:\+|00)?\d(?:[\s\-—–_.,，、()]{0,3}\d)+(?![A-Za-z0-9])")
_DENIED_BEFORE = re.compile(r"(?:不是|不要|别打|别用)[^\d，,。]{0,4}$")
_DENIED_AFTER = re.compile(
    r"\s*(?:这个|那个)?(?:号码?)?(?:是)?(?:写|打|填)?(?:错|不对|不用了|停机|停用|打不通|换了|不要|作废)"
)
_SERVICE_LINE = re.compile(r"[48]00\d{7}|95\d{3,6}")
_BUILT = re.compile(r"^\s*(?:号|栋|幢|座|楼|室|单元|弄|房|层|路|元|块|点|月|年|分钟|小时|天|W|瓦)")
_NEARLY = re.compile(r"1[3-9]\d{7,11}")  # two figures short to two too many
_MOBILE_DIGITS = 11
_FEWEST_SPOKEN = 4
_MOST_PIECES = 13  # digit by digit, with 86 in front
_SHORTEST = 7  # fewer digits beside other words are a house or an amount


@dataclass(frozen=True)
class PhoneReading:
    """A mobile number of 11 digits, or why what stands there is none; neither when there is no number at all."""

    number: str | None = field(default=None, repr=False)
    fault: PhoneFault | None = None


def read_phone(text: str) -> PhoneReading:
    """The mobile number of a text, the last one that is not denied; else what is wrong with the number that stands there.

    Landlines and service lines are not_mobile: the technician has to reach the customer, and messages go there.
    """
    plain = _with_digits(text)
    found = [(match, digits) for match in _RUN.finditer(plain) for digits in _mobiles(match.group())]
    wanted = [digits for match, digits in found if not _is_denied(plain, match)]
    if wanted or found:
        return PhoneReading(number=(wanted or [found[-1][1]])[-1])
    faults = [_fault(digits, whole) for digits, whole in _attempts(plain)]
    return PhoneReading(fault=next((fault for fault in faults if fault), None))


def looks_mobile(text: str) -> bool:
    """Whether digits of the text can only be a mobile number, right or with too few or too many figures: 1391235000."""
    found = (digits for digits, _ in _attempts(_with_digits(text)))
    return any(_NEARLY.fullmatch(digits.removeprefix("86")) for digits in found)


def _is_denied(text: str, match: re.Match[str]) -> bool:
    return bool(_DENIED_BEFORE.search(text[: match.start()]) or _DENIED_AFTER.match(text, match.end()))


def phone_spans(text: str) -> list[tuple[int, int]]:
    """Where numbers that look like a phone's stand in the text (NFKC), for reading what is around them."""
    plain = _with_digits(text)
    return [match.span() for match in _RUN.finditer(plain) if len(re.sub(r"\D", "", match.group())) >= _SHORTEST]


def _with_digits(text: str) -> str:
    """The text with spoken digits in figures, character for character, where several stand in one run."""
    plain = unicodedata.normalize("NFKC", text)

    def figures(match: re.Match[str]) -> str:
        run = match.group()
        count = sum(character in _SPOKEN for character in run)  # 张三 13800138000 has one, and it is a name
        return "".join(_SPOKEN.get(character, character) for character in run) if count >= _FEWEST_SPOKEN else run

    return _LETTER_O.sub("0", _SPOKEN_RUN.sub(figures, plain))


def _mobiles(run: str) -> Iterator[str]:
    """The mobile numbers of a run of digits with separators: one piece, or neighbouring pieces that make one."""
    pieces = re.findall(r"\d+", run)
    first = 0
    while first < len(pieces):
        for last in range(first + 1, min(first + _MOST_PIECES, len(pieces)) + 1):
            joined = normal_phone("".join(pieces[first:last]))
            if joined:
                yield joined
                first = last - 1
                break
        first += 1


def _attempts(text: str) -> Iterator[tuple[str, bool]]:
    """Digits that may have been meant as a phone number, and whether they are all that was said."""
    for match in _RUN.finditer(text):
        if _BUILT.match(text[match.end() :]):
            continue
        rest = text[: match.start()] + text[match.end() :]
        yield (
            re.sub(r"\D", "", match.group()),
            not re.sub(r"[\s,，。.!！是:：我的电话手机号码联系方式打]", "", rest),
        )


def _fault(digits: str, whole: bool) -> PhoneFault | None:
    digits = digits[2:] if digits.startswith("86") and len(digits) > _MOBILE_DIGITS else digits
    if len(digits) < (3 if whole else _SHORTEST):
        return None
    if digits.startswith("0") or _SERVICE_LINE.fullmatch(digits):
        return "not_mobile"
    if digits.startswith("1") and len(digits) == _MOBILE_DIGITS:
        return "not_mobile"
    if not digits.startswith("1"):
        if len(digits) in (7, 8) or (whole and len(digits) == _MOBILE_DIGITS):
            return "not_mobile"
        if not whole:
            return None  # an order, an IMEI
    return "too_short" if len(digits) < _MOBILE_DIGITS else "too_long"
