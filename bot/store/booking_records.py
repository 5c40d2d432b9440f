"""The tables of bookings and what is kept in them: contact, phone and address only as ciphertext."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Date, ForeignKey, Integer, LargeBinary, String, Table

from bot.errors import InvalidInput
from bot.store.capacity import Slot
from bot.store.customers import phone_hash
from bot.store.phones import normal_phone
from bot.store.schema import Moment, metadata
from bot.store.vault import Vault

MODES = ("home", "store", "mail_in")
PURPOSES = ("repair", "installation", "inspection")
OPEN_STATUSES = ("requested", "confirmed", "dispatched", "in_repair", "waiting_parts")

bookings = Table(
    "bookings",
    metadata,
    Column("number", String, primary_key=True),
    Column("idempotency_key", String, nullable=False, unique=True),
    Column("request_hash", String(64), nullable=False),
    Column("device_serial", ForeignKey("devices.serial"), index=True),
    Column("category", String, nullable=False),
    Column("mode", String, nullable=False),
    Column("place_kind", String),
    Column("place_code", String),
    Column("day", Date),
    Column("window", String),
    Column("fault", String, nullable=False),
    Column("part", String),
    Column("result", String),
    Column("status", String, nullable=False, index=True),
    Column("contact", LargeBinary, nullable=False),
    Column("phone", LargeBinary, nullable=False),
    Column("phone_hash", String(64), nullable=False, index=True),
    Column("address", LargeBinary),
    Column("created_at", Moment, nullable=False),
    Column("purpose", String(16), nullable=False, server_default="repair"),
    Column("region", String(64)),
    Column("chat_id", String(32), index=True),  # no foreign key: a booking outlives its chat
)

booking_events = Table(
    "booking_events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", ForeignKey("bookings.number"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("status", String, nullable=False),
    Column("note", String, nullable=False),
    Column("author", String, nullable=False),
    Column("kind", String(8), nullable=False, server_default="status"),
)


@dataclass(frozen=True)
class BookingRequest:
    """What a customer asks to book. `key` names the request: the same key never books twice.

    `category` is the canonical name; `mode` is home, store or mail_in; `slot` None takes no place in the calendar.
    `purpose` is repair, installation or inspection; `region` is written province/city/district; `chat_id` is the
    chat in which it is asked for, and no part of what is compared under a key.
    """

    key: str
    category: str
    mode: str
    slot: Slot | None
    fault: str
    contact: str = field(repr=False)
    phone: str = field(repr=False)
    address: str | None = field(default=None, repr=False)
    device_serial: str | None = None
    purpose: str = "repair"
    region: str | None = None
    chat_id: str | None = None


@dataclass(frozen=True)
class Booking:
    """A booking as it stands; `slot` None is one without an appointment.

    Finished work has a `result` (repaired, part_replaced, no_fault or declined) and, where one was replaced or is
    waited for, the `part`'s code.
    """

    number: str
    device_serial: str | None
    category: str
    mode: str
    slot: Slot | None
    fault: str
    part: str | None
    result: str | None
    status: str
    contact: str = field(repr=False)
    phone: str = field(repr=False)
    address: str | None = field(repr=False)
    created_at: datetime
    purpose: str = "repair"
    region: str | None = None
    chat_id: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether work is still to be done on it."""
        return self.status in OPEN_STATUSES


@dataclass(frozen=True)
class BookingEvent:
    """One step of a booking's history; `author` is an agent's name, `bot`, `customer`, `operator` or `system`.

    `kind` is status (it came to `status`), changed (other facts were changed) or urged (the customer asked to hurry);
    the latter two carry the status at that time.
    """

    number: str
    at: datetime
    status: str
    note: str
    author: str
    kind: str = "status"
    id: int = 0


def sealed_row(vault: Vault, request: BookingRequest, number: str, created_at: datetime) -> dict[str, Any]:
    """The row to insert for a request, with status requested. Raises `InvalidInput` for a bad phone number."""
    phone = _phone(request)
    return {
        "number": number,
        "idempotency_key": request.key,
        "request_hash": request_hash(vault, request),
        "device_serial": request.device_serial,
        "category": request.category,
        "mode": request.mode,
        **slot_columns(request.slot),
        "fault": request.fault,
        "part": None,
        "result": None,
        "status": "requested",
        "contact": vault.seal("bookings.contact", request.contact),
        "phone": vault.seal("bookings.phone", phone),
        "phone_hash": phone_hash(vault, phone),
        "address": vault.seal("bookings.address", request.address) if request.address else None,
        "created_at": created_at,
        "purpose": request.purpose,
        "region": request.region,
        "chat_id": request.chat_id,
    }


def request_hash(vault: Vault, request: BookingRequest) -> str:
    """The keyed hash of everything asked for but the key and the chat: equal hashes are the same request."""
    slot = request.slot
    content = [
        request.category,
        request.mode,
        [slot.place_kind, slot.place_code, slot.day.isoformat(), slot.window] if slot else None,
        request.fault,
        request.contact,
        _phone(request),
        request.address,
        request.device_serial,
        request.purpose,
        request.region,
    ]
    return vault.fingerprint("bookings.request", json.dumps(content, ensure_ascii=False))


def opened(vault: Vault, row: Mapping[str, Any]) -> Booking:
    """The record of a stored row, its personal values opened."""
    return Booking(
        number=row["number"],
        device_serial=row["device_serial"],
        category=row["category"],
        mode=row["mode"],
        slot=slot_of(row),
        fault=row["fault"],
        part=row["part"],
        result=row["result"],
        status=row["status"],
        contact=vault.open("bookings.contact", row["contact"]),
        phone=vault.open("bookings.phone", row["phone"]),
        address=vault.open("bookings.address", row["address"]) if row["address"] else None,
        created_at=row["created_at"],
        purpose=row["purpose"],
        region=row["region"],
        chat_id=row["chat_id"],
    )


def slot_of(row: Mapping[str, Any]) -> Slot | None:
    """The slot of a stored row, None for a booking without an appointment."""
    day: date | None = row["day"]
    return Slot(row["place_kind"], row["place_code"], day, row["window"]) if day else None


def slot_columns(slot: Slot | None) -> dict[str, Any]:
    """The columns in which a booking keeps its slot."""
    return {name: getattr(slot, name) if slot else None for name in ("place_kind", "place_code", "day", "window")}


def _phone(request: BookingRequest) -> str:
    phone = normal_phone(request.phone)
    if phone is None:
        raise InvalidInput("phone: expected a mainland mobile number")
    return phone
