"""Guides, damage, brands and hazards: what the files say is complete and found."""

from __future__ import annotations

import pytest

from bot.service import brands, damage, guides
from bot.service.hazards import hazard_kind
from bot.store.categories import all_categories
from bot.store.engine import Store


@pytest.mark.parametrize("category", [entry.name for entry in all_categories()])
def test_every_category_has_its_own_places_for_serial_and_model(category: str) -> None:
    places = guides.identifier_places(category)

    assert places.serial and places.model
    assert places != guides.identifier_places(None)


@pytest.mark.parametrize("mode", ["home", "store", "mail_in"])
def test_every_mode_has_a_list_of_documents(mode: str) -> None:
    assert len(guides.documents_for(mode)) >= 3


def test_repair_guarantee_is_stated_only_with_a_source() -> None:
    phone = guides.repair_guarantee("手机")

    assert phone is not None and phone.days == 30 and "移动电话机" in phone.source
    assert guides.repair_guarantee("净水器") is None


@pytest.mark.parametrize(
    ("causes", "codes"),
    [
        pytest.param(("drop",), ["misuse"], id="drop"),
        pytest.param(("crush",), ["misuse"], id="crush"),
        pytest.param(("drop", "crush"), ["misuse"], id="said once"),
        pytest.param(("liquid",), ["liquid"], id="liquid"),
        pytest.param(("self_opened",), ["self_repair"], id="self-opened"),
        pytest.param(("surge",), ["force_majeure", "wrong_voltage"], id="surge"),
        pytest.param(("pest",), ["pests"], id="pest"),
        pytest.param((), ["misuse", "liquid", "self_repair", "wrong_voltage", "consumables"], id="no cause"),
    ],
)
def test_cause_of_damage_leads_to_its_exclusions(
    seeded_store: Store, causes: tuple[str, ...], codes: list[str]
) -> None:
    with seeded_store.reading() as session:
        found = damage.exclusions_for(session, None, causes)

    assert [item.code for item in found] == codes
    assert all(item.source for item in found)


@pytest.mark.parametrize(("brand", "own"), [("双创", True), ("Shuangchuang", True), ("海尔", False), ("苹果", False)])
def test_own_brand_is_known_by_its_names(brand: str, own: bool) -> None:
    assert brands.is_own(brand) is own


@pytest.mark.parametrize(
    ("symptoms", "kind"),
    [
        pytest.param(("冒烟",), "fire", id="smoke"),
        pytest.param(("煤气味",), "gas", id="gas"),
        pytest.param(("电池鼓包",), "battery", id="swollen battery"),
        pytest.param(("漏电",), "shock", id="shock"),
        pytest.param(("smoke", "gas_leak"), "gas", id="gravest first, by code"),
        pytest.param((), "general", id="not named"),
    ],
)
def test_danger_is_of_the_gravest_kind_named(symptoms: tuple[str, ...], kind: str) -> None:
    assert hazard_kind(symptoms) == kind
