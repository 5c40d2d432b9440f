"""Service centres: which are near, when they are open, and whose number a number is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from urllib.parse import parse_qs, urlsplit

import pytest
from databases import Databases, make_settings, seed_to

from bot.service import centres
from bot.service.places import Place
from bot.settings import SHANGHAI
from bot.store.engine import Session, Store, open_store

SIX_DAYS = "周一至周六 09:00-18:00"


@pytest.fixture(scope="module")
def shop(sqlite_databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The seeded demo company; nothing here depends on the kind of database."""
    folder = tmp_path_factory.mktemp("centres")
    opened = open_store(make_settings(folder, sqlite_databases.fresh("seeded", lambda url: seed_to(url, folder))))
    yield opened
    opened.close()


@pytest.fixture
def session(shop: Store) -> Iterator[Session]:
    """A session that reads."""
    with shop.reading() as reading:
        yield reading


@pytest.mark.parametrize(
    ("place", "category", "reach", "first"),
    [
        pytest.param(Place("广东省", "深圳市", "福田区"), None, "district", "双创深圳福田服务中心", id="district"),
        pytest.param(Place("广东省", "深圳市", "宝安区"), None, "city", "双创深圳南山服务中心", id="rest of the city"),
        pytest.param(Place("广东省", "深圳市"), "手机", "city", "双创深圳南山服务中心", id="city"),
        pytest.param(
            Place("广东省", "深圳市", "福田区"), "空调", "city", "双创深圳南山服务中心", id="not for these goods"
        ),
        pytest.param(Place("广东省", "湛江市"), None, "province", "双创广州天河服务中心", id="province"),
        pytest.param(
            Place("浙江省", "杭州市", "西湖区"), None, "district", "双创杭州西湖服务中心", id="same name elsewhere"
        ),
    ],
)
def test_nearest_centres_come_first(
    session: Session, place: Place, category: str | None, reach: str, first: str
) -> None:
    near = centres.near(session, place, category)

    assert (near.reach, near.found[0].name) == (reach, first)
    assert {centre.province for centre in near.found} == {place.province}


def test_place_without_any_centre_in_its_province_finds_none(session: Session) -> None:
    near = centres.near(session, Place("台湾省", "台北市"))

    assert near.reach == "none" and near.found == ()


def moment(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "is_open", "closes", "opens"),
    [
        pytest.param(moment(21, 10), True, moment(21, 18), None, id="Saturday morning"),
        pytest.param(moment(21, 8), False, None, moment(21, 9), id="before it opens"),
        pytest.param(moment(21, 18), False, None, moment(23, 9), id="closing time, Sunday is free"),
        pytest.param(moment(22, 10), False, None, moment(23, 9), id="Sunday"),
    ],
)
def test_centre_is_open_or_opens_next(
    now: datetime, is_open: bool, closes: datetime | None, opens: datetime | None
) -> None:
    found = centres.opening(SIX_DAYS, now)

    assert (found.is_open, found.closes, found.opens) == (is_open, closes, opens)


def test_hours_of_a_day_are_told_and_unreadable_ones_are_not_guessed() -> None:
    assert centres.open_on(SIX_DAYS, date(2026, 11, 21)) == (time(9), time(18))
    assert centres.open_on(SIX_DAYS, date(2026, 11, 22)) is None
    assert centres.opening("请来电", moment(21, 10)) == centres.Opening(False, None, None)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        pytest.param("400-555-0001 是你们的吗", ["4005550001"], id="with dashes"),
        pytest.param("0755 5550 0015 打来的", ["075555500015"], id="with spaces"),
        pytest.param("4008 那个号码是真的吗", ["4008"], id="a beginning"),
        pytest.param("+86 13800138000", ["13800138000"], id="country code"),
        pytest.param("官方电话", [], id="none"),
    ],
)
def test_numbers_are_read_from_a_text(text: str, numbers: list[str]) -> None:
    assert centres.numbers_in(text) == numbers


def test_number_belongs_to_a_centre_the_hotline_or_nobody(session: Session) -> None:
    centre = centres.owner_of(session, "4005550001")

    assert centre is not None and not isinstance(centre, centres.Contact) and centre.name == "双创北京朝阳服务中心"
    assert centres.owner_of(session, "4005550000") == centres.contact()
    assert centres.owner_of(session, "4008123456") is None


@pytest.mark.parametrize(
    ("digits", "whole"), [("4005550001", True), ("4008", False), ("95", False), ("95588", True), ("13800138000", True)]
)
def test_mere_beginning_of_a_number_is_not_whole(digits: str, whole: bool) -> None:
    assert centres.is_whole(digits) is whole


def test_route_leads_to_the_centre_and_tells_the_map_nothing_else(session: Session) -> None:
    centre = centres.near(session, Place("广东省", "深圳市", "南山区")).found[0]

    address = urlsplit(centres.route_url(centre))

    told = parse_qs(address.query)
    assert (address.scheme, address.netloc, address.path) == ("https", "uri.amap.com", "/marker")
    assert told["name"] == [centre.name] and told["coordinate"] == ["gaode"] and len(told) == 3
    longitude, latitude = map(float, told["position"][0].split(","))
    assert (longitude, latitude) == (centre.longitude, centre.latitude) and longitude > 100 > latitude
