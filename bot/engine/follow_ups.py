"""A question carried on with one word: 那电池呢 after a price asks for another price, also in the middle of a booking.

Only the intent is read anew. Outside a form the action that answered last takes the word, if it waits for one; in a form,
where every word would pass for an answer to the form's question, and where nothing waits, the last question is asked again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

INFORM = "inform"
_GOODS = frozenset({"product_category", "product_model"})
_CARRIED: Mapping[str, frozenset[str]] = {  # question → the entities that ask it again for something else
    "query_repair_price": _GOODS | {"part", "symptom", "service_mode"},
    "query_warranty_status": _GOODS | {"part"},
    "query_warranty_policy": _GOODS | {"part"},
    "query_damage_coverage": _GOODS | {"part", "damage_cause", "symptom"},
    "query_repair_warranty": _GOODS,
    "ask_required_documents": _GOODS | {"service_mode"},
    "ask_identifier_location": _GOODS,
    "find_service_centre": _GOODS | {"region"},
    "query_update_available": _GOODS | {"software_version"},
    "ask_update_safety": _GOODS,
    "ask_backup": _GOODS,
    "report_update_failure": _GOODS | {"symptom"},
    "query_extended_warranty": _GOODS,
    "buy_extended_warranty": _GOODS,
    "ask_howto": _GOODS,
    "ask_maintenance": _GOODS,
    "query_safe_use_age": _GOODS,
    "query_part": _GOODS | {"part"},
    "order_part": _GOODS | {"part"},
    "query_consumable_cycle": _GOODS | {"part"},
}
_WAITING = frozenset(
    {"query_warranty_policy", "query_warranty_status"}
)  # what was spoken of is kept in a slot of its own
_CERTAIN = 0.8  # from here on the classifier's other wish stands
_NEVER = {"report_safety_hazard", "request_human", "make_complaint"}
_LED = re.compile(r"^(?:[嗯哦额好的,，\s]*)(?:那么?|还有|换成|要是|如果是?|改成)")
_ENDS = re.compile(r"(?:呢|嘞)[?？。!！~～…\s]*$")
_AROUND = re.compile(
    r"(?:那么?|还有|换成|改成|换|修|要是|如果|或者|只|光|是|在|我|我的|这|边|坏|摔|了|的话|的|呢|嘞|吗|嘛|吧|啊|呀|哦|哈|嗯|额|好|[,，。.、?？!！~～…\s])*"
)


def carry_on(parse: Mapping[str, Any], text: str, last: str | None, in_form: bool, waits: bool) -> dict[str, Any]:
    """The parse with the intent that a follow-up has after the question `last`; an equal one for every other text.

    `text` is normalised; `waits` says that an action outside a form waits for such a word.
    """
    guess = parse.get("intent") or {}
    kinds = {str(entity.get("entity")) for entity in parse.get("entities") or []}
    carried = _CARRIED.get(str(last), frozenset())
    if not _is_follow_up(text, parse.get("entities") or []) or not kinds & carried or _stands(guess):
        return dict(parse)
    name = INFORM if not in_form and (waits or last in _WAITING) else str(last)
    ranking = [rank for rank in parse.get("intent_ranking") or [] if rank.get("name") != name]
    sure = {"name": name, "confidence": 1.0}
    return {**parse, "intent": sure, "intent_ranking": [sure, *ranking]}


def _stands(guess: Mapping[str, Any]) -> bool:
    """Whether the classifier heard a wish so clearly that it is none of the last question's."""
    name, confidence = guess.get("name"), float(guess.get("confidence") or 0.0)
    return name in _NEVER or (name not in _CARRIED and name not in (INFORM, "nlu_fallback") and confidence >= _CERTAIN)


def _is_follow_up(text: str, entities: list[Mapping[str, Any]]) -> bool:
    """Whether the text names things and, beside them, only asks: 那电池呢, 换压缩机呢."""
    if not (_ENDS.search(text) or _LED.match(text)):
        return False
    rest = list(text)
    for entity in entities:
        start, end = int(entity.get("start") or 0), int(entity.get("end") or 0)
        rest[start:end] = " " * (end - start)
    return _AROUND.fullmatch("".join(rest)) is not None
