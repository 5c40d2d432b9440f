"""Buttons for what may have been meant: likely intents, and what can be done with a place or a part that was named alone."""

from __future__ import annotations

import json

from actions.phrases import meaning, phrase
from actions.turn import Button, Turn

_OFFERED = 3
_LEAST_CONFIDENCE = 0.03  # a meaning less likely than this is not worth a button
_KEPT_ENTITIES = {
    "product_category", "brand", "product_model", "part", "symptom", "damage_cause", "service_mode", "serial_number",
    "imei", "order_number", "ticket_number", "error_code", "region",
}  # fmt: skip


def place_buttons(region: str) -> list[Button]:
    """What can be done with a place that was named alone."""
    entities = json.dumps({"region": region}, ensure_ascii=False)
    return [
        {"title": phrase("centres_there"), "payload": f"/find_service_centre{entities}"},
        {"title": phrase("book_there"), "payload": f"/book_repair{entities}"},
    ]


def part_buttons(part: str) -> list[Button]:
    """What can be asked about a part that was named alone."""
    entities = json.dumps({"part": part}, ensure_ascii=False)
    return [
        {"title": phrase("part_covered"), "payload": f"/query_warranty_policy{entities}"},
        {"title": phrase("part_price"), "payload": f"/query_repair_price{entities}"},
        {"title": phrase("human"), "payload": "/request_human"},
    ]


def likely_meanings(turn: Turn) -> list[Button]:
    """Up to three meanings by confidence, each once; the entities of the message travel with the button."""
    entities = json.dumps(_kept(turn), ensure_ascii=False) if _kept(turn) else ""
    buttons: list[Button] = []
    for candidate in turn.ranking:
        title = meaning(str(candidate.get("name")))
        if title is None or float(candidate.get("confidence") or 0) < _LEAST_CONFIDENCE:
            continue
        buttons.append({"title": title, "payload": f"/{candidate['name']}{entities}"})
    return buttons[:_OFFERED]


def _kept(turn: Turn) -> dict[str, str]:
    return {name: value for name in sorted(_KEPT_ENTITIES) if (value := turn.value(name))}
