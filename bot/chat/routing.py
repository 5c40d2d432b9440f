"""What happens to a customer's message before the engine is asked: who owns the chat decides, then a few plain words."""

from __future__ import annotations

from enum import Enum

from bot.chat import handoff, hours, words
from bot.chat.words import Line
from bot.store import chats
from bot.store.chats import Chat
from bot.store.engine import Session, now_of
from bot.store.messages import Message
from bot.text import asks_for_human, declines_note, is_life_at_risk, leaves_queue

REQUEST_HUMAN, CANCEL_QUEUE, LEAVE_MESSAGE = "/request_human", "/cancel_queue", "/leave_message"


class Route(Enum):
    """Where a message goes; the value is the outcome that the turn is recorded with."""

    ENGINE = "engine"
    DROP = "stored_only"
    HUMAN = "handed_over"
    LIFE = "life_at_risk"
    HAZARD = "hazard"
    PLACE = "queue_place"
    LEAVE_QUEUE = "left_queue"
    NOT_QUEUED = "not_queued"
    ASK_NOTE = "note_asked"
    KEEP_NOTE = "note_left"
    NO_NOTE = "note_declined"


OPENS_QUEUE = {
    Route.LIFE,
    Route.HUMAN,
    Route.HAZARD,
    Route.ASK_NOTE,
}  # need not wait for older messages: a human reads them all


def route(chat: Chat, message: Message, engine_up: bool = True) -> Route:
    """Decide by the chat's owner first; while the engine is away a danger is not left waiting for it."""
    if chat.owner == "queue":
        return _in_queue(chat, message)
    if chat.owner != "bot":
        return Route.DROP
    if message.payload is not None:
        own = {REQUEST_HUMAN: Route.HUMAN, LEAVE_MESSAGE: Route.ASK_NOTE, CANCEL_QUEUE: Route.NOT_QUEUED}
        return own.get(message.payload, Route.ENGINE)
    if is_life_at_risk(message.text):
        return Route.LIFE
    wants_human = asks_for_human(message.text)
    if (wants_human or not engine_up) and words.triggers("hazard", message.text):
        return Route.HAZARD
    if wants_human:
        return Route.HUMAN
    return Route.ASK_NOTE if words.triggers("leave_message", message.text) else Route.ENGINE


def answer(session: Session, chat: Chat, message: Message, chosen: Route, desk_hours: str) -> list[Line]:
    """Do what the route means for the chat's owner and return what to say; nothing for a message that is only stored."""
    return [line.sized(chat.large_text) for line in _lines(session, chat, message, chosen, desk_hours)]


def _lines(session: Session, chat: Chat, message: Message, chosen: Route, desk_hours: str) -> list[Line]:
    if chosen is Route.DROP:
        return []
    if chosen in (Route.LEAVE_QUEUE, Route.NOT_QUEUED):
        left = handoff.leave_queue(session, chat.id)
        return [words.say("left_queue" if left else "not_queued", message.id)]
    if chosen in (Route.LIFE, Route.HAZARD):
        key = "life" if chosen is Route.LIFE else "hazard"
        place = handoff.open(session, chat.id, "life_at_risk" if key == "life" else "safety_hazard", handoff.URGENT)
        return [say_place(session, key, message.id, place, desk_hours)]
    place = handoff.open(session, chat.id, "leave_message" if chosen is Route.ASK_NOTE else "customer_request")
    if chosen is Route.ASK_NOTE:
        chats.change(session, chat.id, note_state="asked")
        return [words.say("ask_note", message.id)]
    if chosen is Route.KEEP_NOTE:
        chats.change(session, chat.id, note_state="left")
        return [words.say("note_left", message.id, place=place, hours=desk_hours)]
    if chosen is Route.NO_NOTE:
        chats.change(session, chat.id, note_state="")
        return [words.say("note_declined", message.id, place=place)]
    return [say_place(session, "queued" if chosen is Route.HUMAN else "still_queued", message.id, place, desk_hours)]


def say_place(session: Session, key: str, seed: str, place: int, desk_hours: str) -> Line:
    """The place in the queue, with the offer to leave a message first when nobody is on duty."""
    if not hours.is_open(desk_hours, now_of(session)):
        key = f"{key}_after_hours"
    return words.say(key, seed, place=place, hours=desk_hours)


def _in_queue(chat: Chat, message: Message) -> Route:
    """In the queue the customer can report a danger, stop waiting or leave a message; all else is kept for the agent.

    Who is in danger does not lose his place by a mere 算了: he has to name the queue.
    """
    if message.payload is not None:
        own = {CANCEL_QUEUE: Route.LEAVE_QUEUE, LEAVE_MESSAGE: Route.ASK_NOTE}
        return own.get(message.payload, Route.PLACE)
    if is_life_at_risk(message.text):
        return Route.LIFE
    if words.triggers("hazard", message.text):
        return Route.HAZARD
    is_leaving = leaves_queue(message.text) and (
        chat.priority < handoff.URGENT or words.triggers("names_queue", message.text)
    )
    if chat.note_state == "asked":
        if declines_note(message.text):
            return Route.NO_NOTE
        return Route.LEAVE_QUEUE if is_leaving else Route.KEEP_NOTE
    if is_leaving:
        return Route.LEAVE_QUEUE
    return Route.ASK_NOTE if words.triggers("leave_message", message.text) else Route.PLACE
