"""What a text asks to change about a booking: which fields it names, and whether it wants other windows than those offered."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

FIELDS: Mapping[str, re.Pattern[str]] = {
    "time": re.compile(
        r"时间|日期|改天|改期|时段|换一?天|换个?日子|改日子|改约|提前|推迟|往后|延后|延期|晚(?:点|几天)|早(?:点|几天)|那天(?:没空|不在|有事)"
    ),
    "address": re.compile(r"地址|地方|地点|位置|搬家"),
    "contact": re.compile(r"联系人|姓名|名字"),
    "phone": re.compile(r"电话|手机号|号码"),
    "mode": re.compile(r"(?:维修|服务|修)的?方式|上门还是|到店还是"),
}
_NEW_PHONE = re.compile(
    r"(?:改|换|更新|变)[^0-9]{0,8}(?:电话|手机|号码)|(?:电话|手机|号码)[^0-9,，。]{0,8}(?:改|换|错|变)|联系(?:电话|方式)[^0-9,，。]{0,4}(?:改|换|是)"
)
_NEW_CONTACT = re.compile(r"(?:联系人|姓名|名字)[^,，。]{0,4}(?:改|换|写|叫|是|为|错)")
_PIECE = re.compile(r"[0-9A-Za-z零一二三四五六七八九十]+ ?(?:号|栋|幢|座|棟|单元|层|楼|室|弄|期|区)")
_OTHERS = re.compile(
    r"更多|(?:其他|其它|别的)(?:时间|时段|日子)|还有(?:别的|其他|其它|没有)|换一批|(?:都|全)不(?:行|合适|方便)|没有?合适"
)


def fields_named(text: str) -> tuple[str, ...]:
    """The fields that a text speaks of: time, address, contact, phone, mode."""
    plain = unicodedata.normalize("NFKC", text)
    return tuple(name for name, words in FIELDS.items() if words.search(plain))


def gives_new_phone(text: str) -> bool:
    """Whether a phone number in the text is to replace the booked one, rather than to prove anything."""
    return bool(_NEW_PHONE.search(unicodedata.normalize("NFKC", text)))


def gives_new_contact(text: str) -> bool:
    """Whether the text names another person to be called."""
    return bool(_NEW_CONTACT.search(text))


def names_piece(text: str) -> bool:
    """Whether the text names a piece of an address: a building, a unit, a room."""
    return bool(_PIECE.search(unicodedata.normalize("NFKC", text)))


def wants_other_windows(text: str) -> bool:
    """Whether none of the offered windows will do."""
    return bool(_OTHERS.search(text))
