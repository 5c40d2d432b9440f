"""The sheet of `xiaoxiu import status`: how far bookings have come, told to their customers in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence

from bot import text as texts
from bot.chat import words
from bot.chat.progress import move_booking
from bot.store import bookings
from bot.store.booking_records import bookings as table
from bot.store.engine import Session
from bot.store.imports import cells
from bot.store.imports.reading import Fault
from bot.store.imports.sheet import Entry, Field, Sheet

MOST_NOTE_CHARACTERS = 200  # it stands in a chat message
_AUTHOR = "operator"


def _status(value: str) -> str:
    status = words.status_of(value)
    if status is None:
        known = "、".join(f"{code}（{words.status_name(code, 'repair', 'home')}）" for code in bookings.NEXT_STATUSES)
        raise cells.BadCell(f"没有这个状态，可用：{known}")
    return status


def _note(value: str) -> str:
    note = texts.clean(value)
    if len(note) > MOST_NOTE_CHARACTERS:
        raise cells.BadCell(f"太长，最多 {MOST_NOTE_CHARACTERS} 个字")
    return note


def _check(session: Session, entries: Sequence[Entry]) -> list[Fault]:
    """Unknown bookings, and steps that are not legal after what is stored and the rows above."""
    found = {number: bookings.get(session, number) for number in {entry.values["number"] for entry in entries}}
    now = {number: booking.status for number, booking in found.items() if booking}
    faults = []
    for entry in entries:
        number, status = entry.values["number"], entry.values["status"]
        booking = found[number]
        if booking is None:
            faults.append((entry.line, f"number：没有预约单“{number}”"))
        elif status == now[number] or status in bookings.NEXT_STATUSES[now[number]]:
            now[number] = status
        else:
            before, after = (words.status_name(name, booking.purpose, booking.mode) for name in (now[number], status))
            faults.append((entry.line, f"status：预约单 {number} 到这一行时是“{before}”，不能改成“{after}”"))
    return faults


def _save(session: Session, _sheet: Sheet, entries: Sequence[Entry]) -> None:
    for entry in entries:
        move_booking(session, entry.values["number"], entry.values["status"], _AUTHOR, entry.values.get("note", ""))


STATUS = Sheet(
    kind="status",
    table=table,
    fields=(
        Field("number", cells.code),
        Field("status", _status),
        Field("note", _note, required=False, empty=""),
    ),
    key=("number",),
    check=_check,
    save=_save,
    repeats=True,
)
