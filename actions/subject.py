"""What a question about the policy is about: the goods named, the device on the table, or what was spoken of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from actions.base import Context
from actions.turn import Turn
from bot.errors import PolicyNotFound
from bot.service import identify, terms, warranty
from bot.service.warranty import Verdict
from bot.store import devices
from bot.store.categories import all_categories
from bot.store.engine import Session


@dataclass(frozen=True)
class Subject:
    """What a question is about: devices on the table, or a kind of goods bought on a day; parts of it."""

    parts: tuple[str, ...]
    category: str | None
    bought: date
    verdicts: tuple[Verdict, ...]


def find_subject(context: Context, session: Session, turn: Turn, named: str | None, parts: tuple[str, ...]) -> Subject:
    """What is meant: the goods named, the device on the table, or what was spoken of, where it has such a part."""
    bought = purchase_date(turn, context.today())
    topic = topic_of(turn)
    category = named
    if named is None and parts and topic.get("category") and _has_part(context, session, topic["category"], parts):
        category = topic["category"]
        bought = bought or (date.fromisoformat(topic["bought"]) if topic.get("bought") else None)
    verdicts: tuple[Verdict, ...] = ()
    if turn.active_loop is None and bought is None:
        verdicts = tuple(
            verdict
            for verdict in _verdicts_on_table(context, session, turn)
            if (verdict.product.category == category if category else _has_part(context, session, verdict, parts))
        )
    return Subject(parts, category, bought or context.today(), verdicts)


def purchase_date(turn: Turn, today: date) -> date | None:
    """The day of purchase named in this message: of a span its first day; days that are not over do not count."""
    for entity in turn.entities:
        value = entity.get("value")
        if entity.get("entity") == "time" and isinstance(value, Mapping):
            moment = value.get("start") or value.get("end")
            day = datetime.fromisoformat(str(moment)).date() if moment else today
            if day < today:
                return day
    return None


def topic_of(turn: Turn) -> dict[str, Any]:
    """What the last general answer was about: {category, part, bought}."""
    topic = turn.slot("policy_topic")
    return topic if isinstance(topic, dict) else {}


def names_of(turn: Turn) -> dict[str, str]:
    """What devices are called whose model was not told to the customer: {serial: name}."""
    names = turn.slot("device_names")
    return names if isinstance(names, dict) else {}


def _verdicts_on_table(context: Context, session: Session, turn: Turn) -> list[Verdict]:
    """The devices last spoken of; where a model is named, those of it, but none whose model such an answer would tell."""
    models = identify.models_named(session, turn.values("product_model"))
    found = [devices.find_by_serial(session, serial) for serial in turn.slot("device_serials") or []]
    meant = [
        device
        for device in found
        if device and (not models or (device.model in models and device.serial not in names_of(turn)))
    ]
    return [warranty.check(session, device, context.today()) for device in meant]


def _has_part(context: Context, session: Session, owner: Verdict | str, parts: Sequence[str]) -> bool:
    """Whether a follow-up about these parts can mean `owner`: it lists one of them, or no kind of goods does."""
    category = owner if isinstance(owner, str) else owner.product.category
    if not parts or lists_part(context, session, category, parts):
        return True
    return not any(lists_part(context, session, entry.name, parts) for entry in all_categories())


def lists_part(context: Context, session: Session, category: str, parts: Sequence[str]) -> bool:
    """Whether the policies of a kind of goods list one of the parts today."""
    try:
        found = terms.terms_of(session, category, context.today())
    except PolicyNotFound:
        return False
    return any(found.part(part) for part in parts)
