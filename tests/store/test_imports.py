"""Imports: good files of all three formats are stored, bad ones name every fault and change nothing."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
import yaml
from sqlalchemy import func, select

from bot.errors import BadFile
from bot.store import audit, capacity, centres, customers, devices, parts, policies, prices, products, releases
from bot.store.capacity import Slot
from bot.store.engine import Store
from bot.store.imports import KINDS, ImportReport, import_file
from bot.store.tables import metadata

PRODUCTS = """\
model,name,category,aliases,price_yuan,launched_on,has_imei,main_version
SC-A1,双创 A1,手机,A1|阿一,1299.90,2024-03-05,true,1.0
SC-T9,双创 T9 电视,tv,,"2,999",2024/3/5,否,
"""
CUSTOMERS = "code,name,phone,address\nC1,甲,138 0013 8001,某路1号\nC2,乙,13800138002,\n"
DEVICES = """\
serial,imei,model,purchased_on,installed_on,channel,order_number,customer,note
SC-AB12-000001,860000000000001,SC-A1,2026-01-31,,官网,2026013100001,C1,
sc-ab12-000002,,SC-T9,2026-02-01,2026-02-03,门店,2026020100002,,送装
"""
CENTRES = """\
code,name,province,city,district,address,latitude,longitude,phone,categories,modes,hours
CT1,一号网点,广东省,深圳市,南山区,科苑路1号,22.5431,113.9344,400-555-0001,*,store|mail_in,周一至周六 09:00-18:00
"""
CAPACITY = """\
place_kind,place_code,day,window,places
centre,CT1,2026-11-23,09:00-12:00,4
centre,CT1,2026-11-23,13:00-15:00,2
"""
PARTS = """\
code,name,aliases,category,models,kind,price_yuan,stock,cycle_months,genuine
P1,屏幕,屏|显示屏,phone,SC-A1,part,399,12,,true
P2,滤芯,,净水器,*,consumable,99.5,0,12,true
"""
PRICES = """\
code,category,model,item,aliases,labour_yuan,part_code,visit_yuan,includes
R1,手机,SC-A1,换屏,碎屏,80,P1,0,含检测
R2,空调,*,上门检测,,50,,30,
"""
POLICIES = """\
code,category,part,aliases,months,starts,kind,source,grade,valid_from,valid_to,covers
W1,手机,整机,整台,12,purchase,statute,移动电话机三包规定,B*,2001-11-15,,性能故障
W2,手机,电池,,6,purchase,brand,双创保修政策,,2019-01-01,2024-12-31,性能故障
"""
RELEASES = """\
model,version,released_on,size_mb,status,from_version,notes,known_issues,source
SC-A1,2.1.0,2026-10-01,512.5,current,2.0.0,修复断连,,公告
"""
ORDER = {
    "products": PRODUCTS,
    "customers": CUSTOMERS,
    "devices": DEVICES,
    "centres": CENTRES,
    "capacity": CAPACITY,
    "parts": PARTS,
    "prices": PRICES,
    "policies": POLICIES,
    "releases": RELEASES,
}


def _write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def _import(store: Store, folder: Path, kind: str, content: str | bytes, ending: str = "csv") -> ImportReport:
    return import_file(store, kind, _write(folder, f"{kind}.{ending}", content))


def _faults(store: Store, folder: Path, kind: str, content: str | bytes, ending: str = "csv") -> list[tuple[int, str]]:
    """The faults of a bad file; checks that it changed nothing."""
    before = _counts(store)
    with pytest.raises(BadFile) as caught:
        _import(store, folder, kind, content, ending)
    assert _counts(store) == before
    return caught.value.rows


def _counts(store: Store) -> dict[str, int]:
    with store.reading() as session:
        return {
            name: session.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in metadata.tables.items()
        }


@pytest.fixture
def filled(store: Store, tmp_path: Path) -> Store:
    """A store with one good file of every kind imported."""
    for kind, content in ORDER.items():
        _import(store, tmp_path, kind, content)
    return store


def test_every_kind_is_imported_and_found(filled: Store) -> None:
    assert set(ORDER) == set(KINDS)
    with filled.reading() as session:
        product = products.get(session, "SC-A1")
        television = products.find_by_alias(session, "双创t9电视")
        device = devices.find_by_serial(session, "SC-AB12-000001")
        owner = customers.find_by_phone(session, "13800138001")
        second = devices.find_by_serial(session, "SC-AB12-000002")
        centre = centres.get(session, "CT1")
        opening = capacity.get(session, Slot("centre", "CT1", date(2026, 11, 23), "09:00-12:00"))
        part, consumable = parts.get(session, "P1"), parts.get(session, "P2")
        price = prices.get(session, "R1")
        current = policies.applicable(session, "手机", date(2026, 1, 1))
        release = releases.current(session, "SC-A1")

    assert product is not None
    assert (product.price_fen, product.category, product.has_imei) == (129990, "手机", True)
    assert [(found.price_fen, found.category, found.main_version) for found in television] == [(299900, "电视", None)]
    assert device is not None
    assert owner is not None
    assert (device.customer_id, owner.code, owner.name) == (owner.id, "C1", "甲")
    assert second is not None
    assert (second.installed_on, second.customer_id, second.note) == (date(2026, 2, 3), None, "送装")
    assert centre is not None
    assert (centre.categories, centre.modes, centre.latitude) == (("*",), ("store", "mail_in"), 22.5431)
    assert opening is not None
    assert opening.places == 4
    assert part is not None
    assert (part.models, part.price_fen, part.category) == (("SC-A1",), 39900, "手机")
    assert consumable is not None
    assert (consumable.models, consumable.price_fen, consumable.cycle_months) == (("*",), 9950, 12)
    assert price is not None
    assert (price.labour_fen, price.part_code, price.visit_fen) == (8000, "P1", 0)
    assert [policy.code for policy in current] == ["W1"]
    assert release is not None
    assert (release.released_on, release.size_mb) == (date(2026, 10, 1), 512.5)


def test_import_is_written_to_the_audit_trail(filled: Store) -> None:
    with filled.reading() as session:
        assert [entry.details for entry in audit.for_subject(session, "products")] == [
            {"added": 2, "rows": 2, "updated": 0}
        ]
        assert audit.verify(session) is None


@pytest.mark.parametrize("ending", ["yml", "yaml", "json"])
@pytest.mark.parametrize("kind", ["products", "centres"])
def test_yaml_and_json_store_the_same_as_csv(store: Store, tmp_path: Path, kind: str, ending: str) -> None:
    import csv

    rows = list(csv.DictReader(ORDER[kind].splitlines()))
    records = [{name: value.split("|") if "|" in value else value for name, value in row.items()} for row in rows]
    content = json.dumps(records) if ending == "json" else yaml.safe_dump(records, allow_unicode=True)
    _import(store, tmp_path, kind, ORDER[kind])
    with store.reading() as session:
        before = [tuple(row) for row in session.execute(select(KINDS[kind].table))]

    report = _import(store, tmp_path, kind, content, ending)

    assert report == ImportReport(kind, len(rows), 0, len(rows))
    with store.reading() as session:
        assert [tuple(row) for row in session.execute(select(KINDS[kind].table))] == before


def test_typed_values_of_yaml_and_json_are_taken_as_written(store: Store, tmp_path: Path) -> None:
    _import(store, tmp_path, "products", PRODUCTS)
    content = "- {serial: SC-AB12-000001, model: SC-A1, purchased_on: 2026-01-31, phone: 13800138001, imei: ~}\n"
    assert _import(store, tmp_path, "devices", content, "yml").added == 1
    record = {"model": "SC-N1", "name": "新", "category": "手机", "price_yuan": 1299.90, "has_imei": True}
    assert _import(
        store, tmp_path, "products", json.dumps([{**record, "aliases": ["N1"], "launched_on": None}]), "json"
    )

    with store.reading() as session:
        assert len(devices.find_by_customer_phone(session, "13800138001")) == 1
        found = products.find_by_alias(session, "n1")
    assert [(product.price_fen, product.has_imei) for product in found] == [(129990, True)]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\xef\xbb\xbf" + CUSTOMERS.encode(), id="byte order mark"),
        pytest.param(CUSTOMERS.replace("\n", "\r\n"), id="CRLF"),
        pytest.param("\n" + CUSTOMERS.replace("\n", "\n\n"), id="blank lines"),
        pytest.param(CUSTOMERS.replace("C1,甲", ' C1 ,"甲"'), id="spaces and quotes"),
        pytest.param(CUSTOMERS.rstrip("\n"), id="no line end"),
    ],
)
def test_usual_writings_of_csv_are_read(store: Store, tmp_path: Path, content: str | bytes) -> None:
    assert _import(store, tmp_path, "customers", content).added == 2


def test_importing_again_updates_and_keeps_absent_columns(filled: Store, tmp_path: Path) -> None:
    report = _import(filled, tmp_path, "products", "model,name,category,price_yuan\nsc-a1,双创 A1 改,手机,1\n")
    devices_report = _import(
        filled,
        tmp_path,
        "devices",
        "serial,model,purchased_on\nSC-AB12-000001,SC-A1,2026-03-01\nSC-NEW1-000001,SC-A1,2026-03-01\n",
    )

    assert report == ImportReport("products", 1, 0, 1)
    assert devices_report == ImportReport("devices", 2, 1, 1)
    with filled.reading() as session:
        product = products.get(session, "SC-A1")
        device = devices.find_by_serial(session, "SC-AB12-000001")
        assert products.find_by_alias(session, "阿一") == [product]
        assert products.find_by_alias(session, "双创A1改") == [product]
    assert product is not None
    assert (product.price_fen, product.main_version, product.has_imei) == (100, "1.0", True)
    assert device is not None
    assert (device.purchased_on, device.channel, device.imei) == (date(2026, 3, 1), "官网", "860000000000001")
    assert device.customer_id is not None


def test_new_list_of_aliases_replaces_the_old_one(filled: Store, tmp_path: Path) -> None:
    _import(filled, tmp_path, "products", "model,name,category,price_yuan,aliases\nSC-A1,双创 A1,手机,1,甲一\n")

    with filled.reading() as session:
        assert products.find_by_alias(session, "阿一") == []
        assert len(products.find_by_alias(session, "甲一")) == 1


def test_phone_in_devices_links_or_creates_the_customer(filled: Store, tmp_path: Path) -> None:
    content = (
        "serial,model,purchased_on,phone\n"
        "SC-LNK1-000001,SC-A1,2026-03-01,13800138001\n"
        "SC-LNK1-000002,SC-A1,2026-03-01,13900139000\n"
        "SC-LNK1-000003,SC-A1,2026-03-01,139-0013-9000\n"
    )

    _import(filled, tmp_path, "devices", content)

    with filled.reading() as session:
        assert len(devices.find_by_customer_phone(session, "13800138001")) == 2
        assert len(devices.find_by_customer_phone(session, "13900139000")) == 2
        created = customers.find_by_phone(session, "13900139000")
    assert created is not None
    assert (created.code, created.name) == (None, None)


def test_customer_known_by_phone_only_gets_his_code_and_name(filled: Store, tmp_path: Path) -> None:
    _import(
        filled, tmp_path, "devices", "serial,model,purchased_on,phone\nSC-LNK1-000002,SC-A1,2026-03-01,13900139000\n"
    )

    _import(filled, tmp_path, "customers", "code,name,phone\nC3,丙,13900139000\n")

    with filled.reading() as session:
        named = customers.find_by_phone(session, "13900139000")
        assert len(devices.find_by_customer_phone(session, "13900139000")) == 1
    assert named is not None
    assert (named.code, named.name) == ("C3", "丙")


def test_known_customer_with_a_phone_from_a_device_list_takes_over_its_devices(filled: Store, tmp_path: Path) -> None:
    _import(
        filled,
        tmp_path,
        "devices",
        "serial,model,purchased_on,phone\nSC-AB12-000007,SC-A1,2026-01-01,13900139007\n",
    )

    _import(filled, tmp_path, "customers", "code,name,phone\nC1,甲,13900139007\n")

    with filled.reading() as session:
        owner = customers.find_by_code(session, "C1")
        found = devices.find_by_customer_phone(session, "13900139007")
    assert owner is not None
    assert owner.phone == "13900139007"
    assert {device.serial for device in found} == {"SC-AB12-000001", "SC-AB12-000007"}
    assert {device.customer_id for device in found} == {owner.id}


def test_one_order_may_have_several_devices(filled: Store, tmp_path: Path) -> None:
    rows = "".join(f"SC-AB12-00001{digit},SC-A1,2026-01-01,ORDER1\n" for digit in range(3))

    _import(filled, tmp_path, "devices", "serial,model,purchased_on,order_number\n" + rows)

    with filled.reading() as session:
        assert len(devices.find_by_order(session, "order1")) == 3


def test_full_width_numbers_are_read_like_others(filled: Store, tmp_path: Path) -> None:
    row = "CT9,九号网点,北京市,北京市,东城区,某路9号,３９．９,１１６．４,400,store,周一至周六 09:00-18:00\n"

    _import(
        filled,
        tmp_path,
        "centres",
        "code,name,province,city,district,address,latitude,longitude,phone,modes,hours\n" + row,
    )

    with filled.reading() as session:
        stored = session.execute(select(centres.centres).where(centres.centres.c.code == "CT9")).mappings().one()
    assert (stored["latitude"], stored["longitude"]) == (39.9, 116.4)


def test_empty_list_of_aliases_is_a_good_one(filled: Store, tmp_path: Path) -> None:
    content = '[{"model": "SC-A1", "name": "双创 A1", "category": "手机", "aliases": [], "price_yuan": 1}]'

    _import(filled, tmp_path, "products", content, "json")

    with filled.reading() as session:
        assert products.find_by_alias(session, "阿一") == []
        assert products.find_by_alias(session, "双创 A1")


def test_check_character_of_a_serial_is_the_companys_own_matter(filled: Store, tmp_path: Path) -> None:
    for last in "0123":
        row = f"serial,model,purchased_on\nSC-CHK1-00000{last},SC-A1,2026-03-01\n"
        assert _import(filled, tmp_path, "devices", row).added == 1


def test_places_may_not_fall_below_what_is_booked(filled: Store, tmp_path: Path) -> None:
    with filled.transaction() as session:
        for _ in range(3):
            assert capacity.take(session, Slot("centre", "CT1", date(2026, 11, 23), "09:00-12:00"))
    row = "place_kind,place_code,day,window,places\ncentre,CT1,2026-11-23,09:00-12:00,{}\n"

    assert _faults(filled, tmp_path, "capacity", row.format(2)) == [(2, "places：“2”少于已预约出去的 3 个")]
    _import(filled, tmp_path, "capacity", row.format(3))

    with filled.reading() as session:
        opening = capacity.get(session, Slot("centre", "CT1", date(2026, 11, 23), "09:00-12:00"))
    assert opening is not None
    assert (opening.places, opening.taken) == (3, 3)
