from __future__ import annotations

import pytest

from bot.engine.nlu.manners import find_manners


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("屏幕摔了", {"drop"}, id="dropped"),
        pytest.param("手机掉马桶里了", {"liquid"}, id="in water"),
        pytest.param("咖啡洒键盘上", {"liquid"}, id="spilt"),
        pytest.param("我自己拆过", {"self_opened"}, id="opened"),
        pytest.param("能自己拆吗", set(), id="asks whether to open"),
        pytest.param("打雷之后坏了", {"surge"}, id="lightning"),
        pytest.param("线被老鼠咬断", {"pest"}, id="mouse"),
        pytest.param("鼠标不动了", set(), id="a computer mouse is none"),
        pytest.param("屏幕坐坏了", {"crush"}, id="sat on"),
        pytest.param("压缩机坏了", set(), id="compressor"),
        pytest.param("师傅上门看看", {"home"}, id="at home"),
        pytest.param("我拿去店里修", {"store"}, id="in a store"),
        pytest.param("能寄过去修吗", {"mail_in"}, id="by mail"),
        pytest.param("可以上门取件吗", {"mail_in"}, id="a courier is no technician"),
        pytest.param("", set(), id="empty"),
    ],
)
def test_causes_and_modes_are_told(text: str, expected: set[str]) -> None:
    assert {span.value for span in find_manners(text)} == expected
