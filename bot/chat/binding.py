"""Whose chat it is: a customer who signs in at the shop while he chats takes his chat along, and nobody else's."""

from __future__ import annotations

from bot.errors import BotError
from bot.store import chats, customers, identities
from bot.store.engine import Session


class OtherCustomer(BotError):
    """The chat belongs to another customer."""

    code = "other_customer"
    status = 409


def bind(session: Session, chat_id: str, customer_ref: str) -> None:
    """Let the chat belong to the customer for whom the shop's site vouches; again for the same one changes nothing.

    Raises `OtherCustomer` when it is another's by a token or by what was proved in it, and `ChatNotFound`.
    """
    chat = chats.lock(session, chat_id)
    if chat.customer_ref == customer_ref:
        return
    if chat.customer_ref is not None or not _fits_proof(session, chat_id, customer_ref):
        raise OtherCustomer("the chat belongs to another customer")
    chats.change(session, chat_id, customer_ref=customer_ref)


def _fits_proof(session: Session, chat_id: str, customer_ref: str) -> bool:
    """Whether nobody has proved himself in this chat, or this very customer: two may share a browser."""
    proved = identities.of(session, chat_id)
    if proved is None:
        return True
    customer = customers.find_by_code(session, customer_ref)
    return customer is not None and customer.phone == proved.phone
