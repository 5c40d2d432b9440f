"""The description of the API says what the routes really do: real answers are held against it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import pytest
from desk_agent import DESK, PASSWORD, DeskAgent, add_agent, sign_in
from fake_engine import FakeEngine
from front_door import Customer, FrontDoor

from bot.store.engine import Store

BASE = "/api/v1/chats"
KINDS = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "object": dict, "array": list}


def faults(value: Any, schema: dict[str, Any], description: dict[str, Any], where: str = "$") -> list[str]:
    """Where a value differs from a schema; knows the words that our description uses."""
    if "$ref" in schema:
        schema = description["components"]["schemas"][schema["$ref"].split("/")[-1]]
    if "anyOf" in schema or "allOf" in schema:
        tries = [faults(value, part, description, where) for part in schema.get("anyOf") or schema["allOf"]]
        return [] if any(not found for found in tries) else tries[0]
    kind = schema.get("type")
    if kind == "null":
        return [] if value is None else [f"{where}: not null"]
    if kind and (not isinstance(value, KINDS[kind]) or (kind == "integer" and isinstance(value, bool))):
        return [f"{where}: {value!r} is no {kind}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{where}: {value!r} is not listed"]
    found = [f"{where}: {name} is missing" for name in schema.get("required", ()) if name not in value]
    if isinstance(value, dict):
        known, others = schema.get("properties", {}), schema.get("additionalProperties")
        for name, part in value.items():
            if name in known:
                found += faults(part, known[name], description, f"{where}.{name}")
            elif isinstance(others, dict):
                found += faults(part, others, description, f"{where}.{name}")
            elif known:
                found.append(f"{where}: {name} is not described")
    if isinstance(value, list):
        for index, part in enumerate(value):
            found += faults(part, schema.get("items", {}), description, f"{where}[{index}]")
    return found


def check(response: httpx.Response, description: dict[str, Any], path: str, method: str) -> None:
    """Hold an answer against what the description says of this call and status."""
    described = description["paths"][path][method]["responses"]
    assert str(response.status_code) in described, (path, method, response.status_code)
    schema = described[str(response.status_code)]["content"]["application/json"]["schema"]
    assert faults(response.json(), schema, description) == []


@pytest.fixture
def messages_path() -> str:
    return f"{BASE}/{{chat_id}}/messages"


async def test_real_answers_are_as_described(
    door: FrontDoor, customer: Customer, engine: FakeEngine, messages_path: str
) -> None:
    description = (await door.client.get("/openapi.json")).json()
    engine.script |= {"按钮": "buttons", "卡片": "card", "图": "image", "三": "three"}
    for text in ("按钮", "卡片", "图", "三", "转人工"):
        await customer.ask(text)

    seen = await customer.client.get(customer.path + "/messages", headers=customer.headers)
    assert {"text", "buttons", "card", "image"} <= {message["kind"] for message in seen.json()["messages"]}
    check(seen, description, messages_path, "get")
    for span in ({"limit": 2}, {"before": 3, "limit": 2}, {"limit": 0}):
        part = await customer.client.get(customer.path + "/messages", params=span, headers=customer.headers)
        check(part, description, messages_path, "get")
    check(await door.client.post(BASE, json={}), description, BASE, "post")
    check(await customer.post({"client_id": str(uuid4()), "text": "你好"}), description, messages_path, "post")
    check(await door.client.get("/health/live"), description, "/health/live", "get")
    check(await door.client.get("/health/ready"), description, "/health/ready", "get")
    await engine.stop()
    check(await door.client.get("/health/ready"), description, "/health/ready", "get")


async def test_refusals_are_as_described(door: FrontDoor, customer: Customer, messages_path: str) -> None:
    description = (await door.client.get("/openapi.json")).json()
    path, headers = customer.path + "/messages", customer.headers
    post = customer.client.post

    for path_of, body in (("page", []), ("customer", {}), ("customer", {"customer_token": "x"}), ("survey", {})):
        refused = await post(f"{customer.path}/{path_of}", json=body, headers=headers)
        check(refused, description, f"{BASE}/{{chat_id}}/{path_of}", "post")
    for refused in (
        await post(path, json={}),
        await post(path.replace(customer.chat_id, "0" * 32), json={}, headers=headers),
        await post(path, content=b"{", headers=headers),
        await post(path, content=b"a" * 100_000, headers=headers),
        await post(path, data={"text": "a"}, headers=headers),
        await post(path, json={}, headers=headers),
    ):
        check(refused, description, messages_path, "post")
    check(await customer.client.get(path + "?wait=x", headers=headers), description, messages_path, "get")
    check(await post(customer.path + "/files", headers=headers), description, f"{BASE}/{{chat_id}}/files", "post")
    rating = f"{BASE}/{{chat_id}}/survey"
    for _ in range(2):
        rated = await post(customer.path + "/survey", json={"score": 5}, headers=headers)
    check(rated, description, rating, "post")


DESK_CALLS = {
    "accept": {"version": 2},
    "messages": {"client_id": "7b1c2f6e-0000-4000-8000-000000000001", "text": "您好"},
    "note": {"text": "老客户"},
    "slots": {"fault": "不亮", "time": {"start": "2026-11-25T09:00", "end": None}},
    "transfer": {"version": 3, "to": "digital"},
    "close": {"version": 3},
    "return": {"version": 3},
}


async def test_real_answers_to_agents_are_as_described(
    door: FrontDoor, customer: Customer, sqlite_store: Store, engine: FakeEngine
) -> None:
    description = (await door.client.get("/openapi.json")).json()
    add_agent(sqlite_store, "li", groups=("digital",))
    engine.slots = {"repair_draft": {"fault": "不制冷"}}
    await customer.ask("空调不制冷")
    await customer.ask("转人工")
    path = f"{DESK}/chats/{{chat_id}}"

    signed_in = await door.client.post(f"{DESK}/login", json={"username": "li", "password": PASSWORD})
    door.client.cookies.clear()
    li = DeskAgent(door.client, "li", signed_in.json()["token"])
    check(signed_in, description, f"{DESK}/login", "post")
    check(await door.client.post(f"{DESK}/login", json={}), description, f"{DESK}/login", "post")
    for what in ("accept", "messages", "messages", "note", "slots", "transfer", "close", "return"):
        done = await li.post(f"/chats/{customer.chat_id}/{what}", DESK_CALLS[what])
        check(done, description, f"{path}/{what}", "post")
        check(await li.get(f"/chats/{customer.chat_id}"), description, path, "get")
        check(await li.get("/chats"), description, f"{DESK}/chats", "get")
    check(await li.post(f"/chats/{customer.chat_id}/typing", {}), description, f"{path}/typing", "post")
    check(await li.get("/chats", owner="x"), description, f"{DESK}/chats", "get")
    check(await door.client.get(f"{DESK}/chats"), description, f"{DESK}/chats", "get")
    status = f"{DESK}/bookings/{{number}}/status"
    check(await li.post("/bookings/GD1/status", {"status": "confirmed"}), description, status, "post")
    check(await li.post("/bookings/GD1/status", {"status": "flying"}), description, status, "post")
    check(await li.get("/report"), description, f"{DESK}/report", "get")
    add_agent(sqlite_store, "op", ("operator",))
    check(await (await sign_in(door.client, "op")).get("/report"), description, f"{DESK}/report", "get")


async def test_description_of_the_desk_names_both_ways_to_sign_a_call_and_every_body(door: FrontDoor) -> None:
    description = (await door.client.get("/openapi.json")).json()

    calls = {path: methods for path, methods in description["paths"].items() if path.startswith(f"{DESK}/chats/")}
    assert {path.rsplit("/", 1)[1] for path in calls} == {"{chat_id}", "typing", *DESK_CALLS}
    for what, body in DESK_CALLS.items():
        call = description["paths"][f"{DESK}/chats/{{chat_id}}/{what}"]["post"]
        schema = call["requestBody"]["content"]["application/json"]["schema"]
        assert call["security"] == [{"DeskToken": []}, {"DeskCookie": []}]
        assert faults(body, schema, description) == []
        assert {"401", "403", "404", "409", "422", "503"} <= set(call["responses"])


async def test_description_names_token_limits_and_what_may_be_null(door: FrontDoor, messages_path: str) -> None:
    description = (await door.client.get("/openapi.json")).json()

    send = description["paths"][messages_path]["post"]
    body = send["requestBody"]["content"]["application/json"]["schema"]["properties"]
    assert description["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"
    assert send["security"] == [{"HTTPBearer": []}]
    assert "security" not in description["paths"][BASE]["post"]
    assert not any(one["name"] == "authorization" for one in send["parameters"])
    assert body["text"]["anyOf"] == [{"type": "string", "maxLength": 500}, {"type": "null"}]
    assert body["client_id"]["format"] == "uuid"
    assert {"405", "413", "429", "503"} <= set(send["responses"])
    assert "201" in description["paths"][f"{BASE}/{{chat_id}}/files"]["post"]["responses"]
    for call in (part for methods in description["paths"].values() for part in methods.values()):
        assert "HTTPValidationError" not in str(call)
