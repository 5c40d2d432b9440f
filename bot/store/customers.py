"""Customers: name, phone and address are ciphertext, found by the keyed hash of the phone number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, Integer, LargeBinary, String, Table, insert, select
from sqlalchemy.orm import Session

from bot.errors import InvalidInput
from bot.store.engine import vault_of
from bot.store.phones import normal_phone
from bot.store.schema import metadata
from bot.store.vault import Vault

customers = Table(
    "customers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String, unique=True),
    Column("name", LargeBinary),
    Column("phone", LargeBinary, nullable=False),
    Column("phone_hash", String(64), nullable=False, unique=True),
    Column("address", LargeBinary),
)


@dataclass(frozen=True)
class Customer:
    """A customer on record. `code` is the company's own key; name and address may be unknown."""

    id: int
    code: str | None
    name: str | None = field(repr=False)
    phone: str = field(repr=False)
    address: str | None = field(repr=False)


def get(session: Session, customer_id: int) -> Customer | None:
    """The customer with this id."""
    return _first(session, customers.c.id == customer_id)


def find_by_phone(session: Session, phone: str) -> Customer | None:
    """The customer with this phone number, in any writing of it."""
    normal = normal_phone(phone)
    return _first(session, customers.c.phone_hash == phone_hash(vault_of(session), normal)) if normal else None


def find_by_code(session: Session, code: str) -> Customer | None:
    """The customer whom the company calls by this code."""
    return _first(session, customers.c.code == code)


def add(
    session: Session, phone: str, name: str | None = None, address: str | None = None, code: str | None = None
) -> Customer:
    """Store a new customer. Raises `InvalidInput` when the phone number is not a mainland mobile."""
    session.execute(insert(customers).values(**sealed_row(vault_of(session), phone, name, address, code)))
    stored = find_by_phone(session, phone)
    if stored is None:
        raise InvalidInput("phone: stored but not found again")
    return stored


def sealed_row(
    vault: Vault, phone: str, name: str | None = None, address: str | None = None, code: str | None = None
) -> dict[str, Any]:
    """The row to insert: personal values sealed, the phone's hash beside them. Raises `InvalidInput`."""
    normal = normal_phone(phone)
    if normal is None:
        raise InvalidInput("phone: expected a mainland mobile number")
    return {
        "code": code,
        "name": vault.seal("customers.name", name) if name else None,
        "phone": vault.seal("customers.phone", normal),
        "phone_hash": phone_hash(vault, normal),
        "address": vault.seal("customers.address", address) if address else None,
    }


def phone_hash(vault: Vault, normal: str) -> str:
    """The look-up hash of a phone number in normal form; the same in every table."""
    return vault.fingerprint("phone", normal)


def _first(session: Session, condition: Any) -> Customer | None:
    row = session.execute(select(customers).where(condition)).mappings().first()
    return _opened(vault_of(session), row) if row else None


def _opened(vault: Vault, row: Mapping[str, Any]) -> Customer:
    return Customer(
        id=row["id"],
        code=row["code"],
        name=vault.open("customers.name", row["name"]) if row["name"] else None,
        phone=vault.open("customers.phone", row["phone"]),
        address=vault.open("customers.address", row["address"]) if row["address"] else None,
    )
