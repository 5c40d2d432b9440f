"""Visits: real free windows at the demo company, which of them fit, and why none does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from databases import NOW, Databases, make_settings, seed_to
from sqlalchemy import update

from bot.service.places import Place
from bot.service.visits import (
    Offer,
    Wish,
    fitting,
    is_served,
    mail_in_centre,
    modes_served,
    needs_district,
    offers,
    slot_times,
    spread,
    why_none,
)
from bot.settings import SHANGHAI
from bot.store import capacity
from bot.store.capacity import Slot
from bot.store.engine import Session, open_store

NANSHAN = Place("广东省", "深圳市", "南山区")
SHENZHEN = Place("广东省", "深圳市")
LUOHU = Place("广东省", "深圳市", "罗湖区")
CHAOYANG = Place("北京市", "北京市", "朝阳区")
DONGGUAN = Place("广东省", "东莞市")
LHASA = Place("西藏自治区", "拉萨市")
HONG_KONG = Place("香港特别行政区", "香港特别行政区")


@pytest.fixture
def session(sqlite_databases: Databases, tmp_path: Path) -> Iterator[Session]:
    """A session over the demo company at NOW, a Sunday at ten."""
    url = sqlite_databases.fresh("seeded", lambda url: seed_to(url, tmp_path / "var"))
    store = open_store(make_settings(tmp_path / "var", url))
    with store.transaction() as opened:
        yield opened
    store.close()


def at(day: int, hour: int, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=SHANGHAI)


def whole_day(day: int, month: int = 11) -> Wish:
    return Wish(at(day, 0, month), at(day, 23, month) + timedelta(minutes=59))


def fill(session: Session, day: date) -> None:
    """Take every place of a day."""
    table = capacity.capacity
    session.execute(update(table).where(table.c.day == day).values(taken=table.c.places))


@pytest.mark.parametrize(
    ("category", "mode", "place", "served"),
    [
        pytest.param("空调", "home", NANSHAN, True, id="large goods in a served district"),
        pytest.param("空调", "home", SHENZHEN, True, id="city without a district"),
        pytest.param("燃气灶", "home", NANSHAN, True, id="team of the whole city"),
        pytest.param("空调", "home", LHASA, False, id="no team"),
        pytest.param("手机", "home", NANSHAN, False, id="nobody goes out for a phone"),
        pytest.param("手机", "store", NANSHAN, True, id="centre in the district"),
        pytest.param("手机", "store", LHASA, False, id="no centre"),
        pytest.param("手机", "mail_in", LHASA, True, id="parcels from everywhere"),
        pytest.param("手机", "mail_in", HONG_KONG, False, id="no parcels over the customs border"),
    ],
)
def test_place_is_served_by_mode(session: Session, category: str, mode: str, place: Place, served: bool) -> None:
    assert is_served(session, category, mode, place) is served


def test_modes_that_are_possible_keep_their_order(session: Session) -> None:
    assert modes_served(session, "打印机", ("home", "store", "mail_in"), NANSHAN) == ("home", "store", "mail_in")
    assert modes_served(session, "打印机", ("home", "store", "mail_in"), LHASA) == ("mail_in",)


@pytest.mark.parametrize(
    ("category", "mode", "place", "needed"),
    [
        pytest.param("空调", "home", SHENZHEN, True, id="teams share out the districts"),
        pytest.param("空调", "home", NANSHAN, False, id="district known"),
        pytest.param("燃气灶", "home", SHENZHEN, False, id="one team for the city"),
        pytest.param("空调", "home", DONGGUAN, False, id="team of the whole city"),
        pytest.param("手机", "store", SHENZHEN, False, id="store"),
        pytest.param("空调", "home", LHASA, False, id="not served at all"),
    ],
)
def test_district_is_needed_only_where_it_decides(
    session: Session, category: str, mode: str, place: Place, needed: bool
) -> None:
    assert needs_district(session, category, mode, place) is needed


@pytest.mark.parametrize(
    ("place", "code"),
    [
        pytest.param(NANSHAN, "CT014", id="city"),
        pytest.param(DONGGUAN, "CT011", id="province"),
        pytest.param(LHASA, "CT001", id="elsewhere"),
    ],
)
def test_parcel_goes_to_the_nearest_centre_that_takes_parcels(session: Session, place: Place, code: str) -> None:
    centre = mail_in_centre(session, "手机", place)

    assert centre is not None
    assert centre.code == code


def test_home_offers_come_from_the_team_of_the_district(session: Session) -> None:
    nanshan, luohu = offers(session, "空调", "home", NANSHAN, NOW), offers(session, "空调", "home", LUOHU, NOW)

    assert {offer.slot.place_code for offer in nanshan} == {"TM014"}
    assert {offer.slot.place_code for offer in luohu} == {"TM015"}
    assert all(offer.place_address is None and offer.free > 0 for offer in nanshan)


def test_home_offers_name_each_window_once(session: Session) -> None:
    found = offers(session, "空调", "home", SHENZHEN, NOW)

    windows = [(offer.slot.day, offer.slot.window) for offer in found]
    assert len(windows) == len(set(windows))
    assert windows == sorted(windows)


def test_window_that_has_begun_is_not_offered(session: Session) -> None:
    found = offers(session, "空调", "home", NANSHAN, NOW)

    assert min(offer.start for offer in found) == at(22, 13)


def test_offers_end_with_the_calendar(session: Session) -> None:
    found = offers(session, "空调", "home", NANSHAN, NOW)

    assert max(offer.slot.day for offer in found) == NOW.date() + timedelta(days=13)


def test_store_offers_begin_with_the_centre_of_the_district(session: Session) -> None:
    found = offers(session, "手机", "store", CHAOYANG, NOW)

    codes = list(dict.fromkeys(offer.slot.place_code for offer in found))
    assert codes[0] == "CT001"
    assert set(codes) == {"CT001", "CT002", "CT003"}
    assert all(offer.place_address for offer in found)


def test_centre_that_does_not_repair_the_goods_is_not_offered(session: Session) -> None:
    found = offers(session, "电饭煲", "store", CHAOYANG, NOW)

    assert "CT003" not in {offer.slot.place_code for offer in found}


def test_parcel_has_no_windows(session: Session) -> None:
    assert offers(session, "手机", "mail_in", NANSHAN, NOW) == []


def test_full_window_is_not_offered(session: Session) -> None:
    fill(session, date(2026, 11, 25))

    found = offers(session, "空调", "home", NANSHAN, NOW)

    assert date(2026, 11, 25) not in {offer.slot.day for offer in found}


@pytest.mark.parametrize(
    ("wish", "reason"),
    [
        pytest.param(whole_day(25), None, id="free"),
        pytest.param(Wish(), None, id="any time"),
        pytest.param(whole_day(21), "past", id="yesterday"),
        pytest.param(Wish(at(22, 9), at(22, 9)), "past", id="an hour ago"),
        pytest.param(whole_day(25, 12), "beyond", id="in a month"),
        pytest.param(Wish(at(25, 18), at(25, 21)), "outside_hours", id="evening"),
        pytest.param(Wish(hours=(at(25, 19).time(), at(25, 21).time())), "outside_hours", id="any evening"),
        pytest.param(Wish(at(25, 12), at(25, 12)), "outside_hours", id="lunch"),
        pytest.param(whole_day(24), "full", id="full day"),
        pytest.param(Wish(at(24, 8), at(24, 10)), "full", id="full window"),
    ],
)
def test_reason_why_nothing_fits(session: Session, wish: Wish, reason: str | None) -> None:
    fill(session, date(2026, 11, 24))
    found = offers(session, "空调", "home", NANSHAN, NOW)

    assert why_none(found, wish, NOW) == reason


def test_today_after_the_last_window_is_outside_the_hours(session: Session) -> None:
    evening = at(22, 19)
    found = offers(session, "空调", "home", NANSHAN, evening)

    assert why_none(found, whole_day(22), evening) == "outside_hours"


def test_fitting_keeps_the_order_of_the_offers(session: Session) -> None:
    found = offers(session, "手机", "store", CHAOYANG, NOW)

    chosen = fitting(found, whole_day(25))

    assert chosen == [offer for offer in found if offer.slot.day == date(2026, 11, 25)]
    assert chosen[0].slot.place_code == "CT001"


def test_spread_shows_several_days_and_both_halves(session: Session) -> None:
    found = offers(session, "空调", "home", NANSHAN, NOW)

    chosen = spread(found, 6)

    assert len(chosen) == 6
    assert chosen[0] == found[0]
    assert len({offer.slot.day for offer in chosen}) >= 3
    assert {offer.start.hour < 12 for offer in chosen} == {True, False}
    assert chosen == sorted(chosen, key=lambda offer: offer.start)


def test_spread_prefers_the_nearest_centre(session: Session) -> None:
    chosen = spread(offers(session, "手机", "store", CHAOYANG, NOW), 6)

    assert {offer.slot.place_code for offer in chosen} == {"CT001"}


def test_spread_of_few_offers_gives_all_of_them() -> None:
    day = date(2026, 11, 25)
    few = [Offer(Slot("team", "T1", day, window), "一组", None, 1) for window in ("08:00-10:00", "10:00-12:00")]

    assert spread(few, 6) == few
    assert spread([], 6) == []


def test_slot_times_are_in_shanghai() -> None:
    first, last = slot_times(Slot("team", "T1", date(2026, 11, 25), "08:00-10:00"))

    assert (first, last) == (at(25, 8), at(25, 10))
