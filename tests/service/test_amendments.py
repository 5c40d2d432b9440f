"""Amendments: which fields of a booking a customer's words speak of."""

from __future__ import annotations

import pytest

from bot.service import amendments

NAMED = [
    pytest.param("换个时间", ("time",), id="another time"),
    pytest.param("能不能改期", ("time",), id="postpone"),
    pytest.param("往后推迟两天", ("time",), id="two days later"),
    pytest.param("那天有事", ("time",), id="busy that day"),
    pytest.param("换个地址", ("address",), id="another address"),
    pytest.param("我搬家了", ("address",), id="moved"),
    pytest.param("联系人写错了", ("contact",), id="contact"),
    pytest.param("换个手机号", ("phone",), id="phone"),
    pytest.param("电话和地址都要改", ("address", "phone"), id="two fields"),
    pytest.param("换一种维修方式", ("mode",), id="way"),
    pytest.param("我想改一下", (), id="nothing named"),
    pytest.param("", (), id="empty"),
]


@pytest.mark.parametrize(("text", "fields"), NAMED)
def test_fields_are_recognised(text: str, fields: tuple[str, ...]) -> None:
    assert amendments.fields_named(text) == fields


@pytest.mark.parametrize(
    ("text", "is_new"),
    [
        pytest.param("电话改成13912340009", True, id="phone changed to"),
        pytest.param("换个手机号13912340009", True, id="another phone"),
        pytest.param("手机号错了，是13912340009", True, id="phone is wrong"),
        pytest.param("我的手机号是13912340009", False, id="only told"),
        pytest.param("13912340009", False, id="bare"),
    ],
)
def test_new_phone_is_told_from_a_proof(text: str, is_new: bool) -> None:
    assert amendments.gives_new_phone(text) is is_new


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("还有别的时间吗", True, id="others"),
        pytest.param("这些都不行", True, id="none fits"),
        pytest.param("更多时间", True, id="more"),
        pytest.param("第二个", False, id="a choice"),
        pytest.param("周六上午", False, id="a day"),
    ],
)
def test_wish_for_other_windows_is_heard(text: str, wanted: bool) -> None:
    assert amendments.wants_other_windows(text) is wanted


@pytest.mark.parametrize(
    ("text", "named"),
    [
        pytest.param("不对，是5号楼", True, id="building"),
        pytest.param("3单元", True, id="unit"),
        pytest.param("是1204室", True, id="room"),
        pytest.param("不对", False, id="nothing"),
        pytest.param("改到周六", False, id="a day"),
    ],
)
def test_piece_of_an_address_is_heard(text: str, named: bool) -> None:
    assert amendments.names_piece(text) is named


@pytest.mark.parametrize(
    ("text", "named"),
    [
        pytest.param("联系人改成李雪梅", True, id="changed to"),
        pytest.param("名字写错了", True, id="wrong"),
        pytest.param("我叫李雪梅", False, id="only told"),
    ],
)
def test_new_contact_is_heard(text: str, named: bool) -> None:
    assert amendments.gives_new_contact(text) is named


@pytest.mark.parametrize(
    "text", ["别取消", "先不取消", "不用取消了", "别给我取消啊", "我没说要取消", "不是取消，是改时间", "留着吧"]
)
def test_booking_is_kept(text: str) -> None:
    assert amendments.keeps_booking(text)


@pytest.mark.parametrize(
    "text",
    ["取消吧", "要不取消吧", "要不要取消", "能不能取消", "可不可以取消", "是不是取消了", "不取消费用吧", "不约了"],
)
def test_cancelling_or_asking_keeps_nothing(text: str) -> None:
    assert not amendments.keeps_booking(text)


@pytest.mark.parametrize(
    ("text", "other"),
    [("另外那个也改", True), ("取消另一个", True), ("别的那个呢", True), ("另外问一下", False), ("第二个", False)],
)
def test_other_booking_is_meant(text: str, other: bool) -> None:
    assert amendments.names_other_booking(text) is other


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("不对，还是老地址", ("address",)),
        ("时间不改了", ("time",)),
        ("电话照旧", ("phone",)),
        ("换个地址", ()),
        ("改时间", ()),
    ],
)
def test_field_stays_as_it_was(text: str, fields: tuple[str, ...]) -> None:
    assert amendments.fields_kept(text) == fields


def test_leaving_a_queue_cancels_no_booking() -> None:
    assert amendments.names_other_matter("取消排队") and not amendments.names_other_matter("取消预约")


def test_number_given_as_proof_after_a_wish_for_another_day_is_no_new_number() -> None:
    assert not amendments.gives_new_phone("我要把明天的空调改到周六上午，手机13800138016")
    assert amendments.gives_new_phone("电话不对，是13912345678")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("地址也改一下 科苑路15号", "科苑路15号", id="also"),
        pytest.param("地址改成科苑路15号", "科苑路15号", id="into"),
        pytest.param("科苑路15号", "科苑路15号", id="bare"),
        pytest.param("改一下", "改一下", id="nothing behind"),
    ],
)
def test_value_follows_the_words_that_ask_for_it(text: str, value: str) -> None:
    assert amendments.new_value(text) == value
