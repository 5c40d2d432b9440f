"""The next open question of a booking, worded with its buttons; the summary when nothing is open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import cast

from actions.base import AnswerAction, Context
from actions.cards import Mode, windows_card
from actions.phrases import card_phrase, join, phrase
from actions.repair_again import last_facts, offered_again
from actions.repair_buttons import (
    category_buttons,
    fault_buttons,
    field_buttons,
    human_button,
    mode_buttons,
    place_buttons,
    short_centre,
    slots_key,
    window_buttons,
)
from actions.repair_contact import offers_record
from actions.repair_draft import (
    AGAIN,
    DOUBTED,
    FORM,
    PATIENCE,
    PLACE,
    QUIET,
    SHOWN,
    draft_of,
    mark,
    marked,
    question_of,
    task_of,
    thing_of,
    unmark,
)
from actions.repair_summary import applying, summary_lines
from actions.repair_windows import first_offer, shown_at_once
from actions.turn import Reply, Turn
from bot.service import contacts, repair, visits
from bot.service.places import Place
from bot.service.repair import Draft
from bot.store import centres, chats, devices, products
from bot.store.centres import Centre
from bot.store.engine import Session
from bot.text import mask_phone

_OWN = (
    "action_book_repair",
    "action_continue_repair",
    "action_answer_yes",
    "action_take_information",
    "action_report_fault",
    "action_stop_flow",
    None,
)  # after these the question follows without a word of return


_LOOK_UP, _CENTRES = "action_check_warranty", "action_find_centre"


class ActionAskRepairConfirmed(AnswerAction):
    """Asks what is still open; what was asked is remembered, so that a short answer is read as the answer to it."""

    own_form = FORM

    def name(self) -> str:
        """As in the domain."""
        return "action_ask_repair_confirmed"

    def answer(self, turn: Turn) -> Reply:
        """Nothing is asked while a human has the chat or the way to one has just been offered."""
        before, reply = draft_of(turn), Reply()
        draft = unmark(before, QUIET)
        with self.context.store.reading() as session:
            if draft.product_category is None and turn.after_action == _LOOK_UP:
                draft = _with_looked_up(session, turn, draft)
            if draft.region is None and turn.after_action == _CENTRES:
                draft = _with_place(session, turn, draft)
            question = question_of(session, draft)
            if question != draft.asked:
                draft = replace(draft, asked=question, misses=0)
            if chats.get(session, turn.chat_id).owner != "bot":
                return _remember(reply, draft)
            if turn.after_action == "action_offer_human":
                return _offer_human(reply, draft)
            if draft.misses >= PATIENCE:
                return _offer_human(reply.say("utter_repair_stuck"), replace(draft, misses=1))  # not at every turn
            if QUIET in before.told:
                return _remember(reply, draft)
            if turn.after_action not in _OWN:
                reply.say("utter_repair_resume")
            draft = _QUESTIONS[question](self.context, session, turn, draft, reply)
        return _remember(reply, draft, "again" if question == "region" and AGAIN in draft.told else question)


def _with_looked_up(session: Session, turn: Turn, draft: Draft) -> Draft:
    """Who looks up a device in the middle of a booking means that one."""
    serials, hidden = turn.slot("device_serials") or [], turn.slot("device_names") or {}
    device = devices.find_by_serial(session, str(serials[0])) if len(serials) == 1 else None
    product = products.get(session, device.model) if device else None
    if device is None or product is None:
        return draft
    model = None if device.serial in hidden else product.model
    return replace(draft, product_category=product.category, product_model=model, serial_number=device.serial)


def _with_place(session: Session, turn: Turn, draft: Draft) -> Draft:
    """Who asks for the centres of a place in the middle of a booking is there, if the goods are served there so."""
    place, category = Place.from_json(turn.slot("region_told")), draft.product_category
    if place is None or (category and draft.mode and not visits.is_served(session, category, draft.mode, place)):
        return draft
    return replace(draft, region=place)


def _remember(reply: Reply, draft: Draft, question: str | None = None) -> Reply:
    return reply.set(repair_draft=draft.to_json(), open_question=question or draft.asked)


def _offer_human(reply: Reply, draft: Draft) -> Reply:
    return _remember(reply, unmark(draft, SHOWN)).set(asked_for="action_request_human", open_question="yes_no")


def _ask_device(_context: Context, _session: Session, _turn: Turn, draft: Draft, reply: Reply) -> Draft:
    reply.say("utter_repair_ask_device", category_buttons(), task=task_of(draft))
    return draft


def _ask_fault(_context: Context, session: Session, _turn: Turn, draft: Draft, reply: Reply) -> Draft:
    reply.say("utter_repair_ask_fault", fault_buttons(), thing=thing_of(session, draft))
    return draft


def _ask_mode(_context: Context, session: Session, _turn: Turn, draft: Draft, reply: Reply) -> Draft:
    modes = repair.modes_for(draft.product_category or "", draft.purpose)
    names = join(phrase(f"mode_{mode}") for mode in modes)
    reply.say("utter_repair_ask_mode", mode_buttons(modes), thing=thing_of(session, draft), modes=names)
    return draft


def _ask_region(_context: Context, session: Session, turn: Turn, draft: Draft, reply: Reply) -> Draft:
    meant = [place for path in marked(draft, PLACE) if (place := Place.from_path(path))]
    last = offered_again(session, turn.chat_id, draft)
    if meant:
        reply.say("utter_repair_ask_region_which", place_buttons(meant))
    elif draft.region:
        reply.say("utter_repair_ask_district", city=draft.region.city)
    elif last:
        reply.say("utter_repair_ask_again_place", **last_facts(last))
        return mark(draft, AGAIN)
    else:
        reply.say(f"utter_repair_ask_region_{draft.mode or 'home'}")
    return unmark(draft, AGAIN)


def _ask_window(context: Context, session: Session, turn: Turn, draft: Draft, reply: Reply) -> Draft:
    draft = first_offer(session, draft, context.settings.now(), shown_at_once(turn))
    place = draft.region.name if draft.region else ""
    if not draft.offered:
        return _say_no_window(session, draft, reply, place)
    known = {slot.place_code: found for slot in draft.offered if (found := centres.get(session, slot.place_code))}
    is_store = draft.mode == "store"
    named = {code: short_centre(centre) for code, centre in known.items()} if is_store and len(known) > 1 else {}
    buttons, shown = window_buttons(draft.offered, named), f"{SHOWN}{slots_key(draft)}"
    if shown in draft.told:  # the list stands above; the buttons carry it
        reply.say(f"utter_repair_again_window_{draft.mode}", buttons)
    elif not is_store:
        reply.say(f"utter_repair_ask_window_{'wished' if draft.wish else 'home'}", buttons, place=place)
    elif len(known) == 1:
        (centre,) = known.values()
        reply.say("utter_repair_ask_window_store", buttons, centre=centre.name, where=centre.address)
    else:
        reply.say("utter_repair_ask_window_stores", buttons, place=place)
    where = _centre_line(next(iter(known.values()))) if is_store and len(known) == 1 else place or None
    reply.show(windows_card(cast(Mode, draft.mode), where, draft.offered, buttons, named))
    return mark(unmark(draft, SHOWN), shown)


def _centre_line(centre: Centre) -> str:
    return card_phrase("place", name=centre.name, address=centre.address)


def _say_no_window(session: Session, draft: Draft, reply: Reply, place: str) -> Draft:
    others: tuple[str, ...] = ()
    if draft.region and draft.product_category:
        modes = repair.modes_for(draft.product_category, draft.purpose)
        others = visits.modes_served(session, draft.product_category, modes, draft.region)
    buttons = [*mode_buttons(mode for mode in others if mode != draft.mode), human_button()]
    reply.say("utter_repair_no_window", buttons, place=place, mode=phrase(f"mode_{draft.mode}"))
    return draft


def _ask_address(_context: Context, _session: Session, _turn: Turn, draft: Draft, reply: Reply) -> Draft:
    if DOUBTED in draft.told and draft.address:
        reply.say("utter_repair_address_incomplete")
    else:
        kind = "mail_in" if draft.mode == "mail_in" else "home"
        reply.say(f"utter_repair_ask_address_{kind}", region=draft.region.name if draft.region else "")
    return draft


def _ask_contact(_context: Context, session: Session, turn: Turn, draft: Draft, reply: Reply) -> Draft:
    record = offers_record(session, turn.chat_id, draft.told) if draft.phone_number is None else None
    if record:
        kind = "last" if record.is_last else "known"
        masked = {"name": contacts.masked_name(record.name), "phone": mask_phone(record.phone)}
        reply.say(f"utter_repair_ask_contact_{kind}", **masked)
    else:
        reply.say("utter_repair_ask_contact" if draft.phone_number is None else "utter_repair_ask_name")
    return draft


def _ask_phone(_context: Context, _session: Session, _turn: Turn, draft: Draft, reply: Reply) -> Draft:
    reply.say("utter_repair_ask_phone")
    return draft


def _ask_choice(_context: Context, _session: Session, _turn: Turn, draft: Draft, reply: Reply) -> Draft:
    reply.say("utter_repair_which_field", field_buttons(applying(draft)))
    return draft


def _ask_confirm(context: Context, session: Session, _turn: Turn, draft: Draft, reply: Reply) -> Draft:
    category = draft.product_category or ""
    if draft.purpose == "repair" and "backup" not in draft.told and repair.backup_advice(category):
        reply.say("utter_repair_backup")
        if repair.account_lock(category):
            reply.say("utter_repair_account_lock")
        draft = mark(draft, "backup")
    reply.say("utter_repair_summary", lines=summary_lines(context, session, draft))
    return draft


_QUESTIONS: Mapping[str, Callable[[Context, Session, Turn, Draft, Reply], Draft]] = {
    "device": _ask_device,
    "fault": _ask_fault,
    "mode": _ask_mode,
    "region": _ask_region,
    "window": _ask_window,
    "address": _ask_address,
    "contact": _ask_contact,
    "phone": _ask_phone,
    "choice": _ask_choice,
    "confirm": _ask_confirm,
}
