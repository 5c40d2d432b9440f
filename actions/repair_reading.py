"""What a message says about a booking goes into the draft; what does not fit is said, and what depends on it is dropped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from actions.base import Context
from actions.phrases import join, phrase
from actions.repair_again import read_again
from actions.repair_buttons import human_button, mode_buttons
from actions.repair_contact import read_contact
from actions.repair_draft import DOUBTED, FIELDS, QUIET, REDO, SHOWN, WHICH, mark, marked, question_of, thing_of, unmark
from actions.repair_goods import read_fault, read_goods, read_mode
from actions.repair_heard import Heard
from actions.repair_place import read_place, read_window, wants_other_windows
from actions.repair_windows import choose, drop_window, offer_more, recall_place, refuse_place, shown_at_once
from actions.turn import Turn
from bot.service import places, repair, visits
from bot.service.places import Place
from bot.service.repair import Draft
from bot.store.engine import Session

_MANNERS = ("greet", "thank")  # they answer nothing and are no misses either
_ASIDE = {"address", "contact", "phone", "fault"}  # facts that bring no other question nearer to its answer
_BEARS_ON: Mapping[str, set[str]] = {"contact": {"contact", "phone"}, "phone": {"contact", "phone"}}
_ASKS_ITSELF = {  # sentences that ask for the right value themselves
    "region": ("utter_repair_place_unknown", "utter_repair_place_not_served"),
    "address": ("utter_repair_address_needed",),
    "phone": ("utter_repair_phone_too_short", "utter_repair_phone_too_long", "utter_repair_phone_not_mobile"),
}
_SHORT = 16  # characters; a longer text says more than that it takes a moment
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
    read_again(session, heard)
    read_place(heard)
    read_window(heard)
    read_contact(session, heard)
    read_fault(heard)
    settle(session, heard)
    _choose_field(heard)
    _take_time(heard)
    _refer_next(session, heard)
    _tell_not_booked(heard)
    _count_miss(session, heard)
    return heard


def settle(session: Session, heard: Heard) -> None:
    """Bring place and window in line with what changed, and turn a wish into windows."""
    if heard.changed:
        heard.draft = unmark(heard.draft, WHICH)
    _drop_address(heard)
    if {"device", "mode", "region"} & set(heard.changed):
        heard.draft = replace(recall_place(session, heard.draft), offered=())
        refused = refuse_place(session, heard.draft)
        if refused:
            _say_unserved(session, heard)
            heard.draft = refused
        heard.draft = drop_window(session, heard.draft, heard.reply, heard.now, moved="region" in heard.changed)
    shown = shown_at_once(heard.turn)
    if wants_other_windows(heard):
        heard.answered = True
        heard.draft = offer_more(session, replace(heard.draft, wish=None), heard.reply, heard.now, shown)
    heard.draft = choose(session, heard.draft, heard.reply, heard.now, shown)


def _drop_address(heard: Heard) -> None:
    """An address goes with its city."""
    before, now = heard.before.region, heard.draft.region
    kept = heard.draft.address and heard.draft.address == heard.before.address
    if kept and before and now and (before.province, before.city) != (now.province, now.city):
        heard.reply.say("utter_repair_address_dropped", city=now.city)
        heard.draft = unmark(replace(heard.draft, address=None), DOUBTED)


def _say_unserved(session: Session, heard: Heard) -> None:
    draft = heard.draft
    category, mode, place = draft.product_category, draft.mode, draft.region
    if category is None or mode is None or place is None:
        return
    others = visits.modes_served(session, category, repair.modes_for(category, draft.purpose), place)
    others = tuple(name for name in others if name != mode)
    buttons = [*mode_buttons(others), human_button()]
    names = join(phrase(f"mode_{name}") for name in others)
    ways = phrase("other_ways", modes=names) if others else phrase("no_other_way")
    facts = {"place": place.name, "mode": phrase(f"mode_{mode}"), "thing": thing_of(session, draft), "ways": ways}
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
        heard.draft = mark(unmark(heard.draft, WHICH, REDO, DOUBTED, SHOWN), f"{REDO}{named}")
    elif heard.asked == "choice" and heard.turn.intent in ("deny", "affirm"):
        heard.answered = True
        heard.draft = unmark(heard.draft, WHICH)
    elif heard.turn.intent in ("deny", "correct_info", "change_booking"):
        heard.answered = True
        heard.draft = mark(heard.draft, WHICH)


def _field_named(text: str) -> str | None:
    return next((name for name in FIELDS if any(word in text for word in phrase(f"words_{name}").split())), None)


def _take_time(heard: Heard) -> None:
    """Whoever goes and looks is not asked again meanwhile."""
    waits = not heard.changed and not heard.answered and len(heard.text) <= _SHORT
    if heard.asked and waits and any(word in heard.text for word in phrase("words_wait").split()):
        heard.answered = True
        heard.reply.say("utter_repair_take_your_time")
        heard.draft = mark(heard.draft, QUIET)


def _refer_next(session: Session, heard: Heard) -> None:
    """Another device wants a booking of its own, when this one is done."""
    draft = heard.draft
    if heard.changed or heard.answered or heard.asked in (None, "device") or draft.product_category is None:
        return
    others = [kind for kind in heard.turn.values("product_category") if kind != draft.product_category]
    if (others and heard.names_more) or any(word in heard.text for word in phrase("words_another").split()):
        heard.answered = True
        heard.reply.say("utter_repair_finish_first", first=thing_of(session, draft))


def _tell_not_booked(heard: Heard) -> None:
    """When somebody comes can be told only of a booking that exists."""
    if not heard.changed and not heard.answered and heard.turn.intent in ("query_repair_progress", "urge_service"):
        heard.answered = True
        heard.reply.say("utter_repair_not_booked_yet")


def _count_miss(session: Session, heard: Heard) -> None:
    """What does not answer the open question is counted, though it told something else; a field given up (no) is answered."""
    draft = heard.draft
    if heard.asked is None or (heard.turn.intent in _MANNERS and not heard.changed):
        return
    if marked(draft, REDO) and heard.turn.intent == "deny" and not (heard.changed or heard.answered):
        heard.answered, heard.draft = True, unmark(draft, REDO)
    elif not heard.answered and heard.turn.intent != "affirm":
        heard.reply.say(_miss_of(heard))
    question = question_of(session, heard.draft)
    if any(say.response in _ASKS_ITSELF.get(question, ()) for say in heard.reply.says):
        heard.draft = mark(heard.draft, QUIET)
    if question != heard.asked or heard.replaced:
        misses = 0 if question != heard.asked else draft.misses
    else:
        misses = draft.misses + 1 if _is_miss(heard) else 0
    heard.draft = replace(heard.draft, misses=misses)


def _is_miss(heard: Heard) -> bool:
    """Whether the message brought the open question no nearer to its answer."""
    aside = _ASIDE - _BEARS_ON.get(heard.asked or "", {heard.asked or ""})
    if heard.changed:
        return set(heard.changed) <= aside
    return heard.refused or not heard.answered


def _miss_of(heard: Heard) -> str:
    if heard.asked == "region":
        return "utter_repair_place_unknown"
    refuses = heard.turn.intent == "deny" and heard.asks_for("contact", "phone")
    return "utter_repair_contact_needed" if refuses else "utter_repair_missed"
