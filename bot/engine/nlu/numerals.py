"""Numbers as customers write them: 12, 十二, 两百五, 一千零八十, 3万, 幺三八."""

from __future__ import annotations

import re

DIGITS = {
    **{character: value for value, character in enumerate("零一二三四五六七八九")},
    "〇": 0, "幺": 1, "两": 2, "俩": 2, "壹": 1, "贰": 2, "叁": 3,
}  # fmt: skip
_UNITS = {"十": 10, "百": 100, "千": 1000}
_BIG_UNITS = {"万": 10_000, "亿": 100_000_000}
CHINESE = "零〇一二两三四五六七八九十百千万"
NUMBER = rf"(?:\d+(?:\.\d+)?(?:[百千万]\d?)?|[{CHINESE}]+)"


def read_number(text: str) -> float | None:
    """The number that the text spells, or None: "3" → 3, "1.5万" → 15000, "两百五" → 250, "半" → None."""
    text = text.strip().replace(",", "")
    found = re.fullmatch(r"(\d+(?:\.\d+)?)(?:([百千万亿])(\d)?)?", text)
    if found:
        scale = {**_UNITS, **_BIG_UNITS}.get(found.group(2), 1)
        return round(float(found.group(1)) * scale + int(found.group(3) or 0) * scale / 10, 6)
    return _read_chinese(text)


def read_integer(text: str) -> int | None:
    """The whole number that the text spells, or None."""
    number = read_number(text)
    return int(number) if number is not None and number == int(number) else None


def spoken_digits(text: str) -> str:
    """Digit by digit: 幺三八〇零 → 13800; anything else stays."""
    return "".join(str(DIGITS[character]) if character in DIGITS else character for character in text)


def _read_chinese(text: str) -> int | None:
    if not text or any(
        character not in DIGITS and character not in _UNITS and character not in _BIG_UNITS for character in text
    ):
        return None
    if all(character in DIGITS for character in text):
        return int(spoken_digits(text))
    return _sum_units(text)


def _sum_units(text: str) -> int | None:
    total, section, digit, last_unit = 0, 0, 0, 1
    for character in text:
        if character in DIGITS:
            digit = DIGITS[character]
            last_unit = 1 if character in "零〇" else last_unit
        elif character in _UNITS:
            section += (digit or 1) * _UNITS[character]
            digit, last_unit = 0, _UNITS[character]
        else:
            total = (total + section + digit) * _BIG_UNITS[character]
            section, digit, last_unit = 0, 0, _BIG_UNITS[character]
    shorthand = digit * last_unit // 10 if last_unit >= 100 else digit  # 两百五 is 250, 一千八 is 1800
    return total + section + shorthand
