"""Whether a text reports a danger, and of what kind, so that the right advice comes first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

import bot.store

HazardKind = Literal["fire", "gas", "battery", "shock", "charger", "fall", "general"]

_FILE = Path(bot.store.__file__).parent / "demo" / "symptoms.yml"
_KINDS: dict[str, HazardKind] = {
    "gas_leak": "gas",
    "carbon_monoxide": "gas",
    "flame_out_leak": "gas",
    "swollen": "battery",
    "battery_leak": "battery",
    "smoke": "fire",
    "fire": "fire",
    "spark": "fire",
    "burnt_smell": "fire",
    "plug_melted": "fire",
    "leak_current": "shock",
    "tingle": "shock",
    "water_near_power": "shock",
    "trip_breaker": "shock",
}
_WORST_FIRST: tuple[HazardKind, ...] = ("gas", "fire", "battery", "shock", "fall")
_POCKET = {"手机", "平板", "充电宝", "耳机", "智能手表"}  # nothing but a battery burns in them
_BATTERY = _POCKET | {"笔记本电脑", "相机"}
_MAINS = re.compile(r"插头|插座|充电头|充电器|适配器|插排|插线板")
_GAS = re.compile(r"燃气|煤气|天然气|液化气|灶")

_FIGURES = re.compile(  # what sounds like a danger and is none; taken out before anything is looked for
    r"[充送来停]电到|不着火|打着火|着不了火|短路保护|气(?:得|死|到)[^，,。!！]{0,4}(?:冒火|冒烟|着火|爆炸|炸)|(?:嗓子|脑子|忙得|急得|头顶)[^，,。!！]{0,2}(?:冒烟|冒火|着火)|心里着火"
    r"|(?:信息|价格|脾气|肺|心态|流量|颜值|消息|性价比|脑袋|内存)[^，,。!！]{0,3}(?:爆炸|炸裂|炸开|炸了|着了)|爆炸(?:好|式|性|头)|我(?:都|要|快|就){0,3}(?:气)?(?:爆炸|炸裂)"
    r"|(?:饭|菜|粥|米|汤|肉|锅底|牛奶|馒头|红薯)[^，,。!！]{0,4}(?:烧糊|糊了|烧焦|焦味|糊味)|(?:烧糊|烧焦)了?(?:的)?(?:饭|菜|粥|米|锅巴)"
    r"|(?:打字|聊天|排队|等|写)[^，,。!！]{0,6}手[都也]?(?:有点|好|发)?麻|手[都也]?(?:有点|好|发)?麻了?(?:打字|不想|懒得|等)"
    r"|(?:胎|枕头|气垫|门封|胶条|密封条|密封圈|冰箱门)[^，,。!！]{0,4}漏气|(?:需求|价格|市场|预算)[^，,。!！]{0,2}膨胀|(?:漏电|短路|触电|过热)保护|漏保(?!跳)|防(?:漏电|触电|爆炸|爆|火|漏气|一氧化碳)"
)
_SIMPLIFIED = str.maketrans("電脹煙觸燒氣爐著機", "电胀烟触烧气炉着机")  # enough for danger; the queue has no converter
_ASKED_ABOUT = (  # a danger that is feared, not met; the danger named beside it still counts
    r"(?:会不会|是否会|怕|防止|预防|避免|如何防|怎么防|担心|万一|容不容易)(?:有|发生|出现|导致|引起|造成|再|被|他|它|越|就|不|能|突然|自己){0,2}"
)
_PLAIN: dict[HazardKind, re.Pattern[str]] = {
    "gas": re.compile(
        r"(?:天然气|煤气|燃气|液化气|瓦斯)的?(?:臭|怪)?(?:味|泄漏|泄露)|一氧化碳|漏(?:煤气|燃气|天然气)|熄火[^，,。!！?？]{0,3}(?:出气|漏气)|(?:燃气|煤气|热水器|洗澡)[^。!！?？]{0,12}(?:头晕|晕倒|恶心)"
    ),
    "fire": re.compile(
        r"烟[^，,。!！?？]{0,2}冒(?:了)?出|(?:往外|一直|直|在|又)冒烟|冒(?:了)?[^，,。!！?？]{0,3}烟|打火花|冒火[花星苗光]|(?:[机器宝炉灶]|电源|插头|插座|电线)[^，,。!！?？]{0,3}冒火|火星子|电弧|火光|烧糊|(?:充电头|充电器|充电桩|插头|插座|电源|电线)[^，,。!！?？]{0,4}(?:烧黑|融化|烧化|烧变形)|糊味|烧焦|焦味|烧起来|着火|起火"
        r"|(?:烧|插座|插头|电线|衣服|[机器宝池炉扇煲灯线箱])(?:都|给|突然|自己|又|就|刚才){0,2}着了(?!凉|急|魔|迷)"
    ),
    "battery": re.compile(
        r"(?:电池|电瓶|后盖|手机|充电宝|移动电源|平板|笔记本|电脑|手表|手环|耳机|相机|底壳|触摸板)[^，,。!！?？]{0,8}(?:鼓(?:了|起|包|个|出|得|成|胀|着)|胀(?:起|了|大|得|开)|膨胀|变胖|顶起|撑开)"
        r"|(?:鼓了|鼓起|胀起|膨胀|变胖)[^，,。!！?？]{0,4}的?(?:电池|充电宝|手机|电瓶)"
    ),
    "shock": re.compile(
        r"漏电|触电|带电(?!源|池|脑|视|饭)|电到(?:手|人|我|他|她|孩子)|电了?(?:我|他|她|人)?(?:一下|一跳)|被[^，,。!！?？]{0,3}电(?:了|到|着)|麻[手人](?!机)|麻酥|酥麻|电得手麻"
        r"|(?:[摸碰插拔按接洗握端]|外壳|水龙头|花洒|[器机箱锅煲炉灶表柜])[^，,。!！?？]{0,8}(?:有点麻|有些麻|发麻|麻了一下|手麻|麻麻|会麻|就麻|一麻|好麻)"
    ),
    "fall": re.compile(
        r"(?:外机|内机|支架|挂架|电视|油烟机|热水器|吊柜)[^。!！?？]{0,10}(?:快|要|会|差点)[^，,。!！?？]{0,3}(?:掉|砸|塌|坠)(?:下|了|到|落)"
    ),
    "general": re.compile(
        r"(?:[机器宝池炉锅头门屏灶]|玻璃|面板)[^，,。!！?？]{0,3}炸(?:了|裂|开)|^炸了|爆炸|电池炸|炸裂|炸开"
    ),
}
_NEEDS_MORE = {
    "手麻",
    "膨胀",
    "鼓起来了",
    "胀气",
    "触电",
    "火花",
    "流血",
    "头晕恶心",
    "伤人",
}  # other words have to tell of a device


def names_danger(text: str) -> bool:
    """Whether the text reports a danger to people or property, as far as plain words can tell.

    Works without the engine. Prevention, fear and figures of speech are no reports: 会不会漏电, 充电到80%, 价格炸了.
    """
    return bool(danger_kinds(text))


def danger_kinds(text: str) -> set[HazardKind]:
    """Every kind of danger that the text reports in plain words."""
    text = _FIGURES.sub("，", unicodedata.normalize("NFKC", text).replace(" ", "").translate(_SIMPLIFIED))
    plain = _without_questions(text)
    kinds: set[HazardKind] = {kind for kind, pattern in _PLAIN.items() if pattern.search(plain)}
    kinds |= {_KINDS.get(code, "general") for word, code in _danger_words().items() if word in plain}
    return kinds


def hazard_kind(symptoms: Iterable[str], categories: Iterable[str] = (), text: str = "") -> HazardKind:
    """The gravest kind among the symptoms (codes or any of their names) and the text; else what the kind of goods suggests.

    `categories` are canonical names. A pocket device that burns gets the advice for batteries.
    """
    goods = set(categories)
    found: set[HazardKind | None] = {_KINDS.get(_code(symptom)) for symptom in symptoms}
    found |= danger_kinds(text)
    kind: HazardKind = next((kind for kind in _WORST_FIRST if kind in found), "general")
    if kind == "fire" and goods and goods <= _POCKET and not _MAINS.search(text):
        return "battery"
    if kind == "shock" and goods and goods <= _BATTERY:
        return "charger"
    return _by_goods(goods, text) if kind == "general" else kind


def _by_goods(goods: set[str], text: str) -> HazardKind:
    if goods & _BATTERY and not _MAINS.search(text):
        return "battery"
    is_gas = "燃气灶" in goods or ("热水器" in goods and _GAS.search(text))
    return "gas" if is_gas else "general"


def _without_questions(text: str) -> str:
    """The text without the dangers that are only asked about or feared, each with the words that say so."""
    return _asked_about().sub("，", text)


@lru_cache(maxsize=1)
def _asked_about() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in sorted(_danger_words(), key=len, reverse=True))
    danger = rf"(?:{words}|炸|电人|电死人)"
    return re.compile(rf"{_ASKED_ABOUT}{danger}|(?:会|容易){danger}[^，,。!！?？了]{{0,2}}[吗么]")


def _code(symptom: str) -> str:
    return _codes().get(symptom.strip().lower(), symptom)


@lru_cache(maxsize=1)
def _danger_words() -> dict[str, str]:
    """Every word for a dangerous symptom that needs no other word beside it, with its code."""
    dangers = {str(row["code"]) for row in _rows() if row["hazard"]}
    return {word: code for word, code in _codes().items() if code in dangers and word not in _NEEDS_MORE}


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    return {str(name).lower(): str(row["code"]) for row in _rows() for name in (row["name"], *row["aliases"])}


def _rows() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return rows
