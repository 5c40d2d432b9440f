"""A customer who is known asks about his own devices and is asked for no number; others learn nothing of them."""

from __future__ import annotations

import pytest
from demo_devices import DEVICES, IN_WARRANTY

from actions.told import FORM
from actions.warranty import ActionCheckWarranty
from bot.store import customers, devices, identities

SEVERAL = next(
    row.customer for row in DEVICES if row.customer and sum(other.customer == row.customer for other in DEVICES) > 1
)
ASKED = {"intent": "query_warranty_status", "text": "我的手机还在保吗"}


def models_of(customer: str) -> list[str]:
    """The models of a customer's devices."""
    return [row.model for row in DEVICES if row.customer == customer]


@pytest.fixture
def known(ask, shop):
    """Lets the chat's customer be the one with this code."""

    def remember(code: str) -> None:
        with shop.transaction() as session:
            owner = customers.find_by_code(session, code)
            assert owner is not None
            identities.remember(session, ask.chat_id, "token", owner.phone, owner.id)

    return remember


def test_only_device_of_the_kind_is_answered_at_once(ask, known) -> None:
    known(IN_WARRANTY.customer)

    told = ask(ActionCheckWarranty, {"product_category": "手机"}, **ASKED)

    assert told.loop is None and IN_WARRANTY.model_name in told.text and "保到" in told.text
    assert told.cards[0].bought_on is not None


def test_every_device_is_told_where_no_kind_is_named(ask, known, shop) -> None:
    known(SEVERAL)

    told = ask(ActionCheckWarranty, {}, intent="query_warranty_status", text="查保修")

    owned = [row.serial for row in DEVICES if row.customer == SEVERAL]
    assert told.loop is None and sorted(told.slots["device_serials"] or told.slots["device_candidates"]) == sorted(
        owned
    )


def test_kind_that_is_not_on_record_is_asked_for_its_number(ask, known) -> None:
    known(IN_WARRANTY.customer)

    told = ask(ActionCheckWarranty, {"product_category": "洗碗机"}, intent="query_warranty_status", text="洗碗机在保吗")

    assert told.loop == FORM and not told.cards


def test_number_that_cannot_be_read_is_not_answered_with_another_device(ask, known) -> None:
    known(IN_WARRANTY.customer)

    told = ask(ActionCheckWarranty, {}, intent="query_warranty_status", text="SC-DEMO1-1A2 在保吗")

    assert "utter_warranty_malformed_serial" in told.names and not told.cards


def test_stranger_is_asked_for_the_number(ask, shop) -> None:
    told = ask(ActionCheckWarranty, {"product_category": "手机"}, **ASKED)

    assert told.loop == FORM and not told.cards
    with shop.reading() as session:
        assert devices.find_by_serial(session, IN_WARRANTY.serial) is not None


def test_two_devices_alike_are_told_apart_by_the_ends_of_their_serials(ask, known) -> None:
    rows = [row for row in DEVICES if row.customer and len(models_of(row.customer)) > 3]
    alike = next(row for row in rows if models_of(row.customer).count(row.model) > 1)
    known(alike.customer)

    told = ask(ActionCheckWarranty, {}, intent="query_warranty_status", text="查保修")

    titles = [button["title"].partition(". ")[2] for button in told.buttons]
    assert len(set(titles)) == len(titles) == len(models_of(alike.customer))
    assert any("SC-…" in title for title in titles)
