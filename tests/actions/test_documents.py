"""Documents for a repair: the list of the way named, else of every way that fits the goods."""

from __future__ import annotations

from actions.documents import ActionListDocuments, ActionLocateIdentifier
from bot.store.categories import all_categories


def test_documents_fit_the_ways_in_which_the_goods_are_repaired(ask) -> None:
    for entry in all_categories():
        told = ask(ActionListDocuments, {"product_category": entry.name})

        assert told.names == [*(f"utter_documents_{mode}" for mode in entry.modes), "utter_documents_next"]


def test_documents_of_every_way_are_listed_when_no_goods_are_named(ask) -> None:
    assert len(ask(ActionListDocuments).names) == 4


def test_place_of_the_serial_is_said_in_whole_sentences(ask) -> None:
    told = ask(ActionLocateIdentifier, {"product_category": "冰箱"})

    assert "看冷藏室" not in told.text and "冷藏室左侧内壁的铭牌上" in told.text
