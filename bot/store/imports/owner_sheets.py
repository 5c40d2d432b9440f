"""The sheets of what was sold to whom: customers and devices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from bot.store.customers import customers, phone_hash, sealed_row
from bot.store.devices import devices
from bot.store.engine import now_of, vault_of
from bot.store.imports import cells
from bot.store.imports.reading import Fault
from bot.store.imports.sheet import Entry, Field, Sheet, missing
from bot.store.imports.storing import upsert
from bot.store.products import products


def _check_customers(session: Session, entries: Sequence[Entry]) -> list[Fault]:
    owners = _codes_by_phone(session)
    first: dict[str, int] = {}
    faults = []
    for entry in entries:
        hashed = phone_hash(vault_of(session), entry.values["phone"])
        owner = owners.get(hashed)
        if owner not in (None, entry.values["code"]):
            faults.append((entry.line, f"phone：这个手机号已属于客户“{owner}”"))
        if hashed in first:
            faults.append((entry.line, f"phone：手机号与第 {first[hashed]} 行重复"))
        first.setdefault(hashed, entry.line)
    return faults


def _save_customers(session: Session, sheet: Sheet, entries: Sequence[Entry]) -> None:
    rows = session.execute(select(customers.c.id, customers.c.code, customers.c.phone_hash)).all()
    nameless = {row.phone_hash: row.id for row in rows if row.code is None}  # by phone only, from a list of devices
    coded = {row.code: row.id for row in rows if row.code is not None}
    sealed = [_sealed(session, entry) for entry in entries]
    for row in (entry.values for entry in sealed):
        if row["phone_hash"] in nameless:
            _name(session, nameless[row["phone_hash"]], row["code"], coded.get(row["code"]))
    upsert(session, sheet, sealed)


def _name(session: Session, nameless: int, code: str, known: int | None) -> None:
    """Give a customer known by phone only his code; where the code is known already, the two become one."""
    if known is None:
        session.execute(update(customers).where(customers.c.id == nameless).values(code=code))
        return
    session.execute(update(devices).where(devices.c.customer_id == nameless).values(customer_id=known))
    session.execute(delete(customers).where(customers.c.id == nameless))


def _sealed(session: Session, entry: Entry) -> Entry:
    given = entry.values
    row = sealed_row(vault_of(session), given["phone"], given["name"], given.get("address"), given["code"])
    return replace(entry, values={name: row[name] for name in row if name in given or name == "phone_hash"})


def _codes_by_phone(session: Session) -> dict[str, str | None]:
    return {row.phone_hash: row.code for row in session.execute(select(customers.c.phone_hash, customers.c.code))}


def _check_devices(session: Session, entries: Sequence[Entry]) -> list[Fault]:
    models = set(session.execute(select(products.c.model)).scalars())
    rows = session.execute(select(customers.c.code, customers.c.phone_hash)).all()
    hashes = {row.code: row.phone_hash for row in rows if row.code}
    faults = missing(entries, "model", models, "model", "不在产品目录里，请先导入产品")
    faults += missing(entries, "customer", set(hashes), "customer", "不在客户名单里，请先导入客户")
    faults += _double_imeis(session, entries) + _wrong_days(session, entries)
    for entry in entries:
        code, phone = entry.values.get("customer"), entry.values.get("phone")
        if code in hashes and phone and hashes[code] != phone_hash(vault_of(session), phone):
            faults.append((entry.line, f"phone：与客户“{code}”登记的手机号不同"))
    return faults


def _wrong_days(session: Session, entries: Sequence[Entry]) -> list[Fault]:
    """Days in the future, and installations before the purchase, also against the day that is on record."""
    today = now_of(session).date()
    statement = select(devices.c.serial, devices.c.installed_on).where(devices.c.installed_on.isnot(None))
    on_record = {row.serial: row.installed_on for row in session.execute(statement)}
    faults = []
    for entry in entries:
        purchased, known = entry.values["purchased_on"], on_record.get(entry.values["serial"])
        installed = entry.values.get("installed_on", known)
        for name, day in (("purchased_on", purchased), ("installed_on", installed)):
            if day and day > today:
                faults.append((entry.line, f"{name}：“{day}”在将来"))
        if installed and installed < purchased:
            faults.append((entry.line, f"installed_on：“{installed}”早于 purchased_on“{purchased}”"))
    return faults


def _double_imeis(session: Session, entries: Sequence[Entry]) -> list[Fault]:
    statement = select(devices.c.imei, devices.c.serial).where(devices.c.imei.isnot(None))
    owners: dict[str, tuple[str, str]] = {
        row.imei: (row.serial, f"设备 {row.serial}") for row in session.execute(statement)
    }
    faults = []
    for entry in entries:
        imei, serial = entry.values.get("imei"), entry.values["serial"]
        if imei and imei in owners and owners[imei][0] != serial:
            faults.append((entry.line, f"imei：“{imei}”已属于{owners[imei][1]}"))
        elif imei:
            owners[imei] = (serial, f"第 {entry.line} 行的设备")
    return faults


def _save_devices(session: Session, sheet: Sheet, entries: Sequence[Entry]) -> None:
    _add_missing_customers(session, entries)
    rows = session.execute(select(customers.c.id, customers.c.code, customers.c.phone_hash)).all()
    ids: dict[Any, int] = {row.code: row.id for row in rows if row.code} | {row.phone_hash: row.id for row in rows}
    upsert(session, sheet, [_linked(session, entry, ids) for entry in entries])


def _add_missing_customers(session: Session, entries: Sequence[Entry]) -> None:
    phones = dict.fromkeys(entry.values.get("phone") for entry in entries if not entry.values.get("customer"))
    known = _codes_by_phone(session)
    rows = [sealed_row(vault_of(session), phone) for phone in phones if phone]
    new = [row for row in rows if row["phone_hash"] not in known]
    if new:
        session.execute(insert(customers), new)


def _linked(session: Session, entry: Entry, ids: dict[Any, int]) -> Entry:
    """The entry with its customer's id; without a customer in the row the device keeps the one it has."""
    values = {name: value for name, value in entry.values.items() if name not in ("customer", "phone")}
    code, phone = entry.values.get("customer"), entry.values.get("phone")
    if code or phone:
        values["customer_id"] = ids[code or phone_hash(vault_of(session), str(phone))]
    return replace(entry, values=values)


CUSTOMERS = Sheet(
    kind="customers",
    table=customers,
    fields=(
        Field("code", cells.plain_code),
        Field("name", cells.words),
        Field("phone", cells.phone),
        Field("address", cells.words, required=False),
    ),
    key=("code",),
    check=_check_customers,
    save=_save_customers,
)

DEVICES = Sheet(
    kind="devices",
    table=devices,
    fields=(
        Field("serial", cells.serial),
        Field("imei", cells.imei, required=False),
        Field("model", cells.code),
        Field("purchased_on", cells.day),
        Field("installed_on", cells.day, required=False),
        Field("channel", cells.words, required=False),
        Field("order_number", cells.code, required=False),
        Field("customer", cells.plain_code, required=False),
        Field("phone", cells.phone, required=False),
        Field("note", cells.words, required=False),
    ),
    key=("serial",),
    check=_check_devices,
    save=_save_devices,
)
