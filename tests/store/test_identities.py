"""Identities: one proof a chat, sealed, replaced by a newer one, taken back."""

from __future__ import annotations

import pytest
from databases import NOW
from sqlalchemy import select

from bot.errors import InvalidInput
from bot.store import chats, customers, identities
from bot.store.engine import Store


@pytest.fixture
def chat_id(store: Store) -> str:
    """A chat."""
    with store.transaction() as session:
        return chats.insert(session, "web").id


def test_proof_is_remembered_for_its_chat_only(store: Store, chat_id: str) -> None:
    with store.transaction() as session:
        owner = customers.add(session, "13800138001", "沈一洋")
        proved = identities.remember(session, chat_id, "serial", "138 0013 8001", owner.id)
        other = chats.insert(session, "web").id

    with store.reading() as session:
        assert identities.of(session, chat_id) == proved
        assert identities.of(session, other) is None
    assert (proved.phone, proved.method, proved.customer_id, proved.verified_at) == (
        "13800138001",
        "serial",
        owner.id,
        NOW,
    )


def test_newer_proof_replaces_the_earlier_one(store: Store, chat_id: str) -> None:
    with store.transaction() as session:
        identities.remember(session, chat_id, "serial", "13800138001", None)
        newer = identities.remember(session, chat_id, "code", "13900139000", None)

    with store.reading() as session:
        assert identities.of(session, chat_id) == newer


def test_forgotten_proof_is_gone(store: Store, chat_id: str) -> None:
    with store.transaction() as session:
        identities.remember(session, chat_id, "order", "13800138001", None)
        identities.forget(session, chat_id)
        identities.forget(session, chat_id)

        assert identities.of(session, chat_id) is None


def test_bad_phone_is_no_identity(store: Store, chat_id: str) -> None:
    with store.transaction() as session, pytest.raises(InvalidInput):
        identities.remember(session, chat_id, "order", "110", None)


def test_phone_is_neither_readable_at_rest_nor_printed(store: Store, chat_id: str) -> None:
    with store.transaction() as session:
        proved = identities.remember(session, chat_id, "order", "13800138001", None)
        sealed = session.execute(select(identities.identities.c.phone)).scalar_one()

    assert b"138" not in bytes(sealed)
    assert "13800138001" not in repr(proved)
