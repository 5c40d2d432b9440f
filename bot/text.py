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
    r"|(?:talk|speak|chat|want|need|connect|transfer|get)(?:me)?(?:to|with)?(?:an?|the)?(?:real|live)?(?:human|person|agent)",
    re.I,
)
_REFUSES_HUMAN = re.compile(
    r"(?:别|不要|不用|无需|不想|先不|不必|不需要|甭)(?:再|老是?|总是?|一直|动不动就?|给|帮|替|我|你|们|着急|急着|立刻|马上){0,6}(?:转|接|换|找|要|叫|呼叫|联系|人工(?!智能)|真人|活人)"
    r"|(?:别|不要)(?:再|老是?|总是?|一直|动不动就?){0,2}(?:让|叫|逼)(?:我|我们|人家?)(?:去)?(?:转|找|等)(?:人工|真人|客服)"
)
_DEVICE_GIVES_UP = re.compile(
    r"(?:[机器箱池宝板视扇煲炉灶表脑屏调本它锅]|[这那]台)(?:它|也|都|又|就|要|快|真的|好像|可能|估计|是不是){0,3}(?:不想活|活不下去|活不了|自杀|想死|寻死)"
)
_LIFE = re.compile(
    r"不想(?:再)?活(?!动|跃|塞|儿|用)|活不下去|活着(?:真|还|也|都|太|好)?(?:没|沒)(?:有)?(?:什么|啥|一点)?(?:意思|意义|劲|盼头)|不如死了|死了算了"
    r"|自杀(?!式)|轻生|寻短见|寻死|割腕|(?:结束|了结)(?:掉|了)?(?:自己|我|这条)?的?(?:生命|性命|命)|(?:我|要|想|去)跳(?:楼(?!价|层|机)|河|江)"
    r"|我(?:真的|真|好|都|只|就|也){0,3}想死(?!机|你|磕|扛|心|马|在)"
)
_SOFTENERS = "了吧啦呢啊哦哈呀嘛的～~。，,.!！?？… 、"
_LEAVES_QUEUE = re.compile(
    r"(?:[哎唉嗯哦额呃那就先都请我也们]|好吧|行吧|那就|还是|麻烦|帮我|给我){0,4}"
    r"(?:算|罢"
    r"|(?:不|别)(?:要|用|需要|想要|想|必|再|继续|接着){0,2}(?:转人工|找人工|接人工|人工客服|人工|真人|客服|排队|排|等待|等)"
    r"|(?:退出|取消|停止|放弃|结束|撤销)(?:人工|排队|转人工|等待|队列){0,2}"
    r"|(?:回到|换回|转回|让|用|找|问|和|跟){0,2}(?:智能客服|机器人|小修)(?:聊|说|来|回答|帮我){0,2})"
)
_DECLINES_NOTE = re.compile(
    r"(?:[哎唉嗯那就先都我也]|还是|算了|算|不用了|取消){0,4}(?:不|别)(?:要|用|想|需要){0,2}(?:留言|留|写|说)"
)
_LONGEST_ORDER = 14  # characters; a longer message tells something and is kept for the agent


_NUMERALS = frozenset("零〇一二三四五六七八九幺两")
_SPOKEN_DIGITS = 11  # of a mobile number
_REPEATED = re.compile(r"((?:[^0-9A-Za-z０-９]){1,4}?)\1{3,}")  # never digits or letters: 13800000000


def shorten_repeats(text: str) -> str:
    """Return the text with whatever is said more than three times in a row said three times.

    For understanding only: "好好好好好…" costs the classifier as much as a story and means no more than 好好好.
    """
    return _REPEATED.sub(_three_times, text)


def _three_times(found: re.Match[str]) -> str:
    """The repeats shortened, but for spoken digits that may be part of a phone number: 零零零零."""
    whole = found.group()
    return whole if len(whole) <= _SPOKEN_DIGITS and set(whole) <= _NUMERALS else found.group(1) * 3


def asks_for_human(text: str) -> bool:
    """Whether the text asks for a person in so many words; "别给我转人工" does not.

    Stands outside NLU because GB/T 47746-2026 clause 5.2.2 wants keyword triggers that always work.
    """
    text = unicodedata.normalize("NFKC", text).replace(" ", "").replace("轉", "转")
    return bool(_ASKS_FOR_HUMAN.search(text)) and not _REFUSES_HUMAN.search(text)


def refuses_human(text: str) -> bool:
    """Whether the text says that no person is wanted: 别给我转人工, 不要人工."""
    return bool(_REFUSES_HUMAN.search(unicodedata.normalize("NFKC", text).replace(" ", "").replace("轉", "转")))


def leaves_queue(text: str) -> bool:
    """Whether the whole text says that the customer no longer waits: 算了, 不想等了, 哎算了不排了; a longer message does not."""
    return _is_made_of(_LEAVES_QUEUE, text)


def declines_note(text: str) -> bool:
    """Whether the whole text says that no message will be left: 不留了, 算了不写了."""
    return _is_made_of(_DECLINES_NOTE, text)


def is_life_at_risk(text: str) -> bool:
    """Whether the writer, or somebody beside him, speaks of not wanting to live; a phone that 不想活了 is only broken."""
    text = unicodedata.normalize("NFKC", text).replace(" ", "")
    return bool(_LIFE.search(_DEVICE_GIVES_UP.sub("", text)))


def _is_made_of(pattern: re.Pattern[str], text: str) -> bool:
    """Whether a short text consists of the pattern, once or more, and particles."""
    rest = unicodedata.normalize("NFKC", text).strip()
    if not rest or len(rest) > _LONGEST_ORDER:
        return False
    while rest and (found := pattern.match(rest)) and found.group():
        rest = rest[found.end() :].lstrip(_SOFTENERS)
    return not rest
