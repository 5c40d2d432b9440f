"""Runs one action on a real store and shows what the customer would read, in every wording."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from databases import Databases, make_settings, seed_to
from demo_devices import DEVICES
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from shown_cards import read_shown

from actions.base import AnswerAction, Context
from bot.chat.cards import CardPart
from bot.settings import ROOT
from bot.store import bookings, chats, customers, devices
from bot.store.engine import Store, open_store

RESPONSES: dict[str, list[dict[str, Any]]] = {
    name: variants
    for path in sorted((Path(ROOT) / "data" / "responses").glob("*.yml"))
    for name, variants in yaml.safe_load(path.read_text(encoding="utf-8"))["responses"].items()
}


@dataclass(frozen=True)
class Told:
    """What one run of an action gave: response names, the texts of every wording, buttons, slots, active loop, cards."""

    names: list[str]
    texts: list[str]
    buttons: list[dict[str, str]]
    slots: dict[str, Any]
    loop: str | None
    cards: list[CardPart]

    @property
    def text(self) -> str:
        return "\n".join(self.texts)


Ask = Callable[..., Told]


def render(message: dict[str, Any]) -> list[str]:
    """Every wording of a response with its variables; fails when one is left open or empty."""
    texts = []
    for variant in RESPONSES[message["response"]]:
        text = variant["text"].format_map({key: value for key, value in message.items() if key != "response"})
        assert not re.search(r"[{}]|None", text), text
        texts.append(text)
    return texts


def run_action(
    action: AnswerAction,
    message: dict[str, Any],
    slots: dict[str, Any],
    loop: str | None = None,
    times: int = 1,
    before: Sequence[dict[str, Any]] = (),
) -> Told:
    """Run an action as the action server does, the message having come so many `times` in a row after what was `before`."""
    parse = {"intent": {"name": "inform"}, "entities": [], "text": "", **message}
    tracker = Tracker(
        "chat:1",
        slots,
        parse,
        [*before, *[{"event": "user", "parse_data": parse}] * times],
        False,
        None,
        {"name": loop},
        "",
    )
    dispatcher = CollectingDispatcher()
    events = asyncio.run(action.run(dispatcher, tracker, {}))
    set_slots = {event["name"]: event["value"] for event in events if event["event"] == "slot"}
    loops = [event["name"] for event in events if event["event"] == "active_loop"]
    return Told(
        [said["response"] for said in dispatcher.messages],
        [text for said in dispatcher.messages for text in render(said)],
        [button for said in dispatcher.messages for button in said["buttons"]],
        set_slots,
        loops[-1] if loops else loop,
        [card for said in dispatcher.messages if (card := read_shown(said["custom"], said["buttons"]))],
    )


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.soak)])
def shop(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The seeded demo company, once a module and kind of database; actions change chats and attempts only."""
    kind: Databases = request.getfixturevalue(f"{'postgres' if request.param == 'postgresql' else 'sqlite'}_databases")
    folder = tmp_path_factory.mktemp("var")
    opened = open_store(make_settings(folder, kind.fresh("seeded", lambda url: seed_to(url, folder))))
    yield opened
    opened.close()


@pytest.fixture
def ask(shop: Store, tmp_path: Path) -> Ask:
    """`ask(ActionX, entities, slots=…, intent=…, text=…, loop=…)` in a chat of its own."""
    context = Context(make_settings(tmp_path), shop)
    with shop.transaction() as session:
        chat = chats.insert(session, "web")

    def run(kind: type[AnswerAction], entities: dict[str, Any] | None = None, **given: Any) -> Told:
        found = [
            {"entity": name, "value": value}
            for name, values in (entities or {}).items()
            for value in (values if isinstance(values, list) else [values])
        ]
        message = {
            "text": given.get("text", ""),
            "intent": {"name": given.get("intent", "inform")},
            "entities": found,
            "intent_ranking": given.get("ranking", []),
            "metadata": {"message_id": "m1", "chat_id": chat.id, **given.get("metadata", {})},
        }
        settings = replace(context.settings, hours=given.get("hours", context.settings.hours))
        return run_action(
            kind(Context(settings, shop)),
            message,
            given.get("slots", {}),
            given.get("loop"),
            given.get("times", 1),
            given.get("before", ()),
        )

    run.chat_id = chat.id  # type: ignore[attr-defined]  # for tests that look at the chat afterwards
    return run


@pytest.fixture
def fresh_shop(sqlite_databases: Databases, tmp_path: Path) -> Iterator[Store]:
    """A copy of the demo company for one test: its visits take places."""
    url = sqlite_databases.fresh("seeded", lambda url: seed_to(url, tmp_path))
    opened = open_store(make_settings(tmp_path, url))
    yield opened
    opened.close()


@pytest.fixture
def owner(fresh_shop: Store) -> tuple[customers.Customer, devices.Device]:
    """The owner of a device on record, who has no booking yet, and the device."""
    with fresh_shop.reading() as session:
        for row in DEVICES:
            device = devices.find_by_serial(session, row.serial)
            assert device is not None
            found = customers.get(session, device.customer_id or 0)
            if found and device.order_number and not bookings.for_phone(session, found.phone):
                return found, device
    raise AssertionError("expected an owner without bookings")
