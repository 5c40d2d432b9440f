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
