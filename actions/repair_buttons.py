"""Buttons of the booking dialogue whose number or titles depend on the records: goods, ways, places, windows, fields."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from actions.phrases import phrase, window
from actions.repair_draft import FIELDS
from actions.turn import Button
from bot.service.places import Place
from bot.service.repair import Draft
from bot.store.capacity import Slot
from bot.store.centres import Centre


def inform(title: str, entity: str, value: str) -> Button:
    """A button that answers with one value."""
    return {"title": title, "payload": f"/inform{json.dumps({entity: value}, ensure_ascii=False)}"}


def category_buttons() -> list[Button]:
    """The kinds of goods that are booked most; every other can be typed."""
    return [inform(name, "product_category", name) for name in phrase("common_goods").split()]


def fault_buttons() -> list[Button]:
    """For who cannot say what is wrong."""
    return [inform(phrase("cannot_say"), "symptom", phrase("fault_unclear"))]


def mode_buttons(modes: Iterable[str]) -> list[Button]:
    """The ways in which goods can be served."""
    return [inform(phrase(f"mode_{mode}"), "service_mode", mode) for mode in modes]


def place_buttons(places: Iterable[Place]) -> list[Button]:
    """Places that may be meant, by their full names."""
    return [inform(place.name, "region", place.name) for place in places]


def window_buttons(slots: Sequence[Slot], named: Mapping[str, str] | None = None) -> list[Button]:
    """The windows offered, numbered as they can be typed, and the way to others; `named` are places to be told apart."""
    titles = [f"{window(slot)} {(named or {}).get(slot.place_code, '')}".strip() for slot in slots]
    numbered = [
        inform(phrase("choice", number=number, product=title), "choice", str(number))
        for number, title in enumerate(titles, start=1)
    ]
    return [*numbered, inform(phrase("more_windows"), "choice", "more")]


def short_centre(centre: Centre) -> str:
    """What tells a centre from the others of its city."""
    _, _, rest = centre.name.rpartition(centre.city.removesuffix(phrase("city")))
    return rest or centre.name


def slots_key(draft: Draft) -> str:
    """What tells one list of windows from another."""
    slots = draft.offered
    return "|".join(f"{slot.place_code} {slot.day.isoformat()} {slot.window}" for slot in (slots[0], slots[-1]))


def field_buttons(applying: Iterable[str]) -> list[Button]:
    """The fields of the summary that can be changed."""
    names = [name for name in FIELDS if name in set(applying)]
    return [{"title": phrase(f"field_{name}"), "payload": f'/correct_info{{"choice": "{name}"}}'} for name in names]


def human_button() -> Button:
    """The way to a human."""
    return {"title": phrase("human"), "payload": "/request_human"}
