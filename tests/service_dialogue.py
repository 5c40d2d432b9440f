"""A customer with bookings, without a model: each message runs the action that the rules name, then the form asks on."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from booking_dialogue import Dialogue
from databases import NOW

from actions.base import AnswerAction, Context
from actions.service import ActionContinueService, ActionServeBooking
from actions.service_asking import ActionAskServiceDone
from actions.service_draft import FORM, WISHES
from actions.smalltalk import ActionStopFlow
from bot.service import visits
from bot.service.places import Place
from bot.store import bookings, capacity, chats
from bot.store.bookings import Booking, BookingEvent, BookingRequest
from bot.store.capacity import Slot
from bot.store.engine import Store

NANSHAN = Place("广东省", "深圳市", "南山区")
ADDRESS = "科技园路5号3栋201室"
CONTACT = "欧阳建国"

__all__ = ["ADDRESS", "CONTACT", "NANSHAN", "ServiceDialogue", "open_service", "reserve"]


class ServiceDialogue(Dialogue):
    """`draft` is the service form's; `say` takes what the classifier would give."""

    @property
    def draft(self) -> dict[str, Any]:
        return self.slots.get("service_draft") or {}

    def say(self, text: str, intent: str = "inform", action: type[AnswerAction] | None = None, **entities: Any) -> None:
        found = [{"entity": name, "value": value} for name, value in entities.items()]
        message = {
            "text": text,
            "intent": {"name": intent},
            "entities": found,
            "metadata": {"message_id": uuid4().hex, "chat_id": self.chat_id, "large_text": self.large_text},
        }
        self.names, self.texts, self.buttons, self.cards = [], [], {}, []
        events: list[dict[str, Any]] = [{"event": "user", "parse_data": message}]
        kind = action or self._action_for(intent)
        self._run(kind, message, events)
        if self.loop == FORM:
            name = kind.name(None)  # type: ignore[arg-type]  # the name needs no instance
            self._run(ActionAskServiceDone, message, [*events, {"event": "action", "name": name}])

    def booking(self, number: str) -> Booking:
        with self.store.reading() as session:
            found = bookings.get(session, number)
            assert found is not None
            return found

    def history(self, number: str) -> list[BookingEvent]:
        with self.store.reading() as session:
            return bookings.history(session, number)

    def chat_owner(self) -> str:
        with self.store.reading() as session:
            return chats.get(session, self.chat_id).owner

    def taken(self, slot: Slot | None) -> int:
        assert slot is not None
        with self.store.reading() as session:
            opening = capacity.get(session, slot)
            assert opening is not None
            return opening.taken

    def _action_for(self, intent: str) -> type[AnswerAction]:
        if intent == "stop_flow":
            return ActionStopFlow
        return ActionServeBooking if intent in WISHES else ActionContinueService


def open_service(context: Context, store: Store, customer_ref: str | None = None) -> ServiceDialogue:
    """A customer in a new chat; with `customer_ref` the shop's site vouches for him."""
    with store.transaction() as session:
        return ServiceDialogue(context, store, chats.insert(session, "web", customer_ref).id)


def reserve(store: Store, phone: str, chat_id: str | None = None, place: int = 0, **values: Any) -> Booking:
    """A home visit for an air conditioner in Nanshan, in the free window number `place`; `values` replace what it has."""
    with store.transaction() as session:
        category, mode = values.get("category", "空调"), values.get("mode", "home")
        free = visits.offers(session, category, mode, NANSHAN, NOW)
        given = {
            "key": uuid4().hex,
            "category": category,
            "mode": mode,
            "slot": free[place].slot if mode != "mail_in" else None,
            "fault": "不制冷",
            "contact": CONTACT,
            "phone": phone,
            "address": ADDRESS if mode == "home" else None,
            "region": NANSHAN.path,
            "chat_id": chat_id,
        }
        return bookings.book(session, BookingRequest(**{**given, **values}))
