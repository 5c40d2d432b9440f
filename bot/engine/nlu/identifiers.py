"""Numbers that name a thing or a person: serial, IMEI, order, ticket and phone number."""

from __future__ import annotations

import re
from datetime import date

from bot.engine.nlu.numerals import spoken_digits
from bot.engine.nlu.spans import Span, free_of

_EDGE = r"(?<![0-9A-Za-z])"
_END = r"(?![0-9A-Za-z])"
_GAP = r"[\s\-_.·—–]{0,3}"
_OUR_SERIAL = re.compile(rf"(?<![A-Za-z0-9])sc{_GAP}([0-9a-z]{{2,6}})[\s\-_.·—–]{{1,3}}([0-9a-z]{{6}}){_END}", re.I)
_OUR_SERIAL_TIGHT = re.compile(rf"{_EDGE}sc([0-9a-z]{{2,6}}?)([0-9a-z]{{6}}){_END}", re.I)
_SERIAL_WORD = r"(?:序列号|机身号|机身编号|机身码|机器码|编号|编码|产品号|S\s?/?\s?N码?)"
_NAMED_SERIAL = re.compile(rf"{_SERIAL_WORD}(?:号|码)?[^0-9A-Za-z，。！？!?\n]{{0,6}}([0-9A-Za-z]{{7,14}}){_END}", re.I)
_NAMED_AFTER = re.compile(
    rf"{_EDGE}([0-9A-Za-z]{{7,14}})(?:这个|这串)?(?:就)?是(?:我的|机器的|它的|我这台的)?{_SERIAL_WORD}", re.I
)
_BARE_SERIAL = re.compile(r"[\s,，。.!！:：]*(?:是|就是|号码是)?[\s:：]*([0-9A-Za-z]{7,14})[\s,，。.!！]*", re.I)

_DIGIT_RUN = re.compile(r"(?<![0-9A-Za-z])(?:\+?\s?86[\s\-]?)?\d(?:[\s\-,，.]{0,2}\d){9,17}(?![0-9A-Za-z])")
_PLAIN_RUN = re.compile(r"(?<![0-9A-Za-z.])\d{10,18}(?![0-9A-Za-z])")
_SPOKEN = re.compile(
    r"(?<![0-9A-Za-z〇零幺一二两三四五六七八九])(?<![0-9][\s,，、\-])(?:(?:加|\+)?(?:八六|86)[\s,，\-]?)?[幺一1](?:[\s,，、\-]?[0-9〇零幺一二两三四五六七八九]){10}(?![0-9〇零幺一二两三四五六七八九十百千万A-Za-z])(?![\s\-]\d)"
)
_ORDER_WORD = r"(?:订单|单子|购买单|定单|下单)"
_NAMED_ORDER = re.compile(
    rf"{_ORDER_WORD}(?:编)?(?:号|号码|编号|单号)?[^0-9A-Za-z。！？!?\n]{{0,6}}((?:JD)?\d{{10,14}}){_END}", re.I
)
_ORDER_AFTER = re.compile(
    rf"{_EDGE}((?:JD)?\d{{10,14}})[^0-9A-Za-z。！？!?\n]{{0,4}}(?:是|这个|这笔)?(?:我的)?{_ORDER_WORD}", re.I
)
_JD_ORDER = re.compile(rf"{_EDGE}(JD\d{{9,14}}){_END}", re.I)
_OUR_TICKET = re.compile(rf"{_EDGE}GD[\s\-]?((?:20\d{{2}})\d{{4}})[\s\-]?(\d{{4}}){_END}", re.I)
_TICKET_WORD = r"(?:工单|维修单|服务单|报修单|受理单|安装单|取件单|(?<!订)(?<!快递)(?<!物流)(?<!运)单号)"
_NAMED_TICKET = re.compile(
    rf"{_TICKET_WORD}(?:编)?(?:号|号码|编号|单号)?[^0-9A-Za-z。！？!?\n]{{0,6}}([A-Za-z]{{0,4}}-?\d[0-9A-Za-z\-]{{3,19}}){_END}",
    re.I,
)
_PREFIXED_TICKET = re.compile(rf"{_EDGE}((?:WX|TK|FW|BX|GD)-?\d[0-9A-Za-z\-]{{3,19}}){_END}", re.I)
_MOBILE = re.compile(r"1[3-9]\d{9}")


def find_identifiers(text: str) -> list[Span]:
    """Every identifier in the text; the surer kind takes the digits first."""
    found: list[Span] = []
    for finder in (_serials, _tickets, _imeis, _phones, _orders, _other_serials):
        found += free_of(finder(text), found)
    return found


def is_imei(digits: str) -> bool:
    """15 digits whose Luhn sum is a multiple of ten."""
    if not re.fullmatch(r"\d{15}", digits):
        return False
    doubled = [int(digit) * (2 if index % 2 else 1) for index, digit in enumerate(digits)]
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0


def _serials(text: str) -> list[Span]:
    found = []
    for pattern in (_OUR_SERIAL, _OUR_SERIAL_TIGHT):
        for match in pattern.finditer(text):
            middle, last = match.group(1).upper(), match.group(2).upper()
            if any(character.isdigit() for character in middle + last):
                found.append(Span("serial_number", match.start(), match.end(), f"SC-{middle}-{last}"))
    return found[:1] + free_of(found[1:], found[:1]) if found else []


def _other_serials(text: str) -> list[Span]:
    matches = [*_NAMED_SERIAL.finditer(text), *_NAMED_AFTER.finditer(text)]
    bare = _BARE_SERIAL.fullmatch(text)
    if bare:
        matches.append(bare)
    return [
        Span("serial_number", match.start(1), match.end(1), match.group(1).upper())
        for match in matches
        if re.search(r"\d", match.group(1)) and re.search(r"[A-Za-z]", match.group(1)) and not _is_name(match.group(1))
    ]


def _is_name(word: str) -> bool:
    """Words such as iphone15 are read as names of goods, not as serials."""
    return bool(
        re.fullmatch(
            r"(?:0x[0-9a-f]+|(?:iphone|ipad|macbook|huawei|xiaomi|redmi|honor|mate|windows|win|android|ios)\d+\w{0,6})",
            word,
            re.I,
        )
    )


def _tickets(text: str) -> list[Span]:
    ours = [
        Span("ticket_number", match.start(), match.end(), f"GD{match.group(1)}{match.group(2)}")
        for match in _OUR_TICKET.finditer(text)
    ]
    others = [
        Span("ticket_number", match.start(1), match.end(1), match.group(1).upper())
        for pattern in (_NAMED_TICKET, _PREFIXED_TICKET)
        for match in pattern.finditer(text)
        if not _MOBILE.fullmatch(match.group(1))
    ]
    return _without_overlaps([*ours, *others])


def _phones(text: str) -> list[Span]:
    found = []
    for pattern in (_SPOKEN, _DIGIT_RUN):
        for match in pattern.finditer(text):
            digits = re.sub(r"\D", "", spoken_digits(match.group().replace("加", "")))
            if digits.startswith("86") and len(digits) == 13:
                digits = digits[2:]
            if _MOBILE.fullmatch(digits):
                found.append(Span("phone_number", match.start(), match.end(), digits))
    return _without_overlaps(found)


def _imeis(text: str) -> list[Span]:
    found = []
    for match in _DIGIT_RUN.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        if is_imei(digits):
            found.append(Span("imei", match.start(), match.end(), digits))
    return found


def _orders(text: str) -> list[Span]:
    found = [
        Span("order_number", match.start(), match.end(), match.group())
        for match in _PLAIN_RUN.finditer(text)
        if len(match.group()) == 13 and _begins_with_date(match.group())
    ]
    for pattern in (_NAMED_ORDER, _ORDER_AFTER, _JD_ORDER):
        for match in pattern.finditer(text):
            found.append(Span("order_number", match.start(1), match.end(1), match.group(1).upper()))
    return _without_overlaps(found)


def _begins_with_date(digits: str) -> bool:
    try:
        year = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])).year
    except ValueError:
        return False
    return 2000 <= year <= 2099


def _without_overlaps(spans: list[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in spans:
        kept += free_of([span], kept)
    return kept
