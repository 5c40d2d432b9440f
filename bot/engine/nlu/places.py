"""Places in China: provinces, cities, districts and the streets that follow them: the entity `region`."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Set
from dataclasses import dataclass
from functools import cache
from typing import Any

from bot.engine.nlu.spans import Span

_SHORT_NAME = 2  # characters; 中山市 is no part of a street's name
_EVERYDAY = frozenset(
    {
        "东方",
        "白银",
        "日照",
        "山南",
        "海东",
        "和平",
        "长安",
        "安康",
        "三明",
        "郊区",
        "东区",
        "西区",
        "城区",
        "矿区",
        "新区",
        "市辖区",
    }
)
_STREET = (
    r"[\u4e00-\u9fff]{1,6}?(?:路|大街|街|大道|巷|弄|镇|乡|村|街道|小区|花园|广场|大厦|园区|开发区|新区|高新区|新城|社区|苑|胡同)"
    r"(?:[\d零一二两三四五六七八九十百]{1,5}(?:号院|号楼|号|弄|栋|幢|座|单元|室|层|楼|\-\d+)+)*(?:[\d]{3,4}室?)?"
)
_AFTER_PLACE = re.compile(rf"(?:{_STREET})+")
_STREET_ALONE = re.compile(
    r"(?:住在|在|住|到|离|靠近|去|我是|地址[是:]?)([\u4e00-\u9fff]{2,4}?(?:路|大道|大街|街道|镇)(?:\d{1,4}号)?)(?![由径线])"
)
_KNOWN_COUNTIES = frozenset(  # of county or district rank, yet named without the city above them
    {
        "昆山", "义乌", "江阴", "常熟", "张家港", "太仓", "晋江", "石狮", "慈溪", "余姚", "海宁", "桐乡", "诸暨", "温岭",
        "乐清", "瑞安", "宜兴", "溧阳", "如皋", "启东", "浏阳", "寿光", "荣成", "胶州", "即墨", "福清", "普宁", "仁怀",
        "都江堰", "石河子", "库尔勒", "增城", "番禺", "顺德", "浦东", "萧山", "余杭", "江宁", "滨海新区", "双流",
    }
)  # fmt: skip
_NAMED_STREET = re.compile(r"[东西南北中]?(?:路|大道|街(?!道))")  # 中山路 lies in a hundred cities
_NOT_STREETS = re.compile(r"电路|线路|短路|网路|套路|半路|马路|一路|走路|回路|油路|水路|气路|思路|网络")
_NOT_IN_STREET = re.compile(r"有|没|的|吗|哪|想|要|去|来|修|这|那|附近|能|可以|怎么|上门|师傅|我|你|在|到|买|店")


@dataclass(frozen=True)
class _Gazetteer:
    """Names by their first two characters; `inner` are short district names that count only after a city."""

    names: dict[str, tuple[str, ...]]
    inner: dict[str, tuple[str, ...]]


def find_places(text: str, boundaries: Set[int]) -> list[Span]:
    """Every place as it is written, one string each; `boundaries` are the offsets where words begin and end."""
    found, position = [], 0
    while position < len(text):
        end = _place_end(text, position, boundaries)
        if end:
            found.append(Span("region", position, end, text[position:end]))
        position = end or position + 1
    if not found:
        found = [
            Span("region", match.start(1), match.end(1), match.group(1))
            for match in _STREET_ALONE.finditer(text)
            if not _NOT_STREETS.search(match.group(1)) and not _NOT_IN_STREET.search(match.group(1))
        ]
    return found


def _place_end(text: str, position: int, boundaries: Set[int]) -> int | None:
    gazetteer = _gazetteer()
    first = _longest(text, position, gazetteer.names)
    if not first or not _stands_alone(text, position, position + len(first), boundaries):
        return None
    end = position + len(first)
    if len(first) == _SHORT_NAME and _NAMED_STREET.match(text, end):
        return None
    while True:
        gap = 1 if text[end : end + 1] in {" ", ",", "的"} and _longest(text, end + 1, gazetteer.names) else 0
        following = _longest(text, end + gap, gazetteer.names) or _longest(text, end, gazetteer.inner)
        if not following:
            break
        end += (gap if text.startswith(following, end + gap) else 0) + len(following)
    street = _AFTER_PLACE.match(text, end)
    return street.end() if street and not _NOT_IN_STREET.search(street.group()) else end


def _stands_alone(text: str, start: int, end: int, boundaries: Set[int]) -> bool:
    """Short names must be words of their own: 海南 in 上海南站 is none."""
    return end - start >= 4 or (start in boundaries and (end in boundaries or text[end - 1] in "省市区县州"))


def _longest(text: str, position: int, names: dict[str, tuple[str, ...]]) -> str | None:
    for name in names.get(text[position : position + 2], ()):
        if text.startswith(name, position):
            return name
    return None


@cache
def _gazetteer() -> _Gazetteer:
    names: set[str] = set()
    inner: set[str] = set()
    for province in _locations().values():
        names |= _names_of(province)
        for city in _below(province):
            names |= _names_of(city)
            for county in _below(city):
                full, alias = county["_full_name"], county["_alias"]
                (names if len(full) > 2 else inner).add(full)
                inner |= {alias} if isinstance(alias, str) else set(alias)
    names = (names | _KNOWN_COUNTIES) - _EVERYDAY
    return _Gazetteer(_by_start(names), _by_start(inner - _EVERYDAY))


def _names_of(place: dict[str, Any]) -> set[str]:
    alias = place["_alias"]
    return {place["_full_name"], *([alias] if isinstance(alias, str) else alias)}


def _below(place: dict[str, Any]) -> list[dict[str, Any]]:
    return [value for key, value in place.items() if not key.startswith("_") and isinstance(value, dict)]


def _by_start(names: set[str]) -> dict[str, tuple[str, ...]]:
    grouped: dict[str, list[str]] = {}
    for name in sorted(names, key=len, reverse=True):
        if len(name) >= 2:
            grouped.setdefault(name[:2], []).append(name)
    return {start: tuple(group) for start, group in grouped.items()}


def _locations() -> dict[str, dict[str, Any]]:
    """Jionlp's list of provinces, cities and counties."""
    with contextlib.redirect_stdout(io.StringIO()):  # jionlp greets on standard output when imported
        from jionlp.dictionary.dictionary_loader import china_location_loader
    locations: dict[str, dict[str, Any]] = china_location_loader(detail=False)
    return locations
