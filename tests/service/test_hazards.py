"""Which words report a danger, which only sound like one, and what advice fits."""

from __future__ import annotations

import pytest

from bot.service.hazards import hazard_kind, names_danger


@pytest.mark.parametrize(
    "text",
    [
        "摸着麻酥酥的",
        "碰到热水器有点麻",
        "充电宝鼓起来了",
        "手机鼓了",
        "笔记本电池胀起来把触摸板顶起来了",
        "电池膨胀",
        "手机变胖了",
        "插座有电弧",
        "有烟冒出来",
        "电线烧糊了",
        "一股糊味",
        "厨房有天然气味",
        "一氧化碳报警器响了",
        "洗衣机着了",
        "我家冰箱冒烟了怎么办",
        "鼓包了会不会爆炸",
        "是不是漏电啊",
        "瓦斯味好重",
        "水流到插座上了",
        "熄火后还出气",
        "一充电就会冒烟",
        "用着用着会漏电",
        "手機冒煙",
        "炸了",
        "外机支架松了快掉下去了",
        "燃气热水器一开就头晕恶心",
    ],
)
def test_danger_is_heard_in_mild_words_too(text: str) -> None:
    assert names_danger(text)


@pytest.mark.parametrize(
    "text",
    [
        "充电到80%就停",
        "价格炸了",
        "气得冒火",
        "气死我了要爆炸",
        "我被你们气到爆炸",
        "手麻了打字",
        "我发了火",
        "手机充电有点烫",
        "用了十年会不会漏电",
        "怎么预防起火",
        "担心漏电",
        "老款的会漏电吗",
        "漏电保护器要多久换",
        "睡着了",
        "送电到我家要多久",
        "饭烧糊了",
        "鼓励一下",
        "屏幕不亮",
        "气炸了，修了三次",
        "冰箱门漏气",
        "燃气灶打不着火",
        "",
    ],
)
def test_figures_of_speech_and_prevention_are_no_danger(text: str) -> None:
    assert not names_danger(text)


@pytest.mark.parametrize(
    ("symptoms", "categories", "text", "kind"),
    [
        ([], ["充电宝"], "充电宝鼓了", "battery"),
        (["overheat"], ["手机"], "手机充电有点烫", "battery"),
        (["发热"], ["智能手表"], "", "battery"),
        (["炸裂"], ["手机"], "手机炸了", "battery"),
        (["explode"], ["燃气灶"], "灶台玻璃爆了", "gas"),
        ([], ["热水器"], "燃气热水器不对劲", "gas"),
        ([], ["热水器"], "热水器摸着有点麻", "shock"),
        (["explode"], ["微波炉"], "", "general"),
        (["smoke"], ["充电宝"], "充电宝冒烟", "battery"),
        (["smoke"], ["手机"], "手机充电头冒烟", "fire"),
        (["smoke"], ["电视"], "", "fire"),
        (["漏电", "有煤气味道"], [], "", "gas"),
        ([], [], "", "general"),
        (["tingle"], ["手机"], "手机充电时外壳麻麻的", "charger"),
        ([], ["空调"], "空调外机晃得厉害快掉下来了", "fall"),
    ],
)
def test_advice_fits_the_danger_and_the_goods(symptoms: list[str], categories: list[str], text: str, kind: str) -> None:
    assert hazard_kind(symptoms, categories, text) == kind
