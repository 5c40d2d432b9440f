"""Identification: forms, check characters, and look-ups on both databases."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import insert

from bot.service import identify
from bot.service.identify import Clues
from bot.store import customers
from bot.store.devices import devices
from bot.store.engine import Store
from bot.store.products import alias_rows, product_aliases, products

PHONE, OTHER_PHONE = "13800138901", "13800138902"


@pytest.fixture
def shop(store: Store) -> Store:
    """A customer with a phone and two air conditioners; the phone and one conditioner came in one order."""
    names = {"SC-P1": ("双创 P1", "手机"), "SC-K1": ("双创 清风", "空调")}
    with store.transaction() as session:
        owner = customers.add(session, PHONE, "测试客户")
        owner_id = owner if isinstance(owner, int) else owner.id
        for model, (name, category) in names.items():
            session.execute(
                insert(products).values(
                    model=model, name=name, category=category, price_fen=1, has_imei=category == "手机"
                )
            )
            session.execute(insert(product_aliases), alias_rows(model, [model, name]))
        for serial, model, order in (
            ("SC-AA11-00000B", "SC-P1", "2026010100001"),
            ("SC-AA11-00001C", "SC-K1", "2026010100001"),
            ("SC-AA11-00002D", "SC-K1", "2026010100002"),
        ):
            session.execute(
                insert(devices).values(
                    serial=serial,
                    imei="860005504392927" if model == "SC-P1" else None,
                    model=model,
                    purchased_on=date(2026, 1, 1),
                    order_number=order,
                    customer_id=owner_id,
                )
            )
    return store


@pytest.mark.parametrize(
    ("serial", "right"),
    [
        pytest.param("SC-DEMO1-1A2B3Y", True, id="right"),
        pytest.param("SC-DEMO1-1A2B3Z", False, id="last character wrong"),
        pytest.param("SC-DEM01-1A2B3Y", False, id="zero for O"),
        pytest.param("SC-DEMO1-A12B3Y", False, id="neighbours swapped"),
    ],
)
def test_check_character_tells_a_typo(serial: str, right: bool) -> None:
    assert identify.has_right_check(serial) is right


@pytest.mark.parametrize("place", range(10))
def test_every_single_wrong_character_is_noticed(place: int) -> None:
    body = "DEMO11A2B3"
    right = identify.check_character(body)

    others = [body[:place] + other + body[place + 1 :] for other in identify.ALPHABET if other != body[place]]

    assert all(identify.check_character(other) != right for other in others)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param("SC-DEMO1-1A2B", "serial", id="serial too short"),
        pytest.param("sc demo1 1a2b3c9", "serial", id="serial too long, lower case, spaces"),
        pytest.param("86000550439292", "imei", id="fourteen digits"),
        pytest.param("202601010001", "order", id="order too short"),
        pytest.param("1380013800", "phone", id="ten digits"),
        pytest.param("不知道", None, id="no number"),
        pytest.param("2999", None, id="a price"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_unreadable_number_is_named_for_what_it_seems(text: str, kind: str | None) -> None:
    assert identify.malformed_identifier(text) == kind


@pytest.mark.parametrize(
    ("clues", "found"),
    [
        pytest.param(Clues(serials=("SC-AA11-00000B",)), 1, id="serial"),
        pytest.param(Clues(imeis=("860005504392927",)), 1, id="imei"),
        pytest.param(Clues(orders=("2026010100001",)), 2, id="order with two devices"),
        pytest.param(Clues(orders=("2026010100001",), categories=("空调",)), 1, id="order narrowed by category"),
        pytest.param(Clues(orders=("2026010100001",), categories=("冰箱",)), 2, id="order with another category"),
        pytest.param(Clues(serials=("SC-AA11-00000B", "SC-AA11-00001C")), 2, id="two serials"),
        pytest.param(Clues(serials=("SC-AA11-00000B", "SC-AA11-00000B")), 1, id="the same serial twice"),
    ],
)
def test_number_finds_its_devices(shop: Store, clues: Clues, found: int) -> None:
    with shop.reading() as session:
        finding = identify.by_number(session, clues)

    assert len(finding.devices) == found and not finding.misses


@pytest.mark.parametrize(
    ("clues", "reason"),
    [
        pytest.param(Clues(serials=("SC-DEMO1-1A2B3Y",)), "unknown", id="right form, unknown"),
        pytest.param(Clues(serials=("SC-DEMO1-1A2B3Z",)), "mistyped", id="wrong check character"),
        pytest.param(Clues(serials=("BC8F2K91QX7",)), "foreign", id="another maker's serial"),
        pytest.param(Clues(orders=("2026010199999",)), "unknown", id="unknown order"),
        pytest.param(Clues(orders=("JD123456789012",)), "foreign", id="a platform's order"),
        pytest.param(Clues(imeis=("490154203237518",)), "unknown", id="unknown imei"),
    ],
)
def test_number_that_leads_nowhere_says_why(shop: Store, clues: Clues, reason: str) -> None:
    with shop.reading() as session:
        finding = identify.by_number(session, clues)

    assert [miss.reason for miss in finding.misses] == [reason] and not finding.devices


@pytest.mark.parametrize(
    ("clues", "serials"),
    [
        pytest.param(Clues(phones=(PHONE,), categories=("手机",)), ["SC-AA11-00000B"], id="phone and category"),
        pytest.param(Clues(phones=(PHONE,), models=("双创p1",)), ["SC-AA11-00000B"], id="phone and model"),
        pytest.param(
            Clues(phones=(PHONE,), categories=("空调",)), ["SC-AA11-00001C", "SC-AA11-00002D"], id="several devices"
        ),
    ],
)
def test_phone_with_product_finds_the_owners_devices(shop: Store, clues: Clues, serials: list[str]) -> None:
    with shop.reading() as session:
        finding = identify.by_phone(session, clues)

    assert [device.serial for device in finding.devices] == serials


def test_wrong_phone_and_wrong_product_look_the_same(shop: Store) -> None:
    with shop.reading() as session:
        unknown = identify.by_phone(session, Clues(phones=(OTHER_PHONE,), categories=("手机",)))
        wrong = identify.by_phone(session, Clues(phones=(PHONE,), categories=("冰箱",)))

    assert [miss.reason for miss in unknown.misses] == [miss.reason for miss in wrong.misses] == ["unknown"]


@pytest.mark.parametrize(
    ("clues", "need"),
    [
        pytest.param(Clues(), "identifier", id="nothing"),
        pytest.param(Clues(phones=(PHONE,)), "product", id="phone only"),
        pytest.param(Clues(categories=("手机",)), "phone", id="category only"),
        pytest.param(Clues(models=("P1",)), "phone", id="model only"),
    ],
)
def test_what_is_missing_is_named(shop: Store, clues: Clues, need: str) -> None:
    with shop.reading() as session:
        assert identify.by_phone(session, clues).need == need


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("第二个", 2),
        ("2", 2),
        ("第3台的电池", 3),
        ("选两", 2),
        ("第一台那个", 1),
        ("第二个月坏了", None),
        ("修了2次", None),
        ("空调", None),
    ],
)
def test_place_in_a_row_is_read_where_one_is_meant(text: str, place: int | None) -> None:
    assert identify.place_named(text) == place


def test_mere_number_is_no_place_where_nothing_was_offered() -> None:
    assert identify.place_named("2", alone=False) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("我的序列号是 123456789", "serial"),
        ("imei是860005504392928", "imei"),
        ("订单号 20250101", "order"),
        ("序列号在哪看", None),
    ],
)
def test_number_is_taken_for_what_it_is_called(text: str, kind: str | None) -> None:
    assert identify.malformed_identifier(text) == kind


@pytest.mark.parametrize(
    ("text", "fact"),
    [("还有几天", "days"), ("哪天买的", "purchase"), ("订单号多少", "purchase"), ("今天天气怎么样", None)],
)
def test_fact_asked_after_a_verdict(text: str, fact: str | None) -> None:
    assert identify.fact_asked(text) == fact
