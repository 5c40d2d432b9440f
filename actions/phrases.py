"""The small words that sentences are put together from (dates, periods, titles of meanings), read from data/responses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from bot.settings import ROOT
from bot.store.capacity import Slot
from bot.store.products import Product

FOLDER = Path(ROOT) / "data" / "responses"


def phrase(name: str, /, **values: object) -> str:
    """The phrase `utter_phrase_<name>` with its variables filled in."""
    return _texts("phrases.yml")[f"utter_phrase_{name}"].format(**values)


def card_phrase(name: str, /, **values: object) -> str:
    """A word or short sentence of a card, `utter_phrase_card_<name>`, with its variables filled in."""
    return _texts("cards.yml")[f"utter_phrase_card_{name}"].format(**values)


def meaning(intent: str) -> str | None:
    """How an intent is offered to a customer as a button; None when it is never offered."""
    return _texts("meanings.yml").get(f"utter_meaning_{intent}")


def day(value: date) -> str:
    """A date as customers read it."""
    return phrase("day", year=value.year, month=value.month, day=value.day)


def short_day(value: date) -> str:
    """A near date as customers read it: month, day and day of the week."""
    return phrase("short_day", month=value.month, day=value.day, weekday=phrase("weekdays")[value.weekday()])


def window(slot: Slot) -> str:
    """When somebody comes or a customer may come: the day and the hours."""
    return phrase("window", day=short_day(slot.day), start=_clock(slot, 0), end=_clock(slot, -1))


def period(months: int) -> str:
    """A period of months, in years where it comes out even."""
    return phrase("months", count=months) if months % 12 else phrase("years", count=months // 12)


def called(product: Product) -> str:
    """A product's name before Chinese words: one that ends in Latin letters or digits keeps its distance."""
    return f"{product.name} " if product.name[-1].isascii() else product.name


def join(words: Iterable[str]) -> str:
    """A list of words in one sentence."""
    return phrase("and").join(words)


def _clock(slot: Slot, place: int) -> str:
    hours, _, minutes = slot.window.split("-")[place].partition(":")
    return f"{int(hours)}:{minutes}"


@cache
def _texts(name: str) -> dict[str, str]:
    content = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    return {key: str(variants[0]["text"]) for key, variants in content["responses"].items()}
