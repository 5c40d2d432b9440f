"""Visits: which windows a team or a centre really has free, which of them fit a wish, and why none does.

Windows are of Asia/Shanghai; the calendar reaches `DAYS_AHEAD` days, today included. A window that has begun is not offered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal

from bot.service.impossible import impossible_date
from bot.service.places import Place
from bot.service.wish_reading import read_wish, words_of_wish
from bot.service.wishes import Wish
from bot.settings import SHANGHAI
from bot.store import capacity, centres, teams
from bot.store.capacity import Slot
from bot.store.centres import Centre
from bot.store.engine import Session
from bot.store.listed import holds
from bot.store.teams import Team

__all__ = [
    "DAYS_AHEAD",
    "Offer",
    "Wish",
    "fitting",
    "impossible_date",
    "is_beyond_service",
    "is_served",
    "mail_in_centre",
    "modes_served",
    "needs_district",
    "offers",
    "read_wish",
    "serves",
    "slot_times",
    "spread",
    "why_none",
    "words_of_wish",
]

DAYS_AHEAD = 14
_NOON = time(12)
_NEVER_SERVED = ("香港特别行政区", "澳门特别行政区", "台湾省")
WhyNone = Literal["past", "beyond", "full", "outside_hours"]


@dataclass(frozen=True)
class Offer:
    """A window with places left; `place_address` only where the customer comes to us."""

    slot: Slot
    place_name: str
    place_address: str | None
    free: int

    @property
    def start(self) -> datetime:
        """When the window begins."""
        return slot_times(self.slot)[0]

    @property
    def end(self) -> datetime:
        """When the window ends."""
        return slot_times(self.slot)[1]


def slot_times(slot: Slot) -> tuple[datetime, datetime]:
    """When a slot's window begins and ends, aware, in Asia/Shanghai."""
    first, last = (
        datetime.combine(slot.day, time.fromisoformat(hour), tzinfo=SHANGHAI) for hour in slot.window.split("-")
    )
    return first, last


def is_served(session: Session, category: str, mode: str, place: Place) -> bool:
    """Whether somebody goes to this place (home), receives there (store) or takes parcels from there (mail_in)."""
    if mode == "home":
        return bool(_teams(session, category, place))
    if mode == "store":
        return bool(_centres(session, category, place))
    return mail_in_centre(session, category, place) is not None


def modes_served(session: Session, category: str, modes: Sequence[str], place: Place) -> tuple[str, ...]:
    """Those of the modes that are possible at this place, in the same order."""
    return tuple(mode for mode in modes if is_served(session, category, mode, place))


def needs_district(session: Session, category: str, mode: str, place: Place) -> bool:
    """Whether the city alone does not tell which team goes there: its teams share out the districts."""
    if mode != "home" or place.district or not place.has_districts:
        return False
    found = _teams(session, category, place)
    return bool(found) and not any(holds(team.districts, "*") for team in found)


def mail_in_centre(session: Session, category: str, place: Place) -> Centre | None:
    """Where a parcel goes: a centre of the city that takes parcels, else of the province, else the first by its code.

    None for goods that no centre repairs by parcel, and for Hong Kong, Macao and Taiwan.
    """
    if is_beyond_service(place):
        return None
    found = [centre for centre in centres.for_category(session, category) if "mail_in" in centre.modes]
    return min(found, key=lambda centre: (_distance(centre, place), centre.code), default=None)


def offers(session: Session, category: str, mode: str, place: Place, now: datetime) -> list[Offer]:
    """Every future window of the next `DAYS_AHEAD` days with a place left, the earliest first.

    home: one offer a window, with the team that has most places. store: the centres of the district first, then the
    city's. mail_in has no windows.
    """
    first = now.astimezone(SHANGHAI).date()
    last = first + timedelta(days=DAYS_AHEAD - 1)
    if mode == "home":
        names = {team.code: team.name for team in _teams(session, category, place)}
        found = [
            Offer(opening.slot, names[opening.slot.place_code], None, opening.free)
            for opening in capacity.free(session, "team", list(names), first, last)
        ]
        return _one_a_window(_ahead(found, now))
    if mode == "store":
        return _at_centres(session, _centres(session, category, place), place, now)
    return []


def is_beyond_service(place: Place) -> bool:
    """Whether nothing is served there in any way: neither visit, nor centre, nor parcel."""
    return place.province in _NEVER_SERVED


def serves(session: Session, slot: Slot, category: str, mode: str, place: Place) -> bool:
    """Whether the slot's team or centre is one for these goods at this place, whatever it has free."""
    if mode == "home":
        return slot.place_kind == "team" and slot.place_code in {team.code for team in _teams(session, category, place)}
    found = _centres(session, category, place) if mode == "store" else []
    return slot.place_kind == "centre" and slot.place_code in {centre.code for centre in found}


def fitting(found: Sequence[Offer], wish: Wish) -> list[Offer]:
    """Those offers whose window meets the wish, in the same order."""
    return [offer for offer in found if wish.meets(offer.start, offer.end)]


def why_none(found: Sequence[Offer], wish: Wish, now: datetime) -> WhyNone | None:
    """Why no offer fits: the time is over, beyond the calendar, outside the working hours, or all is taken.

    None when one fits. Today after the last window counts as outside the hours.
    """
    if fitting(found, wish):
        return None
    if wish.end and wish.end < now:
        return "past"
    last_day = now.astimezone(SHANGHAI).date() + timedelta(days=DAYS_AHEAD - 1)
    if wish.start and wish.start.astimezone(SHANGHAI).date() > last_day:
        return "beyond"
    windows = {(offer.start.timetz(), offer.end.timetz()) for offer in found}
    days = {now.astimezone(SHANGHAI).date() + timedelta(days=number) for number in range(DAYS_AHEAD)}
    possible = any(
        datetime.combine(day, first) > now and wish.meets(datetime.combine(day, first), datetime.combine(day, last))
        for day in days
        for first, last in windows
    )
    return "full" if possible or not windows else "outside_hours"


def spread(found: Sequence[Offer], count: int) -> list[Offer]:
    """A good choice of few: over several days, mornings and afternoons, the earliest always among them; in order of time.

    Where several places have the same half day, the one that stands first in `found` is taken.
    """
    halves: dict[tuple[datetime, bool], list[Offer]] = {}
    for offer in found:
        day = offer.start.replace(hour=0, minute=0)
        halves.setdefault((day, offer.start.time() >= _NOON), []).append(offer)
    heads = [group[0] for _, group in sorted(halves.items(), key=lambda item: item[0])]
    chosen = heads[:count]
    rest = [offer for offer in found if offer not in chosen]
    chosen += rest[: count - len(chosen)]
    return sorted(chosen, key=lambda offer: (offer.start, offer.slot.place_code))


def _teams(session: Session, category: str, place: Place) -> list[Team]:
    """The teams that visit homes here; a place without a district gets every team of the city."""
    found = [team for team in teams.in_city(session, place.city, category) if team.province == place.province]
    return [team for team in found if place.district is None or holds(team.districts, place.district)]


def _centres(session: Session, category: str, place: Place) -> list[Centre]:
    """The centres of the city where this can be brought, those of the district first."""
    found = [
        centre
        for centre in centres.for_category(session, category)
        if "store" in centre.modes and (centre.province, centre.city) == (place.province, place.city)
    ]
    return sorted(found, key=lambda centre: (_distance(centre, place), centre.code))


def _distance(centre: Centre, place: Place) -> int:
    """0 in the district, 1 in the city, 2 in the province, 3 elsewhere."""
    if centre.province != place.province:
        return 3
    if centre.city != place.city:
        return 2
    return 0 if centre.district == place.district else 1


def _at_centres(session: Session, found: list[Centre], place: Place, now: datetime) -> list[Offer]:
    first = now.astimezone(SHANGHAI).date()
    known = {centre.code: centre for centre in found}
    openings = capacity.free(session, "centre", list(known), first, first + timedelta(days=DAYS_AHEAD - 1))
    made = []
    for opening in openings:
        centre = known[opening.slot.place_code]
        made.append(Offer(opening.slot, centre.name, centre.address, opening.free))
    return sorted(
        _ahead(made, now),
        key=lambda offer: (
            _distance(known[offer.slot.place_code], place) > 0,
            offer.start,
            offer.slot.place_code,
        ),
    )


def _ahead(found: list[Offer], now: datetime) -> list[Offer]:
    return [offer for offer in found if offer.start > now]


def _one_a_window(found: list[Offer]) -> list[Offer]:
    best: dict[tuple[datetime, datetime], Offer] = {}
    for offer in found:
        window = (offer.start, offer.end)
        if window not in best or offer.free > best[window].free:
            best[window] = offer
    return [best[window] for window in sorted(best)]
