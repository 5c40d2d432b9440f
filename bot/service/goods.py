"""Goods by what the customer wrote: those that the company does not make, and the size that tells models apart."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

import bot.store

_FILE = Path(bot.store.__file__).parent / "demo" / "other_goods.yml"
_UNKNOWN = re.compile(r"不知道|不清楚|不晓得|不记得|记不|忘了|找不到|看不到|没看到|不懂|不会看")
_SEVERAL = re.compile(r"(?<![第前后\d])(?:[两二三四五六七八九十几]|[2-9]|1\d)[台部]")
_NOT_SHOWN = re.compile(
    r"(?:不是|不要|别(?:看|管|按)|没(?:问|说))(?:说|指|问|看|查|修|要)?(?:我?(?:现在|正在)?看的)?"
    r"(?:[这那]一?(?:台|款|部|种型号|个?型号|个?产品|个?商品|个?页面)|它|(?:网页|页面|屏幕)上的|我(?:现在|正在)?看的)"
)
_NOT_THAT = re.compile(r"(?:不是|不对|不(?=，)|错了|弄错|搞错|看错)")
_NOTHING_ELSE = re.compile(r"(?:[嗯啊哦你了呀呢吧，,。.!！~～\s]|不是|不对|(?:弄|搞|看)?错|[的这那]个?)+")
_NAMED_GOODS = ("product_model", "product_category")
_DENIES = re.compile(r"(?:不是|不要|不问|不看)(?:说|指|问)?(?:我的?)?(?:双创)?\s*$")
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s?(?:英?寸|匹|公斤|升(?!级)|L(?![A-Za-z]))")


def not_made(text: str) -> str | None:
    """The first kind of goods in `text` that is on the list of what is not made; None when there is none."""
    found = [(text.find(word), -len(word), word) for word in other_goods() if word in text]
    return min(found)[2] if found else None


def says_unknown(text: str) -> bool:
    """Whether the customer says that he does not know or cannot find what was asked for."""
    return bool(_UNKNOWN.search(text))


def denies_shown(text: str, just_shown: bool, names_goods: bool) -> bool:
    """Whether the customer says that the product he looks at is not the one he means.

    不是这台 says so by itself; a mere 不是, or 不是 with other goods behind it, only where it was `just_shown` to him.
    """
    if _NOT_SHOWN.search(text):
        return True
    return just_shown and bool(_NOTHING_ELSE.fullmatch(text) or (names_goods and _NOT_THAT.match(text)))


def without_denied(entities: Sequence[Mapping[str, Any]], text: str) -> list[Mapping[str, Any]]:
    """The entities without goods that are named only to say no to them: P60 in 不是P60,是P50."""
    kinds = [item.get("entity") for item in entities]
    return [item for item in entities if kinds.count(item.get("entity")) < 2 or not _is_denied(item, text)]


def _is_denied(entity: Mapping[str, Any], text: str) -> bool:
    start = entity.get("start")
    return entity.get("entity") in _NAMED_GOODS and isinstance(start, int) and bool(_DENIES.search(text[:start]))


def size_named(text: str) -> str | None:
    """The number of a size in `text`: 75 of 75 寸, 1.5 of 1.5 匹; None when there is none."""
    match = _SIZE.search(text)
    return match.group(1) if match else None


def count_named(text: str) -> str | None:
    """How many devices the text speaks of, as it is said: 两台; None for one, or where no number is said."""
    match = _SEVERAL.search(text)
    return match.group() if match else None


def has_size(name: str, size: str) -> bool:
    """Whether a product's name carries this number by itself: 1.5 is not 5."""
    return bool(re.search(rf"(?<![\d.]){re.escape(size)}(?![\d.])", name))


@lru_cache(maxsize=1)
def other_goods() -> tuple[str, ...]:
    """Every kind of goods known not to be made."""
    return tuple(str(word) for word in yaml.safe_load(_FILE.read_text(encoding="utf-8")))
