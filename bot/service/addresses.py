"""Addresses in what customers write: found in a sentence, checked for a door, and corrected piece by piece."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from bot.service.names import read_name
from bot.service.phones import phone_spans
from bot.service.places import place_spans
from bot.store import regions

_NUMBER = r"(?:\d{1,5}[A-Za-z]?|[A-Za-z]\d{0,4}|[零一二两三四五六七八九十百]{1,5}|[东西南北甲乙丙丁])"
_HAN = r"[\u4e00-\u9fff]"
_ROAD = rf"{_HAN}{{1,8}}?(?:[东西南北中]?(?:路|大街|大道|街(?![道口])|巷|胡同)|公路)(?!由|灯|径|线|费|由器)"
_ESTATE = r"[\u4e00-\u9fffA-Za-z\d]{1,10}?(?:小区|花园|公寓|大厦|广场|家园|新村|新城|家属院|宿舍|苑|府|庭|湾|城|园|村|镇|街道|社区|中心|别墅|酒店|学校|大学|医院|厂|坊|阁|轩|居|邸|墅|庄|屯|乡|组)"
_BUILDING = rf"{_NUMBER}(?:号楼|栋|幢|座|号院)"
_COMPACT = re.compile(r"(?<![\d:])\d{1,4}(?:\s?[-—–]\s?\d{1,4}){1,3}(?![\d:点])")
_DOOR = re.compile(rf"{_NUMBER}(?:号楼|栋|幢|座|单元|室|号(?!线)|弄|层|楼|房(?!间)|户|院|组)|(?<!\d)\d{{3,4}}$")
_PIECES: dict[str, re.Pattern[str]] = {  # in the order in which they stand in an address
    "road": re.compile(_ROAD),
    "lane": re.compile(rf"{_NUMBER}弄"),
    "number": re.compile(rf"{_NUMBER}号(?![楼院线门])"),
    "building": re.compile(_BUILDING),
    "unit": re.compile(rf"{_NUMBER}(?:单元|号门)"),
    "floor": re.compile(rf"{_NUMBER}(?:层|楼)"),
    "room": re.compile(
        rf"{_NUMBER}(?:室|房|户)|(?<![\dA-Za-z零一二三四五六七八九])\d{{3,4}}[A-Za-z]?(?![\d号弄栋幢座层楼米元])|(?<=[栋幢座楼元])[零〇一二三四五六七八九]{{3,4}}(?![号弄栋楼层])"
    ),
}
_ROOM_BEHIND = re.compile(r"[零〇一二三四五六七八九]{3,4}(?![零〇一二三四五六七八九点])|\d{3,4}(?![\d点:])[室房]?")
_BUILT_END = re.compile(r"[栋幢座楼号元]$")
_COMPACT_PARTS = {"building": 0, "unit": 1, "room": -1}

_LEAD = re.compile(
    r"^(?:嗯+|家里|老家|楼栋|房号|语音转|帮我|请|麻烦|把|给我|小区(?:叫|是|名)|哦|额|那个|那|就|是|我们|我|人|家|的|公司|单位|详细|具体|收货|上门|家庭|地址|住址|位置|门牌号?|改成|改为|改到|换成|换到|应该|写|填|送到|寄到|来|到|去|住|在|位于|不对|不是的?|错了|更正|[\s,，:：。])+"
)
_TOLD = re.compile(r".*?(?:地址|住址|寄到|送到|上门到|改成|改到|换成|住在|家在|家住)(?:是|为|在|[:：\s])*")
_TAIL = re.compile(
    r"(?:这里|这儿|那里|那儿|那边|这边|哦|吧|啊|呢|哈|呀|谢谢|麻烦了?|来修|维修|上门|就行|就可以|的|[\s,，。.!！~～])+$"
)
_QUESTION = re.compile(
    r"[吗?？]|为什么|为啥|干嘛|怎么|什么|哪|多少|能不能|可不可以|是不是|有没有|行不行|要不要|多久|谁|几[个点天号]"
)
_NO_ADDRESS = re.compile(
    r"你们|知道|味道|道歉|道理|频道|路由|线路|电路|走路|厂家|到店|门店|城里|屏幕|坏了|机器|说明书|[短原一半走气油回思套网铁马的条段枉]路|[条逛]街"
)
_TIME = re.compile(
    r"(?:周|星期|礼拜)[一二三四五六日天末]|[今明后]天|[上下]午|\d{1,2}[:点]|\d月|^\d{1,2}[号日](?:$|[上下早晚])"
)
_SPLIT = re.compile(r"[,，。;；!！\n]+")
_PHONE_WORDS = re.compile(
    r"(?:我?的?(?:联系)?(?:电话|手机)(?:号码?)?|号码|联系方式|联系人|姓名|收件人|我叫|名字)(?:是|为|叫)?[:：\s]*"
)
_DATE = re.compile(
    r"(?:\d{2,4}年)?(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[上下这本]个?)\s?月(?:份)?\s?(?:(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s?[号日])?(?:到\d{1,2}[号日])?|\d{4}\s?年"
    r"|(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s?[号日](?=以后|之后|之前|以前|[上下]午|早|晚|到|买|来|寄|那天|之间|都|了)"
)
_LABEL = re.compile(r"门牌号?|房号|楼[号栋](?!\d)|房间号?|单元号?(?=[,，。是\s]|$)(?<!\d..)")
_FILLER = re.compile(r"应该|写错|打错|少写|少打|纠正|更正|一下|等|[了是的我家住在错]|\s")
_OTHER_MATTER = re.compile(
    r"尾号|订单|电话|手机号|价|花了|付了|退款|电池|预算|日子|时间|日期|型号|工号|报错|错误|故障码|门禁|窗口|约"
)
_ABOUT_HOUSE = re.compile(r"地址|门牌|楼|[栋幢座室]|单元|小区|\d号院")
_DENIED = re.compile(r"(?:不是|不在|而不是|别写|写错了)[^,，。;；是]*")
_INSTEAD = re.compile(r".*(?:改成|改为|换成|应该是|而是)")


def read_address(text: str, asked: bool = False) -> str | None:
    """The part of a text that is an address, without the province, city and district before it; None when there is none.

    Names, phone numbers and times around it are left out. When `asked` for, a place with a name is enough (阳光花园);
    otherwise a road or an estate with a number is needed. A question is never an address.
    """
    kept = [part for part in _parts(text) if _is_address_part(part, asked)]
    address = "".join(kept)
    if not address or (not asked and not (_named(address) and is_complete(address))):
        return None
    return address if len(address) >= 2 and re.search(rf"{_HAN}|\d", address) else None


def with_room(address: str, text: str) -> str:
    """The address with the number of the room that follows it in the text without a word between: …二栋 + 五零一."""
    plain = unicodedata.normalize("NFKC", text)
    place = plain.find(address)
    behind = _ROOM_BEHIND.match(plain, place + len(address)) if place >= 0 and _BUILT_END.search(address) else None
    return address + behind.group() if behind else address


def is_complete(address: str) -> bool:
    """Whether an address has the number of a house, building or room, so that a door can be found."""
    plain = unicodedata.normalize("NFKC", address).strip()
    return bool(_DOOR.search(plain) or _COMPACT.search(plain))


def amend_address(address: str, said: str) -> str | None:
    """The address with those pieces replaced that `said` names (不对，是5号楼); a new piece goes to its place.

    A whole other address takes its place. None when nothing in `said` is a piece of an address.
    """
    right = re.sub(r"楼[栋号](?:是|为)?\s*(\d+)\s*号(?!楼)", r"\1号楼", _affirmed(said))  # 楼栋是12号
    if _OTHER_MATTER.search(said) and not _ABOUT_HOUSE.search(said):
        return None
    whole = read_address(right)
    if whole and not _is_same_place(address, whole):
        return whole
    amended = address
    for part in _parts(right):
        wanted = _pieces(part)
        if _is_made_of(part, wanted.values()):
            for kind, piece in wanted.items():
                amended = _with_piece(amended, kind, piece)
    return amended if amended != address or _repeats(address, right) else None


def masked(address: str) -> str:
    """The address up to its first number, for showing it again: 科技园路****."""
    first = _COMPACT.search(address) or re.search(r"\d", address) or _DOOR.search(address)
    shown = address[: first.start()] if first else address[: max(2, len(address) // 2)]
    return f"{shown}****"


def _parts(text: str) -> list[str]:
    """The parts of a text between commas, freed of phone numbers, names, regions and the words around an address."""
    plain = unicodedata.normalize("NFKC", text)
    for start, end in reversed(phone_spans(text)):
        if not _COMPACT.fullmatch(plain[start:end].strip()) or len(re.sub(r"\D", "", plain[start:end])) >= 10:
            plain = f"{plain[:start]}，{plain[end:]}"
    name = read_name(text)
    if name:
        optional = "?" if len(name) > 1 else ""  # 我姓王 must not cut 王家村
        plain = re.sub(
            rf"(?:我?叫|我是|我?姓|联系人|姓名|名字|收件人){optional}(?:是|叫|[:：\s])*{re.escape(name)}", "，", plain
        )
    plain = _DATE.sub("，", _PHONE_WORDS.sub("，", plain))
    parts = (_bare(part) for part in _SPLIT.split(plain))
    return [part for part in parts if part]


def _bare(part: str) -> str:
    part = _TAIL.sub("", _LEAD.sub("", part.strip()))
    if (told := _TOLD.match(part)) and _named(part[told.end() :]):
        part = _LEAD.sub("", part[told.end() :])
    spans = place_spans(part)
    if spans and spans[0][0] == 0 and spans[0][1] < len(part) and _is_region(part[: spans[0][1]]):
        part = part[spans[0][1] :].strip(" 的,，")
    return re.sub(rf"(?<={_HAN}) +| +(?={_HAN})", "", _LEAD.sub("", part))


def _is_region(words: str) -> bool:
    """Whether the words before an address are surely its region; 和平 in 和平里西街 is not."""
    known = regions.by_name().get(words)
    return known is None or len(words) > 2 or known[0].level != "district"


def _is_address_part(part: str, asked: bool) -> bool:
    if _QUESTION.search(part) or _NO_ADDRESS.search(part) or _is_region_only(part):
        return False
    if _TIME.search(part) and not _named(part):
        return False
    if not _named(part) and not is_complete(part):
        return False
    return asked or _named(part) or bool(_PIECES["building"].search(part) or _PIECES["room"].search(part))


def _is_region_only(part: str) -> bool:
    spans = place_spans(part)
    return bool(spans) and spans[0] == (0, len(part)) and _is_region(part)


def _named(part: str) -> bool:
    return bool(re.search(rf"{_ROAD}|{_ESTATE}", part))


def _affirmed(said: str) -> str:
    """What is said to be right: 不是3栋，是5栋 and 3栋改成5栋 leave 5栋."""
    plain = unicodedata.normalize("NFKC", said)
    return _DENIED.sub("", _INSTEAD.sub("", plain))


def _is_same_place(address: str, other: str) -> bool:
    """Whether both lie in the same road or estate, so that only pieces differ."""
    name = re.search(rf"{_ROAD}|{_ESTATE}", other)
    return bool(name and name.group() in address)


def _is_made_of(part: str, pieces: Iterable[str]) -> bool:
    """Whether a part says little besides its pieces: 大一号的电池 is about no house."""
    rest = _FILLER.sub("", _LABEL.sub("", part))
    for piece in pieces:
        rest = rest.replace(piece, "", 1)
    return (
        len(rest) <= 2
        and rest != part
        and not _is_region_only(part)
        and not _QUESTION.search(part)
        and not _NO_ADDRESS.search(part)
    )


def _repeats(address: str, said: str) -> bool:
    """Whether what is said to be right stands in the address already."""
    pieces = [piece for part in _parts(said) for piece in _pieces(part).values()]
    return bool(pieces) and all(piece in address for piece in pieces)


def _pieces(said: str) -> dict[str, str]:
    """The pieces of an address in a text, the last of each kind."""
    found: dict[str, str] = {}
    taken: list[tuple[int, int]] = []
    said = _LABEL.sub("", said)
    for kind, pattern in _PIECES.items():
        for match in pattern.finditer(said):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            piece = _LEAD.sub("", match.group())
            if piece and not _NO_ADDRESS.search(piece):
                found[kind] = piece
                taken.append(match.span())
    return found


def _with_piece(address: str, kind: str, piece: str) -> str:
    place = _COMPACT_PARTS.get(kind)
    compact = _COMPACT.search(address)
    if compact and place is not None:
        numbers = re.findall(r"\d+", compact.group())
        number = re.search(r"\d+", piece)
        if number and (kind != "unit" or len(numbers) > 2):
            numbers[place] = number.group()
            return address[: compact.start()] + "-".join(numbers) + address[compact.end() :]
    old = _last(address, kind)
    if old:
        return address[: old.start()] + piece + address[old.end() :]
    position = _place_for(address, kind)
    return address[:position] + piece + address[position:]


def _last(address: str, kind: str) -> re.Match[str] | None:
    matches = list(_PIECES[kind].finditer(address))
    return matches[-1] if matches else None


def _place_for(address: str, kind: str) -> int:
    """Where a piece of this kind belongs: before the first piece of a later kind, else at the end."""
    kinds = list(_PIECES)
    later = [match.start() for other in kinds[kinds.index(kind) + 1 :] if (match := _PIECES[other].search(address))]
    return min(later, default=len(address))
