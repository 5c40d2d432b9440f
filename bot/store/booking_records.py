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
)


@dataclass(frozen=True)
class BookingRequest:
    """What a customer asks to book. `key` names the request: the same key never books twice.

    `category` is the canonical name; `mode` is home, store or mail_in; `slot` None takes no place in the calendar.
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


@dataclass(frozen=True)
class BookingEvent:
    """One step of a booking's history; `author` is an agent's name, `bot`, `customer` or `system`."""

    number: str
    at: datetime
    status: str
    note: str
    author: str


def sealed_row(vault: Vault, request: BookingRequest, number: str, created_at: datetime) -> dict[str, Any]:
    """The row to insert for a request, with status requested. Raises `InvalidInput` for a bad phone number."""
    phone = _phone(request)
    slot = request.slot
    return {
        "number": number,
        "idempotency_key": request.key,
        "request_hash": request_hash(vault, request),
        "device_serial": request.device_serial,
        "category": request.category,
        "mode": request.mode,
        "place_kind": slot.place_kind if slot else None,
        "place_code": slot.place_code if slot else None,
        "day": slot.day if slot else None,
        "window": slot.window if slot else None,
        "fault": request.fault,
        "part": None,
        "result": None,
        "status": "requested",
        "contact": vault.seal("bookings.contact", request.contact),
        "phone": vault.seal("bookings.phone", phone),
        "phone_hash": phone_hash(vault, phone),
        "address": vault.seal("bookings.address", request.address) if request.address else None,
        "created_at": created_at,
    }


def request_hash(vault: Vault, request: BookingRequest) -> str:
    """The keyed hash of everything asked for but the key: equal hashes are the same request."""
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
    )


def slot_of(row: Mapping[str, Any]) -> Slot | None:
    """The slot of a stored row, None for a booking without an appointment."""
    day: date | None = row["day"]
    return Slot(row["place_kind"], row["place_code"], day, row["window"]) if day else None


def _phone(request: BookingRequest) -> str:
    phone = normal_phone(request.phone)
    if phone is None:
        raise InvalidInput("phone: expected a mainland mobile number")
    return phone
