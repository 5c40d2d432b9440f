"""Cards beside the words: built from the same records, so that no card tells what its text may not tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Literal

from actions.phrases import card_phrase, phrase
from actions.turn import Button
from bot.chat.cards import (
    CentreFacts,
    DeviceCard,
    ListCard,
    ListEntry,
    PriceCard,
    PriceItem,
    VisitDay,
    VisitWindow,
    WarrantyBadge,
    WindowsCard,
)
from bot.service import centres
from bot.service.warranty import Coverage, Verdict
from bot.store.capacity import Slot
from bot.store.centres import Centre
from bot.store.listed import EVERY
from bot.text import mask

LONGEST_LEAD = 40  # characters; the whole text is shown instead of a longer one
_NOON, _EVENING = 12, 18  # hours at which the afternoon and the evening begin
Mode = Literal["home", "store", "mail_in"]


def lead(name: str, /, **facts: object) -> str | None:
    """The short sentence above a card; None where it comes out long, so that the message's text stands there."""
    said = card_phrase(f"lead_{name}", **facts)
    return said if len(said) <= LONGEST_LEAD else None


def device_card(verdict: Verdict, named: str | bool, bought_on: date | None, above: str | None) -> DeviceCard:
    """A device with its warranty; `named` as in the verdict's words: a name that hides the model, or whether the serial was given.

    `bought_on` is for its proved owner only.
    """
    is_hidden = isinstance(named, str)
    return DeviceCard(
        lead=above,
        name=str(named) if is_hidden else verdict.product.name,
        model=None if is_hidden else verdict.product.model,
        category=verdict.product.category,
        serial=mask(verdict.device.serial) if named is True else None,
        bought_on=bought_on,
        warranty=_badge(verdict.whole),
    )


def choices_card(title: str, buttons: Sequence[Button]) -> ListCard:
    """Things to choose from, one entry a button."""
    items = [ListEntry(title=button["title"], payload=button["payload"]) for button in buttons]
    return ListCard(title=title, items=items)


def windows_card(
    mode: Mode, place: str | None, slots: Sequence[Slot], buttons: Sequence[Button], named: Mapping[str, str]
) -> WindowsCard:
    """The windows offered, by day; `buttons` begin with one for each, `named` are places to be told apart."""
    days: dict[date, list[VisitWindow]] = {}
    for slot, button in zip(slots, buttons):  # noqa: B905  # the buttons behind them lead elsewhere
        label = _clocks(slot)
        if where := named.get(slot.place_code):
            label = card_phrase("window_at", window=label, where=where)
        days.setdefault(slot.day, []).append(VisitWindow(label=label, payload=button["payload"]))
    shown = [VisitDay(day=day, label=_day(day), windows=windows) for day, windows in sorted(days.items())]
    return WindowsCard(mode=mode, place=place, days=shown)


def centre_facts(centre: Centre, now: datetime, state: str | None, goods: str | None) -> CentreFacts:
    """A centre as it is at `now`; `state` is said beside its hours where it is about another day or they are not clear."""
    found = centres.opening(centre.hours, now)
    is_known = found.closes is not None or found.opens is not None
    repairs = card_phrase("repairs", goods=goods) if goods else None
    every = card_phrase("all_goods") if EVERY in centre.categories and not goods else None
    ways = [phrase(f"mode_{mode}") for mode in centre.modes]
    return CentreFacts(
        name=centre.name,
        address=centre.address,
        phone=centre.phone,
        hours=card_phrase("hours_and", hours=centre.hours, state=state) if state else centre.hours,
        open_now=found.is_open if is_known else None,
        distance_m=None,  # where the customer is, nobody knows
        services=[word for word in (repairs, every, *ways) if word],
        route_url=centres.route_url(centre),
    )


def price_card(above: str | None, items: Sequence[PriceItem], device: str | None = None, note: str = "") -> PriceCard:
    """Prices of the list; that the inspection decides always stands below, after a note of its own."""
    return PriceCard(
        lead=above,
        title=card_phrase("price_title"),
        device=device,
        items=list(items),
        note=note + card_phrase("as_inspected"),
        source=card_phrase("price_list"),
    )


def _badge(whole: Coverage | None) -> WarrantyBadge:
    if whole is None or whole.until is None:
        return WarrantyBadge(state="unknown", label=card_phrase("badge_unknown"), source=card_phrase("record"))
    source = card_phrase("record_and", source=whole.policy.source)
    if whole.is_covered:
        return WarrantyBadge(state="in", label=card_phrase("badge_in"), until=whole.until, source=source)
    return WarrantyBadge(state="out", label=card_phrase("badge_out"), until=whole.until, source=source)


def _day(day: date) -> str:
    return card_phrase("day", month=day.month, day=day.day, weekday=phrase("weekdays")[day.weekday()])


def _clocks(slot: Slot) -> str:
    """When it begins and ends, and in which part of the day."""
    start, end = (_clock(hour) for hour in slot.window.split("-"))
    hour = int(slot.window.partition(":")[0])
    part = "morning" if hour < _NOON else "afternoon" if hour < _EVENING else "evening"
    return card_phrase("window", part=card_phrase(part), start=start, end=end)


def _clock(moment: str) -> str:
    hours, _, minutes = moment.partition(":")
    return f"{int(hours)}:{minutes}"
