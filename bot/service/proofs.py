"""Doubts about proof: a customer who asks why his number is wanted gets the reason, not the question alone."""

from __future__ import annotations

import re
import unicodedata

_WHY = re.compile(
    r"凭(?:什么|啥)|为(?:什么|何|啥|嘛)|干(?:嘛|吗|什么|啥)|做(?:什么|啥)(?:用|呢|$)|有(?:什么|啥)用|怎么(?:还|老|总|又)?要|(?:必须|一定|非|非得|非要)[^,。]{0,6}(?:吗|么|不可|不行)"
    r"|泄露|泄漏|骗|安全吗|隐私|倒卖|卖(?:给|我)"
)
_WITHOUT = re.compile(
    r"不(?:给|发|报|说|提供|留|验证|核实)[^,。]{0,6}(?:行|可以|能|怎么样|查)[^,。]{0,4}(?:吗|么|不|嘛|呢)"
)
_ABOUT = re.compile(r"手机|电话|号|码|信息|资料|验证|核实|这些|这个|要我|问我|要这|订单|隐私|泄|骗|证明")
_WHERE = re.compile(r"在哪|哪里|怎么(?:看|找|查)|什么(?:意思|是)|是什么|是啥")


def asks_why(text: str) -> bool:
    """Whether the text asks why something personal is wanted, or doubts that it is safe to give it."""
    plain = unicodedata.normalize("NFKC", text)
    if _WHERE.search(plain):
        return False
    return bool(_WITHOUT.search(plain) or (_WHY.search(plain) and _ABOUT.search(plain)))
