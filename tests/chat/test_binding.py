"""Whose chat it is: the customer who signs in later takes it along, nobody else's."""

from __future__ import annotations

import pytest

from bot.chat import binding, inbox
from bot.chat.binding import OtherCustomer
from bot.errors import ChatNotFound
from bot.service import identity
from bot.store import chats, identities
from bot.store.engine import Store

OWNER_PHONE = "13800138001"  # of CU0001


def test_chat_of_nobody_belongs_to_whoever_signs_in(seeded_store: Store) -> None:
    with seeded_store.transaction() as session:
        chat_id = inbox.begin_chat(session, "web").id
        for _ in range(2):
            binding.bind(session, chat_id, "CU0001")

        known = identity.known(session, chat_id)

    assert known is not None and known.phone == OWNER_PHONE


def test_chat_of_another_customer_is_refused(seeded_store: Store) -> None:
    with seeded_store.transaction() as session:
        chat_id = inbox.begin_chat(session, "web", "CU0001").id

        with pytest.raises(OtherCustomer):
            binding.bind(session, chat_id, "CU0002")

        assert chats.get(session, chat_id).customer_ref == "CU0001"


@pytest.mark.parametrize(("customer", "is_his"), [("CU0001", True), ("CU0002", False), ("CU9999", False)])
def test_chat_in_which_somebody_proved_himself_stays_his(seeded_store: Store, customer: str, is_his: bool) -> None:
    with seeded_store.transaction() as session:
        chat_id = inbox.begin_chat(session, "web").id
        identities.remember(session, chat_id, "serial", OWNER_PHONE, None)

        if is_his:
            binding.bind(session, chat_id, customer)
        else:
            with pytest.raises(OtherCustomer):
                binding.bind(session, chat_id, customer)


def test_unknown_chat_is_said_so(sqlite_store: Store) -> None:
    with sqlite_store.transaction() as session, pytest.raises(ChatNotFound):
        binding.bind(session, "0" * 32, "CU0001")
