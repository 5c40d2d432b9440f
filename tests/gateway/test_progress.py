"""A booking that is moved on outside the gateway: its customer hears of it in the open chat."""

from __future__ import annotations

import asyncio
from pathlib import Path

from databases import make_settings
from front_door import Customer

from bot.cli.imports import import_command
from bot.store import bookings
from bot.store.bookings import BookingRequest
from bot.store.engine import Store


async def test_imported_status_reaches_a_customer_who_waits(
    customer: Customer, sqlite_store: Store, tmp_path: Path
) -> None:
    with sqlite_store.transaction() as session:
        request = BookingRequest("k", "空调", "home", None, "不制冷", "甲", "13800138001", chat_id=customer.chat_id)
        number = bookings.book(session, request).number
    path = tmp_path / "status.csv"
    path.write_text(f"number,status\n{number},已派单\n", encoding="utf-8")
    poll = asyncio.create_task(customer.look(after=1, wait=10))
    await asyncio.sleep(0.2)

    settings = make_settings(tmp_path / "var", str(sqlite_store.engine.url))
    assert await asyncio.to_thread(import_command, "status", path, settings) == 0

    [told] = (await poll)["messages"]
    assert told["author"] == "bot" and told["kind"] == "text"
    assert number in told["text"] and "已派单" in told["text"]
