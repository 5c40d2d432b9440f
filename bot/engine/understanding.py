"""What a message means at its place in the conversation: after the open question, after the last one, and what it asks besides."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.engine.answers import read_in_context
from bot.engine.follow_ups import carry_on

FORMS = ("repair_form", "service_form")  # those that go on after a question in between
_QUESTION_SLOT, _ASKED_SLOT = "open_question", "asked_for"
_LOOKS_BACK = 4  # messages that a question may lie behind
_VALUES = {"inform", "correct_info", "nlu_fallback", None}
_ANSWERABLE = {  # questions that an action answers from the record, so that a second one is worth a button
    "query_warranty_status", "query_warranty_policy", "query_damage_coverage", "query_repair_price",
    "query_repair_warranty", "find_service_centre", "ask_required_documents", "ask_identifier_location",
    "query_update_available", "ask_update_safety", "ask_backup", "query_three_guarantees", "ask_contact",
    "query_repair_progress", "request_invoice",
}  # fmt: skip
_GRAVE = {"report_safety_hazard", "request_human", "make_complaint", "express_dissatisfaction"}
_SURE = 0.7  # of a part of a message, which is short
_WISH = {"entity": "file_kind", "value": "wish", "start": 0, "end": 0}  # as the payload of a sent file names its kind
_LONGEST_WISH = 20  # characters; a longer text tells more than that
_SHORTEST, _LONGEST = 3, 120  # characters of a part, and of a message that is taken apart
_BETWEEN = re.compile(r"[,，。?？!！;；\n]+|顺便(?:再)?(?:问)?(?:一)?下?|另外|还有就是|还想问(?:一下)?")


_SENDS = re.compile(  # how to send a picture here; 怎么把照片传到电脑 is another question
    r"(?:能|可以|怎么|怎样|如何|咋|在哪|哪里|哪儿)(?:给你们?|给您|在这里?|在这儿|直接|再)?(?:发送?|上传)"
    r"(?:[一几]?[个张段些点])?(?:照片|图片?|相片|截图|(?:短|小)?视频|录像|文件|pdf)(?!到|给(?!你|您|客服))"
    r"|(?:发|拍|录|传)(?:[一几]?[个张段些点])?(?:照片|照|图片?|相片|截图|(?:短|小)?视频|录像)?[给让]?(?:你们?|您|客服|师傅)(?:看|瞧)"
)


async def understand(
    processor: MessageProcessor, tracker: DialogueStateTracker, message: UserMessage, is_payload: bool
) -> dict[str, Any]:
    """The parse of a message, read in its place; a button means what it says.

    `also_asked` of the parse holds {intent, entities} of a second question, or is missing.
    """
    parse = await processor.parse_message(message, tracker)
    if is_payload:
        return dict(parse)
    text = parse.get("text") or ""
    if asks_to_send(parse, text):
        return {**parse, "intent": {"name": "send_file", "confidence": 1.0}, "entities": [dict(_WISH)]}
    in_form = tracker.active_loop_name in FORMS
    read = read_in_context(parse, text, _slot(tracker, _QUESTION_SLOT), in_booking=in_form)
    last = _last_question(tracker)
    read = carry_on(read, text, last, in_form, waits=bool(_slot(tracker, _ASKED_SLOT)))
    parts = parts_of(text)
    if len(parts) < 2 or read["intent"].get("name") in _GRAVE:
        return read
    parses = [
        processor._parse_message_with_graph(UserMessage(part, metadata=message.metadata), tracker) for part in parts
    ]
    found = second_question(read, parses)
    return {**read, "also_asked": found} if found else read


def asks_to_send(parse: Mapping[str, Any], text: str) -> bool:
    """Whether a message only asks how, or offers, to send a picture or a file."""
    return not parse.get("entities") and _SENDS.search(text) is not None and len(text) <= _LONGEST_WISH


def parts_of(text: str) -> list[str]:
    """The parts of a message that may each ask something; one part for a text that is short, long, or of one piece."""
    if len(text) > _LONGEST:
        return [text]
    return [part.strip() for part in _BETWEEN.split(text) if len(part.strip()) >= _SHORTEST][:4]


def second_question(whole: Mapping[str, Any], parts: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """The first part that surely asks something else than what the whole message is answered as; danger in a part forbids it."""
    name = whole["intent"].get("name")
    guesses = [part.get("intent") or {} for part in parts]
    sure = [float(guess.get("confidence") or 0.0) >= _SURE for guess in guesses]
    if any(guess.get("name") in _GRAVE for guess in guesses):
        return None
    for part, guess, is_sure in zip(parts, guesses, sure, strict=True):
        if is_sure and guess.get("name") in _ANSWERABLE and guess.get("name") != name:
            kept = [entity for entity in part.get("entities") or [] if isinstance(entity.get("value"), str)]
            named = {str(entity["entity"]): entity["value"] for entity in kept}
            goods = {str(item["entity"]): item["value"] for item in whole.get("entities") or [] if _is_goods(item)}
            return {"intent": str(guess["name"]), "entities": {**goods, **named}}
    return None


def _last_question(tracker: DialogueStateTracker) -> str | None:
    """The intent of the customer's last message that was more than a value: 那电池呢, 主板呢 both follow the same question."""
    users = (event for event in reversed(tracker.events) if isinstance(event, UserUttered))
    names = [(event.intent or {}).get("name") for event in islice(users, _LOOKS_BACK)]
    return next((name for name in names if name not in _VALUES), None)


def _is_goods(entity: Mapping[str, Any]) -> bool:
    return entity.get("entity") in ("product_category", "product_model") and isinstance(entity.get("value"), str)


def _slot(tracker: DialogueStateTracker, name: str) -> Any:
    return tracker.get_slot(name) if name in tracker.slots else None
