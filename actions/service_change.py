"""Changing a booking: takes the new values, offers real free windows, shows old and new, and commits once it is confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from actions.base import Context
from actions.cards import lead
from actions.cards_booking import booking_card
from actions.phrases import join, phrase
from actions.repair_windows import shown_at_once
from actions.service_draft import ServiceDraft, ask_for, finish, slot_from, slot_to
from actions.service_reading import wants_more
from actions.service_words import appointment_of, facts_of, goods_of, slot_words, status_of, wish_buttons
from actions.turn import Reply, Turn
from bot.errors import IllegalMove, SlotTaken, TooManyOpenBookings
from bot.service import contacts, progress, repair, visits
from bot.service.places import Place
from bot.service.visits import Offer, Wish
from bot.store import booking_changes, bookings
from bot.store.booking_changes import BookingChange
from bot.store.bookings import Booking
from bot.store.engine import Session

_NEW_VALUES = ("mode", "slot", "address", "contact", "phone")


def plan_change(context: Context, turn: Turn, draft: ServiceDraft, booking: Booking) -> Reply:
    """The next question about the change, or why it cannot be made."""
    reply = Reply()
    if not progress.is_changeable(booking):
        return refuse(reply, draft, booking)
    with context.store.reading() as session:
        change = _settled(reply, booking, dict(draft.change))
        _drop_stale(context, session, booking, change)
        question = _open_question(booking, change, draft)
        offered: tuple[Any, ...] = ()
        if question == "window":
            found = _offers(context, session, booking, change)
            if not found:
                reply.set(asked_for="action_request_human")
                return finish(reply.say("utter_service_no_windows"), draft)
            if draft.asked != "window" and _moves_away(booking, change) and (place := Place.from_json(change["place"])):
                reply.say("utter_service_moved_away", place=place.name)
            offered = _offer(context, turn, draft, found, change, reply)
            question = "window" if offered else _open_question(booking, change, draft)
    if question == "confirm" and not any(change.get(name) for name in _NEW_VALUES):
        question = "field"
    return ask_for(replace(draft, change=change), question, reply, offered)


def commit_change(context: Context, turn: Turn, draft: ServiceDraft, booking: Booking) -> Reply:
    """Make the change and tell it from the committed row; a window that has just gone leads to fresh ones."""
    try:
        with context.store.transaction() as session:
            wanted = _wanted(booking, draft.change, turn.chat_id)
            most = context.settings.limits.open_bookings
            booking_changes.change(session, booking.number, wanted, "customer", most_open=most)
    except TooManyOpenBookings:
        left = {**draft.change, "phone": None, "fields": ["phone"]}
        reply = Reply().say("utter_service_phone_taken", count=context.settings.limits.open_bookings)
        return ask_for(replace(draft, change=left), "phone", reply)
    except SlotTaken:
        left = {**draft.change, "slot": None, "wish": None, "fields": ["time"]}
        reply = plan_change(context, turn, replace(draft, change=left, asked=None), booking)
        reply.says.insert(0, Reply().say("utter_service_slot_taken").says[0])
        return reply
    except IllegalMove:
        return refuse(Reply(), draft, as_it_is(context, booking))
    with context.store.reading() as session:
        made = bookings.get(session, booking.number) or booking
        appointment = appointment_of(session, made)
        card = booking_card(session, made, lead("changed", number=made.number, status=status_of(made)), None)
    facts = {"number": made.number, "goods": goods_of(made), "status": status_of(made)}
    line = f"\n{appointment}" if appointment else ""
    reply = Reply().say("utter_service_changed", wish_buttons(made), appointment=line, **facts)
    return finish(reply.show(card), draft)


def as_it_is(context: Context, booking: Booking) -> Booking:
    """The booking as it stands by now: somebody has moved it on since it was read."""
    with context.store.reading() as session:
        return bookings.get(session, booking.number) or booking


def refuse(reply: Reply, draft: ServiceDraft, booking: Booking) -> Reply:
    """Say why it cannot be changed any more; a human may still do something while it is open."""
    kind = "not_changeable" if booking.is_open else "over"
    if booking.is_open:
        reply.set(asked_for="action_request_human")
    buttons = [button for button in wish_buttons(booking) if "change_booking" not in button["payload"]]
    return finish(reply.say(f"utter_service_{kind}", buttons, number=booking.number, status=status_of(booking)), draft)


def change_lines(booking: Booking, change: dict[str, Any]) -> str:
    """Old and new of every field that changes, one a line; what the customer has just typed is shown as typed."""
    old = facts_of(booking)
    new = {"contact": change.get("contact"), "phone": change.get("phone"), "address": _new_address(change)}
    if change.get("mode"):
        new["mode"] = phrase(f"service_mode_{change['mode']}")
    if change.get("slot"):
        new["time"] = slot_words(slot_from(change["slot"]))
    elif change.get("mode") == "mail_in" and booking.slot:
        new["time"] = phrase("service_nothing")
    order = ("mode", "time", "address", "contact", "phone")
    named = {name: phrase(f"service_field_{name}") for name in order}
    shown = [(named[name], old[name], new[name]) for name in order if new.get(name)]
    return "\n".join(phrase("service_old_new", label=name, old=was, new=now) for name, was, now in shown)


def _new_address(change: dict[str, Any]) -> str | None:
    """The new address with its city, as far as that was told."""
    address, place = change.get("address"), Place.from_json(change.get("place"))
    return f"{place.name}{address}" if address and place and not address.startswith(place.name) else address


def _settled(reply: Reply, booking: Booking, change: dict[str, Any]) -> dict[str, Any]:
    """The change without what cannot be, each said; a piece of an address put into the whole."""
    if wrong := change.pop("wrong_date", None):
        reply.say("utter_service_wrong_date", date=wrong)
        change["fields"] = sorted({*change.get("fields", []), "time"})
    if fault := change.pop("wrong_phone", None):
        reply.say(f"utter_service_phone_{fault}")
        change["fields"] = sorted({*change.get("fields", []), "phone"})
    said = change.pop("amends", None)
    before = change.get("address") or booking.address
    if said and before and (amended := contacts.amend_address(before, said)):
        change["address"] = amended
    if change.get("mode") == booking.mode:
        change.pop("mode")
    possible = repair.modes_for(booking.category)
    if change.get("mode") and change["mode"] not in possible:
        change.pop("mode")
        modes = join(phrase(f"service_mode_{mode}") for mode in possible)
        reply.say("utter_service_mode_impossible", category=booking.category, modes=modes)
    return change


def _open_question(booking: Booking, change: dict[str, Any], draft: ServiceDraft) -> str:
    """The first question that is still open, in the order in which answers depend on each other."""
    fields = change.get("fields", [])
    mode = change.get("mode") or booking.mode
    if "mode" in fields and not change.get("mode"):
        return "mode"
    if mode == "home" and not change.get("address") and ("address" in fields or not booking.address):
        return "address"
    address = change.get("address")
    if mode == "home" and address and not contacts.is_complete(address) and draft.asked != "address":
        return "address"
    timed = "time" in fields or change.get("wish") or change.get("mode") or _moves_away(booking, change)
    if mode != "mail_in" and timed and not change.get("slot"):
        return "window"
    for name in ("contact", "phone"):
        if name in fields and not change.get(name):
            return name
    return "confirm"


def _moves_away(booking: Booking, change: dict[str, Any]) -> bool:
    """Whether the new address lies in another region than the booked one, so that another team may have to come."""
    place = Place.from_json(change.get("place"))
    booked = Place.from_path(booking.region) if booking.region else None
    return bool(place and booked and booking.mode == "home" and not place.holds(booked))


def _offers(context: Context, session: Session, booking: Booking, change: dict[str, Any]) -> list[Offer]:
    """Every free window for the changed booking but the one that it has."""
    place = Place.from_json(change.get("place")) or progress.place_of(session, booking)
    if place is None:
        return []
    mode = change.get("mode") or booking.mode
    found = visits.offers(session, booking.category, mode, place, context.settings.now())
    return [offer for offer in found if offer.slot != booking.slot]


def _drop_stale(context: Context, session: Session, booking: Booking, change: dict[str, Any]) -> None:
    """Forget a window that was chosen for another place or way, or that is not free any more."""
    chosen = slot_from(change["slot"]) if change.get("slot") else None
    if chosen and chosen not in {offer.slot for offer in _offers(context, session, booking, change)}:
        change["slot"] = None


def _offer(
    context: Context, turn: Turn, draft: ServiceDraft, found: Sequence[Offer], change: dict[str, Any], reply: Reply
) -> tuple[Any, ...]:
    """The slots to offer; none when the wish leaves exactly one, which is then taken into the change."""
    wish = Wish.from_json(change.get("wish"))
    fits: Sequence[Offer] = visits.fitting(found, wish) if wish else found
    if not fits and wish:
        reply.say(f"utter_service_window_{visits.why_none(found, wish, context.settings.now()) or 'full'}")
        change["wish"] = None
        fits = found
    elif wish and (wish.is_any or len(fits) == 1):
        change["slot"] = slot_to(fits[0].slot)
        return ()
    seen = draft.offered if draft.asked == "window" and wants_more(turn) else ()
    rest = [offer for offer in fits if slot_to(offer.slot) not in seen] or list(fits)
    return tuple(slot_to(offer.slot) for offer in visits.spread(rest, shown_at_once(turn)))


def _wanted(booking: Booking, change: dict[str, Any], chat_id: str) -> BookingChange:
    place = Place.from_json(change.get("place"))
    return BookingChange(
        mode=change.get("mode"),
        slot=slot_from(change["slot"]) if change.get("slot") else None,
        region=place.path if place and change.get("address") else None,
        address=change.get("address"),
        contact=change.get("contact"),
        phone=change.get("phone"),
        drops_slot=change.get("mode") == "mail_in" and booking.slot is not None,
        chat_id=chat_id,
    )
