"""What a message gives for a wish about a booking: which one, proof, new values, a choice among what was offered."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from actions.service_draft import ServiceDraft, slot_from
from actions.turn import Turn
from bot.service import amendments, contacts, identify, identity, places, visits
from bot.store.devices import normal_code
from bot.store.phones import normal_phone

_ELSEWHERE = ("window", "contact", "phone", "booking", "proof")  # questions whose answers are no addresses
_VALUES = {
    "time": ("slot", "wish"), "address": ("address", "place"), "contact": ("contact",), "phone": ("phone",),
    "mode": ("mode",),
}  # fmt: skip
_MODES = ("home", "store", "mail_in")


def read_message(turn: Turn, draft: ServiceDraft, now: datetime) -> ServiceDraft:
    """The draft with everything that this message gives; equal to the old one when it gives nothing."""
    draft = _read_number(turn, _merge_agent(turn, draft))
    renames = draft.wish == "change" and (draft.asked == "phone" or amendments.gives_new_phone(turn.text))
    draft = _read_proof(turn, draft, takes_phone=not renames and not _settled_who(draft))
    return _read_change(turn, draft, now) if draft.wish == "change" else draft


def choice_in(turn: Turn, offered: tuple[Any, ...]) -> int | None:
    """Which of the offered things was chosen, from 0; None when none was."""
    chosen = turn.value("choice") or ""
    place = int(chosen) if chosen.isdigit() else identify.place_named(turn.text)
    return place - 1 if place and 0 < place <= len(offered) else None


def wants_more(turn: Turn) -> bool:
    """Whether other windows than those offered are wanted."""
    return turn.value("choice") == "more" or amendments.wants_other_windows(turn.text) or turn.intent == "deny"


def _settled_who(draft: ServiceDraft) -> bool:
    """Whether the questions about the change itself have begun, so that a phone number is a new value."""
    return draft.wish == "change" and draft.asked not in (None, "proof", "booking")


def _merge_agent(turn: Turn, draft: ServiceDraft) -> ServiceDraft:
    """What an agent corrected before handing the chat back counts as said."""
    facts = turn.agent_facts
    if not facts or draft.wish != "change":
        return draft
    given = {"address": facts.get("address"), "contact": facts.get("person_name"), "mode": facts.get("service_mode")}
    return replace(draft, change={**draft.change, **{name: value for name, value in given.items() if value}})


def _read_number(turn: Turn, draft: ServiceDraft) -> ServiceDraft:
    numbers = [normal_code(value) for value in turn.values("ticket_number")]
    if not numbers and draft.asked == "booking":
        place = choice_in(turn, draft.offered)
        numbers = [str(draft.offered[place])] if place is not None else []
    category = turn.value("product_category") or draft.category
    if not numbers or numbers[0] == draft.number:
        return replace(draft, category=category)
    return replace(draft, number=numbers[0], category=category, offered=())


def _read_proof(turn: Turn, draft: ServiceDraft, takes_phone: bool) -> ServiceDraft:
    asked = draft.asked == "proof"
    serials = [normal_code(value).replace("-", "") for value in turn.values("serial_number")]
    code = identity.code_in(turn.text) if asked and draft.code_sent else None
    last_four = serials[0][-identity.LAST :] if serials else None if code else identity.last_four_in(turn.text, asked)
    phone = normal_phone(turn.value("phone_number") or "") or contacts.read_phone(turn.text).number
    return replace(
        draft,
        phone=phone if phone and takes_phone else draft.phone,
        last_four=last_four or draft.last_four,
        order=next((normal_code(value) for value in turn.values("order_number")), draft.order),
        code=code or draft.code,
    )


def _read_change(turn: Turn, draft: ServiceDraft, now: datetime) -> ServiceDraft:
    named = amendments.fields_named(turn.text) or turn.values("choice")
    tells_phone = bool(turn.values("phone_number")) and not amendments.gives_new_phone(turn.text)
    named = tuple(name for name in named if name in amendments.FIELDS and not (name == "phone" and tells_phone))
    cleared = {value for name in named for value in _VALUES[name]} if draft.asked == "field" else set()
    kept = amendments.fields_kept(turn.text)
    cleared |= {value for name in kept for value in _VALUES[name]}
    change = {name: value for name, value in draft.change.items() if name not in cleared}
    named = tuple(name for name in named if name not in kept)
    if kept:
        change["fields"] = [name for name in change.get("fields", []) if name not in kept]
    modes = [mode for mode in turn.values("service_mode") if mode in _MODES]
    if modes:
        change["mode"] = modes[-1]
    if draft.asked == "window" and (place := choice_in(turn, draft.offered)) is not None:
        change["slot"] = draft.offered[place]
    else:
        _read_time(turn, draft, change, now)
    _read_contact(turn, draft, change)
    if named and draft.asked in (None, "field", "confirm", "booking", "proof"):
        change["fields"] = sorted({*change.get("fields", []), *named})
    return replace(draft, change=change)


def _read_time(turn: Turn, draft: ServiceDraft, change: dict[str, Any], now: datetime) -> None:
    if draft.asked in ("address", "contact", "phone") and turn.intent != "correct_info":
        return  # the number of a house is no day
    corrects = draft.asked == "confirm" and turn.intent == "correct_info"
    before = visits.Wish.from_json(change.get("wish")) if draft.asked == "window" or corrects else None
    wish = visits.read_wish(turn.entities, turn.text, now, before=before)
    if draft.asked == "window" and draft.offered:
        free_choice = visits.read_wish(turn.entities, turn.text, now)
        if free_choice is not None and free_choice.is_any:  # any of those offered will do
            change["slot"] = draft.offered[0]
            return
    chosen = change.get("slot") if draft.asked == "confirm" else None
    if chosen and wish and not corrects and wish.meets(*visits.slot_times(slot_from(chosen))):
        return  # said again, not changed
    if wish is not None and (not wish.is_any or draft.asked == "window"):
        change.update(wish=wish.to_json(), slot=None)
    if wrong := visits.impossible_date(turn.text):
        change.update(wish=None, slot=None, wrong_date=wrong)


def _read_contact(turn: Turn, draft: ServiceDraft, change: dict[str, Any]) -> None:
    asked = draft.asked
    if asked == "phone" or amendments.gives_new_phone(turn.text) or _settled_who(draft):
        reading = contacts.read_phone(turn.text)
        if reading.number:
            change["phone"] = reading.number
        elif reading.fault:
            change["wrong_phone"] = reading.fault
    names_person = asked == "contact" or amendments.gives_new_contact(turn.text)
    if names_person and (name := contacts.read_name(turn.text, asked=asked == "contact")):
        change["contact"] = name
    if asked in _ELSEWHERE and "address" not in amendments.fields_named(turn.text):
        return
    _read_address(turn, asked, change)


def _read_address(turn: Turn, asked: str | None, change: dict[str, Any]) -> None:
    """A whole address, or a piece that goes into the one given or booked; the number of a day is no piece."""
    dated = any(item.get("entity") == "time" for item in turn.entities)
    is_piece = amendments.names_piece(turn.text) and (not dated or asked == "address")
    if is_piece and change.get("address") and asked in ("address", "confirm"):
        change["amends"] = turn.text
        return
    address = turn.value("address") or contacts.read_address(turn.text, asked=asked == "address")
    if address:
        change["address"] = address = amendments.new_value(address)
        found = places.resolve(address) or places.resolve(turn.value("region") or "")
        change["place"] = found[0].to_json() if len(found) == 1 else None
    elif is_piece and turn.intent in ("correct_info", "change_booking"):
        change["amends"] = turn.text
