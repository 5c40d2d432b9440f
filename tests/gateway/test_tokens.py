"""Tokens: each opens one chat, for a while, and tells nothing about others."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import jwt
import pytest
from fake_engine import FakeEngine
from front_door import Customer, FrontDoor, front_door

from bot.errors import NotAuthenticated
from bot.gateway.tokens import ChatTokens
from bot.settings import Settings
from bot.store import chats
from bot.store.engine import Store

KEY = "a key that the shop's own site shares with us"


def forged(settings: Settings, chat_id: str, **changes: Any) -> str:
    claims = {"sub": chat_id, "aud": "chat", "exp": datetime.now(timezone.utc) + timedelta(days=1), **changes}
    return jwt.encode(claims, settings.derive_key("chat-token"), algorithm="HS256")


async def test_foreign_token_gets_the_same_refusal_whether_the_chat_exists(door: FrontDoor) -> None:
    first, second = await door.open_chat(), await door.open_chat()

    answers = [
        await second.client.get(f"/api/v1/chats/{chat_id}/messages", headers=second.headers)
        for chat_id in (first.chat_id, "0" * 32, "x")
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert len({answer.text for answer in answers}) == 1


HEADERS = {
    "missing": None,
    "empty": "",
    "no token": "Bearer",
    "three dots": "Bearer x.y.z",
    "another scheme": "Basic abc",
    "very long": "Bearer " + "a" * 5000,
    "tab": "bearer\tnull",
}


async def test_missing_or_broken_token_is_refused(customer: Customer) -> None:
    for name, header in HEADERS.items():
        headers = {} if header is None else {"Authorization": header}

        response = await customer.client.get(f"{customer.path}/messages", headers=headers)

        assert response.status_code == 401, name


def test_token_that_is_expired_or_made_for_something_else_is_refused(settings: Settings) -> None:
    tokens = ChatTokens(settings)
    past = datetime.now(timezone.utc) - timedelta(seconds=1)
    unsigned = jwt.encode({"sub": "a", "aud": "chat", "exp": 9999999999}, "", algorithm="none")

    assert tokens.chat_of(forged(settings, "a")) == "a"
    for bad in (forged(settings, "a", exp=past), forged(settings, "a", aud="desk"), unsigned):
        with pytest.raises(NotAuthenticated):
            tokens.chat_of(bad)


def test_token_lasts_at_most_thirty_days_and_ids_are_long_enough(settings: Settings, sqlite_store: Store) -> None:
    with sqlite_store.transaction() as session:
        ids = {chats.insert(session, "web").id for _ in range(50)}

    issued = ChatTokens(settings).issue(next(iter(ids)))

    assert len(ids) == 50 and all(len(bytes.fromhex(chat_id)) * 8 >= 128 for chat_id in ids)
    assert issued.expires_at <= datetime.now(timezone.utc) + timedelta(days=30)


async def test_customer_token_of_the_shop_names_the_customer(
    settings: Settings, sqlite_store: Store, engine: FakeEngine
) -> None:
    good = {"sub": "member-7", "exp": datetime.now(timezone.utc) + timedelta(minutes=5)}
    tokens = {
        "good": jwt.encode(good, KEY, algorithm="HS256"),
        "wrong key": jwt.encode(good, "another key of the same length, or about", algorithm="HS256"),
        "no expiry": jwt.encode({"sub": "member-7"}, KEY, algorithm="HS256"),
        "no subject": jwt.encode({"exp": good["exp"]}, KEY, algorithm="HS256"),
        "unsigned": jwt.encode(good, "", algorithm="none"),
        "nonsense": "nonsense",
        "empty": "",
    }
    async with front_door(replace(settings, customer_token_key=KEY), sqlite_store, engine) as door:
        answers = {
            name: await door.client.post("/api/v1/chats", json={"channel": "web", "customer_token": token})
            for name, token in tokens.items()
        }

    assert {name: answer.status_code for name, answer in answers.items()} == {
        name: 201 if name == "good" else 401 for name in tokens
    }
    with sqlite_store.reading() as session:
        assert chats.get(session, answers["good"].json()["chat_id"]).customer_ref == "member-7"


async def test_customer_tokens_are_refused_while_no_key_is_set(door: FrontDoor) -> None:
    token = jwt.encode({"sub": "a", "exp": 9999999999}, KEY, algorithm="HS256")

    response = await door.client.post("/api/v1/chats", json={"customer_token": token})

    assert response.status_code == 401
