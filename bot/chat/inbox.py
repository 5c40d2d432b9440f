"""Takes a customer's message in: one transaction, committed before anybody says "received"."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat import handoff, outbox, page, words
from bot.chat.page import Glance
from bot.errors import BotError
from bot.store import chats, messages, payloads, turns
from bot.store.chats import Chat
from bot.store.engine import Session
from bot.store.messages import Draft, Message, Place


class UnknownPayload(BotError):
    """A button's payload that was never issued in this chat."""

    code = "unknown_payload"
    status = 422


@dataclass(frozen=True)
class Incoming:
    """A verified, cleaned message: a text, or the payload of a button. `external_id` is unique in its channel."""

    external_id: str
    text: str = ""
    payload: str | None = None


@dataclass(frozen=True)
class Accepted:
    """What became of a message; `duplicate` when it had come before."""

    message_id: str
    seq: int
    duplicate: bool


_JUST_CHATTING = Glance()


def begin_chat(
    session: Session, channel: str, customer_ref: str | None = None, glance: Glance = _JUST_CHATTING
) -> Chat:
    """Make a chat and welcome the customer before he says anything, with the name of what he is looking at."""
    chat = page.note(session, chats.insert(session, channel, customer_ref).id, glance)
    name = (page.in_view(session, chat) or {}).get("product_name")
    line = words.say("welcome_product" if name else "welcome", chat.id, product=name)
    outbox.put(session, chat, [outbox.draft(f"{chat.id}:welcome", line.sized(chat.large_text))])
    return chat


def accept(session: Session, chat_id: str, incoming: Incoming) -> Accepted:
    """Store the message once, give it the next seq and a turn that waits for an answer.

    The same external id again returns the row that is there. A message to a closed chat opens the next
    conversation. While an agent owns the chat the message is for him alone: no turn.
    Raises `ChatNotFound`, `UnknownPayload`.
    """
    chat = chats.lock(session, chat_id)
    known = messages.find_by_external_id(session, chat.channel, incoming.external_id)
    if known is not None:
        return Accepted(known.id, known.seq, duplicate=True)
    body = _body(session, chat, incoming)
    message = take_in(session, chat, Draft(incoming.external_id, "customer", "text", body, status="received"))
    return Accepted(message.id, message.seq, duplicate=False)


def take_in(session: Session, chat: Chat, draft: Draft) -> Message:
    """Store a customer's new message in a locked chat, whatever its kind, and let it wait for an answer."""
    if chat.owner == "closed":
        chat = handoff.reopen(session, chat)
    message = _store(session, chat, draft)
    if chat.owner != "agent":
        turns.insert(session, chat.id, message.id, message.seq)
    return message


def _body(session: Session, chat: Chat, incoming: Incoming) -> dict[str, str]:
    if incoming.payload is None:
        return {"text": incoming.text}
    title = payloads.title_of(session, chat.id, incoming.payload)
    if title is None:
        raise UnknownPayload("expected a payload that was issued in this chat")
    return {"text": title, "payload": incoming.payload}


def _store(session: Session, chat: Chat, draft: Draft) -> Message:
    place = Place(chat.id, chat.conversation, chat.channel, chat.last_seq + 1)
    chats.change(session, chat.id, last_seq=place.seq)
    return messages.append(session, place, [draft])[0]
