"""Intents that must not depend on a classifier: asking for a human, bare identifiers, danger in so many words."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.service.hazards import names_danger
from bot.text import asks_for_human

_BARE_KINDS = {"serial_number", "imei", "order_number", "ticket_number", "phone_number"}
_AROUND_BARE = re.compile(
    r"(?:序列号|机身号|机身码|编号|号码|手机号码?|电话号码?|订单号?|工单号?|单号|串号|手机|电话|联系方式|尾号|SN|S/N|IMEI|我的|我|这是|这个|就是|就|是|为|叫|给你|发你|你看|在这|喏|好的?|嗯|哦|呢|吧|啊|哈|的|和|跟|还有|一个|另一个|两台|[\s,，。.、:：;；!！~～\-()（）/])+",
    re.I,
)
_COMMAND = re.compile(
    r"(?:(?:restart|back|[a-z]+(?:_[a-z]+)+)\s*$|[a-z_]+\s*\{)"
)  # Rasa's own notation (the normaliser took its slash); from a customer it means nothing
_DECLINES_HUMAN = re.compile(
    r"(?:别|不要|不用|无需|不想|先不|不必|不需要|甭)[^,，。!！?？]{0,6}(?:人工|真人|活人)(?!智能)"
)
_INSULT = re.compile(
    r"(?:你们?|这个?|什么|真是|真){0,2}(?:sb|傻[逼bx叉]|煞笔|沙雕|智障|脑残|弱智|垃圾|辣鸡|狗屁|破)的?(?:智能)?(?:客服|机器人|系统|小修|玩意儿?)[!！。.~～啊吧\s]*",
    re.I,
)
_NAMES = {
    "region",
    "product_category",
    "product_model",
    "part",
    "brand",
    "software_version",
}  # said alone they tell no wish
_AROUND_NAMES = re.compile(
    r"(?:那么?|那边|还有|换成|如果|要是|或者|是|在|我|我的|我们|这|这边|这里|的话|的|呢|嘞|吗|嘛|吧|啊|呀|哦|哈|[\s,，。.、?？!！~～…])+"
)
_HEATED = {"express_dissatisfaction", "make_complaint"}
_NO_NAME_MEANS = _HEATED | {
    "report_safety_hazard",
    "request_human",
    "nlu_fallback",
    "goodbye",
    "stop_flow",
    "thank",
    "greet",
    "deny",
    "affirm",
}
_HEAT = 0.3  # below it anger is a guess: half of such held-out sentences are something else
_NO_ANGER = re.compile(r"(?:这|那|你)?(?:个|是)?(?:什么|啥|几个)意思[啊呀呢吗?？!！。]*")
_FRAUD = re.compile(
    r"(?:冒充|假冒|自称|骗子|诈骗).{0,16}(?:验证码|转账|退款|客服|售后|下载|软件|链接|你们)|(?:客服|售后|电话).{0,12}(?:是不是|是)骗子"
)
_LEAK = re.compile(r"[漏滴渗流淌冒溢出]了?好?多?水|漏[得一满].{0,6}(?:地|水)|水漏|积水|进水口|发大水")
_NEAR_DANGER = re.compile(r"电(?!视|饭|冰|脑|烤|热|器)|插|烟|火|煤|燃|气味|焦|糊|麻|烫|炸|伤|煲")
_LOOSE_PART = re.compile(
    r"(?:充电口|尾插|耳机孔|接口|按键|按钮|屏幕?|后盖|铰链|转轴|门封|把手|支架|镜头|底座|旋钮)[^,，。]{0,4}(?:松|掉|脱落|晃|歪)"
)  # a part that is loose is a fault; loose plugs and sockets are not among them
_SILENT = {"P", "Z", "C"}  # classes of characters that say nothing by themselves; an emoji says something
_MAY_HIDE_DANGER = {"report_fault", "nlu_fallback", "inform", "affirm", "express_dissatisfaction", "query_error_code"}
_SHORT = 12  # characters; a longer refusal says what is wanted instead
_LEAST = 0.2  # of the intents that are left; below it the classifier does not know (the threshold of config.yml)


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=False)
class CertainIntentClassifier(GraphComponent, IntentClassifier):
    """Overrules the classifiers before it where words are certain; stands last in the pipeline.

    Input: normalised text, entities, the ranking so far. Output: `intent` at confidence 1.0 in front of the ranking.
    Persists nothing. Empty text stays what it was.
    """

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> CertainIntentClassifier:
        """Make the component; it has no options."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Put a certain intent in front."""
        for message in messages:
            ranking = message.get(INTENT_RANKING_KEY) or []
            sure = overruled(message.get(TEXT) or "", message.get(ENTITIES) or [], ranking)
            if sure:
                message.set(INTENT, sure[0], add_to_output=True)
                message.set(INTENT_RANKING_KEY, sure, add_to_output=True)
        return messages


def overruled(text: str, entities: list[dict[str, Any]], ranking: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The ranking with what is certain in front; empty when the classifiers' own stands."""
    top = ranking[0]["name"] if ranking else None
    name = certain_intent(text, entities)
    if not name and top == "request_human" and _DECLINES_HUMAN.search(text):
        return _without_human(ranking)
    if not name:
        name = _doubted(text, entities, ranking[0]) if ranking else None
    return [{"name": name, "confidence": 1.0}, *(rank for rank in ranking if rank["name"] != name)] if name else []


def _doubted(text: str, entities: list[dict[str, Any]], first: dict[str, Any]) -> str | None:
    """What the words mean where the likeliest intent cannot stand: danger unheard, a name taken for anger, a mere leak."""
    top, confidence = first["name"], first["confidence"]
    if top in _MAY_HIDE_DANGER and names_danger(text):
        return "report_safety_hazard"
    if _says_only(text, entities, {"error_code"}):
        return "query_error_code"
    if top in _NO_NAME_MEANS and _says_only(text, entities, _NAMES):
        return "inform"
    if top == "report_safety_hazard" and _is_mere_fault(text):
        return "report_fault"
    if _FRAUD.search(text) and top in {"out_of_scope", "nlu_fallback", "query_refund_progress", "make_complaint"}:
        return "ask_contact"
    return "nlu_fallback" if top in _HEATED and (confidence < _HEAT or _NO_ANGER.fullmatch(text)) else None


def _is_mere_fault(text: str) -> bool:
    """Whether a text that sounds dangerous tells of water far from current, or of a part that is loose."""
    if names_danger(text):
        return False
    return bool(_LOOSE_PART.search(text) or (_LEAK.search(text) and not _NEAR_DANGER.search(text)))


def certain_intent(text: str, entities: list[dict[str, Any]]) -> str | None:
    """The intent that these words have whatever a classifier says, or None."""
    if not text:
        return None
    if _COMMAND.match(text) or all(unicodedata.category(character)[0] in _SILENT for character in text):
        return "nlu_fallback"
    if asks_for_human(text):
        return "request_human"
    if _INSULT.fullmatch(text):
        return "express_dissatisfaction"
    if _DECLINES_HUMAN.search(text) and len(text) <= _SHORT:
        return "deny"
    return "inform" if _is_bare(text, entities) else None


def _without_human(ranking: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What else the sentence may mean: 不要转人工 你告诉我空调保几年就行."""
    others = [rank for rank in ranking if rank["name"] not in {"request_human", "nlu_fallback"}]
    left = sum(rank["confidence"] for rank in others)
    if not others or others[0]["confidence"] < _LEAST * left:
        return [{"name": "nlu_fallback", "confidence": 1.0}, *others]
    return [{"name": rank["name"], "confidence": rank["confidence"] / left} for rank in others] if left else others


def _is_bare(text: str, entities: list[dict[str, Any]]) -> bool:
    """Whether the text is identifiers and nothing else that matters: 我的序列号是 SC-…"""
    rest = _without(text, entities, _BARE_KINDS)
    return rest is not None and not _AROUND_BARE.sub("", rest)


def _says_only(text: str, entities: list[dict[str, Any]], kinds: set[str]) -> bool:
    """Whether the text is values of these kinds and particles: 拉萨, 那福田呢."""
    rest = _without(text, entities, kinds)
    return rest is not None and not _AROUND_NAMES.sub("", rest)


def _without(text: str, entities: list[dict[str, Any]], kinds: set[str]) -> str | None:
    """The text without its values of these kinds; None when it has none."""
    found = [entity for entity in entities if entity["entity"] in kinds]
    rest = list(text)
    for entity in found:
        rest[entity["start"] : entity["end"]] = " " * (entity["end"] - entity["start"])
    return "".join(rest) if found else None
