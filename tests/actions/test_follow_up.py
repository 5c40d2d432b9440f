"""Bare values after an answer about software, prices or centres go to the action that asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from databases import Databases, make_settings, seed_to
from demo_devices import IN_WARRANTY

from actions.smalltalk import ActionAnswerNo, ActionOfferMeanings, ActionTakeInformation
from bot.store.engine import Store, open_store


@pytest.fixture(scope="module")
def shop(sqlite_databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The seeded demo company on SQLite: nothing here depends on the kind of database."""
    folder = tmp_path_factory.mktemp("var")
    opened = open_store(make_settings(folder, sqlite_databases.fresh("seeded", lambda url: seed_to(url, folder))))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("asked_for", "entities", "text", "response"),
    [
        pytest.param("action_check_update", {"product_model": "P50"}, "P50呢", "utter_update_newest", id="model"),
        pytest.param(
            "action_check_update", {"serial_number": IN_WARRANTY.serial}, IN_WARRANTY.serial, "utter_update_newest",
            id="serial",
        ),
        pytest.param("action_check_update", {"brand": "海尔"}, "海尔的", "utter_goods_other_brand", id="another maker"),
        pytest.param(
            "action_quote_price", {"product_category": "洗衣机", "part": "水泵"}, "洗衣机水泵", "utter_prices_by_model",
            id="part",
        ),
        pytest.param("action_find_centre", {}, "深圳南山", "utter_centres_here_any", id="place"),
        pytest.param("action_tell_contact", {}, "4008123456", "utter_contact_not_ours", id="number"),
        pytest.param("action_explain_backup", {"product_category": "手机"}, "手机", "utter_update_backup", id="kind"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("action", [ActionTakeInformation, ActionOfferMeanings])
def test_value_goes_to_the_action_that_asked(ask, action, asked_for: str, entities, text: str, response: str) -> None:
    told = ask(action, entities, text=text, slots={"asked_for": asked_for})

    assert told.names[0] == response


def test_how_long_a_part_is_covered_is_no_question_for_its_price(ask) -> None:
    slots = {"asked_for": "action_quote_price", "device_serials": [IN_WARRANTY.serial]}

    told = ask(ActionOfferMeanings, {"part": "电池"}, text="电池保到哪天", slots=slots)

    assert told.names == ["utter_warranty_part_covered"]


def test_job_of_the_last_price_is_meant_for_other_goods_and_not_beside_another_job(ask) -> None:
    slots = {"asked_for": "action_quote_price", "asked_part": "更换电池"}

    other_model = ask(ActionTakeInformation, {"product_model": "SC-P50"}, text="那P50呢", slots=slots)
    other_job = ask(ActionTakeInformation, {"product_model": "SC-P50", "part": "屏幕"}, text="P50屏幕呢", slots=slots)

    assert other_model.names[0] == "utter_prices_job" and "电池" in other_model.text
    assert "屏幕" in other_job.text and "电池" not in other_job.text


@pytest.mark.parametrize(
    ("entities", "response"),
    [
        pytest.param({"region": "拉萨"}, "utter_inform_place", id="place"),
        pytest.param({"part": "压缩机"}, "utter_inform_part", id="part"),
    ],
)
def test_name_alone_is_asked_what_it_is_for(ask, entities: dict[str, str], response: str) -> None:
    told = ask(ActionTakeInformation, entities, text=next(iter(entities.values())))

    assert told.names == [response] and len(told.buttons) >= 2


def test_value_without_a_question_is_taken_as_before(ask) -> None:
    told = ask(ActionTakeInformation, {"product_category": "手机"}, text="手机")

    assert told.names[0] == "utter_inform_product"


def test_customer_who_does_not_know_the_model_is_helped_and_the_question_stays(ask) -> None:
    slots = {"asked_for": "action_quote_price", "open_question": "model", "asked_part": "换屏多少钱"}

    told = ask(ActionAnswerNo, text="不知道型号", intent="deny", slots=slots)

    assert told.names == ["utter_goods_unknown"]
    assert {name: told.slots[name] for name in slots} == slots


def test_plain_no_ends_the_question(ask) -> None:
    slots = {"asked_for": "action_quote_price", "open_question": "model"}

    told = ask(ActionAnswerNo, text="不用了", intent="deny", slots=slots)

    assert told.names == ["utter_deny_nothing"] and told.slots["asked_for"] is None
