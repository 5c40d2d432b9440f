"""What a text asks to change about a booking: which fields it names, whether it keeps it, and whether it wants other windows."""

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
    r"(?:改|换|更新|变)[^0-9,，。]{0,8}(?:电话|手机|号码)|(?:电话|手机|号码)[^0-9,，。]{0,8}(?:改|换|错|变|不对|有误|不是)|联系(?:电话|方式)[^0-9,，。]{0,4}(?:改|换|是)"
)
_NEW_CONTACT = re.compile(r"(?:联系人|姓名|名字)[^,，。]{0,4}(?:改|换|写|叫|是|为|错)")
_PIECE = re.compile(r"[0-9A-Za-z零一二三四五六七八九十]+ ?(?:号|栋|幢|座|棟|单元|层|楼|室|弄|期|区)")
_KEEPS = re.compile(
    r"(?<![要能可是])(?:不用|不要|不想|不是要?|别|甭|勿|没(?:说|想|要)过?要?|不)(?:再|给我|帮我|把它|急着|忙着|着急|先|真的){0,2}取消(?!费)"
    r"|(?:保留|留着)(?:吧|预约|原来|这|$)"
)
_CANCELS_TOLD = re.compile(
    r"取消(?!费|排队|订单)|(?<![来修约装寄要])(?:不|别|甭)(?:要|想|用|需要|再|打算|约了再){0,2}(?:修|约|预约|装|寄|来|上门|派人|检查|弄)(?:了|吧|啦|$)"
    r"|不要了|作废|退掉|撤(?:了|掉|回|单|销)|约(?:的)?(?:退|撤)|^cancel",
    re.I,
)
_FIELD = r"(?:时间|日期|日子|时段|地址|地方|电话|手机号?|号码|联系人|姓名|名字|方式|门牌号?|楼号|预约)"
_CHANGES_TOLD = re.compile(
    rf"{_FIELD}[^,。;]{{0,6}}(?:错|不对|有误|要改|改|换|不是)|(?:改|换|更正|修改|调整)(?:一?[下个改换]|成|到|为|{_FIELD})"
    rf"|(?:改|换)(?:吧|了)?$|改(?:时间|期|天|约|日)|提前|推迟|延后|往后|(?:早|晚)(?:点|一点|一些|几天|一天)(?:来|上门|行|可以|吧|$)"
    r"|(?:那天|那时候?|到时候?)(?:没空|不在|有事|不行|不方便)"
)
_LEAD = re.compile(r"^.{0,8}?(?:改|换|更新)(?:一下|下|成|到|为|个)[\s:：,，是]*")
_NOT_BOOKED = re.compile(r"(?:取消|退出|停止)(?:了|掉)?(?:排队|等待|人工|转人工|订单|退货|退款)")
_OTHER_ONE = re.compile(r"另(?:外)?(?:那|的|一)?(?:一)?(?:个|单|台|张|份)|(?:别的|其他|剩下)(?:的)?(?:那)?(?:个|单|台)")
_AS_BEFORE = re.compile(
    r"(?:老|原来|以前|之前|原先|原)的?(?:那个)?(?:地址|时间|日期|电话|号码|手机号?|联系人|方式)|(?:地址|时间|日期|电话|号码|手机号?|联系人|方式)(?:还是|就)?(?:不(?:改|变|换|动)|照旧|按原来)"
)
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


def keeps_booking(text: str) -> bool:
    """Whether the text says that nothing shall be cancelled: 别取消, 先不取消; 要不取消吧 says the opposite."""
    return bool(_KEEPS.search(unicodedata.normalize("NFKC", text)))


def new_value(text: str) -> str:
    """What follows the words that ask for a change: 地址也改一下 科技园路5号 gives 科技园路5号; the whole text without them."""
    rest = _LEAD.sub("", text, count=1)
    return rest or text


def cancels_told(text: str) -> bool:
    """Whether half a sentence about a booking that was just told cancels it: 不约了, 别来了."""
    return bool(_CANCELS_TOLD.search(text))


def changes_told(text: str) -> bool:
    """Whether half a sentence about a booking that was just told changes it: 改一下, 地址写错了, 那天没空."""
    return bool(_CHANGES_TOLD.search(text))


def names_other_matter(text: str) -> bool:
    """Whether what is to be cancelled is no booking: 取消排队."""
    return bool(_NOT_BOOKED.search(text))


def names_other_booking(text: str) -> bool:
    """Whether another booking is meant than the one spoken of: 另外那个也改."""
    return bool(_OTHER_ONE.search(text))


def fields_kept(text: str) -> tuple[str, ...]:
    """The fields that shall stay as they are after all: 还是老地址."""
    plain = unicodedata.normalize("NFKC", text)
    return tuple(name for found in _AS_BEFORE.finditer(plain) for name in fields_named(found.group()))


def wants_other_windows(text: str) -> bool:
    """Whether none of the offered windows will do."""
    return bool(_OTHERS.search(text))
