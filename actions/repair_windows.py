"""Windows for a booking: what a wish comes to, what is offered, and the honest reason when nothing fits."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from actions.phrases import window
from actions.repair_draft import PAGE, REDO, UNSERVED, mark, marked, unmark
from actions.turn import Reply, Turn
from bot.service import repair, visits
from bot.service.places import Place
from bot.service.repair import Draft
from bot.service.visits import Offer
from bot.store import centres
from bot.store.engine import Session

_OFFERED, _OFFERED_LARGE = 6, 4  # windows shown at a time, and in large letters


def shown_at_once(turn: Turn) -> int:
    """How many windows are offered at a time."""
    return _OFFERED_LARGE if turn.large_text else _OFFERED


def is_placed(session: Session, draft: Draft) -> bool:
    """Whether enough is known to look for windows."""
    lacking = repair.missing(session, draft)
    return draft.mode in ("home", "store") and not {"device", "mode", "region"} & set(lacking)


def offers_of(session: Session, draft: Draft, now: datetime) -> list[Offer]:
    """Every free window for the goods, the mode and the place of the draft."""
    if draft.product_category is None or draft.mode is None or draft.region is None:
        return []
    return visits.offers(session, draft.product_category, draft.mode, draft.region, now)


def refuse_place(session: Session, draft: Draft) -> Draft | None:
    """The draft with its place set aside when the mode is not to be had there; None when it is, or is not known yet."""
    category, mode, place = draft.product_category, draft.mode, draft.region
    if category is None or mode is None or place is None or visits.is_served(session, category, mode, place):
        return None
    return mark(replace(draft, region=None, slot=None), f"{UNSERVED}{place.path}")


def recall_place(session: Session, draft: Draft) -> Draft:
    """A place that was set aside comes back when another mode is to be had there."""
    aside = marked(draft, UNSERVED)
    place = Place.from_path(aside[-1]) if aside else None
    if draft.region or place is None or draft.product_category is None or draft.mode is None:
        return draft
    if not visits.is_served(session, draft.product_category, draft.mode, place):
        return draft
    return unmark(replace(draft, region=place), UNSERVED)


def drop_window(session: Session, draft: Draft, reply: Reply, now: datetime, moved: bool = False) -> Draft:
    """Take the window back when it is not one of the goods, the mode and the place any more, and say so.

    Who comes to a centre and has `moved` to another district wants another centre, where there is one.
    """
    if draft.slot is None:
        return draft
    found = offers_of(session, draft, now)
    if draft.slot in [offer.slot for offer in found] and not (moved and _nearer(session, draft, found)):
        return draft
    if draft.mode != "mail_in":
        reply.say("utter_repair_window_dropped")
    return replace(draft, slot=None, offered=())


def choose(session: Session, draft: Draft, reply: Reply, now: datetime, shown: int) -> Draft:
    """Turn a wish into a window where only one fits or any will do; else into what is offered, `shown` at a time, with the reason."""
    if draft.slot is not None or draft.wish is None or not is_placed(session, draft):
        return draft
    found = offers_of(session, draft, now)
    fits = found[:1] if draft.wish.is_any else visits.fitting(found, draft.wish)
    if len(fits) == 1:
        reply.say("utter_repair_window_taken", window=window(fits[0].slot))
        return _take(draft, fits[0])
    if draft.wish.is_any:
        return draft
    if fits:
        return _offer(draft, visits.spread(fits, shown))
    if reason := visits.why_none(found, draft.wish, now):
        reply.say(f"utter_repair_window_{reason}")
    nearest = sorted(found, key=lambda offer: _distance(offer, draft.wish.start if draft.wish else None))[:shown]
    nearest.sort(key=lambda offer: offer.start)
    return replace(_offer(draft, nearest if draft.wish.start else visits.spread(found, shown)), wish=None)


def offer_more(session: Session, draft: Draft, reply: Reply, now: datetime, at_once: int) -> Draft:
    """The next windows after those shown; from the beginning again, and said so, when there are no more."""
    found = offers_of(session, draft, now)
    shown = int((marked(draft, PAGE) or ["1"])[-1])
    pages = [visits.spread(found, at_once)]
    rest = [offer for offer in found if offer not in pages[0]]
    following = rest[(shown - 1) * at_once : shown * at_once]
    if not following:
        reply.say("utter_repair_window_last")
        return unmark(_offer(draft, pages[0]), PAGE)
    return mark(unmark(_offer(draft, following), PAGE), f"{PAGE}{shown + 1}")


def first_offer(session: Session, draft: Draft, now: datetime, shown: int) -> Draft:
    """What is offered when nothing was: a good choice over several days."""
    return draft if draft.offered else _offer(draft, visits.spread(offers_of(session, draft, now), shown))


def _nearer(session: Session, draft: Draft, found: list[Offer]) -> bool:
    """Whether the district has a centre of its own, and the window is another one's."""
    if (
        draft.mode != "store"
        or draft.slot is None
        or draft.region is None
        or draft.region.district is None
        or not found
    ):
        return False
    first, chosen = (centres.get(session, code) for code in (found[0].slot.place_code, draft.slot.place_code))
    here = draft.region.district
    return bool(first and chosen and first.district == here and chosen.district != here)


def _offer(draft: Draft, found: list[Offer]) -> Draft:
    return replace(draft, offered=tuple(offer.slot for offer in found))


def _take(draft: Draft, offer: Offer) -> Draft:
    return unmark(replace(draft, slot=offer.slot, wish=None, offered=()), PAGE, f"{REDO}window")


def _distance(offer: Offer, wished: datetime | None) -> float:
    return abs((offer.start - wished).total_seconds()) if wished else 0.0
