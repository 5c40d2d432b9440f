"""What a message says about a booking goes into the draft; what does not fit is said, and what depends on it is dropped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from actions.base import Context
from actions.phrases import phrase
from actions.repair_buttons import human_button, mode_buttons
from actions.repair_contact import read_contact
from actions.repair_draft import DOUBTED, FIELDS, REDO, WHICH, mark, marked, thing_of, unmark
from actions.repair_goods import read_fault, read_goods, read_mode
from actions.repair_heard import Heard
from actions.repair_place import read_place, read_window, wants_other_windows
from actions.repair_windows import choose, drop_window, offer_more, recall_place, refuse_place
from actions.turn import Turn
from bot.service import places, repair, visits
from bot.service.places import Place
from bot.service.repair import Draft
from bot.store.engine import Session

_NO_ANSWERS = ("greet", "thank", "affirm")  # they answer nothing and are no misses either
_FIELDS = {  # facts that an agent may have corrected, and the field of the summary to which each belongs
    "product_category": "device", "product_model": "device", "serial_number": "device", "fault": "fault",
    "service_mode": "mode", "address": "address", "person_name": "contact", "phone_number": "phone",
}  # fmt: skip


def read(context: Context, session: Session, turn: Turn, draft: Draft, asked: str | None) -> Heard:
    """Read one message in the light of the question that was open; None for the first message of a booking."""
    heard = Heard(turn, draft, context.settings.now(), asked)
    _take_facts(heard)
    read_goods(context, session, heard)
    read_mode(session, heard)
    read_place(heard)
    read_window(heard)
    read_contact(session, heard)
    read_fault(heard)
    settle(session, heard)
    _choose_field(heard)
    _count_miss(heard)
    return heard


def settle(session: Session, heard: Heard) -> None:
    """Bring place and window in line with what changed, and turn a wish into windows."""
    if heard.changed:
        heard.draft = unmark(heard.draft, WHICH)
    if {"device", "mode", "region"} & set(heard.changed):
        heard.draft = replace(recall_place(session, heard.draft), offered=())
        refused = refuse_place(session, heard.draft)
        if refused:
            _say_unserved(session, heard)
            heard.draft = refused
        heard.draft = drop_window(session, heard.draft, heard.reply, heard.now)
    if wants_other_windows(heard):
        heard.answered = True
        heard.draft = offer_more(session, replace(heard.draft, wish=None), heard.reply, heard.now)
    heard.draft = choose(session, heard.draft, heard.reply, heard.now)


def _say_unserved(session: Session, heard: Heard) -> None:
    draft = heard.draft
    category, mode, place = draft.product_category, draft.mode, draft.region
    if category is None or mode is None or place is None:
        return
    others = visits.modes_served(session, category, repair.modes_for(category, draft.purpose), place)
    buttons = [*mode_buttons(name for name in others if name != mode), human_button()]
    facts = {"place": place.name, "mode": phrase(f"mode_{mode}"), "thing": thing_of(session, draft)}
    heard.say("utter_repair_place_not_served", buttons, **facts)


def _take_facts(heard: Heard) -> None:
    """What an agent corrected before he handed the chat back counts like the customer's own words."""
    facts: Mapping[str, Any] = heard.turn.agent_facts
    if not facts:
        return
    heard.reply.set(agent_facts=None)
    for name, field in _FIELDS.items():
        if facts.get(name):
            heard.set(field, **{name: str(facts[name])})
    found: tuple[Place, ...] = places.resolve(str(facts["region"])) if facts.get("region") else ()
    if len(found) == 1:
        heard.set("region", region=found[0])
    if isinstance(facts.get("time"), Mapping):
        wish = visits.read_wish(({"entity": "time", "value": facts["time"]},), "", heard.now)
        heard.set("window", slot=None, wish=wish, offered=())


def _choose_field(heard: Heard) -> None:
    """At the summary: which field is to be said anew, or the question which one."""
    if heard.changed or not heard.asks_for("confirm", "choice"):
        return
    named = heard.turn.value("choice") or _field_named(heard.text)
    if named in FIELDS:
        heard.answered = True
        heard.draft = mark(unmark(heard.draft, WHICH, REDO, DOUBTED), f"{REDO}{named}")
    elif heard.asked == "choice" and heard.turn.intent in ("deny", "affirm"):
        heard.answered = True
        heard.draft = unmark(heard.draft, WHICH)
    elif heard.turn.intent in ("deny", "correct_info", "change_booking"):
        heard.answered = True
        heard.draft = mark(heard.draft, WHICH)


def _field_named(text: str) -> str | None:
    return next((name for name in FIELDS if any(word in text for word in phrase(f"words_{name}").split())), None)


def _count_miss(heard: Heard) -> None:
    """An answer that could not be used is said so and counted; a field given up (no) stays as it was."""
    draft = heard.draft
    if heard.asked is None or heard.turn.intent in _NO_ANSWERS:
        return
    if marked(draft, REDO) and heard.turn.intent == "deny" and not heard.changed:
        heard.answered, heard.draft = True, unmark(draft, REDO)
    elif not heard.answered:
        heard.reply.say(_miss_of(heard))
    useless = not heard.changed and (heard.refused or not heard.answered)
    heard.draft = replace(heard.draft, misses=draft.misses + 1 if useless else 0)


def _miss_of(heard: Heard) -> str:
    if heard.asked == "region":
        return "utter_repair_place_unknown"
    refuses = heard.turn.intent == "deny" and heard.asks_for("contact", "phone")
    return "utter_repair_contact_needed" if refuses else "utter_repair_missed"
