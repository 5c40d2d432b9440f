"""The warranty actions on the demo company: every branch of finding a device and answering for it."""

from __future__ import annotations

import json
from datetime import date

import pytest
from databases import NOW
from demo_devices import DEVICES, DemoDevice
from sqlalchemy import select

from actions.smalltalk import ActionTakeInformation
from actions.warranty import FORM, ActionCheckWarranty, ActionRetryIdentifier
from bot.store import customers, devices, products
from bot.store.engine import Store

EXAMPLES = [device for device in DEVICES if device.serial.startswith("SC-DEMO")]
PHONE_DEVICE, AIR_CONDITIONER, FRIDGE, LAPTOP, WASHER, TV = EXAMPLES


def owner_phone(shop: Store, serial: str) -> str:
    with shop.reading() as session:
        device = devices.find_by_serial(session, serial)
        assert device is not None and device.customer_id is not None
        owner = customers.get(session, device.customer_id)
        assert owner is not None
        return owner.phone


@pytest.mark.parametrize("device", EXAMPLES, ids=lambda device: device.note)
def test_serial_gets_the_verdict_with_product_date_and_source(ask, device: DemoDevice) -> None:
    told = ask(ActionCheckWarranty, {"serial_number": device.serial})

    assert device.model_name in told.text and "保修政策" in told.text and "年" in told.text
    assert told.slots["device_serials"] == [device.serial]
    assert told.slots["action_receipt"] == "m1" and told.loop is None


@pytest.mark.parametrize(
    ("device", "response"),
    [
        pytest.param(PHONE_DEVICE, "utter_warranty_covered", id="in warranty"),
        pytest.param(LAPTOP, "utter_warranty_expired", id="expired"),
        pytest.param(TV, "utter_warranty_expired_but_parts", id="unit expired, part covered"),
        pytest.param(WASHER, "utter_warranty_covered", id="repaired twice, still covered"),
    ],
)
def test_verdict_follows_the_record(ask, device: DemoDevice, response: str) -> None:
    assert ask(ActionCheckWarranty, {"serial_number": device.serial}).names[0] == response


def test_expired_device_is_offered_the_paid_way_and_an_extended_warranty(ask) -> None:
    told = ask(ActionCheckWarranty, {"serial_number": LAPTOP.serial})

    assert "付费维修" in told.text and "延保" in told.text


def test_answer_names_nothing_personal(ask, shop: Store) -> None:
    told = ask(ActionCheckWarranty, {"serial_number": PHONE_DEVICE.serial})

    with shop.reading() as session:
        device = devices.find_by_serial(session, PHONE_DEVICE.serial)
        owner = customers.find_by_phone(session, owner_phone(shop, PHONE_DEVICE.serial))
    assert device is not None and owner is not None
    personal = [owner.name, owner.phone, owner.address, device.order_number, device.channel]
    assert not any(value and value in told.text for value in personal)


def test_imei_and_order_find_the_same_device(ask, shop: Store) -> None:
    with shop.reading() as session:
        device = devices.find_by_serial(session, PHONE_DEVICE.serial)
    assert device is not None

    for entity, value in (("imei", device.imei), ("order_number", device.order_number)):
        told = ask(ActionCheckWarranty, {entity: value})
        assert PHONE_DEVICE.model_name in told.text and PHONE_DEVICE.serial not in told.text


def test_order_with_several_devices_answers_for_each(ask, shop: Store) -> None:
    with shop.reading() as session:
        numbers = [row.order_number for row in session.execute(select(devices.devices.c.order_number))]
        order = next(number for number in numbers if number and numbers.count(number) == 2)
        both = devices.find_by_order(session, order)
        names = [product.name for device in both if (product := products.get(session, device.model))]

    told = ask(ActionCheckWarranty, {"order_number": order})

    assert all(name in told.text for name in names)
    assert len(told.slots["device_serials"]) == 2


def test_two_serials_are_both_answered(ask) -> None:
    told = ask(ActionCheckWarranty, {"serial_number": [PHONE_DEVICE.serial, LAPTOP.serial]})

    assert PHONE_DEVICE.model_name in told.text and LAPTOP.model_name in told.text


def test_one_right_and_one_wrong_serial_are_both_answered(ask) -> None:
    told = ask(ActionCheckWarranty, {"serial_number": [PHONE_DEVICE.serial, "SC-DEMO1-1A2B3Z"]})

    assert told.names[:2] == ["utter_warranty_serial_mistyped", "utter_warranty_covered"]


def test_phone_with_category_gives_the_verdict_and_no_serial(ask, shop: Store) -> None:
    phone = owner_phone(shop, PHONE_DEVICE.serial)

    told = ask(ActionCheckWarranty, {"phone_number": phone, "product_category": "手机"})

    assert "您的手机" in told.text and PHONE_DEVICE.model_name not in told.text
    assert PHONE_DEVICE.serial not in told.text and phone not in told.text


def test_phone_with_the_model_named_gives_the_model_back(ask, shop: Store) -> None:
    phone = owner_phone(shop, PHONE_DEVICE.serial)

    told = ask(ActionCheckWarranty, {"phone_number": phone, "product_model": PHONE_DEVICE.model})

    assert PHONE_DEVICE.model_name in told.text and PHONE_DEVICE.serial not in told.text


def test_serial_is_shown_only_for_the_device_whose_serial_was_given(ask, shop: Store) -> None:
    with shop.reading() as session:
        order = next(
            row.order_number
            for row in session.execute(select(devices.devices.c.order_number))
            if row.order_number
            and PHONE_DEVICE.serial not in {d.serial for d in devices.find_by_order(session, row.order_number)}
        )
        others = [device.serial for device in devices.find_by_order(session, order)]

    told = ask(ActionCheckWarranty, {"serial_number": PHONE_DEVICE.serial, "order_number": order})

    assert PHONE_DEVICE.serial in told.text and not any(serial in told.text for serial in others)


def test_device_on_the_table_is_answered_again_with_a_way_to_another(ask) -> None:
    first = ask(ActionCheckWarranty, {"serial_number": LAPTOP.serial})

    told = ask(ActionCheckWarranty, intent="query_warranty_status", text="在保吗", slots=first.slots)
    another = ask(
        ActionCheckWarranty,
        json.loads(told.buttons[-1]["payload"][len("/query_warranty_status") :]),
        intent="query_warranty_status",
        slots=told.slots,
    )
    fridge = ask(ActionCheckWarranty, {"product_category": "冰箱"}, intent="query_warranty_status", slots=first.slots)

    assert told.names[0] == "utter_warranty_expired" and told.buttons[-1]["title"] == "查另一台"
    assert LAPTOP.serial not in told.text and told.loop is None
    assert another.loop == FORM and not another.names
    assert fridge.loop == FORM and fridge.slots["warranty_question"] == "phone"


def test_after_a_miss_one_corrected_value_is_enough(ask, shop: Store) -> None:
    missed = ask(ActionCheckWarranty, {"phone_number": "13999999999", "product_category": "手机"})

    told = ask(ActionCheckWarranty, {"phone_number": owner_phone(shop, PHONE_DEVICE.serial)}, slots=missed.slots)

    assert missed.slots["warranty_told"]["category"] == "手机"
    assert told.names[0] == "utter_warranty_covered"


def test_same_useless_answer_gets_a_short_question_and_then_a_human(ask) -> None:
    slots = ask(ActionCheckWarranty, intent="query_warranty_status", text="查保修").slots
    questions = []
    for _ in range(2):
        told = ask(ActionCheckWarranty, {"brand": "双创"}, text="双创的", slots=slots)
        questions.append(told.slots["warranty_question"])
        slots = told.slots

    last = ask(ActionCheckWarranty, {"brand": "双创"}, text="双创啊", slots=slots)

    assert questions == ["again", "again"]
    assert last.names == ["utter_warranty_cannot_find"] and last.slots["asked_for"] == "action_request_human"


def test_question_of_its_own_starts_counting_afresh(ask) -> None:
    slots = {"warranty_told": {"need": "identifier", "misses": 2}}

    told = ask(ActionCheckWarranty, intent="query_warranty_status", text="查保修", slots=slots)

    assert told.loop == FORM and told.slots["warranty_question"] is None


@pytest.mark.parametrize("text", ["第二个", "2", "第2台", "选二"])
def test_typed_number_chooses_and_another_number_works_after_it(ask, text: str) -> None:
    many = [device.serial for device in DEVICES[10:15]]
    offered = ask(ActionCheckWarranty, {"serial_number": many})

    chosen = ask(ActionTakeInformation, text=text, slots=offered.slots)
    other = ask(ActionTakeInformation, text="第三台呢", slots={**offered.slots, **chosen.slots})

    assert chosen.slots["device_serials"] == [many[1]]
    assert other.slots["device_serials"] == [many[2]]


def test_typed_kind_chooses_the_devices_of_that_kind(ask) -> None:
    slots = {"device_candidates": [PHONE_DEVICE.serial, AIR_CONDITIONER.serial, FRIDGE.serial, TV.serial]}

    chosen = ask(ActionTakeInformation, {"product_category": "空调"}, text="空调那台", slots=slots)

    assert chosen.slots["device_serials"] == [AIR_CONDITIONER.serial]


def test_part_of_the_second_device_is_answered_for_that_device_only(ask) -> None:
    slots = {"device_serials": [PHONE_DEVICE.serial, TV.serial]}

    told = ask(ActionTakeInformation, {"part": "显示屏"}, text="第二台的屏幕", slots=slots)

    assert TV.model_name in told.text and PHONE_DEVICE.model_name not in told.text


def test_thanks_in_the_form_are_taken_up_in_a_word(ask) -> None:
    told = ask(ActionRetryIdentifier, intent="thank", text="谢谢", loop=FORM)

    assert told.names == ["utter_warranty_welcome"] and told.slots["warranty_question"] == "again"


def test_what_was_said_before_is_used(ask, shop: Store) -> None:
    asked = ask(ActionCheckWarranty, {"product_category": "手机", "part": "屏幕"})

    told = ask(ActionCheckWarranty, {"phone_number": owner_phone(shop, PHONE_DEVICE.serial)}, slots=asked.slots)

    assert asked.slots["warranty_question"] == "phone" and asked.loop == FORM
    assert told.names[0] == "utter_warranty_covered" and "utter_warranty_part_covered" in told.names
    assert told.slots["warranty_told"] is None


def test_phone_alone_is_asked_for_the_product(ask) -> None:
    told = ask(ActionCheckWarranty, {"phone_number": "13800138000"})

    assert told.slots["warranty_question"] == "product" and told.loop == FORM and not told.names


def test_wrong_phone_and_wrong_product_are_told_in_the_same_words(ask, shop: Store) -> None:
    unknown = ask(ActionCheckWarranty, {"phone_number": "13999999999", "product_category": "手机"})
    wrong = ask(
        ActionCheckWarranty, {"phone_number": owner_phone(shop, PHONE_DEVICE.serial), "product_category": "油烟机"}
    )

    assert unknown.texts == wrong.texts


def test_sixth_try_by_phone_is_refused_even_when_it_is_right(ask, shop: Store) -> None:
    for number in range(5):
        ask(ActionCheckWarranty, {"phone_number": f"1399999990{number}", "product_category": "手机"})

    told = ask(
        ActionCheckWarranty, {"phone_number": owner_phone(shop, PHONE_DEVICE.serial), "product_category": "手机"}
    )

    assert told.names == ["utter_too_many_tries"] and told.loop is None


def test_guessed_serials_are_stopped(ask) -> None:
    told = [ask(ActionCheckWarranty, {"serial_number": f"SC-DEMO1-00000{number}"}) for number in range(7)]

    assert told[0].names[0].startswith("utter_warranty_serial_")
    assert told[-1].names == ["utter_too_many_tries"]
    right = ask(ActionCheckWarranty, {"serial_number": PHONE_DEVICE.serial})
    assert right.names == ["utter_too_many_tries"]


@pytest.mark.parametrize(
    ("entities", "response"),
    [
        pytest.param({"serial_number": "SC-DEMO1-1A2B3Z"}, "utter_warranty_serial_mistyped", id="wrong check"),
        pytest.param({"serial_number": "SC-ZZZZ9-00000V"}, "utter_warranty_serial_", id="unknown serial"),
        pytest.param({"serial_number": "BC8F2K91QX7"}, "utter_warranty_serial_foreign", id="another maker's serial"),
        pytest.param({"imei": "490154203237518"}, "utter_warranty_imei_unknown", id="unknown imei"),
        pytest.param({"order_number": "2020010199999"}, "utter_warranty_order_unknown", id="unknown order"),
        pytest.param({"order_number": "JD12345678901"}, "utter_warranty_order_foreign", id="a platform's order"),
        pytest.param({"brand": "海尔", "product_category": "冰箱"}, "utter_warranty_other_brand", id="another brand"),
        pytest.param(
            {"brand": "海尔", "serial_number": "BC8F2K91QX7"}, "utter_warranty_other_brand", id="another brand's serial"
        ),
    ],
)
def test_device_that_cannot_be_found_is_told_why(ask, entities: dict[str, str], response: str) -> None:
    told = ask(ActionCheckWarranty, entities)

    assert told.names[0].startswith(response)


def test_own_serial_beside_another_brand_is_looked_up(ask) -> None:
    told = ask(ActionCheckWarranty, {"brand": "小米", "serial_number": PHONE_DEVICE.serial})

    assert told.names[0] == "utter_warranty_covered"


def test_third_miss_offers_a_human_instead_of_asking_again(ask) -> None:
    slots: dict[str, object] = {}
    for _ in range(2):
        told = ask(ActionCheckWarranty, {"serial_number": "BC8F2K91QX7"}, slots=slots)
        assert told.loop == FORM and told.slots["warranty_question"] == "again"
        slots = told.slots

    told = ask(ActionCheckWarranty, {"serial_number": "BC8F2K91QX7"}, slots=slots)

    assert told.names[-1] == "utter_warranty_cannot_find" and told.loop is None
    assert told.slots["asked_for"] == "action_request_human"


def test_more_than_three_devices_become_buttons_that_name_no_serial(ask, shop: Store) -> None:
    many = [device.serial for device in DEVICES[10:15]]
    told = ask(ActionCheckWarranty, {"serial_number": many})

    chosen = ask(ActionCheckWarranty, json.loads(told.buttons[1]["payload"][len("/inform") :]), slots=told.slots)

    assert told.names == ["utter_warranty_choose"] and len(told.buttons) == 5
    assert not any(serial in json.dumps(told.buttons) for serial in many)
    assert len(chosen.slots["device_serials"]) == 1 and chosen.names[0].startswith("utter_warranty_")


def test_last_day_is_said_to_be_the_last_day(ask, shop: Store) -> None:
    with shop.reading() as session:
        before = devices.find_by_serial(session, LAPTOP.serial)
    assert before is not None
    last_day_purchase = date(NOW.year - 2, NOW.month, NOW.day)
    with shop.transaction() as session:
        table = devices.devices
        session.execute(table.update().where(table.c.serial == LAPTOP.serial).values(purchased_on=last_day_purchase))

    told = ask(ActionCheckWarranty, {"serial_number": LAPTOP.serial})

    with shop.transaction() as session:
        table = devices.devices
        session.execute(table.update().where(table.c.serial == LAPTOP.serial).values(purchased_on=before.purchased_on))
    assert told.names[0] == "utter_warranty_covered_last_day"


@pytest.mark.parametrize(
    ("text", "response"),
    [
        pytest.param("SC-DEMO1-1A2", "utter_warranty_malformed_serial", id="short serial"),
        pytest.param("86000550439292", "utter_warranty_malformed_imei", id="short imei"),
        pytest.param("138001380", "utter_warranty_malformed_phone", id="short phone"),
        pytest.param("202601010001", "utter_warranty_malformed_order", id="short order"),
        pytest.param("不知道啊", "utter_warranty_other_ways", id="no number"),
    ],
)
def test_unreadable_answer_is_told_what_is_wrong_and_the_form_goes_on(ask, text: str, response: str) -> None:
    told = ask(ActionRetryIdentifier, {}, text=text, loop=FORM)

    assert told.names == [response] and told.loop == FORM


def test_third_useless_answer_ends_the_form_which_then_offers_a_human(ask) -> None:
    slots: dict[str, object] = {"warranty_told": {"misses": 2}}

    ended = ask(ActionRetryIdentifier, {}, text="不知道", slots=slots, loop=FORM)
    told = ask(ActionCheckWarranty, {}, text="不知道", slots={**slots, **ended.slots})

    assert not ended.names and ended.loop == FORM and ended.slots["warranty_device"]
    assert told.names == ["utter_warranty_cannot_find"] and told.loop is None


def test_part_asked_before_the_device_is_remembered(ask) -> None:
    waiting = ask(ActionRetryIdentifier, {"part": "显示屏"}, loop=FORM)

    told = ask(ActionCheckWarranty, {"serial_number": TV.serial}, slots=waiting.slots)

    assert waiting.loop == FORM
    assert "utter_warranty_part_covered" in told.names
