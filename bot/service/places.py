"""Places in China as customers name them, resolved to province, city and district.

A text yields no place (unknown), one (clear) or several (朝阳区 is in 北京 and in 长春). Short names count as places only
where they can mean nothing else: after the city they belong to, or when the whole answer is the name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.store import regions
from bot.store.regions import Region

_LONGEST = 16  # characters of the longest name on file
_UNITS = ("省", "市", "区", "县", "自治州", "自治区")
_GAP = re.compile(r"[\s,，、的/\-·]{0,2}")
_STREET_TAIL = re.compile(r"[东南西北中]?(?:路|大道|大街|街(?!道)|巷|弄|胡同|高速)|大学|银行|牌|人(?!民)|产的?|菜|话")
_EVERYDAY = re.compile(  # names of cities that are words of everyday speech
    r"开封|安康|日照|白银|东方|三明|山南|海东|来宾|大同|合作|安顺|中山|保定|平凉|自贡|和田|万宁|文昌|天门|临夏|安宁|平安"
)
_INSIDE = re.compile(r"西安(?=[全装静排心稳抚])|大连(?=[接续锁不上])|上海(?=鲜)|海口(?=味)|宁波(?=动)|南宁(?=静)")
_LEAD = re.compile(
    r"^(?:(?:那个|那就|嗯+|哦|额|呃|不对|不是|错了|应该|就是|就|是|我们|我|家|人|公司|单位|现在|目前|住|地址|区域|地区|城市|在|位于|到|去|改成|改到|换成|换到)[\s,，:：。]?)+"
)
_TAIL = re.compile(
    r"(?:那边|那里|那儿|这边|这里|这儿|的|呢|啊|呀|哦|吧|哈|了|市里|市区|城里|区里|这个区|附近|周边|一带|[\s,，。.!！~～])+$"
)
_DENIED = re.compile(r"(?:不是|不在|不住|别去|没在|离开)(?:在|住)?$")
_LEVELS = {"province": 0, "city": 1, "district": 2}


@dataclass(frozen=True)
class Place:
    """A city or one of its districts, under full names; in a municipality city and province bear the same name."""

    province: str
    city: str
    district: str | None = None

    @property
    def name(self) -> str:
        """How it is called before customers: 深圳市南山区, 北京市朝阳区."""
        return f"{self.city}{self.district or ''}"

    @property
    def path(self) -> str:
        """How a booking stores it: 广东省/深圳市/南山区."""
        return "/".join(part for part in (self.province, self.city, self.district) if part)

    @property
    def has_districts(self) -> bool:
        """Whether the city is divided further, so that a district can be asked for."""
        return bool(regions.districts_of(self.province, self.city))

    def holds(self, other: Place) -> bool:
        """Whether the other lies in this one or is the same."""
        same_city = (self.province, self.city) == (other.province, other.city)
        return same_city and self.district in (None, other.district)

    def to_json(self) -> dict[str, str | None]:
        """The shape in which a slot carries it."""
        return {"province": self.province, "city": self.city, "district": self.district}

    @classmethod
    def from_json(cls, value: object) -> Place | None:
        """The place of a slot's value; None for anything that is none."""
        if not isinstance(value, Mapping) or not value.get("province") or not value.get("city"):
            return None
        district = value.get("district")
        return cls(str(value["province"]), str(value["city"]), str(district) if district else None)

    @classmethod
    def from_path(cls, path: str) -> Place | None:
        """The place that a booking stores under `region`."""
        parts = path.split("/")
        return cls(*parts) if len(parts) in (2, 3) and all(parts) else None


@dataclass(frozen=True)
class _Hit:
    """A stretch of the text that names one or more regions."""

    start: int
    end: int
    regions: tuple[Region, ...]


def resolve(text: str, within: Place | None = None) -> tuple[Place, ...]:
    """The places that a text names: none, one, or the several that it may mean.

    `within` is what is known already: with 深圳 on the table, 南山 is clear. A province alone gives its cities.
    """
    plain = _plain(text)
    found = _most_exact(_places(hit.regions) for hit in _chains(plain, within) if not _is_denied(plain, hit))
    if within and len(found) > 1:
        nearer = tuple(place for place in found if Place(within.province, within.city).holds(place))
        return nearer or found
    return found


def province_named(text: str) -> str | None:
    """The full name of the only province that a text names without a city: the question is then which city."""
    found = {region for hit in _chains(_plain(text), None) for region in hit.regions}
    only = next(iter(found)) if len(found) == 1 else None
    return only.province if only and only.level == "province" and regions.cities_of(only.province) else None


def place_spans(text: str) -> list[tuple[int, int]]:
    """Where places stand in a text (after NFKC), so that an address can be read on from there."""
    return [(hit.start, hit.end) for hit in _chains(unicodedata.normalize("NFKC", text), None)]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _is_denied(text: str, hit: _Hit) -> bool:
    """不是深圳，是广州: what is denied is not meant; 不是，深圳 is."""
    return bool(_DENIED.search(text[: hit.start]))


def _most_exact(groups: Iterable[tuple[Place, ...]]) -> tuple[Place, ...]:
    """Several names in one text: what lies in another replaces it; else every one of them is possible."""
    kept: list[Place] = []
    for group in groups:
        if len(group) > 1 and any(place.holds(known) for known in kept for place in group):
            continue
        if narrowed := tuple(place for place in group if any(known.holds(place) for known in kept)):
            kept = [known for known in kept if not any(known.holds(place) for place in narrowed)]
            group = narrowed
        kept += [place for place in group if not any(place.holds(known) for known in kept)]
    return tuple(kept)


def _chains(text: str, within: Place | None) -> Iterator[_Hit]:
    """Every run of names that belong together: 广东省深圳市南山区 is one."""
    position = 0
    while position < len(text):
        hit = _first(text, position, within)
        while hit and (longer := _continued(text, hit)):
            hit = longer
        if hit:
            yield hit
        position = hit.end if hit else position + 1


def _first(text: str, position: int, within: Place | None) -> _Hit | None:
    """The longest name that may begin a run here."""
    for name in _names_at(text, position):
        hit = _Hit(position, position + len(name), _by_rank(regions.by_name()[name], name))
        if _counts(text, hit, name, within):
            return hit
    return None


def _counts(text: str, hit: _Hit, name: str, within: Place | None) -> bool:
    """Whether a name without a city before it is a place."""
    if _is_whole(text, hit):
        return True
    if _STREET_TAIL.match(text, hit.end) or _INSIDE.match(text, hit.start):
        return False
    official = name in regions.full_names() or name.endswith(_UNITS)
    if official and len(name) > 2:
        return True
    region = hit.regions[0]
    if region.level != "district" and not region.own_name.endswith("县") and not _EVERYDAY.fullmatch(name):
        return True
    if _continued(text, hit) or (within and any(_lies_in(region, within) for region in hit.regions)):
        return True
    return _begins_address(text, hit)


def _begins_address(text: str, hit: _Hit) -> bool:
    """南山科技园路5号, 我住海淀中关村: a short name at the head of something with a street or a number."""
    before = _LEAD.sub("", text[: hit.start])
    return not before and bool(
        re.match(
            r"[\u4e00-\u9fff\w]{0,14}?(?:路|街|道|号|村|镇|小区|花园|园|苑|附近|周边|一带|那边|这边)", text[hit.end :]
        )
    )


def _is_whole(text: str, hit: _Hit) -> bool:
    return not _LEAD.sub("", text[: hit.start]) and not _TAIL.sub("", text[hit.end :] + " ").strip()


def _continued(text: str, hit: _Hit) -> _Hit | None:
    """The run with the next name, when that lies in what is named already: 深圳 + 南山."""
    gap = _GAP.match(text, hit.end)
    start = gap.end() if gap else hit.end
    for name in _names_at(text, start):
        below = tuple(region for region in regions.by_name()[name] if _is_below(region, hit.regions))
        if below and not _STREET_TAIL.match(text, start + len(name)):
            return _Hit(hit.start, start + len(name), _by_rank(below, name))
    return None


def _is_below(region: Region, above: tuple[Region, ...]) -> bool:
    return any(_LEVELS[region.level] > _LEVELS[upper.level] and _shares(region, upper) for upper in above)


def _shares(region: Region, upper: Region) -> bool:
    return region.province == upper.province and (upper.city is None or region.city == upper.city)


def _lies_in(region: Region, place: Place) -> bool:
    return (region.province, region.city) == (place.province, place.city) and region.district is not None


def _names_at(text: str, position: int) -> Iterator[str]:
    """The names on file that begin here, the longest first."""
    names = regions.by_name()
    for length in range(min(_LONGEST, len(text) - position), 1, -1):
        if (name := text[position : position + length]) in names:
            yield name


def _by_rank(found: tuple[Region, ...], name: str) -> tuple[Region, ...]:
    """What a bare name means: an official name itself; 大同 the city, not the district of 大庆; 朝阳 both, for 北京 has one."""
    exact = tuple(region for region in found if region.own_name == name)
    if exact:
        return _highest(exact)
    if any(region.level == "province" for region in found):
        return _highest(found)
    cities = tuple(region for region in found if region.level == "city")
    if cities and not any(region.province == region.city for region in found if region.level == "district"):
        return cities
    return found


def _highest(found: tuple[Region, ...]) -> tuple[Region, ...]:
    top = min(_LEVELS[region.level] for region in found)
    if top == 0 and any(region.province == region.city for region in found):
        return tuple(region for region in found if region.province == region.city)  # 北京市 is a city to its people
    return tuple(region for region in found if _LEVELS[region.level] == top)


def _places(found: tuple[Region, ...]) -> tuple[Place, ...]:
    """The places of regions; a province stands for its cities, one without cities for itself."""
    places: list[Place] = []
    for region in found:
        if region.city is None:
            below = regions.cities_of(region.province)
            places += [Place(city.province, city.city or city.province) for city in below]
            places += [] if below else [Place(region.province, region.province)]
        else:
            places.append(Place(region.province, region.city, region.district))
    return tuple(dict.fromkeys(places))
