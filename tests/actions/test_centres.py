"""Service centres and contact in customer words: addresses and numbers of the record, no distances."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from databases import Databases, make_settings, seed_to

from actions.centres import ActionFindCentre, ActionTellContact
from bot.store.engine import Store, open_store

SUNDAY_NEXT = {"start": "2026-11-29T00:00", "end": "2026-11-29T23:59"}


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
        pytest.param("深圳南山有维修点吗", {}, "utter_centres_here_any", id="district"),
        pytest.param("深圳宝安有维修点吗", {}, "utter_centres_city_any", id="rest of the city"),
        pytest.param("深圳哪里能修手机", {"product_category": "手机"}, "utter_centres_here_goods", id="goods"),
        pytest.param("冰箱售后点，深圳", {"product_category": "冰箱"}, "utter_centres_home_goods", id="home goods"),
        pytest.param("香港能修吗", {}, "utter_centres_beyond_service", id="beyond service"),
        pytest.param("湛江有网点吗", {}, "utter_centres_around_any", id="none in the city"),
        pytest.param("广东有网点吗", {}, "utter_centres_in_province", id="province"),
        pytest.param("朝阳区有网点吗", {}, "utter_centres_ambiguous", id="ambiguous"),
        pytest.param("附近有维修点吗", {}, "utter_centres_which_city", id="nowhere"),
        pytest.param("在三里屯", {"region": "三里屯"}, "utter_centres_unknown_place", id="unknown place"),
        pytest.param("上海有苹果的网点吗", {"brand": "苹果"}, "utter_contact_other_brand", id="another maker"),
    ],
)
def test_centres_are_told_for_the_place(ask, text: str, entities: dict[str, str], response: str) -> None:
    assert ask(ActionFindCentre, entities, text=text, intent="find_service_centre").names[0] == response


def test_card_carries_address_number_hours_and_whether_it_is_open(ask) -> None:
    told = ask(ActionFindCentre, text="深圳南山的店")

    assert all(fact in told.text for fact in ("科苑路220号", "400-555-0014", "09:00-18:00", "现在营业，到 18:00"))
    assert "公里" not in told.text
    assert '"service_mode": "store"' in told.buttons[-1]["payload"]


def test_district_with_a_centre_shows_only_its_own_and_says_how_many_more(ask) -> None:
    told = ask(ActionFindCentre, text="北京朝阳区的店")

    assert "朝阳服务中心" in told.text and "海淀" not in told.text
    assert "还有 2 家" in told.text


def test_day_that_was_asked_about_decides_the_hours(ask) -> None:
    told = ask(ActionFindCentre, {"time": SUNDAY_NEXT}, text="上海浦东的店周日开门吗")

    assert "11月29日（周日）休息" in told.text


def test_holiday_hours_are_not_guessed(ask) -> None:
    assert "utter_centres_holiday" in ask(ActionFindCentre, text="上海徐汇的店国庆上班吗").names


def test_place_is_remembered_for_the_next_question(ask) -> None:
    first = ask(ActionFindCentre, text="深圳有网点吗")

    told = ask(ActionFindCentre, text="福田的呢", slots=first.slots)
    hours = ask(ActionFindCentre, text="几点关门", slots=first.slots)

    assert "福田服务中心" in told.text.split("\n")[1]
    assert hours.names[0] == "utter_centres_here_any"


def test_city_says_which_of_several_places_was_meant(ask) -> None:
    asked = ask(ActionFindCentre, text="朝阳区有网点吗")

    told = ask(ActionFindCentre, text="北京", slots=asked.slots)

    assert "北京市朝阳区" in told.text and "海淀" not in told.text


def test_holiday_is_not_forgotten_while_the_city_is_asked_for(ask) -> None:
    asked = ask(ActionFindCentre, text="国庆上班吗")

    assert "utter_centres_holiday" in ask(ActionFindCentre, text="深圳", slots=asked.slots).names


def test_city_is_not_asked_for_in_the_middle_of_a_booking(ask) -> None:
    told = ask(ActionFindCentre, text="附近有网点吗", slots={"repair_draft": {}}, loop="repair_form")

    assert told.names == ["utter_centres_in_booking"] and told.slots["open_question"] is None


def test_region_of_the_booking_is_meant_inside_it(ask) -> None:
    draft = {"region": {"province": "浙江省", "city": "杭州市", "district": "西湖区"}, "product_category": "手机"}

    told = ask(ActionFindCentre, text="你们店几点开门", slots={"repair_draft": draft}, loop="repair_form")

    assert told.names[0] == "utter_centres_here_goods" and "文三路159号" in told.text
    assert told.loop == "repair_form" and "utter_centres_next" not in told.names


@pytest.mark.parametrize(
    ("text", "response"),
    [
        pytest.param("客服电话多少", "utter_contact_hotline", id="hotline"),
        pytest.param("官方公众号是哪个", "utter_contact_ways", id="account"),
        pytest.param("400-555-0001 是你们的吗", "utter_contact_ours", id="a centre's number"),
        pytest.param("4005550000是官方的吗", "utter_contact_ours", id="the hotline"),
        pytest.param("13912345678 说是双创售后，真的吗", "utter_contact_not_ours", id="a stranger's number"),
        pytest.param("这个400是官方的吗", "utter_contact_send_number", id="a beginning only"),
        pytest.param("有人打电话自称客服让我退款，是骗子吗", "utter_contact_send_number", id="no number"),
    ],
)
def test_contact_is_told_and_numbers_are_checked(ask, text: str, response: str) -> None:
    assert ask(ActionTellContact, text=text, intent="ask_contact").names == [response]
