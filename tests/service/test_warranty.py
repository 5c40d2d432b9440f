"""Verdicts: dates, parts, sources."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.service.terms import put_together
from bot.service.warranty import Verdict, add_months, judge
from bot.store.devices import Device
from bot.store.policies import Policy
from bot.store.products import Product

PRODUCT = Product("SC-X1", "双创 X1 电视", "电视", 199900, date(2020, 1, 1), False, None)


def device(purchased_on: date, installed_on: date | None = None) -> Device:
    return Device("SC-TEST1-1A2B3C", None, "SC-X1", purchased_on, installed_on, "官网", "2025010100001", None)


def policy(part: str = "整机", months: int = 12, **values: object) -> Policy:
    given = {
        "code": f"P-{part}-{months}-{values.get('kind', 'brand')}",
        "category": "电视",
        "part": part,
        "aliases": (),
        "months": months,
        "starts": "purchase",
        "kind": "brand",
        "source": "双创保修政策 2025 版",
        "grade": None,
        "valid_from": date(2015, 1, 1),
        "valid_to": None,
        "covers": "性能故障",
        **values,
    }
    return Policy(**given)  # type: ignore[arg-type]  # test data


def verdict(bought: date, today: date, *policies: Policy, installed: date | None = None) -> Verdict:
    return judge(device(bought, installed), PRODUCT, put_together("电视", policies), today)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        pytest.param(date(2025, 3, 1), 12, date(2026, 3, 1), id="plain year"),
        pytest.param(date(2024, 2, 29), 12, date(2025, 2, 28), id="29 Feb to a common year"),
        pytest.param(date(2024, 2, 29), 48, date(2028, 2, 29), id="29 Feb to a leap year"),
        pytest.param(date(2025, 8, 31), 6, date(2026, 2, 28), id="31st to February"),
        pytest.param(date(2023, 8, 31), 6, date(2024, 2, 29), id="31st to February of a leap year"),
        pytest.param(date(2025, 10, 31), 1, date(2025, 11, 30), id="31st to a month of 30"),
        pytest.param(date(2025, 12, 31), 36, date(2028, 12, 31), id="last day of a year"),
        pytest.param(date(2025, 11, 30), 3, date(2026, 2, 28), id="over the turn of the year"),
    ],
)
def test_period_ends_on_the_same_day_or_the_months_last(start: date, months: int, end: date) -> None:
    assert add_months(start, months) == end


@given(st.dates(date(2000, 1, 1), date(2040, 12, 31)), st.integers(1, 240))
def test_longer_period_never_ends_earlier(start: date, months: int) -> None:
    assert add_months(start, months) > add_months(start, months - 1) >= start


@pytest.mark.parametrize(
    ("today", "covered", "left"),
    [
        pytest.param(date(2025, 3, 1), True, 365, id="bought today"),
        pytest.param(date(2026, 2, 28), True, 1, id="day before the last"),
        pytest.param(date(2026, 3, 1), True, 0, id="last day is included"),
        pytest.param(date(2026, 3, 2), False, -1, id="day after"),
    ],
)
def test_last_day_is_still_covered(today: date, covered: bool, left: int) -> None:
    found = verdict(date(2025, 3, 1), today, policy(months=12))

    assert found.is_covered is covered
    assert found.whole is not None and found.whole.days_left == left


@pytest.mark.parametrize(
    ("brand_months", "statute_months", "source"),
    [
        pytest.param(36, 12, "双创", id="brand longer"),
        pytest.param(6, 12, "三包", id="statute longer"),
        pytest.param(0, 12, "三包", id="brand excludes, statute grants"),
        pytest.param(12, 12, "双创", id="equal: the brand's own"),
    ],
)
def test_better_of_brand_and_statute_wins(brand_months: int, statute_months: int, source: str) -> None:
    rules = (policy(months=brand_months, source="双创"), policy(months=statute_months, kind="statute", source="三包"))

    whole = verdict(date(2025, 1, 10), date(2025, 6, 1), *rules).whole

    assert whole is not None and whole.policy.source == source
    assert whole.until == add_months(date(2025, 1, 10), max(brand_months, statute_months))


def test_period_from_installation_starts_there_when_it_is_known() -> None:
    rule = policy(months=12, starts="installed")

    known = verdict(date(2025, 1, 1), date(2026, 1, 5), rule, installed=date(2025, 1, 20))
    unknown = verdict(date(2025, 1, 1), date(2026, 1, 5), rule)

    assert known.is_covered and not unknown.is_covered


def test_part_has_its_own_period_longer_or_shorter_than_the_unit() -> None:
    rules = (policy(months=12), policy("显示屏", 36, aliases=("屏幕", "屏")), policy("遥控器", 6))

    found = verdict(date(2025, 1, 1), date(2026, 6, 1), *rules)

    screen, remote = found.part("屏幕"), found.part("遥控器")
    assert not found.is_covered
    assert screen is not None and screen.is_covered and screen.until == date(2028, 1, 1)
    assert remote is not None and not remote.is_covered
    assert [part.term.part for part in found.covered_parts] == ["显示屏"]


def test_consumable_is_never_covered_and_an_unlisted_part_is_not_stated() -> None:
    found = verdict(date(2025, 1, 1), date(2025, 1, 2), policy(), policy("滤芯", 0))

    consumable = found.part("滤芯")
    assert consumable is not None and consumable.until is None and not consumable.is_covered
    assert found.part("底座") is None


def test_rows_that_share_a_name_speak_of_one_part() -> None:
    rows = [policy("显示屏", 36, kind="statute", aliases=("屏幕",)), policy("屏幕", 24), policy()]

    terms = put_together("电视", rows)

    assert len(terms.parts) == 1
    assert terms.parts[0].part == "屏幕" and terms.parts[0].best.months == 36


def test_part_without_a_whole_unit_row_gives_no_verdict_for_the_unit() -> None:
    found = verdict(date(2025, 1, 1), date(2025, 1, 2), policy("主要部件", 36, kind="statute"))

    assert found.whole is None and not found.is_covered
    assert found.part("主要部件") is not None
