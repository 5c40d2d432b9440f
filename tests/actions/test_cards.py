"""Cards of answers: a device with its verdict, free windows, centres, prices and lists, each from its record."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from booking_dialogue import Dialogue, open_dialogue
from databases import NOW, Databases, make_settings, seed_to
from demo_devices import DEVICES, EXPIRED, IN_WARRANTY, NOTED
from shown_cards import size_of

from actions.base import Context
from actions.cards import LONGEST_LEAD, lead
from actions.centres import ActionFindCentre
from actions.prices import ActionQuotePrice
from actions.update import ActionCheckUpdate
from actions.warranty import ActionCheckWarranty
from bot.chat.cards import CentreCard, DeviceCard, ListCard, PriceCard, WindowsCard
from bot.settings import ROOT
from bot.store import customers, devices, identities
from bot.store.booking_records import MODES
from bot.store.engine import Store, open_store

TV = NOTED[5]  # whole unit out of warranty, panel still in it
SUNDAY_NEXT = {"start": "2026-11-29T00:00", "end": "2026-11-29T23:59"}


@pytest.fixture(scope="module")
def shop(sqlite_databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The seeded demo company on SQLite: nothing here depends on the kind of database."""
    folder = tmp_path_factory.mktemp("var")
    opened = open_store(make_settings(folder, sqlite_databases.fresh("seeded", lambda url: seed_to(url, folder))))
    yield opened
    opened.close()


@pytest.fixture
def talk(shop: Store, tmp_path) -> Dialogue:
    return open_dialogue(Context(make_settings(tmp_path), shop), shop)


def owner_of(shop: Store, serial: str):
    with shop.reading() as session:
        device = devices.find_by_serial(session, serial)
        assert device is not None and device.customer_id is not None
        return device, customers.get(session, device.customer_id)


# a device


def test_serial_in_warranty_shows_the_device_until_when_and_by_what(ask) -> None:
    told = ask(ActionCheckWarranty, {"serial_number": IN_WARRANTY.serial})

    (card,) = told.cards
    assert isinstance(card, DeviceCard) and card.warranty is not None and card.lead is not None
    assert (card.name, card.category, card.model) == (IN_WARRANTY.model_name, "手机", IN_WARRANTY.model)
    assert card.warranty.state == "in" and card.warranty.until is not None and "购买记录" in str(card.warranty.source)
    assert "还有" in card.lead and card.serial != IN_WARRANTY.serial and card.bought_on is None


def test_expired_device_is_shown_so_with_the_paid_way_above(ask) -> None:
    (card,) = ask(ActionCheckWarranty, {"serial_number": EXPIRED.serial}).cards

    assert card.warranty.state == "out" and card.warranty.until < NOW.date() and "付费维修" in card.lead


def test_parts_that_last_longer_stand_in_the_text_so_no_lead_hides_it(ask) -> None:
    (card,) = ask(ActionCheckWarranty, {"serial_number": TV.serial}).cards

    assert card.lead is None and card.warranty.state == "out"


def test_device_found_by_phone_hides_model_and_serial_on_its_card_too(ask, shop: Store) -> None:
    device, owner = owner_of(shop, NOTED[1].serial)

    told = ask(ActionCheckWarranty, {"phone_number": owner.phone, "product_category": NOTED[1].category})

    card = told.cards[0]
    assert isinstance(card, DeviceCard) and card.serial is None and card.model is None and card.bought_on is None
    assert NOTED[1].model_name not in json.dumps(card.as_data(), ensure_ascii=False) and device.model not in card.name


def test_day_of_purchase_is_for_the_proved_owner_only(ask, shop: Store) -> None:
    device, owner = owner_of(shop, IN_WARRANTY.serial)
    with shop.transaction() as session:
        identities.remember(session, ask.chat_id, "serial", owner.phone, owner.id)

    own = ask(ActionCheckWarranty, {"serial_number": IN_WARRANTY.serial}).cards[0]
    other = ask(ActionCheckWarranty, {"serial_number": EXPIRED.serial}).cards[0]

    assert own.bought_on == device.purchased_on and other.bought_on is None


def test_two_devices_are_two_cards_each_on_its_own_message(ask) -> None:
    told = ask(ActionCheckWarranty, {"serial_number": [IN_WARRANTY.serial, EXPIRED.serial]})

    assert [card.name for card in told.cards] == [IN_WARRANTY.model_name, EXPIRED.model_name]


def test_many_devices_are_a_list_to_choose_from(ask) -> None:
    serials = [row.serial for row in DEVICES if row.category == "手机"][:5]

    told = ask(ActionCheckWarranty, {"serial_number": serials})

    (card,) = told.cards
    assert isinstance(card, ListCard) and len(card.items) == 5 and card.lead is None
    assert [entry.payload for entry in card.items] == [button["payload"] for button in told.buttons]
    assert json.dumps(card.as_data()).count("SC-") == 0


# free windows


def test_offered_windows_are_grouped_by_day_with_the_payloads_of_the_buttons(talk) -> None:
    talk.say("空调不制冷约维修", "book_repair", product_category="空调", symptom="不制冷")
    talk.say("深圳南山", region="深圳南山")

    (card,) = talk.cards
    assert isinstance(card, WindowsCard) and card.mode == "home" and card.place == "深圳市南山区"
    shown = [window for day in card.days for window in day.windows]
    assert [window.payload for window in shown] == list(talk.buttons.values())[:-1]
    assert [day.day for day in card.days] == sorted({day.day for day in card.days}) and len(card.days) > 1
    assert card.days[0].label.startswith("11月") and " 周" in card.days[0].label
    assert all(window.label.split()[0] in ("上午", "下午", "晚上") for window in shown)


def test_window_pressed_on_the_card_is_the_one_that_is_taken(talk) -> None:
    talk.say("空调不制冷约维修", "book_repair", product_category="空调", symptom="不制冷")
    talk.say("深圳南山", region="深圳南山")
    day = talk.cards[0].days[-1]
    choice = json.loads(day.windows[-1].payload.partition("/inform")[2])["choice"]

    talk.say(day.windows[-1].payload, "inform", choice=choice)

    assert talk.draft["slot"]["day"] == day.day.isoformat() and talk.asked == "address"


def test_windows_of_a_centre_name_it_with_its_address_and_several_are_told_apart(talk) -> None:
    talk.say("手机碎屏到店", "book_repair", product_category="手机", symptom="碎屏", service_mode="store")
    talk.say("深圳", region="深圳")

    card = talk.cards[0]
    labels = [window.label for day in card.days for window in day.windows]
    assert card.mode == "store" and card.place
    assert ("服务中心" in card.place) or all("服务中心" in label for label in labels)


# centres


def test_centre_shows_address_telephone_whether_it_is_open_and_the_way(ask) -> None:
    (card,) = ask(ActionFindCentre, text="深圳南山的店").cards

    assert isinstance(card, CentreCard) and card.lead is not None and "南山" in card.lead
    centre = card.centres[0]
    assert "科苑路220号" in centre.address and centre.phone == "400-555-0014"
    assert centre.open_now is True and centre.distance_m is None and "到店" in centre.services
    assert str(centre.route_url).startswith("https://uri.amap.com/marker?position=11") and "gaode" in centre.route_url


def test_day_asked_about_stands_beside_the_hours_of_the_card(ask) -> None:
    told = ask(ActionFindCentre, {"time": SUNDAY_NEXT}, text="深圳福田的店下周日开门吗")

    assert "11月29日（周日）休息" in told.cards[0].centres[0].hours


def test_centre_of_goods_says_that_it_repairs_them(ask) -> None:
    (card,) = ask(ActionFindCentre, {"product_category": "手机"}, text="深圳南山哪里能修手机").cards

    assert all("修手机" in centre.services for centre in card.centres)


# prices


@pytest.mark.parametrize(
    ("text", "entities", "is_range"),
    [
        pytest.param("换屏多少钱", {"product_model": "SC-P60"}, False, id="job of a model"),
        pytest.param("手机换屏多少钱", {"product_category": "手机"}, True, id="job by model"),
        pytest.param("修空调多少钱", {"product_category": "空调"}, False, id="inspection"),
        pytest.param("空调上门费多少", {"product_category": "空调"}, False, id="visit"),
        pytest.param("主板和后盖多少", {"product_category": "手机"}, False, id="several jobs"),
    ],
)
def test_price_is_shown_in_fen_as_inspected_with_its_source(ask, text: str, entities, is_range: bool) -> None:
    told = ask(ActionQuotePrice, entities, text=text, intent="query_repair_price")

    card = told.cards[0]
    assert isinstance(card, PriceCard) and "以检测为准" in card.note and card.source == "价目表"
    for item in card.items:
        assert item.low_fen >= 0 and str(item.low_fen // 100) in told.text
        assert item.high_fen is None or item.high_fen > item.low_fen
    assert any(item.high_fen for item in card.items) == is_range


# lists


def test_models_with_an_update_are_a_list_and_those_with_a_button_can_be_pressed(ask) -> None:
    told = ask(ActionCheckUpdate, {"product_category": "手机", "choice": "all"}, text="都列出来")

    (card,) = [card for card in told.cards if isinstance(card, ListCard)]
    assert len(card.items) >= 4 and card.items[0].payload and all(entry.detail for entry in card.items)
    for entry in card.items:
        assert entry.title in told.text and str(entry.detail).split("，")[0] in told.text


# all of them


def test_every_word_of_a_card_that_the_actions_name_exists_and_every_other_is_gone() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in sorted((Path(ROOT) / "actions").glob("*.py")))
    words = yaml.safe_load((Path(ROOT) / "data" / "responses" / "cards.yml").read_text(encoding="utf-8"))["responses"]
    named = {f"lead_{name}" for name in re.findall(r"lead\(\"(\w+)\"", code)}
    named |= {f"lead_centres_{reach}_{kind}" for reach in ("here", "city", "around") for kind in ("goods", "any")}
    named |= {f"lead_booked_{mode}" for mode in MODES} | {"lead_covered", "lead_covered_last_day"}
    named |= {f"lead_{name}" for name in ("prices_jobs", "prices_many_jobs", "cancelled", "cancelled_no_slot")}
    named |= {f"lead_update_which_of_{which}" for which in ("kind", "family")} | {"morning", "afternoon", "evening"}

    named |= set(re.findall(r"card_phrase\(\s*\"(\w+)\"", code))

    assert {f"utter_phrase_card_{name}" for name in named} == words.keys()


def test_lead_that_comes_out_long_leaves_the_place_to_the_text() -> None:
    assert lead("centres_here_any", place="深圳市南山区") == "深圳市南山区的服务网点："
    assert lead("centres_here_any", place="很" * LONGEST_LEAD) is None


def test_card_is_small(ask, talk) -> None:
    talk.say("空调不制冷约维修", "book_repair", product_category="空调", symptom="不制冷")
    talk.say("深圳南山", region="深圳南山")
    told = ask(ActionFindCentre, text="深圳有维修点吗")

    assert size_of(talk.cards[0]) < 1500 and size_of(told.cards[0]) < 2500


def test_until_is_the_day_that_the_text_names(ask) -> None:
    told = ask(ActionCheckWarranty, {"serial_number": IN_WARRANTY.serial})

    until: date = told.cards[0].warranty.until
    assert f"{until.year}年{until.month}月{until.day}日" in told.text
    assert (until - NOW.date()) > timedelta(0) and f"{(until - NOW.date()).days} 天" in str(told.cards[0].lead)
