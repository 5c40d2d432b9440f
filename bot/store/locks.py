"""Locks: what only one process may do at a time, held until the transaction ends.

SQLite needs none: its write transactions begin IMMEDIATE and exclude each other.
"""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.engine import Connection

MIGRATION = 7_210_430  # any constants of our own, one for each purpose
AUDIT = 7_210_431
SEEDING = 7_210_432
OPEN_BOOKINGS = 7_210_433


def hold(connection: Connection, lock: int) -> None:
    """Wait until no other transaction holds this lock, then hold it."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock})
