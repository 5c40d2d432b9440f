"""Customer text: cleaned before it is stored, masked before it is logged, read for the few words that must not wait for NLU."""

from __future__ import annotations

import re
import unicodedata

_ZERO_WIDTH_JOINER = "\u200d"  # holds emoji families together
_BIDI_AND_INVISIBLE = dict.fromkeys(
    [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF, 0x061C, 0x00AD]
)
del _BIDI_AND_INVISIBLE[ord(_ZERO_WIDTH_JOINER)]

_DIGITS = "0-9０-９"
_LONG_NUMBER = re.compile(rf"(?<![{_DIGITS}])[{_DIGITS}](?:[\s\-,，－—]?[{_DIGITS}]){{6,}}(?![{_DIGITS}])")
_SERIAL = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{1,4}-[A-Za-z0-9]{2,6}-[A-Za-z0-9]{4,}(?![A-Za-z0-9])")
_SPOKEN_NUMBER = re.compile(r"[〇零幺一二三四五六七八九]{7,}")


def clean(text: str) -> str:
    """Return customer text fit to store: NFC, no control, bidi, zero-width or surrogate characters, trimmed.

    Line breaks become single spaces; emoji sequences stay whole.
    """
    text = unicodedata.normalize("NFC", text).translate(_BIDI_AND_INVISIBLE)
    kept = (
        " " if character in "\r\n\t\u2028\u2029" else character
        for character in text
        if character in "\r\n\t\u2028\u2029" or unicodedata.category(character) not in {"Cc", "Cs", "Co"}
    )
    return re.sub(r" {2,}", " ", "".join(kept)).strip().strip(_ZERO_WIDTH_JOINER)


def mask(text: str) -> str:
    """Return text with phone numbers, serials and other long numbers shortened to their first three and last two."""
    for pattern in (_LONG_NUMBER, _SERIAL, _SPOKEN_NUMBER):
        text = pattern.sub(lambda found: _shorten(found.group()), text)
    return text


def mask_phone(phone: str) -> str:
    """13812345678 → 138****5678; anything that is not a mobile number is masked whole."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) == 11 and phone.isdigit() else "****"


def _shorten(text: str) -> str:
    return f"{text[:3]}…{text[-2:]}"


_HUMAN = r"(?:人工|真人|活人|客服人员|人工客服|人工服务)"
_ASKS_FOR_HUMAN = re.compile(
    rf"(?:转|接|换|找|要|呼叫|联系|叫)(?:到|成|个|一个|一下|下|你们|的){{0,4}}{_HUMAN}(?!费|智能|成本|检测)|^{_HUMAN}(?:客服|服务|坐席)?[!！。.~～呢吧啊呀 ]*$"
)
_REFUSES_HUMAN = re.compile(
    r"(?:别|不要|不用|无需|不想|先不|不必|甭)(?:再|给|帮|替|我|你|们|着急|急着|立刻|马上){0,6}(?:转|接|换|找|要|叫|呼叫|联系)"
)


_REPEATED = re.compile(r"((?:[^0-9A-Za-z０-９]){1,4}?)\1{3,}")  # never digits or letters: 13800000000


def shorten_repeats(text: str) -> str:
    """Return the text with whatever is said more than three times in a row said three times.

    For understanding only: "好好好好好…" costs the classifier as much as a story and means no more than 好好好.
    """
    return _REPEATED.sub(lambda found: found.group(1) * 3, text)


def asks_for_human(text: str) -> bool:
    """Whether the text asks for a person in so many words; "别给我转人工" does not.

    Stands outside NLU because GB/T 47746-2026 clause 5.2.2 wants keyword triggers that always work.
    """
    text = unicodedata.normalize("NFKC", text).replace(" ", "").replace("轉", "转")
    return bool(_ASKS_FOR_HUMAN.search(text)) and not _REFUSES_HUMAN.search(text)
