from __future__ import annotations

import pytest

from bot.engine.nlu.form import normalize
from bot.engine.nlu.identifiers import find_identifiers, is_imei


def found(text: str) -> dict[str, str]:
    return {span.kind: span.value for span in find_identifiers(normalize(text))}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("SC-DEMO1-1A2B3C", {"serial_number": "SC-DEMO1-1A2B3C"}, id="serial"),
        pytest.param("我的是 sc demo1 1a2b3c", {"serial_number": "SC-DEMO1-1A2B3C"}, id="serial lower with blanks"),
        pytest.param("ＳＣ－ＤＥＭＯ１－１Ａ２Ｂ３Ｃ", {"serial_number": "SC-DEMO1-1A2B3C"}, id="serial full width"),
        pytest.param("scdemo11a2b3c", {"serial_number": "SC-DEMO1-1A2B3C"}, id="serial without dashes"),
        pytest.param("机身号是 5CD1234XYZ", {"serial_number": "5CD1234XYZ"}, id="other maker's serial when named"),
        pytest.param("5CD1234XYZ", {"serial_number": "5CD1234XYZ"}, id="other maker's serial alone"),
        pytest.param("SN:ABC1234567", {"serial_number": "ABC1234567"}, id="SN"),
        pytest.param("138 0013 8000", {"phone_number": "13800138000"}, id="phone with blanks"),
        pytest.param("+86 138-0013-8000", {"phone_number": "13800138000"}, id="phone +86"),
        pytest.param("一三八，零零一三，八零零零", {"phone_number": "13800138000"}, id="phone in words with commas"),
        pytest.param("幺三八零零幺三八零零零", {"phone_number": "13800138000"}, id="phone with 幺"),
        pytest.param("１３８００１３８０００", {"phone_number": "13800138000"}, id="phone full width"),
        pytest.param("IMEI 490154203237518", {"imei": "490154203237518"}, id="imei"),
        pytest.param("49 015420 323751 8", {"imei": "490154203237518"}, id="imei with blanks"),
        pytest.param("2025110100123", {"order_number": "2025110100123"}, id="our order"),
        pytest.param("订单号：1234567890", {"order_number": "1234567890"}, id="named order"),
        pytest.param("JD1234567890", {"order_number": "JD1234567890"}, id="JD order"),
        pytest.param("GD202611220001", {"ticket_number": "GD202611220001"}, id="our ticket"),
        pytest.param("工单号 WX-20261101-02", {"ticket_number": "WX-20261101-02"}, id="other ticket"),
        pytest.param("490154203237519", {}, id="imei with wrong check digit"),
        pytest.param("快递单号123456789012", {}, id="courier's number"),
        pytest.param("花了12999块", {}, id="price"),
        pytest.param("12800138000", {}, id="no mobile prefix"),
        pytest.param("138001380001", {}, id="twelve digits"),
        pytest.param("我的iphone15坏了", {}, id="name of goods"),
        pytest.param("", {}, id="empty"),
    ],
)
def test_identifiers_are_found_in_their_canonical_form(text: str, expected: dict[str, str]) -> None:
    assert found(text) == expected


def test_two_serials_are_both_found() -> None:
    spans = find_identifiers("SC-DEMO1-1A2B3C和SC-DEMO2-4D5E6F")

    assert [span.value for span in spans] == ["SC-DEMO1-1A2B3C", "SC-DEMO2-4D5E6F"]


def test_luhn_decides_on_imei() -> None:
    assert is_imei("490154203237518")
    assert not is_imei("490154203237519")
    assert not is_imei("12345")
