"""Loads the demo company from its files; run again on the same day, it changes nothing that is there.

Dates in the files count back from the day of seeding, which the database remembers. A run on a later day adds
what is missing (new rows of the files, places until 14 days from today) and moves the dates of the devices that
nobody changed, with their repairs, along to the new day. Software releases stay where they were.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import BadFile
from bot.settings import Settings
from bot.store import locks
from bot.store.customers import customers, sealed_row
from bot.store.demo_agent import demo_agent_password, seed_demo_agent
from bot.store.demo_capacity import seed_capacity
from bot.store.demo_dates import move_dates
from bot.store.demo_repairs import seed_repairs
from bot.store.engine import Store, now_of, vault_of
from bot.store.imports.catalogue_sheets import PARTS, POLICIES, PRICES, PRODUCTS, RELEASES, product_rows
from bot.store.imports.owner_sheets import CUSTOMERS, DEVICES
from bot.store.imports.place_sheets import CENTRES, EXCLUSIONS, TEAMS
from bot.store.imports.reading import Reading, Row, read_file
from bot.store.imports.sheet import Entry, Sheet, parse
from bot.store.imports.storing import complete_rows, stored_keys
from bot.store.products import product_aliases
from bot.store.seedings import first_day, move_to_today, moved_day
from bot.store.upsert import insert_missing

__all__ = ["demo_agent_password", "seed"]

DEMO_FOLDER = Path(__file__).resolve().parent / "demo"
_NAME = "demo"


def seed(store: Store, settings: Settings, folder: Path = DEMO_FOLDER) -> dict[str, int]:
    """Load the demo company in one transaction.

    Returns how many records of each kind were added, and under `moved` how many devices were moved to today.

    The schema must be there (`migrate`). Raises `BadFile` when a file of the demo company has faults.
    """
    with store.transaction() as session:
        locks.hold(session.connection(), locks.SEEDING)
        first = first_day(session, _NAME)
        added = {"products": _seed_products(session, _entries(PRODUCTS, folder / "products.csv"))}
        added["customers"] = _seed_customers(session, _entries(CUSTOMERS, folder / "customers.csv"))
        added |= _seed_places(session, folder)
        repairs = _cells(folder / "repairs.csv")
        moved = _move_to_today(session, folder, repairs, first)
        day = moved_day(session, _NAME)
        added["devices"] = insert_missing(session, DEVICES.table, _device_rows(session, folder, day))
        for sheet in (POLICIES, PARTS, PRICES):
            added[sheet.kind] = _seed_missing(session, sheet, _entries(sheet, folder / f"{sheet.kind}.csv"))
        added["releases"] = _seed_missing(session, RELEASES, _entries(RELEASES, folder / "releases.csv", first))
        added["exclusions"] = _seed_missing(session, EXCLUSIONS, _entries(EXCLUSIONS, folder / "exclusions.yml"))
        added["bookings"] = seed_repairs(session, repairs, _fault_names(folder), first, day)
        added["agents"] = seed_demo_agent(session, settings)
    return {**added, "moved": moved}


def _move_to_today(session: Session, folder: Path, repairs: list[dict[str, str]], first: date) -> int:
    """Move the dates along when this is a later day than the last seeding's; a clock set back moves nothing."""
    last = moved_day(session, _NAME)
    if now_of(session).date() <= last:
        return 0
    before = _device_rows(session, folder, last)
    today = move_to_today(session, _NAME)
    return move_dates(session, before, _device_rows(session, folder, today), repairs, first)


def _seed_products(session: Session, entries: Sequence[Entry]) -> int:
    known = stored_keys(session, PRODUCTS)
    new = [entry for entry in entries if (entry.values["model"],) not in known]
    insert_missing(session, PRODUCTS.table, complete_rows(PRODUCTS, new))
    insert_missing(session, product_aliases, product_rows(new))
    return len(new)


def _seed_customers(session: Session, entries: Sequence[Entry]) -> int:
    vault, known = vault_of(session), stored_keys(session, CUSTOMERS)
    given = [entry.values for entry in entries if (entry.values["code"],) not in known]
    rows = [sealed_row(vault, row["phone"], row["name"], row["address"], row["code"]) for row in given]
    return insert_missing(session, customers, rows)


def _device_rows(session: Session, folder: Path, day: date) -> list[dict[str, Any]]:
    """The rows of the demo devices as sold on days counted back from `day`."""
    entries = _entries(DEVICES, folder / "devices.csv", day)
    ids = {row.code: row.id for row in session.execute(select(customers.c.id, customers.c.code))}
    rows = complete_rows(DEVICES, entries)
    for row, entry in zip(rows, entries, strict=True):
        row["customer_id"] = ids.get(entry.values["customer"])
    return rows


def _seed_places(session: Session, folder: Path) -> dict[str, int]:
    centres, teams = _entries(CENTRES, folder / "centres.csv"), _entries(TEAMS, folder / "teams.csv")
    rules = yaml.safe_load((folder / "windows.yml").read_text(encoding="utf-8"))
    return {
        "centres": _seed_missing(session, CENTRES, centres),
        "teams": _seed_missing(session, TEAMS, teams),
        "capacity": seed_capacity(session, rules, centres, teams, now_of(session).date()),
    }


def _seed_missing(session: Session, sheet: Sheet, entries: Sequence[Entry]) -> int:
    return insert_missing(session, sheet.table, complete_rows(sheet, entries))


def _fault_names(folder: Path) -> dict[str, str]:
    symptoms: list[dict[str, Any]] = yaml.safe_load((folder / "symptoms.yml").read_text(encoding="utf-8"))
    return {str(symptom["code"]): str(symptom["name"]) for symptom in symptoms}


def _cells(path: Path) -> list[dict[str, str]]:
    return [row.cells for row in read_file(path).rows]


def _entries(sheet: Sheet, path: Path, first: date | None = None) -> list[Entry]:
    """The parsed rows of a demo file; with `first`, its relative dates are turned into days before."""
    reading = read_file(path)
    if first is not None:
        header = _dated(reading.header, first) if reading.header else None
        reading = Reading([_dated(row, first) for row in reading.rows], reading.faults, header)
    entries, faults = parse(sheet, reading)
    if faults:
        raise BadFile(f"{path.name}: {faults[0]}", faults)
    return entries


def _dated(row: Row, first: date) -> Row:
    """A row with `…_days_ago` turned into `…_on`, and `order_seq` into the order number of that purchase."""
    cells: dict[str, str] = {}
    for name, value in row.cells.items():
        if name.endswith("_days_ago"):
            cells[name.replace("_days_ago", "_on")] = _day(value, first)
        elif name == "order_seq":
            bought = cells["purchased_on"].replace("-", "")
            cells["order_number"] = f"{bought}{int(value):05d}" if value.isdigit() else ""
        else:
            cells[name] = value
    return Row(row.line, cells)


def _day(days_ago: str, first: date) -> str:
    return (first - timedelta(days=int(days_ago))).isoformat() if days_ago.isdigit() else ""
