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
    if not name and top in _MAY_HIDE_DANGER and names_danger(text):
        name = "report_safety_hazard"
    return [{"name": name, "confidence": 1.0}, *(rank for rank in ranking if rank["name"] != name)] if name else []


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
    bare = [entity for entity in entities if entity["entity"] in _BARE_KINDS]
    if not bare:
        return False
    rest = list(text)
    for entity in bare:
        rest[entity["start"] : entity["end"]] = " " * (entity["end"] - entity["start"])
    return not _AROUND_BARE.sub("", "".join(rest))
