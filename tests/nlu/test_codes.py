from __future__ import annotations

import pytest

from bot.engine.nlu.codes import find_codes
from bot.engine.nlu.form import normalize


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("显示E1是什么意思", [("error_code", "E1")], id="shown"),
        pytest.param("屏幕上跳ｅ５", [("error_code", "E5")], id="full width and lower case"),
        pytest.param("错误代码 1002", [("error_code", "1002")], id="digits when called a code"),
        pytest.param("出现E1和E2", [("error_code", "E1"), ("error_code", "E2")], id="two codes"),
        pytest.param("0x80070005", [("error_code", "0X80070005")], id="hexadecimal"),
        pytest.param("系统升级到v2.3.1", [("software_version", "v2.3.1")], id="version as written"),
        pytest.param("iOS 17.1升级卡住", [("software_version", "17.1")], id="version of a system"),
        pytest.param("A4纸卡住了", [], id="paper"),
        pytest.param("WiFi6连不上", [], id="radio"),
        pytest.param("1.5匹的空调", [], id="power of an air conditioner"),
        pytest.param("5G信号差", [], id="network"),
        pytest.param("", [], id="empty"),
    ],
)
def test_codes_and_versions_are_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(span.kind, span.value) for span in find_codes(normalize(text))] == expected
