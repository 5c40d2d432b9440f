"""Places: how customers name them, and which province, city and district they mean."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest

from bot.service.places import Place, place_spans, province_named, resolve
from bot.store import regions

DEMO = Path(regions.__file__).parent / "demo"

CLEAR = [
    ("深圳", "广东省/深圳市"),
    ("深圳市", "广东省/深圳市"),
    ("深圳南山", "广东省/深圳市/南山区"),
    ("深圳市南山", "广东省/深圳市/南山区"),
    ("深圳 南山区", "广东省/深圳市/南山区"),
    ("在深圳，南山", "广东省/深圳市/南山区"),
    ("深圳的南山区", "广东省/深圳市/南山区"),
    ("广东省深圳市南山区科技园路5号", "广东省/深圳市/南山区"),
    ("广东深圳", "广东省/深圳市"),
    ("我在深圳那边", "广东省/深圳市"),
    ("上海浦东新区张江", "上海市/上海市/浦东新区"),
    ("浦东", "上海市/上海市/浦东新区"),
    ("上海南站附近", "上海市/上海市"),
    ("上海南京路", "上海市/上海市"),
    ("魔都", "上海市/上海市"),
    ("闸北", "上海市/上海市/静安区"),
    ("北京市", "北京市/北京市"),
    ("北京朝阳", "北京市/北京市/朝阳区"),
    ("北京市朝阳区建国路88号", "北京市/北京市/朝阳区"),
    ("长春朝阳", "吉林省/长春市/朝阳区"),
    ("辽宁朝阳", "辽宁省/朝阳市"),
    ("我住海淀中关村", "北京市/北京市/海淀区"),
    ("重庆渝北", "重庆市/重庆市/渝北区"),
    ("吉林市", "吉林省/吉林市"),
    ("西安长安", "陕西省/西安市/长安区"),
    ("东莞长安", "广东省/东莞市/长安镇"),
    ("东莞虎门", "广东省/东莞市/虎门镇"),
    ("江苏南京鼓楼", "江苏省/南京市/鼓楼区"),
    ("成都高新区", "四川省/成都市/高新区"),
    ("苏州工业园区", "江苏省/苏州市/工业园区"),
    ("苏州园区", "江苏省/苏州市/工业园区"),
    ("济南市中区", "山东省/济南市/市中区"),
    ("内蒙呼和浩特", "内蒙古自治区/呼和浩特市"),
    ("延边延吉", "吉林省/延边朝鲜族自治州/延吉市"),
    ("湖北仙桃", "湖北省/仙桃市"),
    ("开封", "河南省/开封市"),
    ("我在开封", "河南省/开封市"),
    ("大同", "山西省/大同市"),
    ("白银", "甘肃省/白银市"),
    ("天津河北区", "天津市/天津市/河北区"),
    ("大连中山区", "辽宁省/大连市/中山区"),
    ("不是深圳，是广州", "广东省/广州市"),
    ("不对，是广州", "广东省/广州市"),
    ("沙县", "福建省/三明市/沙县区"),
    ("香港", "香港特别行政区/香港特别行政区"),
]


@pytest.mark.parametrize(("text", "path"), [pytest.param(*row, id=row[0]) for row in CLEAR])
def test_clear_place_is_resolved(text: str, path: str) -> None:
    found = resolve(text)

    assert [place.path for place in found] == [path]


@pytest.mark.parametrize(
    ("text", "cities"),
    [
        pytest.param("朝阳区", {"北京市", "长春市"}, id="朝阳区"),
        pytest.param("朝阳", {"北京市", "长春市", "朝阳市"}, id="朝阳"),
        pytest.param("鼓楼区", {"南京市", "徐州市", "开封市", "福州市"}, id="鼓楼区"),
        pytest.param("和平区", {"天津市", "沈阳市"}, id="和平区"),
        pytest.param("长安", {"东莞市", "石家庄市", "西安市"}, id="长安"),
        pytest.param("西湖区", {"杭州市", "南昌市"}, id="西湖区"),
        pytest.param("南山科技园路5号", {"深圳市", "鹤岗市"}, id="short district before a street"),
    ],
)
def test_ambiguous_name_gives_every_place_that_bears_it(text: str, cities: set[str]) -> None:
    found = resolve(text)

    assert {place.city for place in found} == cities


@pytest.mark.parametrize(
    "text",
    [
        "", "随便", "火星", "阿凡达市", "东方明珠", "这个东西安全吗", "大连接不上", "刚开封就坏了", "我大方一点", "合作愉快", "我叫安宁",
        "南京路100号", "深圳大道", "科技园路5号", "朝阳路", "屏幕日照看不清", "好的", "😀", "13800138000",
    ],
)  # fmt: skip
def test_text_without_a_place_gives_none(text: str) -> None:
    assert resolve(text) == ()


@pytest.mark.parametrize(
    ("text", "within", "path"),
    [
        pytest.param("南山", Place("广东省", "深圳市"), "广东省/深圳市/南山区", id="city known"),
        pytest.param(
            "朝阳区", Place("北京市", "北京市", "海淀区"), "北京市/北京市/朝阳区", id="another district of it"
        ),
        pytest.param("就白云吧", Place("广东省", "广州市"), "广东省/广州市/白云区", id="everyday word"),
        pytest.param("上海", Place("广东省", "深圳市"), "上海市/上海市", id="another city"),
    ],
)
def test_known_city_settles_a_district(text: str, within: Place, path: str) -> None:
    found = resolve(text, within)

    assert [place.path for place in found] == [path]


@pytest.mark.parametrize(
    ("text", "province"),
    [
        pytest.param("广东", "广东省", id="short"),
        pytest.param("我在广西", "广西壮族自治区", id="autonomous region"),
        pytest.param("海南", "海南省", id="province before district"),
        pytest.param("北京", None, id="municipality is a city"),
        pytest.param("广东深圳", None, id="city named"),
        pytest.param("香港", None, id="without cities"),
        pytest.param("随便", None, id="no place"),
    ],
)
def test_province_alone_asks_for_the_city(text: str, province: str | None) -> None:
    assert province_named(text) == province


def test_province_alone_gives_all_its_cities() -> None:
    found = resolve("广东省")

    assert len(found) == 21
    assert all(place.district is None for place in found)


def test_two_places_in_one_text_stay_two() -> None:
    found = resolve("深圳还是广州")

    assert {place.city for place in found} == {"深圳市", "广州市"}


@pytest.mark.parametrize(
    "place", [Place("广东省", "深圳市", "南山区"), Place("北京市", "北京市")], ids=["district", "city"]
)
def test_place_survives_json_and_path(place: Place) -> None:
    assert Place.from_json(place.to_json()) == place
    assert Place.from_path(place.path) == place


@pytest.mark.parametrize("value", [None, "深圳", {}, {"city": "深圳市"}, [], 3])
def test_no_place_is_made_of_something_else(value: object) -> None:
    assert Place.from_json(value) is None


def test_path_of_a_province_is_no_place() -> None:
    assert Place.from_path("广东省") is None


def test_name_says_the_city_once() -> None:
    assert Place("广东省", "深圳市", "南山区").name == "深圳市南山区"
    assert Place("北京市", "北京市", "朝阳区").name == "北京市朝阳区"
    assert Place("北京市", "北京市").name == "北京市"


def test_spans_tell_where_a_place_ends() -> None:
    assert place_spans("深圳南山科技园路5号") == [(0, 4)]


@pytest.mark.parametrize("file", ["centres.csv", "teams.csv"])
def test_every_district_that_is_served_is_on_file(file: str) -> None:
    with (DEMO / file).open(encoding="utf-8", newline="") as rows:
        served = [
            (row["province"], row["city"], row.get("districts") or row["district"]) for row in csv.DictReader(rows)
        ]

    unknown = [
        (province, city, name)
        for province, city, names in served
        for name in names.split("|")
        if name != "*" and name not in regions.districts_of(province, city)
    ]

    assert unknown == []


def test_every_official_name_of_a_city_resolves_to_it() -> None:
    cities = [region for found in regions.by_name().values() for region in found if region.level == "city"]

    wrong = [
        region
        for region in set(cities)
        if region.city
        and [(place.province, place.city) for place in resolve(region.province + region.city)]
        != [(region.province, region.city)]
    ]

    assert wrong == []


def test_long_text_is_read_quickly() -> None:
    begin = time.process_time()
    resolve("深圳南山东方长安" * 60)

    assert time.process_time() - begin < 0.5
