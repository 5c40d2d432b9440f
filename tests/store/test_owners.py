"""Customers and devices: found by what a customer can say, personal values never readable in the database."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from bot.errors import InvalidInput
from bot.store import bookings, customers, devices
from bot.store.engine import Store
from bot.store.phones import normal_phone

SERIAL = "SC-DEMO1-1A2B3Y"
PHONE = "13800138001"  # of the first demo customer, who owns the first demo device


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        pytest.param("13800138001", PHONE, id="plain"),
        pytest.param("138 0013 8001", PHONE, id="spaces"),
        pytest.param("138-0013-8001", PHONE, id="dashes"),
        pytest.param("+86 13800138001", PHONE, id="plus 86"),
        pytest.param("008613800138001", PHONE, id="00 86"),
        pytest.param("8613800138001", PHONE, id="86"),
        pytest.param("１３８００１３８００１", PHONE, id="full width"),
        pytest.param("12800138001", None, id="no mobile prefix"),
        pytest.param("1380013800", None, id="ten digits"),
        pytest.param("138001380011", None, id="twelve digits"),
        pytest.param("010-55500002", None, id="landline"),
        pytest.param("", None, id="empty"),
        pytest.param("١٣٨٠٠١٣٨٠٠١", None, id="Arabic-Indic digits"),
    ],
)
def test_phone_has_one_normal_form(written: str, normal: str | None) -> None:
    assert normal_phone(written) == normal


def test_customer_is_found_by_any_writing_of_the_phone(store: Store) -> None:
    with store.transaction() as session:
        added = customers.add(session, "138-0013-8001", "沈一洋", "银川市兴庆区文昌路199号", "CU1")

    with store.reading() as session:
        found = customers.find_by_phone(session, "+86 138 0013 8001")
        assert found == added == customers.get(session, added.id) == customers.find_by_code(session, "CU1")
        assert customers.find_by_phone(session, "13900139000") is None
        assert customers.find_by_phone(session, "not a number") is None
    assert found is not None
    assert (found.name, found.phone, found.address) == ("沈一洋", PHONE, "银川市兴庆区文昌路199号")


def test_customer_shows_nothing_personal_when_printed(store: Store) -> None:
    with store.transaction() as session:
        added = customers.add(session, PHONE, "沈一洋", "文昌路199号")

    assert PHONE not in repr(added)
    assert "沈一洋" not in repr(added)
    assert "文昌路" not in repr(added)


def test_customer_needs_a_mobile_number(store: Store) -> None:
    with store.transaction() as session, pytest.raises(InvalidInput):
        customers.add(session, "12345", "沈一洋")


def test_no_personal_value_is_readable_in_any_table(seeded_store: Store) -> None:
    with seeded_store.reading() as session:
        owner = customers.find_by_phone(session, PHONE)
        booked = bookings.for_phone(session, "13800138005") or bookings.for_device(session, "SC-DEMO5-5J6K7O")
    assert owner is not None
    assert booked
    secrets = {PHONE, owner.name, owner.address, booked[0].phone, booked[0].contact, booked[0].address}
    needles = [secret.encode() for secret in secrets if secret]
    assert len(needles) >= 5

    stored = _everything(seeded_store)

    for needle in needles:
        assert needle not in stored


def test_device_is_found_by_serial_imei_order_and_phone(seeded_store: Store) -> None:
    with seeded_store.reading() as session:
        device = devices.find_by_serial(session, f" {SERIAL.lower()} ")
        assert device is not None
        assert device.model == "SC-P60PRO"
        assert device.imei is not None
        assert device.order_number is not None
        assert devices.find_by_imei(session, device.imei) == device
        assert device in devices.find_by_order(session, device.order_number)
        assert device in devices.find_by_customer_phone(session, PHONE)


def test_unknown_identifiers_find_nothing(seeded_store: Store) -> None:
    with seeded_store.reading() as session:
        assert devices.find_by_serial(session, "SC-NONE-000000") is None
        assert devices.find_by_imei(session, "000000000000000") is None
        assert devices.find_by_order(session, "2026010100000") == []
        assert devices.find_by_customer_phone(session, "13999999999") == []
        assert devices.find_by_customer_phone(session, "我的手机") == []


def test_devices_without_imei_do_not_match_an_empty_one(seeded_store: Store) -> None:
    with seeded_store.reading() as session:
        assert devices.find_by_imei(session, "") is None
        assert devices.find_by_order(session, "") == []


def _everything(store: Store) -> bytes:
    """All rows of all tables as bytes, as somebody with a copy of the database would see them."""
    from bot.store.tables import metadata

    seen = bytearray()
    with store.engine.connect() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(text(f'SELECT * FROM "{table.name}"')):
                for value in row:
                    seen += bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
    return bytes(seen)
