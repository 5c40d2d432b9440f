"""Every table: importing this module completes the metadata for migrations."""

from __future__ import annotations

from bot.store import (
    agents,
    attempts,
    audit,
    booking_records,
    capacity,
    centres,
    chats,
    customers,
    devices,
    exclusions,
    messages,
    numbers,
    parts,
    payloads,
    policies,
    prices,
    products,
    releases,
    seedings,
    surveys,
    teams,
    trackers,
    turns,
)
from bot.store.schema import metadata

__all__ = ["NOUNS", "metadata"]

NOUNS = (
    agents,
    attempts,
    audit,
    booking_records,
    capacity,
    centres,
    chats,
    customers,
    devices,
    exclusions,
    messages,
    numbers,
    parts,
    payloads,
    policies,
    prices,
    products,
    releases,
    seedings,
    surveys,
    teams,
    trackers,
    turns,
)
