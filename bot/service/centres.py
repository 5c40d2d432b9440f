"""Service centres for a customer: which are near a place, when they are open, and whose number a number is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlencode

import yaml

import bot.store
from bot.service.places import Place
from bot.store import centres
from bot.store.centres import Centre
from bot.store.engine import Session
from bot.store.listed import holds

Reach = Literal["district", "city", "province", "none"]

_MAP = "https://uri.amap.com/marker"  # opens the map's app or page with the centre marked
_FILE = Path(bot.store.__file__).parent / "demo" / "contact.yml"
_HOURS = re.compile(r"周([一二三四五六日])(?:至周([一二三四五六日]))?\s+(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
_DAYS = "一二三四五六日"
_NUMBER = re.compile(r"(?<![\dA-Za-z-])\+?\d(?:[\d\s-]*\d)?(?![\dA-Za-z-])")
_HOLIDAY = re.compile(r"国庆|春节|过年|大年|元旦|清明|端午|中秋|五一|劳动节|节假日|法定|长假")
_HOURS_ASKED = re.compile(r"几点|营业|开门|关门|上班|下班|开着|周[一二三四五六日末天]|星期|礼拜|休息|时间")
_ASKS_NUMBER = re.compile(
    r"官方的?[吗么不嘛没]|是不是|真的?[吗么假]|真假|骗子?|冒充|靠谱|你们(?:的|公司的|打的|发的)?[吗么]|自称|可信|是你们"
)
_OTHER_WAYS = re.compile(
    r"微信|公众号|服务号|小程序|官网|网址|网站|app|邮箱|邮件|微博|抖音|QQ|总部|寄信|传真|海外|国外|英文", re.I
)


@dataclass(frozen=True)
class Nearby:
    """The centres of the smallest area that has some, how far the search had to reach, and how many more the city has."""

    found: tuple[Centre, ...]
    reach: Reach
    more: int = 0


@dataclass(frozen=True)
class Opening:
    """Whether a centre is open at a moment; until when, or from when next. None where its hours cannot be read."""

    is_open: bool
    closes: datetime | None
    opens: datetime | None


@dataclass(frozen=True)
class Contact:
    """The company's own ways to be reached: hotline, its hours, name of the WeChat account."""

    hotline: str
    hours: str
    wechat: str


def near(session: Session, place: Place, category: str | None = None, mode: str | None = None) -> Nearby:
    """Centres that take such goods in the district; else in the city; else in the province."""
    in_city = _fitting(centres.in_region(session, place.city), place, category, mode)
    here = [centre for centre in in_city if centre.city == place.city]
    if here:
        own = [centre for centre in here if place.district and _same(centre.district, place.district)]
        return Nearby(tuple(own), "district", len(here) - len(own)) if own else Nearby(tuple(here), "city")
    around = _fitting(centres.in_region(session, place.province), place, category, mode)
    return Nearby(tuple(around), "province" if around else "none")


def cities_of(found: Sequence[Centre]) -> list[str]:
    """The cities of the centres, each once."""
    return list(dict.fromkeys(centre.city for centre in found))


def opening(hours: str, now: datetime) -> Opening:
    """What 周一至周六 09:00-18:00 means at `now` (aware, Asia/Shanghai)."""
    for offset in range(8):
        day = now.date() + timedelta(days=offset)
        span = open_on(hours, day)
        if span is None:
            continue
        opens, closes = (datetime.combine(day, clock, now.tzinfo) for clock in span)
        if opens <= now < closes:
            return Opening(True, closes, None)
        if now < opens:
            return Opening(False, None, opens)
    return Opening(False, None, None)


def open_on(hours: str, day: date) -> tuple[time, time] | None:
    """From when to when a centre is open on a day; None when it is closed then or its hours cannot be read."""
    match = _HOURS.fullmatch(hours.strip())
    if match is None:
        return None
    first, last = _DAYS.index(match[1]), _DAYS.index(match[2] or match[1])
    days = range(first, last + 1) if first <= last else [*range(first, 7), *range(last + 1)]
    if day.weekday() not in days:
        return None
    return time(int(match[3]), int(match[4])), time(int(match[5]), int(match[6]))


def route_url(centre: Centre) -> str:
    """Where the customer's map shows a centre, from where it leads him there; nothing of him is in the address."""
    position = f"{centre.longitude:.6f},{centre.latitude:.6f}"
    return f"{_MAP}?{urlencode({'position': position, 'name': centre.name, 'coordinate': 'gaode'}, safe=',')}"


def numbers_in(text: str) -> list[str]:
    """The telephone numbers in a text as digits; a mere beginning (4008, 95) is there too, so that it can be asked for."""
    found = [re.sub(r"\D", "", match) for match in _NUMBER.findall(text)]
    return [digits.removeprefix("86") if len(digits) == 13 else digits for digits in found if len(digits) >= 2]


def is_whole(digits: str) -> bool:
    """Whether digits are a whole telephone number: a mobile, 400 and seven, an area code and a number, or 95xxx."""
    return bool(re.fullmatch(r"1\d{10}|400\d{7}|0\d{9,11}|9\d{4,7}|1\d{4}|12315", digits))


def owner_of(session: Session, digits: str) -> Centre | Contact | None:
    """Whose official number this is; None when it is none of ours."""
    if digits == _digits(contact().hotline):
        return contact()
    return next((centre for centre in centres.every(session) if _digits(centre.phone) == digits), None)


def asks_about_number(text: str) -> bool:
    """Whether it is asked if a number, a message or an account is ours."""
    return bool(_ASKS_NUMBER.search(text))


def asks_other_ways(text: str) -> bool:
    """Whether another way than a telephone number is asked for."""
    return bool(_OTHER_WAYS.search(text))


def asks_hours(text: str) -> bool:
    """Whether opening hours are asked for."""
    return bool(_HOURS_ASKED.search(text))


def asks_holiday(text: str) -> bool:
    """Whether hours on a holiday are asked for, which no record states."""
    return bool(_HOLIDAY.search(text))


@cache
def contact() -> Contact:
    """The company's own ways to be reached."""
    content = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return Contact(str(content["hotline"]), str(content["hours"]), str(content["wechat"]))


def _fitting(found: Sequence[Centre], place: Place, category: str | None, mode: str | None) -> list[Centre]:
    return [
        centre
        for centre in found
        if centre.province == place.province
        and (category is None or holds(centre.categories, category))
        and (mode is None or mode in centre.modes)
    ]


def _same(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
