"""Products, parts, prices, policies, exclusions and releases of the demo company, found the ways that services ask."""

from __future__ import annotations

from datetime import date

import pytest

from bot.store import exclusions, parts, policies, prices, products, releases
from bot.store.engine import Store

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize("written", ["P60 Pro", "p60pro", "Ｐ６０　ＰＲＯ", "sc-p60pro", "双创 P60 Pro", "P60-Pro"])
def test_product_is_found_by_any_writing_of_its_name(seeded_store: Store, written: str) -> None:
    with seeded_store.reading() as session:
        found = products.find_by_alias(session, written)

    assert "SC-P60PRO" in [product.model for product in found]


def test_unknown_name_finds_no_product(seeded_store: Store) -> None:
    with seeded_store.reading() as session:
        assert products.find_by_alias(session, "海尔冰箱") == []
        assert products.find_by_alias(session, "  ") == []
        assert products.get(session, "SC-NONE") is None


def test_products_of_a_category_come_newest_first(seeded_store: Store) -> None:
    with seeded_store.reading() as session:
        phones = products.by_category(session, "手机")

    assert len(phones) >= 3
    assert {phone.category for phone in phones} == {"手机"}
    launched = [phone.launched_on for phone in phones]
    assert launched == sorted(launched, key=lambda day: day or date.min, reverse=True)
    assert all(isinstance(phone.price_fen, int) and phone.price_fen > 1000 for phone in phones)


def test_every_category_has_a_policy_for_the_whole_unit(seeded_store: Store) -> None:
    from bot.store.categories import all_categories

    with seeded_store.reading() as session:
        for category in all_categories():
            found = policies.applicable(session, category.name, TODAY)

            assert found, category.name
            assert found[0].part == policies.WHOLE_UNIT, category.name
            assert all(policy.source for policy in found)


def test_policy_outside_its_validity_does_not_apply(store: Store) -> None:
    row = {
        "category": "手机",
        "part": "整机",
        "aliases": ("整台",),
        "months": 12,
        "starts": "purchase",
        "kind": "brand",
        "source": "政策",
        "grade": None,
        "covers": "性能故障",
    }
    old = {**row, "code": "OLD", "valid_from": date(2019, 1, 1), "valid_to": date(2020, 12, 31)}
    new = {**row, "code": "NEW", "valid_from": date(2021, 1, 1), "valid_to": None}
    with store.transaction() as session:
        session.execute(policies.policies.insert(), [old, new])

    with store.reading() as session:
        codes = {
            day: [policy.code for policy in policies.applicable(session, "手机", day)]
            for day in (date(2018, 12, 31), date(2019, 1, 1), date(2020, 12, 31), date(2021, 1, 1))
        }
        assert policies.applicable(session, "电视", TODAY) == []

    assert list(codes.values()) == [[], ["OLD"], ["OLD"], ["NEW"]]


def test_exclusions_of_a_category_include_those_of_all(seeded_store: Store) -> None:
    with seeded_store.reading() as session:
        found = {exclusion.code for exclusion in exclusions.for_category(session, "手机")}
        fan = {exclusion.code for exclusion in exclusions.for_category(session, "电风扇")}
        misuse = exclusions.get(session, "misuse")

    assert {"misuse", "software"} <= found
    assert "misuse" in fan
    assert "software" not in fan
    assert misuse is not None
    assert misuse.source


def test_parts_and_prices_fit_the_model(seeded_store: Store) -> None:
    with seeded_store.reading() as session:
        fitting = parts.for_model(session, "电视", "SC-TV43C")
        panel = parts.get(session, "PT-TV-PANEL43")
        costs = prices.for_category(session, "电视", "SC-TV43C")
        all_costs = prices.for_category(session, "电视")

    assert panel in fitting
    assert "PT-TV-PANEL55" not in {part.code for part in fitting}
    assert panel is not None
    assert panel.price_fen == 82000
    assert costs
    assert {price.model for price in costs} <= {"SC-TV43C", "*"}
    assert len(all_costs) >= len(costs)
    assert [price.model == "*" for price in costs] == sorted(price.model == "*" for price in costs)


def test_current_release_is_never_a_withdrawn_one(seeded_store: Store) -> None:
    with seeded_store.reading() as session:
        models = {release.model for release in _all_releases(session)}
        assert len(models) >= 8
        for model in models:
            current = releases.current(session, model)
            assert current is None or current.status == "current"
        assert releases.current(session, "SC-NONE") is None


def _all_releases(session: object) -> list[releases.Release]:
    from sqlalchemy import select

    models = session.execute(select(releases.releases.c.model).distinct()).scalars()  # type: ignore[attr-defined]
    return [release for model in list(models) for release in releases.for_model(session, model)]  # type: ignore[arg-type]
