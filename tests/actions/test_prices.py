"""Repair prices in customer words: sums of the list, as inspected, with what the warranty may pay."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from databases import Databases, make_settings, seed_to
from demo_devices import EXPIRED, IN_WARRANTY, NOTED

from actions.prices import ActionQuotePrice
from bot.store.categories import all_categories
from bot.store.engine import Store, open_store

LAPTOP_WITH_OLD_BATTERY = "SC-LD13-YWA35L"  # the unit is in warranty, its battery is not any more
TV = NOTED[5]  # whole unit out of warranty, panel still in it


@pytest.fixture(scope="module")
def shop(sqlite_databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The seeded demo company on SQLite: nothing here depends on the kind of database."""
    folder = tmp_path_factory.mktemp("var")
    opened = open_store(make_settings(folder, sqlite_databases.fresh("seeded", lambda url: seed_to(url, folder))))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("text", "entities", "response"),
    [
        pytest.param("换屏多少钱", {"product_model": "SC-P60"}, "utter_prices_job", id="job of a model"),
        pytest.param("手机换屏多少钱", {"product_category": "手机"}, "utter_prices_by_model", id="job by model"),
        pytest.param("换压缩机多少钱", {"product_category": "冰箱"}, "utter_prices_job", id="one price for the kind"),
        pytest.param("主板和后盖多少", {"product_category": "手机"}, "utter_prices_jobs", id="several jobs"),
        pytest.param("修空调多少钱", {"product_category": "空调"}, "utter_prices_inspection", id="no job named"),
        pytest.param("空调上门费多少", {"product_category": "空调"}, "utter_prices_visit", id="visit"),
        pytest.param(
            "安装多少钱", {"product_category": "空调"}, "utter_prices_job", id="job without its goods in the name"
        ),
        pytest.param("手机上门费多少", {"product_category": "手机"}, "utter_prices_no_visit", id="no visit"),
        pytest.param("换屏多少钱", {}, "utter_prices_which", id="job without goods"),
        pytest.param("上门费怎么收", {}, "utter_prices_visit_any", id="visit without goods"),
        pytest.param("寄修运费谁出", {}, "utter_prices_freight", id="freight"),
        pytest.param("能便宜点吗", {}, "utter_prices_bargain", id="bargain"),
        pytest.param("75寸换屏多少钱", {"product_category": "电视"}, "utter_prices_job", id="size names the model"),
        pytest.param("不修的话收钱吗", {"product_category": "电视"}, "utter_prices_inspection", id="not repaired"),
        pytest.param("换屏多少钱", {"brand": "苹果"}, "utter_goods_other_brand", id="another maker"),
        pytest.param("无人机修一下多少钱", {}, "utter_goods_not_made", id="goods that are not made"),
    ],
)
def test_price_is_told_for_what_was_asked(ask, text: str, entities: dict[str, str], response: str) -> None:
    assert ask(ActionQuotePrice, entities, text=text, intent="query_repair_price").names[0] == response


def test_sum_names_its_parts_and_that_the_inspection_decides(ask) -> None:
    told = ask(ActionQuotePrice, {"product_model": "SC-P60"}, text="换个屏多少钱")

    assert all(fact in told.text for fact in ("879 元", "工时 80 元", "配件 799 元", "以检测为准"))
    assert "上门费" not in told.text and "配件另计" not in told.text


def test_visit_is_part_of_the_sum_for_large_goods_and_besides_for_others(ask) -> None:
    fridge = ask(ActionQuotePrice, {"product_category": "冰箱"}, text="换压缩机多少钱")
    printer = ask(ActionQuotePrice, {"product_model": "SC-J30"}, text="换打印头多少钱")
    visited = ask(ActionQuotePrice, {"product_model": "SC-J30", "service_mode": "home"}, text="上门换打印头多少钱")

    assert "940 元" in fridge.text and "上门费 50 元" in fridge.text
    assert "utter_prices_visit_besides" in printer.names and "60 元" in printer.text
    assert "utter_prices_visit_besides" not in visited.names and "399 元" in visited.text


def test_device_in_warranty_may_cost_nothing_and_the_record_says_why(ask) -> None:
    told = ask(ActionQuotePrice, text="修一下多少钱", slots={"device_serials": [IN_WARRANTY.serial]})
    expired = ask(ActionQuotePrice, text="换键盘多少钱", slots={"device_serials": [EXPIRED.serial]})
    part = ask(ActionQuotePrice, text="换屏多少钱", slots={"device_serials": [TV.serial]})

    assert told.names[-1] == "utter_prices_covered" and "保修政策" in told.text
    assert expired.names[-1] == "utter_prices_expired"
    assert part.names[-1] == "utter_prices_part_covered"


def test_part_whose_own_period_is_over_is_not_said_to_be_free(ask) -> None:
    told = ask(ActionQuotePrice, text="换电池多少钱", slots={"device_serials": [LAPTOP_WITH_OLD_BATTERY]})

    assert told.names == ["utter_prices_job", "utter_prices_part_not_covered"] and "电池" in told.text


def test_question_waits_for_its_goods_and_for_the_model(ask) -> None:
    asked = ask(ActionQuotePrice, text="换屏多少钱", intent="query_repair_price")
    kind = ask(ActionQuotePrice, {"product_category": "手机"}, text="手机", slots=asked.slots)
    button = next(button for button in kind.buttons if button["title"] == "P60")

    told = ask(ActionQuotePrice, {"product_model": "SC-P60"}, text=button["payload"], slots=kind.slots)

    assert asked.slots["open_question"] == "device" and kind.names == ["utter_prices_by_model"]
    assert told.names[0] == "utter_prices_job" and "879 元" in told.text


def test_price_that_seems_too_high_is_held_against_the_list(ask) -> None:
    told = ask(ActionQuotePrice, {"product_category": "洗衣机"}, text="师傅报价 1200 换主板合理吗")

    assert told.names[0] == "utter_prices_job" and "460 元" in told.text and "utter_prices_compare" in told.names


def test_goods_that_have_such_a_job_are_offered(ask) -> None:
    told = ask(ActionQuotePrice, text="换压缩机多少钱")

    assert {button["title"] for button in told.buttons} >= {"冰箱", "空调"}
    assert "手机" not in {button["title"] for button in told.buttons}


def test_price_inside_a_booking_is_for_its_device_and_its_fault(ask) -> None:
    draft = {"product_category": "手机", "product_model": "SC-P60", "fault": "屏幕碎了"}

    told = ask(ActionQuotePrice, text="大概多少钱", slots={"repair_draft": draft}, loop="repair_form")

    assert told.names[0] == "utter_prices_job" and "879 元" in told.text
    assert told.loop == "repair_form" and told.slots["asked_for"] is None


@pytest.mark.parametrize("category", [entry.name for entry in all_categories()])
def test_every_kind_of_goods_has_a_price_to_tell(ask, category: str) -> None:
    told = ask(ActionQuotePrice, {"product_category": category}, text="修一下多少钱")

    assert told.names == ["utter_prices_inspection", "utter_prices_usual", "utter_prices_as_inspected"]
