"""Where and when a booking is wanted, as a message says it."""

from __future__ import annotations

from actions.phrases import phrase, window
from actions.repair_draft import PAGE, PLACE, mark, marked, unmark
from actions.repair_heard import Heard
from bot.service import identify, places, visits
from bot.service.places import Place

_MOST_PLACES = 6  # a name that more places bear is asked for again
_FEW = 2  # characters around a time that say nothing more
_TIMELY = (
    "window",
    "confirm",
    "choice",
    "device",
    "mode",
    "region",
    None,
)  # where a time is a wish and not part of the answer


def read_place(heard: Heard) -> None:
    """Take the place; of several that it may be the customer chooses."""
    asked, draft = heard.asked == "region", heard.draft
    if "region" in heard.changed:
        return
    offered = [place for path in marked(draft, PLACE) if (place := Place.from_path(path))]
    number = _number(heard) if asked and offered else None
    if number and number <= len(offered):
        _set_place(heard, offered[number - 1])
        return
    found = _resolved(heard)
    found = tuple(place for place in offered if any(said.holds(place) for said in found)) or found
    if len(found) == 1:
        if asked or draft.region is None or heard.corrects or heard.asked == "window" or _narrows(heard, found[0]):
            _set_place(heard, found[0])
    elif found and (asked or draft.region is None):
        heard.answered = len(found) <= _MOST_PLACES
        kept = unmark(draft, PLACE)
        heard.draft = mark(kept, *(f"{PLACE}{place.path}" for place in found)) if heard.answered else kept


def _resolved(heard: Heard) -> tuple[Place, ...]:
    """The places that the message may mean; a bare name counts where places are the matter."""
    named, within = " ".join(heard.turn.values("region")), heard.draft.region
    if not named and heard.asked not in ("region", "window"):
        return ()
    found = places.resolve(heard.text or named, within=within)
    return found or (places.resolve(named, within=within) if named else ())


def _narrows(heard: Heard, place: Place) -> bool:
    """Whether an address names the district that is open, or another one of the same city."""
    known = heard.draft.region
    is_near = (
        known is not None
        and place.district is not None
        and (known.province, known.city) == (place.province, place.city)
    )
    return heard.asked == "address" and is_near and place != known


def read_window(heard: Heard) -> None:
    """Take the window chosen, the wish, or the request for other windows; a date that does not exist is said."""
    asked = heard.asked == "window"
    if asked and (_choose(heard) or _take_any(heard)):
        return
    if not (asked or heard.asked in _TIMELY or heard.corrects or _is_all_time(heard)):
        return
    named_time = any(item.get("entity") == "time" for item in heard.turn.entities)
    if not (asked or named_time) or heard.turn.intent == "report_fault":
        return
    if said := visits.impossible_date(heard.text):
        heard.say("utter_repair_window_impossible", said=said)
        return
    wish = visits.read_wish(heard.turn.entities, heard.text, heard.now, _wish_before(heard))
    if wish is None or (heard.asked != "window" and wish.end and wish.end < heard.now and not heard.corrects):
        return
    heard.set("window", slot=None, wish=wish, offered=())
    heard.draft = unmark(heard.draft, PAGE)


def _wish_before(heard: Heard) -> visits.Wish | None:
    """The day spoken of so far: an hour or half a day alone ("a little later") belongs to it."""
    slot = heard.draft.slot
    return heard.draft.wish or (visits.Wish(*visits.slot_times(slot)) if slot else None)


def _is_all_time(heard: Heard) -> bool:
    """Whether the message is an expression of time and nothing else."""
    spans = [item for item in heard.turn.entities if item.get("entity") == "time"]
    length = sum(int(item.get("end") or 0) - int(item.get("start") or 0) for item in spans)
    return bool(spans) and len(heard.text) - length <= _FEW


def wants_other_windows(heard: Heard) -> bool:
    """Whether the windows shown will not do, without another time being named."""
    if heard.asked != "window" or "window" in heard.changed or heard.refused:
        return False
    if heard.turn.intent == "deny" and heard.draft.slot and not _says_more(heard.text):
        return False  # the window he has will do after all
    return heard.turn.value("choice") == "more" or heard.turn.intent == "deny" or _says_more(heard.text)


def _choose(heard: Heard) -> bool:
    offered, number = heard.draft.offered, _number(heard)
    if number is None or not 0 < number <= len(offered):
        return False
    heard.set("window", slot=offered[number - 1], wish=None, offered=())
    heard.draft = unmark(heard.draft, PAGE)
    return True


def _take_any(heard: Heard) -> bool:
    """Any of those shown will do: the first of them."""
    wish = visits.read_wish((), heard.text, heard.now)
    if not heard.draft.offered or wish is None or not wish.is_any:
        return False
    slot = heard.draft.offered[0]
    heard.set("window", slot=slot, wish=None, offered=())
    heard.reply.say("utter_repair_window_taken", window=window(slot))
    return True


def _number(heard: Heard) -> int | None:
    """Which of a row is meant; a day of the month or an hour is no place in the row."""
    choice = heard.turn.value("choice")
    if choice:
        return int(choice) if choice.isdigit() else None
    has_time = any(item.get("entity") == "time" for item in heard.turn.entities)
    return identify.place_named(heard.text, alone=not has_time)


def _set_place(heard: Heard, place: Place) -> None:
    known = heard.draft.region
    heard.draft = unmark(heard.draft, PLACE)
    if known and place.district is None and place.holds(known) and heard.asked != "region":
        heard.answered = True
        return
    heard.set("region", region=place)


def _says_more(text: str) -> bool:
    return any(word in text for word in phrase("words_more").split())
