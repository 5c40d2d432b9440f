"""Devices sold: which unit, when, through whom, to whom."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Column, Date, ForeignKey, String, Table, select
from sqlalchemy.orm import Session

from bot.store.customers import customers, phone_hash
from bot.store.engine import vault_of
from bot.store.phones import normal_phone
from bot.store.schema import metadata

devices = Table(
    "devices",
    metadata,
    Column("serial", String, primary_key=True),
    Column("imei", String, unique=True),
    Column("model", ForeignKey("products.model"), nullable=False, index=True),
    Column("purchased_on", Date, nullable=False),
    Column("installed_on", Date),
    Column("channel", String),
    Column("order_number", String, index=True),
    Column("customer_id", ForeignKey("customers.id", ondelete="SET NULL"), index=True),
    Column("note", String),
)


@dataclass(frozen=True)
class Device:
    """A unit on record; `customer_id` is None while nobody is known to own it, `note` is for staff."""

    serial: str
    imei: str | None
    model: str
    purchased_on: date
    installed_on: date | None
    channel: str | None
    order_number: str | None
    customer_id: int | None
    note: str | None = None


def find_by_serial(session: Session, serial: str) -> Device | None:
    """The device with this serial number, in any case and width."""
    found = _all(session, devices.c.serial == normal_code(serial))
    return found[0] if found else None


def find_by_imei(session: Session, imei: str) -> Device | None:
    """The device with this IMEI (15 digits)."""
    found = _all(session, devices.c.imei == normal_code(imei))
    return found[0] if found else None


def find_by_order(session: Session, order: str) -> list[Device]:
    """Every device of an order."""
    return _all(session, devices.c.order_number == normal_code(order))


def find_by_customer_phone(session: Session, phone: str) -> list[Device]:
    """Every device of the customer with this phone number, the newest purchase first."""
    normal = normal_phone(phone)
    if normal is None:
        return []
    owners = select(customers.c.id).where(customers.c.phone_hash == phone_hash(vault_of(session), normal))
    return _all(session, devices.c.customer_id.in_(owners))


def normal_code(text: str) -> str:
    """The form in which serials, IMEIs and order numbers are stored: NFKC, upper case, no spaces."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def _all(session: Session, condition: Any) -> list[Device]:
    statement = select(devices).where(condition).order_by(devices.c.purchased_on.desc(), devices.c.serial)
    return [Device(**row) for row in session.execute(statement).mappings()]
