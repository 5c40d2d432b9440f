"""The one form in which every component reads a text, and the mark that keeps customer text from being a command."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from opencc import OpenCC

from bot.text import shorten_repeats

PAYLOAD_MARK = "/"
_HARMLESS_SLASH = "／"
_LONGEST = 600  # characters, also after NFKC (one Arabic ligature becomes 18); the gateway stops at 500
_TYPOS = (  # the pinyin keyboard's other choices for the two commonest words; no ordinary word is hit
    (re.compile(r"保秀|保休(?!息)|(?<!电)宝修(?!理)"), "保修"),
    (re.compile(r"在宝(?=[吗么嘛不没期内])"), "在保"),
)
_WRONG_WORDS = {"串行号": "序列号"}  # what the converter makes of 序列號: in Taiwan 序列 is 串行 of data lines


def as_customer_text(text: str) -> str:
    """Customer text that Rasa cannot take for a command: a leading slash becomes a full-width one."""
    stripped = text.strip()
    return _HARMLESS_SLASH + stripped[1:] if stripped.startswith(PAYLOAD_MARK) else text


def normalize(text: str) -> str:
    """NFKC, simplified script, single blanks, no endless repeats; leading slashes dropped, so that none becomes a command.

    保秀 and 在宝 become 保修 and 在保, letter for letter.
    """
    text = shorten_repeats(unicodedata.normalize("NFKC", text[:_LONGEST])[:_LONGEST])
    text = re.sub(r"\s+", " ", text).strip().lstrip("/\\ ")
    text = simplified(text)
    for wrong, right in _TYPOS:
        text = wrong.sub(right, text)
    return text


def simplified(text: str) -> str:
    """Traditional text in simplified script with mainland words; text without a traditional character stays as it is.

    The converter of words would turn a mainland 序列号 into 串行号.
    """
    if not text or _converter("t2s").convert(text) == text:
        return text
    text = str(_converter("tw2sp").convert(text))
    for wrong, right in _WRONG_WORDS.items():
        text = text.replace(wrong, right)
    return text


@cache
def _converter(name: str) -> OpenCC:
    return OpenCC(name)
