"""Who may see and change personal records: proof that the person in a chat owns a phone number.

Proof is a signed token of the shop's own site, phone + last four of a serial, order number + phone, or a one-time
code. Only the device's recorded owner counts: a booking can be made with anybody's phone, so it proves nothing.
Wrong and unknown cost the same queries and comparisons and get the same answer; tries are counted before looking.
"""

from __future__ import annotations

import hmac
import re
import unicodedata
from dataclasses import dataclass, field

from bot.errors import BotError, ChatNotFound
from bot.settings import Limits
from bot.store import attempts, bookings, chats, customers, devices, identities, one_time_codes
from bot.store.bookings import Booking
from bot.store.devices import Device, normal_code
from bot.store.engine import Session, Store
from bot.store.identities import Identity
from bot.store.phones import normal_phone

__all__ = [
    "Claim",
    "Identity",
    "ProofFailed",
    "booking_under",
    "bookings_of",
    "code_in",
    "known",
    "last_four_in",
    "prove",
    "serials_of",
]

PURPOSE = "identity"  # one count of tries with the warranty look-ups, so that neither helps to guess in the other
LAST = 4  # characters of a serial that prove it is at hand
_COMPARED = 16  # comparisons made for every claim, whoever owns how much
_DECOY = " " * 13  # nothing that is given equals it: given values lose their spaces
_END_NAMED = re.compile(
    r"(?:后|末|最后|尾)(?:面)?(?:四|4|几)?(?:位|个|数|号)?[^0-9A-Z]{0,6}([0-9A-Z](?: ?[0-9A-Z]){3})(?![0-9A-Z])"
)
_END_ALONE = re.compile(r"(?<![0-9A-Z-])([0-9A-Z]{4})(?![0-9A-Z-])")
_END_AFTER_PHONE = re.compile(r"1[3-9][0-9]{9}[\s,，、+;；/和及]{1,3}([0-9A-Z]{4})(?![0-9A-Z-])")
_OF_PHONE = re.compile(r"(?:手机|电话|号码)(?:号|的)?(?:后|末|最后|尾)")
_LONG = re.compile(r"[0-9A-Z][0-9A-Z-]{4,}|1[0-9]{2}[ -][0-9]{4}[ -][0-9]{4}")
_CODE = re.compile(r"(?<![0-9])([0-9]{6})(?![0-9])")


class ProofFailed(BotError):
    """What was given does not prove ownership; which half was wrong is told to nobody."""

    code = "proof_failed"
    status = 403


@dataclass(frozen=True)
class Claim:
    """What a customer gives as proof: the phone number, and at least one of the others.

    `last_four` is the end of a serial number, `code` a one-time code that was sent to the phone.
    """

    phone: str = field(repr=False)
    last_four: str | None = field(default=None, repr=False)
    order: str | None = field(default=None, repr=False)
    code: str | None = field(default=None, repr=False)


def known(session: Session, chat_id: str) -> Identity | None:
    """Who this chat's customer has proved to be, or is by the word of the shop's own site; None while unknown."""
    proved = identities.of(session, chat_id)
    if proved:
        return proved
    try:
        chat = chats.get(session, chat_id)
    except ChatNotFound:
        return None
    customer = customers.find_by_code(session, chat.customer_ref) if chat.customer_ref else None
    return Identity(chat_id, "token", customer.phone, customer.id, chat.created_at) if customer else None


def prove(store: Store, limits: Limits, chat_id: str, claim: Claim) -> Identity:
    """Check a claim and remember it for the chat.

    Raises `ProofFailed` for a wrong or unknown pair, and `TooManyTries` once the chat or the phone has used its tries.
    """
    phone = _spend(store, limits, chat_id, claim.phone)
    with store.reading() as session:
        owned = devices.find_by_customer_phone(session, phone)
    method = _method(owned, claim)
    with store.transaction() as session:
        if claim.code is not None and one_time_codes.take(session, phone, claim.code):
            method = method or "code"
        if method is None:
            raise ProofFailed("the claim does not fit the records")
        owner = customers.find_by_phone(session, phone)
        return identities.remember(session, chat_id, method, phone, owner.id if owner else None)


def booking_under(store: Store, limits: Limits, chat_id: str, number: str, phone: str) -> Booking | None:
    """The booking with this number if it was made under this phone; None for wrong and unknown alike.

    It is half a proof: enough for status, purpose and window, for nothing personal. Raises `TooManyTries`.
    """
    normal = _spend(store, limits, chat_id, phone)
    with store.reading() as session:
        return bookings.under_phone(session, number, normal)


def bookings_of(session: Session, identity: Identity | None, chat_id: str) -> list[Booking]:
    """Every booking that the chat's customer may see whole: under the proved phone, or made here; the newest first."""
    own = bookings.for_chat(session, chat_id)
    proved = bookings.for_phone(session, identity.phone) if identity else []
    found = {booking.number: booking for booking in [*own, *proved]}
    return sorted(found.values(), key=lambda booking: (booking.created_at, booking.number), reverse=True)


def serials_of(session: Session, identity: Identity | None) -> frozenset[str]:
    """The serials of the devices that the records give to the proved phone; none while nothing is proved."""
    owned = devices.find_by_customer_phone(session, identity.phone) if identity else []
    return frozenset(device.serial for device in owned)


def last_four_in(text: str, asked: bool) -> str | None:
    """The end of a serial number that a text gives: named as such, right after a phone number, or alone where it was asked for."""
    plain = unicodedata.normalize("NFKC", text).upper()
    if _OF_PHONE.search(plain):
        return None
    named = _END_NAMED.search(plain) or _END_AFTER_PHONE.search(plain)
    if named:
        return named.group(1).replace(" ", "")
    alone = _END_ALONE.findall(_LONG.sub(" ", plain)) if asked else []
    return alone[0] if len(alone) == 1 else None


def code_in(text: str) -> str | None:
    """The one-time code of a text: six digits that belong to no longer number."""
    found = _CODE.search(unicodedata.normalize("NFKC", text))
    return found.group(1) if found else None


def _spend(store: Store, limits: Limits, chat_id: str, phone: str) -> str:
    """Count a try of the chat and of the phone in a transaction of its own; returns the phone's normal form."""
    normal = normal_phone(phone) or ""
    with store.transaction() as session:
        for key in (f"chat:{chat_id}", f"phone:{normal}"):
            attempts.spend(session, PURPOSE, key, limits.identity_tries, limits.identity_minutes)
    return normal


def _method(owned: list[Device], claim: Claim) -> str | None:
    """Which factor fits one of the devices; the same number of comparisons for every claim."""
    serials = [normal_code(device.serial).replace("-", "")[-LAST:] for device in owned]
    orders = [device.order_number or "" for device in owned]
    by_serial = _fits(serials, claim.last_four)
    by_order = _fits(orders, claim.order)
    return "serial" if by_serial else "order" if by_order else None


def _fits(stored: list[str], given: str | None) -> bool:
    padded = [*stored, *[_DECOY] * max(0, _COMPARED - len(stored))]
    matches = [_same(value or _DECOY, given or "") for value in padded]
    return bool(given) and any(matches)


def _same(stored: str, given: str) -> bool:
    return hmac.compare_digest(stored.encode(), normal_code(given).encode())
