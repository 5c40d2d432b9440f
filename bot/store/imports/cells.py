"""Cells: how the text of one cell becomes a value, and what an operator reads when it cannot."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

from bot import text as texts
from bot.store.categories import category_name
from bot.store.devices import normal_code
from bot.store.listed import EVERY
from bot.store.phones import normal_phone

Parse = Callable[[str], Any]

MOST_CHARACTERS = 2000
MOST_FEN = 2_000_000_000  # what an integer column holds on every database
MOST_MONTHS = 600  # longer than any device lives: a slip of the pen
_DATE = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", re.ASCII)
_MONEY = re.compile(r"(\d{1,8})(?:\.(\d{1,2}))?", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,9})?", re.ASCII)
_SERIAL = re.compile(r"SC-[A-Z0-9]{2,6}-[A-Z0-9]{6}")
_WINDOW = re.compile(r"([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)", re.ASCII)
_YES = {"true", "yes", "y", "1", "是", "有"}
_NO = {"false", "no", "n", "0", "否", "无", "没有"}


class BadCell(ValueError):
    """A cell cannot be used; the message tells the operator what was expected."""


def words(value: str) -> str:
    """Free text without control characters."""
    if len(value) > MOST_CHARACTERS:
        raise BadCell(f"太长，最多 {MOST_CHARACTERS} 个字")
    return texts.clean(value)


def code(value: str) -> str:
    """A key: upper case, NFKC, no spaces, nothing invisible."""
    normal = normal_code(texts.clean(value))
    if len(normal) > 64:
        raise BadCell("太长，最多 64 个字符")
    return normal


def plain_code(value: str) -> str:
    """A key that keeps its case, without anything invisible; "" when nothing is left."""
    normal = texts.clean(unicodedata.normalize("NFKC", value))
    if len(normal) > 64 or len(normal.split()) > 1:
        raise BadCell("应为不含空格的编号，最多 64 个字符")
    return normal


def listed(value: str) -> tuple[str, ...]:
    """Words between `|`, each once."""
    return tuple(dict.fromkeys(part for part in (words(part).strip() for part in value.split("|")) if part))


def listed_of(parse: Parse) -> Parse:
    """A list of at least one word, each parsed by `parse`; `*` alone stands for all."""

    def parse_list(value: str) -> tuple[str, ...]:
        found = tuple(dict.fromkeys(part if part == EVERY else parse(part) for part in listed(value)))
        if not found:
            raise BadCell("是空的列表，至少要写一个")
        return found

    return parse_list


def choice(*allowed: str) -> Parse:
    """One of the given words."""

    def parse_choice(value: str) -> str:
        if value not in allowed:
            raise BadCell(f"应为 {'、'.join(allowed)} 之一")
        return value

    return parse_choice


def category(value: str) -> str:
    """A kind of goods by canonical name or code; stored under the canonical name."""
    name = category_name(value)
    if name is None:
        raise BadCell("没有这个品类")
    return name


def one_category(value: str) -> str:
    """A single kind of goods; `*` is not one."""
    if value == EVERY:
        raise BadCell("这里要写一个品类，不能写 *")
    return category(value)


def day(value: str) -> date:
    """A date like 2025-03-08; 2025/3/8 and 2025.3.8 are read as well."""
    found = _DATE.fullmatch(unicodedata.normalize("NFKC", value))
    try:
        parsed = date(int(found[1]), int(found[3]), int(found[4])) if found else None
    except ValueError:
        parsed = None
    if parsed is None:
        raise BadCell("不是日期，应写成 2025-03-08 这样")
    if not 1990 <= parsed.year <= 2100:
        raise BadCell("年份应在 1990 到 2100 之间")
    return parsed


def fen(value: str) -> int:
    """Yuan with up to two decimals, stored as integer fen."""
    plain = unicodedata.normalize("NFKC", value).replace(",", "").removeprefix("¥").removesuffix("元").strip()
    if plain.startswith("-"):
        raise BadCell("金额不能是负数")
    found = _MONEY.fullmatch(plain)
    if found is None:
        raise BadCell("不是金额，应写成以元为单位的数字，最多两位小数，如 129.90")
    amount = int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))
    if amount > MOST_FEN:
        raise BadCell(f"金额太大，最多 {MOST_FEN // 100} 元")
    return amount


def count(value: str) -> int:
    """A whole number from 0."""
    plain = unicodedata.normalize("NFKC", value)
    if re.fullmatch(r"-\d+", plain):
        raise BadCell("不能是负数")
    if not re.fullmatch(r"[0-9]{1,9}", plain):
        raise BadCell("不是整数")
    return int(plain)


def months(value: str) -> int:
    """A whole number of months."""
    parsed = count(value)
    if parsed > MOST_MONTHS:
        raise BadCell(f"应在 0 到 {MOST_MONTHS} 个月之间")
    return parsed


def number(least: float, most: float) -> Parse:
    """A decimal number between two bounds."""

    def parse_number(value: str) -> float:
        plain = unicodedata.normalize("NFKC", value)
        if not _NUMBER.fullmatch(plain):
            raise BadCell("不是数字")
        parsed = float(plain)
        if not least <= parsed <= most:
            raise BadCell(f"应在 {least:g} 到 {most:g} 之间")
        return parsed

    return parse_number


def truth(value: str) -> bool:
    """Yes or no, in English or Chinese."""
    plain = unicodedata.normalize("NFKC", value).lower()
    if plain not in _YES | _NO:
        raise BadCell("应为 true 或 false（是 或 否）")
    return plain in _YES


def serial(value: str) -> str:
    """A serial number of ours by its form; its check character is the company's own matter."""
    normal = normal_code(value)
    if not _SERIAL.fullmatch(normal):
        raise BadCell("序列号应为 SC-（2 到 6 位字母数字）-（6 位字母数字），如 SC-DEMO1-1A2B3C")
    return normal


def imei(value: str) -> str:
    """15 digits."""
    normal = normal_code(value)
    if not re.fullmatch(r"[0-9]{15}", normal):
        raise BadCell("IMEI 应为 15 位数字")
    return normal


def phone(value: str) -> str:
    """A mainland mobile number in its normal form."""
    normal = normal_phone(value)
    if normal is None:
        raise BadCell("不是手机号，应为 11 位数字")
    return normal


def window(value: str) -> str:
    """A window like 09:00-12:00."""
    normal = normal_code(value).replace("—", "-").replace("–", "-")
    if not _WINDOW.fullmatch(normal) or normal[:5] >= normal[6:]:
        raise BadCell("时段应写成 09:00-12:00 这样，开始早于结束")
    return normal
