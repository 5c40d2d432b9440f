"""Short technical marks: error_code and software_version."""

from __future__ import annotations

import re

from bot.engine.nlu.spans import Span, free_of

_EDGE = r"(?<![0-9A-Za-z.\-])"
_END = r"(?![0-9A-Za-z]|[.\-][0-9A-Za-z])"
_CODE = r"(?:0x[0-9A-Fa-f]{2,10}|[A-Za-z]{1,4}[\-_]?\d{1,5}[A-Za-z]?|[A-Za-z]\d?[A-Za-z])"
_LEAD = r"(?:显示屏?上?|面板上?|屏幕上?|报错?|报了?个?|报警|故障代?码|错误代?码|错误|代码|代号|跳出来?个?|跳|出现|出|提示|闪烁?|弹出?|亮|是|一直)"
_AFTER_LEAD = re.compile(
    rf"{_LEAD}(?:了|着|一个|个|的|是|为|叫|码|代码|错误|故障|成|到|出|上|：|:|“|\"|\s|又|个错误|什么){{0,4}}({_CODE}|\d{{2,5}}){_END}",
    re.I,
)
_MORE = re.compile(rf"^[\s]?(?:和|跟|、|还有|或者?|,|，|/)[\s]?({_CODE}){_END}", re.I)
_BEFORE_MEANING = re.compile(
    rf"{_EDGE}({_CODE})[\s\"”]?(?:是|这个|又是|的|到底|究竟)?(?:是|代表|啥|什么|哪个|哪里|故障|错误|报错|报警|代码|码|咋|怎么)",
    re.I,
)
_COMMON = re.compile(rf"{_EDGE}([EFHUCPLd][\-_]?\d{{1,3}}){_END}")
_SURE = re.compile(rf"{_EDGE}([EFHU][\-_]?\d{{1,2}}){_END}", re.I)
_WHOLE = re.compile(rf"[\s]*({_CODE})[\s?？!！。.]*", re.I)
_NOT_CODES = re.compile(
    r"(?:USB|HDMI|WIFI|VGA|RJ|RTX|GTX|DDR|IP|TYPE|WIN|IOS|MP|PS|PD|QC|OS|VIP|APP|GPS|NFC|SD|TF|LED|LCD|CPU|GPU|SSD|PC|TV|OK|KM|ID|SN|IMEI|JD|GD|SC|KFR|MAX|PRO|PLUS|AIR|MINI)[\-_]?\d*|[AB][345]|[2345]G|M\d",
    re.I,
)
_ASKING_WORDS = re.compile(r"意思|啥|什么|怎么|咋|代码|故障|报|显示|跳|闪|错误|提示|出现|亮")

_VERSION = re.compile(r"(?<![0-9A-Za-z.])(?:(v)(?:er(?:sion)?)?\.?\s?)?(\d{1,4}(?:\.\d{1,5}){1,4})(?![0-9]|\.\d)", re.I)
_VERSION_WORD = re.compile(
    r"版本|系统|固件|升级|升到|更新|回退|退回|降级|降到|刷机|刷回|OS|安卓|鸿蒙|Android|firmware|ROM|软件|补丁|驱动",
    re.I,
)
_UNIT = re.compile(
    r"^\s?(?:匹|寸|英寸|G(?!\w)|GHz|元|块|米|升(?![级到])|L(?!\w)|kg|公斤|斤|折|倍|万|千|%|％|度|小时|个|年|月|日|号|点|分|v(?!\w)|w(?!\w)|A(?!\w)|mm|cm|m(?!\w)|T(?!\w)|W(?!\w)|瓦|伏|毫安)",
    re.I,
)
_PLAIN_VERSION = re.compile(
    r"(?:安卓|鸿蒙|iOS|Android|HarmonyOS|Windows|Win|[A-Za-z]*OS|系统|版本)\s?(?:版本?)?\s?(?:是|到|的)?\s?(\d{1,3})(?![\d.]|[年月日号个次天台点元块位])",
    re.I,
)


def find_codes(text: str) -> list[Span]:
    """Every software version and error code in the text."""
    found = _versions(text)
    found += free_of(_error_codes(text), found)
    return found


def _error_codes(text: str) -> list[Span]:
    found: list[Span] = []
    for match in _code_matches(text):
        code = match.group(1)
        if not re.search(r"\d", code) or _NOT_CODES.fullmatch(code):
            continue
        found += free_of([_code_span(match)], found)
        found += free_of(_listed_after(text, match), found)
    return found


def _code_matches(text: str) -> list[re.Match[str]]:
    whole = _WHOLE.fullmatch(text)
    matches = [*_AFTER_LEAD.finditer(text), *_BEFORE_MEANING.finditer(text), *_SURE.finditer(text)]
    matches += [whole] if whole else []
    if _ASKING_WORDS.search(text):
        matches += _COMMON.finditer(text)
    return [match for match in matches if not (match.group(1).isdigit() and not _names_a_code(text, match))]


def _names_a_code(text: str, match: re.Match[str]) -> bool:
    """Digits alone are a code only when called one: 错误代码 1002."""
    return bool(re.search(r"(?:代码|故障码|错误码|错误|报错)[^\d]{0,4}$", text[: match.start(1)]))


def _listed_after(text: str, match: re.Match[str]) -> list[Span]:
    found, end = [], match.end(1)
    while more := _MORE.match(text[end:]):
        if _NOT_CODES.fullmatch(more.group(1)) or not re.search(r"\d", more.group(1)):
            break
        found.append(Span("error_code", end + more.start(1), end + more.end(1), more.group(1).upper()))
        end += more.end(1)
    return found


def _code_span(match: re.Match[str]) -> Span:
    return Span("error_code", match.start(1), match.end(1), match.group(1).upper())


def _versions(text: str) -> list[Span]:
    about_software = bool(_VERSION_WORD.search(text))
    found = []
    for match in _VERSION.finditer(text):
        parts = match.group(2).count(".")
        if _UNIT.match(text[match.end() :]) or not (match.group(1) or about_software or parts >= 2):
            continue
        start = match.start() if match.group(1) else match.start(2)
        found.append(Span("software_version", start, match.end(), text[start : match.end()].strip()))
    for match in _PLAIN_VERSION.finditer(text):
        found += free_of([Span("software_version", match.start(1), match.end(1), match.group(1))], found)
    return found
