"""The demo company's files: large enough, consistent with each other, and safe as a dictionary."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings import ROOT
from bot.store.products import normal_alias

FOLDER: Path = ROOT / "bot" / "store" / "demo"
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CATEGORIES = [  # the canonical names, in the order of the contract
    "电视", "冰箱", "洗衣机", "空调", "手机", "平板", "笔记本电脑", "台式电脑", "显示器", "打印机",
    "投影仪", "耳机", "音箱", "智能手表", "相机", "路由器", "充电宝", "扫地机器人", "吸尘器", "洗碗机",
    "热水器", "净水器", "微波炉", "电饭煲", "油烟机", "燃气灶", "空气净化器", "电风扇",
]  # fmt: skip
SERIAL = re.compile(r"SC-([0-9A-Z]{2,6})-([0-9A-Z]{6})")


def read_csv(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file; a row that is too long or too short fails here."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    assert all(None not in row and None not in row.values() for row in rows)
    return rows


def read_yaml(name: str) -> Any:
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


def cell(text: str) -> list[str]:
    """The items of a CSV cell."""
    return text.split("|") if text else []


def passes_luhn(text: str, alphabet: str) -> bool:
    """Whether the last character is the Luhn mod N check character of the others."""
    total = 0
    for place, character in enumerate(reversed(text)):
        number = alphabet.index(character) * (1 + place % 2)
        total += number // len(alphabet) + number % len(alphabet)
    return total % len(alphabet) == 0


def fits(models: str, category: str) -> bool:
    """Whether a cell of models is `*` or names models of this category only."""
    return models == "*" or all(PRODUCTS[model]["category"] == category for model in cell(models))


def shared(owners: dict[Any, set[str]]) -> dict[Any, set[str]]:
    """The names that more than one record claims."""
    return {name: records for name, records in owners.items() if len(records) > 1}


CODES = [entry["code"] for entry in read_yaml("categories.yml")]
PRODUCTS = {row["model"]: row for row in read_csv("products.csv")}
PARTS = {row["code"]: row for row in read_csv("parts.csv")}
DEVICES = {row["serial"]: row for row in read_csv("devices.csv")}
CATEGORY_WORDS = {word for entry in read_yaml("categories.yml") for word in (entry["name"], *entry["aliases"])}
PROTECTED = set(read_yaml("not_devices.yml"))

UNIQUE_KEYS = {  # file → columns that make its key, how many rows it holds at least
    "products.csv": (("model",), 110),
    "parts.csv": (("code",), 210),
    "prices.csv": (("code",), 120),
    "policies.csv": (("code",), 100),
    "centres.csv": (("code",), 62),
    "teams.csv": (("code",), 31),
    "releases.csv": (("model", "version"), 64),
    "customers.csv": (("code",), 150),
    "devices.csv": (("serial",), 410),
    "repairs.csv": (("number_seq",), 31),
}


@pytest.mark.parametrize("name", UNIQUE_KEYS)
def test_every_table_is_large_enough_and_its_key_unique(name: str) -> None:
    columns, least = UNIQUE_KEYS[name]

    keys = [tuple(row[column] for column in columns) for row in read_csv(name)]

    assert len(set(keys)) == len(keys) >= least


@pytest.mark.parametrize("name", ["products.csv", "parts.csv", "prices.csv"])
def test_money_is_in_yuan_with_at_most_two_decimals(name: str) -> None:
    rows = read_csv(name)
    money = [column for column in rows[0] if column.endswith("_yuan")]

    assert money
    assert all(re.fullmatch(r"\d+(\.\d{1,2})?", row[column]) for row in rows for column in money)


def test_the_categories_are_the_28_of_the_contract_in_their_order() -> None:
    entries = read_yaml("categories.yml")

    assert [entry["name"] for entry in entries] == CATEGORIES
    assert len(set(CODES)) == 28
    assert all(set(entry["modes"]) <= {"home", "store", "mail_in"} and entry["modes"] for entry in entries)
    assert all("home" in entry["modes"] for entry in entries if entry["large"])


@pytest.mark.parametrize("name", ["products.csv", "parts.csv", "prices.csv", "policies.csv", "devices.csv"])
def test_every_category_has_its_rows(name: str) -> None:
    least = {"products.csv": 3, "prices.csv": 3}.get(name, 1)
    rows = read_csv(name)

    count = Counter(row.get("category") or PRODUCTS[row["model"]]["category"] for row in rows)

    assert set(count) == set(CODES)
    assert min(count.values()) >= least


@pytest.mark.parametrize("name", ["categories.yml", "brands.yml", "symptoms.yml"])
def test_no_alias_belongs_to_two_entries(name: str) -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for entry in read_yaml(name):
        for word in (entry["name"], *entry["aliases"]):
            owners[word.lower()].add(entry["name"])

    assert shared(owners) == {}


def test_words_that_only_contain_a_kind_of_goods_are_protected() -> None:
    accessories = {word for row in PARTS.values() if row["kind"] != "part" for word in cell(row["aliases"])}
    traps = {word for word in accessories - CATEGORY_WORDS if any(goods in word for goods in CATEGORY_WORDS)}

    assert {"手机壳", "手机号", "空调被", "电视柜", "冰箱贴", "耳机套", "平板支撑"} <= PROTECTED
    assert {word for word in traps if not word.endswith("耳机")} <= PROTECTED  # 原装耳机 of a phone is one all the same
    assert not PROTECTED & CATEGORY_WORDS
    assert not {"机器", "设备", "电脑", "主机"} & CATEGORY_WORDS


def test_a_dictionary_word_of_one_character_is_the_screen_only() -> None:
    words = [word for name in ("products.csv", "parts.csv") for row in read_csv(name) for word in cell(row["aliases"])]
    files = ("categories.yml", "brands.yml", "symptoms.yml")
    words += [word for name in files for entry in read_yaml(name) for word in entry["aliases"]]

    assert {word for word in words if len(word) < 2} == {"屏"}


def test_there_are_sixty_makers_beside_our_own_and_ordinary_words_are_marked() -> None:
    brands = read_yaml("brands.yml")

    assert [brand["name"] for brand in brands if brand.get("own")] == ["双创"]
    assert len({brand["name"] for brand in brands}) == len(brands) >= 61
    assert {"老板", "兄弟", "石头", "坚果"} <= {brand["name"] for brand in brands if brand.get("everyday")}


def test_symptoms_are_many_and_every_danger_is_marked() -> None:
    symptoms = read_yaml("symptoms.yml")
    hazards = {entry["name"] for entry in symptoms if entry["hazard"]}

    assert len({entry["code"] for entry in symptoms}) == len(symptoms) >= 70
    assert {"冒烟", "起火", "漏电", "麻手", "电池鼓包", "烧焦味", "漏气", "炸裂", "漏水靠近插座"} <= hazards
    assert all(set(entry["categories"]) <= {*CODES, "*"} for entry in symptoms)


def test_every_name_of_a_product_leads_to_one_model_only() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for row in PRODUCTS.values():
        for name in (row["model"], row["name"], *cell(row["aliases"])):
            owners[normal_alias(name)].add(row["model"])

    assert shared(owners) == {}
    assert not set(owners) & {normal_alias(word) for word in CATEGORY_WORDS | PROTECTED}
    assert not [model for model in PRODUCTS if SERIAL.fullmatch(model)]


def test_a_name_of_a_part_is_clear_for_every_model() -> None:
    owners: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in PARTS.values():
        every = [model for model, product in PRODUCTS.items() if product["category"] == row["category"]]
        for model in every if row["models"] == "*" else cell(row["models"]):
            for name in (row["name"], *cell(row["aliases"])):
                owners[model, name].add(row["code"])

    assert shared(owners) == {}


def test_parts_fit_known_models_and_only_consumables_have_a_cycle() -> None:
    rows = list(PARTS.values())

    assert all(fits(row["models"], row["category"]) for row in rows)
    assert {row["kind"] for row in rows} == {"part", "consumable", "accessory"}
    assert all(bool(row["cycle_months"]) == (row["kind"] == "consumable") for row in rows)
    assert {"0"} < {row["stock"] for row in rows}


def test_a_price_names_a_part_that_fits_its_model() -> None:
    for row in read_csv("prices.csv"):
        assert fits(row["model"], row["category"]), row
        if row["part_code"]:
            part = PARTS[row["part_code"]]
            assert part["category"] == row["category"]
            assert part["models"] == "*" or row["model"] in cell(part["models"])


def test_a_policy_names_its_source_and_a_statute_its_grade() -> None:
    rows = read_csv("policies.csv")

    assert all(row["source"] and row["covers"] and int(row["months"]) >= 0 for row in rows)
    assert {row["starts"] for row in rows} == {"purchase", "installed"}
    assert {row["grade"] for row in rows if row["kind"] == "statute"} <= {"A", "B", "B*", "C"}
    assert {row["grade"] for row in rows if row["kind"] == "brand"} == {""}
    unsourced = {"tablet", "earphones", "speaker", "camera", "range_hood", "water_heater", "watch", "router"}
    assert not unsourced & {row["category"] for row in rows if row["kind"] == "statute"}


@pytest.mark.parametrize("code", CODES)
def test_our_promise_for_the_whole_unit_has_no_gap_since_2017(code: str) -> None:
    rows = [row for row in read_csv("policies.csv") if row["category"] == code and row["kind"] == "brand"]
    own = sorted((row for row in rows if row["part"] == "整机"), key=lambda row: row["valid_from"])

    assert own[0]["valid_from"] <= "2017-01-01"
    assert own[-1]["valid_to"] == ""
    for older, newer in pairwise(own):
        assert date.fromisoformat(newer["valid_from"]) == date.fromisoformat(older["valid_to"]) + timedelta(days=1)


def test_our_promise_is_never_shorter_than_the_statute() -> None:
    rows = read_csv("policies.csv")
    statute = {(row["category"], row["part"]): int(row["months"]) for row in rows if row["kind"] == "statute"}
    brand = [row for row in rows if row["kind"] == "brand"]

    assert all(int(row["months"]) >= statute.get((row["category"], row["part"]), 0) for row in brand)


def test_no_name_in_the_policies_speaks_of_two_parts_of_a_category() -> None:
    owners: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in read_csv("policies.csv"):
        for name in (row["part"], *cell(row["aliases"])):
            owners[row["category"], name.lower()].add(row["part"])

    assert shared(owners) == {}


def test_exclusions_are_for_known_goods() -> None:
    rows = read_yaml("exclusions.yml")
    codes = {row["code"] for row in rows}

    assert len(codes) == len(rows)
    assert all(set(row["categories"]) <= {*CODES, "*"} and row["text"] and row["source"] for row in rows)
    assert {"misuse", "liquid", "self_repair", "expired", "no_proof", "force_majeure", "consumables"} <= codes


def test_centres_lie_in_china_and_every_city_has_field_teams_for_what_needs_a_visit() -> None:
    centres, teams = read_csv("centres.csv"), read_csv("teams.csv")
    visited = {entry["code"] for entry in read_yaml("categories.yml") if "home" in entry["modes"]}

    assert len({row["city"] for row in centres}) >= 31
    for row in centres:
        assert 18 < float(row["latitude"]) < 54
        assert 73 < float(row["longitude"]) < 135.1
        assert re.fullmatch(r"\d+\.\d{4}", row["latitude"])
        assert re.fullmatch(r"400-\d{3}-\d{4}|0\d{2,3}-\d{7,8}", row["phone"])
        assert re.fullmatch(r"周一至周[六日] \d\d:00-\d\d:00", row["hours"])
        assert set(cell(row["modes"])) <= {"store", "mail_in"}
        assert set(cell(row["categories"])) <= {*CODES, "*"}
    for city in {row["city"] for row in centres}:
        served = {code for row in teams if row["city"] == city for code in cell(row["categories"])}
        assert "*" in served or visited <= served, city


def test_windows_stand_for_both_kinds_of_places() -> None:
    rules = read_yaml("windows.yml")

    assert set(rules) == {"centre", "team"}
    for rule in rules.values():
        assert all(re.fullmatch(r"\d\d:\d\d-\d\d:\d\d", window) for window in rule["windows"])
        assert rule["places"] > 0
        assert set(rule["weekdays"]) <= set(range(1, 8))


def test_the_catalogue_ships_the_current_release_and_a_withdrawn_one_says_why() -> None:
    rows = read_csv("releases.csv")
    current = {row["model"]: row["version"] for row in rows if row["status"] == "current"}
    withdrawn = [row for row in rows if row["status"] == "withdrawn"]

    assert current == {model: row["main_version"] for model, row in PRODUCTS.items() if row["main_version"]}
    assert Counter(row["status"] for row in rows)["current"] == len(current)
    assert len({PRODUCTS[model]["category"] for model in current}) >= 8
    assert len(withdrawn) >= 4
    assert all(row["known_issues"] for row in withdrawn)
    known = {(row["model"], row["version"]) for row in rows}
    assert all((row["model"], row["from_version"]) in known for row in rows if row["from_version"])


def test_serials_and_imeis_carry_their_check_characters() -> None:
    for serial, row in DEVICES.items():
        match = SERIAL.fullmatch(serial)
        assert match, serial
        assert passes_luhn("".join(match.groups()), ALPHABET), serial
        assert bool(row["imei"]) == (PRODUCTS[row["model"]]["has_imei"] == "true"), serial
        assert not row["imei"] or (len(row["imei"]) == 15 and passes_luhn(row["imei"], "0123456789"))
    imeis = [row["imei"] for row in DEVICES.values() if row["imei"]]
    assert len(set(imeis)) == len(imeis)


def test_an_order_belongs_to_one_customer_and_one_day() -> None:
    orders: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in DEVICES.values():
        orders[row["order_seq"]].append(row)

    assert all(1 <= int(order) <= 99999 for order in orders)
    assert sum(len(rows) == 2 for rows in orders.values()) >= 5
    for rows in orders.values():
        assert len({(row["customer"], row["purchased_days_ago"], row["channel"]) for row in rows}) == 1


def test_devices_refer_to_models_and_customers_and_are_of_every_age() -> None:
    customers = {row["code"]: row["phone"] for row in read_csv("customers.csv")}
    ages = {int(row["purchased_days_ago"]) for row in DEVICES.values()}

    assert len(set(customers.values())) == len(customers)
    assert all(re.fullmatch(r"1[3-9]\d{9}", phone) for phone in customers.values())
    assert {row["customer"] for row in DEVICES.values()} - {""} <= set(customers)
    assert {row["channel"] for row in DEVICES.values()} == {"官网", "京东", "天猫", "门店", "运营商"}
    assert {0, 2, 8} <= ages
    assert any(355 <= age <= 365 for age in ages)
    assert max(ages) > 2000
    installed = [(row["installed_days_ago"], row["purchased_days_ago"]) for row in DEVICES.values()]
    assert all(int(done) <= int(bought) for done, bought in installed if done)


def test_the_six_devices_of_the_readme_show_one_case_each() -> None:
    shown = {s: PRODUCTS[row["model"]]["category"] for s, row in DEVICES.items() if row["note"].startswith("示例：")}

    assert sorted(shown.values()) == ["air_conditioner", "fridge", "laptop", "phone", "tv", "washer"]
    assert sorted(serial[:8] for serial in shown) == [f"SC-DEMO{n}" for n in range(1, 7)]


def test_repairs_are_of_sold_devices_and_several_were_repaired_exactly_twice() -> None:
    rows = read_csv("repairs.csv")
    faults = {entry["code"] for entry in read_yaml("symptoms.yml")}
    finished = [row for row in rows if row["closed_days_ago"]]

    for row in rows:
        assert row["fault"] in faults
        assert row["mode"] in {"home", "store", "mail_in"}
        model = DEVICES[row["serial"]]["model"]
        assert not row["part"] or PARTS[row["part"]]["category"] == PRODUCTS[model]["category"]
        assert int(row["closed_days_ago"] or 0) <= int(row["opened_days_ago"])
        assert int(row["opened_days_ago"]) <= int(DEVICES[row["serial"]]["purchased_days_ago"])
    assert len(finished) >= 25
    assert len(rows) - len(finished) >= 6
    twice = {serial for serial, count in Counter(row["serial"] for row in finished).items() if count == 2}
    assert len(twice) >= 2
    assert any(serial.startswith("SC-DEMO5-") for serial in twice)


def test_coming_visits_are_at_a_place_that_does_this_work_there() -> None:
    places = {row["code"]: row for name in ("teams.csv", "centres.csv") for row in read_csv(name)}
    windows = read_yaml("windows.yml")
    visits = [row for row in read_csv("repairs.csv") if row["place"]]

    for row in visits:
        place = places[row["place"]]
        category = PRODUCTS[DEVICES[row["serial"]]["model"]]["category"]
        _, city, district = row["region"].split("/")
        assert place["city"] == city
        assert place["categories"] == "*" or category in place["categories"].split("|")
        assert row["mode"] == ("home" if row["place"].startswith("TM") else "store")
        assert row["window"] in windows["team" if row["mode"] == "home" else "centre"]["windows"]
        assert 1 <= int(row["visit_in_days"]) <= 7 and not row["closed_days_ago"]
        if row["mode"] == "home":
            assert place["districts"] == "*" or district in place["districts"].split("|")
    assert len(visits) >= 5


def test_devices_of_the_readme_have_no_open_repair() -> None:
    running = {row["serial"] for row in read_csv("repairs.csv") if not row["closed_days_ago"]}

    assert [serial for serial in running if serial.startswith("SC-DEMO")] == []


def test_sources_told_to_customers_name_the_rule_only() -> None:
    sources = {row["source"] for name in ("policies.csv",) for row in read_csv(name)}
    sources |= {row["source"] for name in ("exclusions.yml", "repair_guarantees.yml") for row in read_yaml(name)}

    assert [source for source in sources if re.search("转载|官网|晚报", source)] == []
