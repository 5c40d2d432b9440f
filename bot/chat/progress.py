"""Progress of a booking: moves it on and tells its customer in the chat where it was made, once a step."""

from __future__ import annotations

from contextlib import suppress

from bot.chat import outbox, words
from bot.errors import ChatNotFound
from bot.store import bookings, chats
from bot.store.bookings import Booking, BookingEvent
from bot.store.engine import Session
from bot.store.messages import Draft


def move_booking(session: Session, number: str, status: str, author: str, note: str = "") -> Booking:
    """Move a booking to `status` and put a notice into its chat, whoever answers there now.

    A booking that is already there stays as it is and nothing is said again; one that was made outside a chat is just
    moved. `note` is shown to the customer. Raises `BookingNotFound`, and `IllegalMove` for a step that is not legal.
    """
    booking, event = bookings.advance(session, number, status, author, note)
    if event is not None and booking.chat_id is not None:
        with suppress(ChatNotFound):  # the chat was deleted; the booking goes on without it
            _tell(session, booking.chat_id, booking, event)
    return booking


def _tell(session: Session, chat_id: str, booking: Booking, event: BookingEvent) -> None:
    chat = chats.lock(session, chat_id)
    external_id = f"{booking.number}:{event.id}"
    text = _text(booking, event, external_id)
    outbox.put(session, chat, [Draft(external_id, "bot", "text", {"text": text, "buttons": []})])


def _text(booking: Booking, event: BookingEvent, seed: str) -> str:
    note = f"\n{words.say('progress_note', seed, note=event.note).text}" if event.note else ""
    status = words.status_name(event.status, booking.purpose, booking.mode)
    return words.say(f"progress_{event.status}", seed, number=booking.number, status=status, note=note).text
