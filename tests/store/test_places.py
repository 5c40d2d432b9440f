"""Service centres and field teams of the demo company, found by place and by goods."""

from __future__ import annotations

import pytest

from bot.store import centres, teams
from bot.store.engine import Store


@pytest.mark.parametrize("region", ["北京", "北京市", "朝阳区"])
def test_centres_are_found_by_province_city_or_district(seeded_store: Store, region: str) -> None:
    with seeded_store.reading() as session:
        found = centres.in_region(session, region)

    assert "CT001" in [centre.code for centre in found]


@pytest.mark.parametrize("region", ["", "北", "%", "__", "纽约"])
def test_no_centre_is_found_for_what_is_no_region(seeded_store: Store, region: str) -> None:
    with seeded_store.reading() as session:
        assert centres.in_region(session, region) == []


def test_centre_that_repairs_some_goods_is_not_offered_for_others(seeded_store: Store) -> None:
    with seeded_store.reading() as session:
        phones = {centre.code for centre in centres.for_category(session, "手机")}
        fridges = {centre.code for centre in centres.for_category(session, "冰箱")}
        centre = centres.get(session, "CT002")

    assert {"CT001", "CT002"} <= phones
    assert "CT001" in fridges
    assert "CT002" not in fridges
    assert centre is not None
    assert centre.modes == ("store",)
    assert 30 < centre.latitude < 45


def test_teams_of_a_city_are_those_for_the_goods(seeded_store: Store) -> None:
    with seeded_store.reading() as session:
        coolers = {team.code for team in teams.in_city(session, "北京", "空调")}
        same = {team.code for team in teams.in_city(session, "北京市", "空调")}
        phones = {team.code for team in teams.in_city(session, "北京市", "手机")}
        team = teams.get(session, "TM001")

    assert {"TM001", "TM002"} <= coolers == same
    assert "TM001" not in phones
    assert team is not None
    assert "朝阳区" in team.districts
