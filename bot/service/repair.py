"""Repair: what is known of a booking that is being made, what is still to be asked, and the booking itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.errors import SlotTaken
from bot.service import visits
from bot.service.places import Place
from bot.service.visits import Wish
from bot.store import bookings, categories, devices
from bot.store.bookings import Booking, BookingRequest
from bot.store.capacity import Slot
from bot.store.engine import Session, now_of

_BACKUP = frozenset({"手机", "平板", "笔记本电脑", "台式电脑", "智能手表", "相机"})  # what holds a customer's own data
_ACCOUNT = frozenset({"手机", "平板", "笔记本电脑", "智能手表"})  # what an owner's account can lock
_TEXTS = (
    "id", "purpose", "product_category", "product_model", "serial_number", "fault", "service_mode", "address",
    "person_name", "phone_number", "asked",
)  # fmt: skip


@dataclass(frozen=True)
class Draft:
    """What the customer has said so far; a field is None until it is known. Personal values stay out of `repr`.

    `id` is the message that opened the draft; `offered` the windows last shown; `asked` the open question; `misses`
    how often it was not answered.
    """

    id: str = ""
    purpose: str = "repair"
    product_category: str | None = None
    product_model: str | None = None
    serial_number: str | None = None
    fault: str | None = None
    service_mode: str | None = None
    region: Place | None = None
    wish: Wish | None = None
    slot: Slot | None = None
    address: str | None = field(default=None, repr=False)
    person_name: str | None = field(default=None, repr=False)
    phone_number: str | None = field(default=None, repr=False)
    offered: tuple[Slot, ...] = ()
    asked: str | None = None
    misses: int = 0
    told: tuple[str, ...] = ()  # advice that was given already: backup, account

    @property
    def mode(self) -> str | None:
        """How it will be done: what the customer chose, or the only way there is."""
        if self.product_category is None:
            return None
        possible = modes_for(self.product_category, self.purpose)
        if self.service_mode in possible:
            return self.service_mode
        return possible[0] if len(possible) == 1 else None

    def to_json(self) -> dict[str, Any]:
        """The shape in which the slot `repair_draft` carries it; what is not known is left out."""
        values: dict[str, Any] = {name: getattr(self, name) for name in _TEXTS}
        values["region"] = self.region.to_json() if self.region else None
        values["wish"] = self.wish.to_json() if self.wish else None
        values["slot"] = slot_to_json(self.slot) if self.slot else None
        values["offered"] = [slot_to_json(slot) for slot in self.offered]
        values["told"] = list(self.told)
        values["misses"] = self.misses
        return {name: value for name, value in values.items() if value not in (None, [], "", 0)}

    @classmethod
    def from_json(cls, value: object) -> Draft:
        """The draft of a slot's value; anything else is an empty draft. Unknown keys are ignored."""
        given: Mapping[str, Any] = value if isinstance(value, Mapping) else {}
        texts = {name: str(given[name]) for name in _TEXTS if given.get(name)}
        offered = (slot_from_json(item) for item in given.get("offered") or ())
        return cls(
            **texts,
            region=Place.from_json(given.get("region")),
            wish=Wish.from_json(given.get("wish")),
            slot=slot_from_json(given.get("slot")),
            offered=tuple(slot for slot in offered if slot),
            told=tuple(str(item) for item in given.get("told") or ()),
            misses=int(given.get("misses") or 0),
        )


def slot_to_json(slot: Slot) -> dict[str, str]:
    """A window of a place in a shape that JSON can carry."""
    day = slot.day.isoformat()
    return {"place_kind": slot.place_kind, "place_code": slot.place_code, "day": day, "window": slot.window}


def slot_from_json(value: object) -> Slot | None:
    """The window of a JSON shape; None for anything that is none."""
    if not isinstance(value, Mapping):
        return None
    try:
        day = date.fromisoformat(str(value["day"]))
        return Slot(str(value["place_kind"]), str(value["place_code"]), day, str(value["window"]))
    except (KeyError, ValueError):
        return None


def missing(session: Session, draft: Draft) -> tuple[str, ...]:
    """What is still to be asked, in order: device, fault, mode, region, window, address, contact, phone.

    What does not apply is left out: no fault for an installation, no window for a parcel, no address in a store.
    """
    mode = draft.mode
    open_questions = {
        "device": draft.product_category is None,
        "fault": draft.purpose == "repair" and draft.fault is None,
        "mode": draft.product_category is not None and mode is None,
        "region": _lacks_region(session, draft),
        "window": mode != "mail_in" and draft.slot is None,
        "address": mode != "store" and draft.address is None,
        "contact": draft.person_name is None,
        "phone": draft.phone_number is None,
    }
    return tuple(name for name, is_open in open_questions.items() if is_open)


def _lacks_region(session: Session, draft: Draft) -> bool:
    if draft.region is None:
        return True
    if draft.product_category is None or draft.mode is None:
        return False
    return visits.needs_district(session, draft.product_category, draft.mode, draft.region)


def modes_for(category: str, purpose: str = "repair") -> tuple[str, ...]:
    """How this kind of goods can be served: some of home, store, mail_in; none for an unknown kind.

    What is installed is installed at home, wherever a technician goes to the home for it at all.
    """
    found = next((entry.modes for entry in categories.all_categories() if entry.name == category), ())
    return ("home",) if purpose == "installation" and "home" in found else found


def quick_repair(category: str) -> bool:
    """Whether small goods can be brought to a centre, where simple faults are mended while the customer waits."""
    entry = next((entry for entry in categories.all_categories() if entry.name == category), None)
    return entry is not None and not entry.large and "store" in entry.modes


def backup_advice(category: str) -> bool:
    """Whether the goods hold data that the owner should copy before a repair."""
    return category in _BACKUP


def account_lock(category: str) -> bool:
    """Whether the owner should sign out of his account before a repair, or the parts stay locked."""
    return category in _ACCOUNT


def book(session: Session, draft: Draft, chat_id: str, most_open: int) -> Booking:
    """Store the booking of a complete draft; the same draft again returns the stored booking.

    Raises `SlotTaken` when the window is full, has begun or is another region's, `TooManyOpenBookings`, `InvalidInput`, and ValueError for
    a draft with open questions.
    """
    if lacking := missing(session, draft):
        raise ValueError(f"expected a complete draft, {', '.join(lacking)} missing")
    request = _request(session, draft, chat_id)
    is_new = not bookings.is_stored(session, request.key)  # one that was made stays made when its window has begun
    if is_new and request.slot and not _is_possible(session, draft, request):
        raise SlotTaken("this window has begun or belongs to a place that does not do this work there")
    return bookings.book(session, request, most_open)


def _is_possible(session: Session, draft: Draft, request: BookingRequest) -> bool:
    if request.slot is None or draft.region is None:
        return False
    ahead = visits.slot_times(request.slot)[0] > now_of(session)
    return ahead and visits.serves(session, request.slot, request.category, request.mode, draft.region)


def _request(session: Session, draft: Draft, chat_id: str) -> BookingRequest:
    mode = draft.mode
    known = draft.serial_number and devices.find_by_serial(session, draft.serial_number)
    return BookingRequest(
        key=f"{chat_id}:{draft.id}",
        category=draft.product_category or "",
        mode=mode or "",
        slot=None if mode == "mail_in" else draft.slot,
        fault=draft.fault or "",
        contact=draft.person_name or "",
        phone=draft.phone_number or "",
        address=None if mode == "store" else draft.address,
        device_serial=known.serial if known else None,
        purpose=draft.purpose,
        region=draft.region.path if draft.region else None,
        chat_id=chat_id,
    )
