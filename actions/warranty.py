"""Is my device in warranty: identifies the device, answers from its record, and asks again when it cannot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from actions import page
from actions.base import AnswerAction, Context
from actions.cards import choices_card
from actions.phrases import card_phrase
from actions.told import FORM, again, ask_for, asks_anew, clues_of, is_last_try, miss, part_told, told_before
from actions.turn import Reply, Turn
from actions.verdicts import tell_part, tell_verdict
from actions.warranty_choice import (
    ANOTHER,
    another_button,
    choice_buttons,
    chosen_by,
    hidden_names,
    names_told,
    on_record,
    place_chosen,
)
from bot.service import brands, identify, identity, warranty
from bot.service.identify import Clues, Finding
from bot.store import attempts, devices
from bot.store.devices import Device
from bot.store.engine import Session

__all__ = ["FORM", "ActionCheckWarranty", "ActionRetryIdentifier", "check_warranty", "explain_malformed", "tell_again"]

_AT_ONCE = 3  # so many devices are answered in one go; more are offered as buttons
_GIVE_UP = "give_up"  # fills the form's slot, so that the form ends by itself and the rule after it holds


class ActionCheckWarranty(AnswerAction):
    """Answers for the device that the customer named."""

    def name(self) -> str:
        """As in the domain."""
        return "action_check_warranty"

    def answer(self, turn: Turn) -> Reply:
        """The verdict, or the next question."""
        return check_warranty(self.context, turn)


class ActionRetryIdentifier(AnswerAction):
    """Says what was not readable in an answer to the form's question; the form asks again after it."""

    def name(self) -> str:
        """As in the domain."""
        return "action_retry_identifier"

    def answer(self, turn: Turn) -> Reply:
        """What seems wrong with the answer, or the other ways to find the device."""
        if clues_of(turn).has_number or turn.values("phone_number") or place_chosen(turn):  # the form did not take it
            return _finish_form("late")
        told = told_before(turn)
        if part := turn.value("part"):
            reply = Reply(loop=FORM).say("utter_policy_after_device", part=part)
            return reply.set(warranty_told={**told, "part": part}, warranty_question=again(told.get("need")))
        if turn.intent in ("greet", "thank"):
            said = "utter_warranty_welcome" if turn.intent == "thank" else "utter_warranty_go_on"
            return Reply(loop=FORM).say(said).set(warranty_question=again(told.get("need")))
        if is_last_try(turn):
            return _finish_form(_GIVE_UP)
        kind = identify.malformed_identifier(turn.text)
        said = f"utter_warranty_malformed_{kind}" if kind else "utter_warranty_other_ways"
        if turn.intent in ("affirm", "query_warranty_status") and not kind:
            said = "utter_warranty_go_on"
        return miss(turn, Reply().say(said), clues_of(turn), told.get("need"))


def check_warranty(context: Context, turn: Turn) -> Reply:
    """Identify the device by what was said now and before, then answer, offer a choice, or ask again."""
    clues = clues_of(turn)
    if turn.slot("warranty_device") == _GIVE_UP:
        return miss(turn, Reply(), clues)
    foreign = [name for name in turn.values("brand") if not brands.is_own(name)]
    if foreign and not any(identify.is_own_serial(serial) for serial in clues.serials):
        return Reply(loop=None).say("utter_warranty_other_brand", brand=foreign[0]).set(warranty_told=None)
    if reply := _answer_known(context, turn, clues):
        return reply
    if reply := _answer_in_view(context, turn, clues) or _answer_own(context, turn, clues):
        return reply
    finding = _find(context, turn, clues)
    if finding.need:
        kind = None if turn.values("phone_number") else identify.malformed_identifier(turn.text)
        if kind:
            return miss(turn, Reply().say(f"utter_warranty_malformed_{kind}"), clues)
        reply = ask_for(turn, clues, finding.need)
        return reply.set(device_candidates=None) if turn.value("choice") == ANOTHER else reply
    if clues.has_number and any(missed.reason != "foreign" for missed in finding.misses) and not clues.orders:
        _spend(context, turn.chat_id)
    reply = Reply()
    for missed in finding.misses:
        reply.say(f"utter_warranty_{missed.kind}_{missed.reason}", value=missed.value)
    if not finding.devices:
        return miss(turn, reply, clues)
    with context.store.reading() as session:
        found = list(finding.devices)
        answered = _answer(context, session, turn, found, hidden_names(session, found, clues), clues.serials)
    return Reply([*reply.says, *answered.says], answered.slots, answered.loop)


def explain_malformed(turn: Turn) -> Reply | None:
    """What is wrong with a number that could not be read, outside the form too; None when there is no such number."""
    if any(turn.values(name) for name in ("phone_number", "ticket_number", "amount", "error_code")):
        return None
    kind = identify.malformed_identifier(turn.text)
    if kind is None:
        return None
    reply = Reply().say(f"utter_warranty_malformed_{kind}")
    return reply if kind == "phone" else miss(turn, reply, clues_of(turn))


def tell_again(context: Context, turn: Turn) -> Reply | None:
    """The verdict once more for the devices on the table; None when there are none."""
    with context.store.reading() as session:
        found = on_record(session, turn.slot("device_serials"))
        return _answer(context, session, turn, found, names_told(turn), offer_another=True) if found else None


def _answer_known(context: Context, turn: Turn, clues: Clues) -> Reply | None:
    """The answer for a device that was offered for choice or is on the table; None when another one is meant."""
    asked_anew = asks_anew(turn)
    if turn.value("choice") == ANOTHER or clues.has_number or turn.values("phone_number"):
        return None
    with context.store.reading() as session:
        if chosen := chosen_by(session, turn):
            reply = _answer(context, session, turn, chosen, names_told(turn))
            return reply.set(device_candidates=turn.slot("device_candidates"))
        meant = identify.place_named(turn.text, alone=False) is not None
        if not (asked_anew or meant) or told_before(turn).get("phone"):
            return None
        found = on_record(session, turn.slot("device_serials"))
        if turn.values("product_model") or turn.values("product_category"):
            found = identify.of_product(session, found, clues)
        return _answer(context, session, turn, found, names_told(turn), offer_another=True) if found else None


def _answer_in_view(context: Context, turn: Turn, clues: Clues) -> Reply | None:
    """Asked without a device, the one in view is meant: its verdict where it is the customer's own, else what holds for
    the model, and the question which one it is. None where another device is spoken of, or none is in view.
    """
    if not asks_anew(turn) or clues.has_number or clues.phones or turn.value("choice"):
        return None
    with context.store.reading() as session:
        seen = page.meant(session, turn)
        if seen is None:
            return None
        if seen.device:
            return page.lead(_answer(context, session, turn, [seen.device], {}), turn, seen.product, page.OWN)
        reply = ask_for(turn, replace(clues, models=(seen.product.model,), categories=()), "phone")
        return page.lead_with_terms(session, reply, turn, seen.product, context.today())


def _answer_own(context: Context, turn: Turn, clues: Clues) -> Reply | None:
    """The devices on record of a customer who is known, all or those of the goods named; None where he has none such."""
    if clues.has_number or clues.phones or turn.value("choice") == ANOTHER:
        return None
    if not (asks_anew(turn) or clues.has_product) or identify.malformed_identifier(turn.text):
        return None
    with context.store.reading() as session:
        owner = identity.known(session, turn.chat_id)
        owned = devices.find_by_customer_phone(session, owner.phone) if owner else []
        found = identify.of_product(session, owned, clues) if clues.has_product else owned
        return _answer(context, session, turn, found, {}, offer_another=True) if found else None


def _find(context: Context, turn: Turn, clues: Clues) -> Finding:
    if clues.orders:
        _spend(context, turn.chat_id)
    if clues.has_number:
        if not clues.orders:
            _require_try_left(context, turn.chat_id)
        with context.store.reading() as session:
            return identify.by_number(session, clues)
    if clues.phones and clues.has_product:
        _spend(context, turn.chat_id, *clues.phones)
    with context.store.reading() as session:
        return identify.by_phone(session, clues)


def _spend(context: Context, chat_id: str, *phones: str) -> None:
    """Count a try for the chat and for each phone number, in a transaction of its own; raises `TooManyTries`."""
    limits = context.settings.limits
    with context.store.transaction() as session:
        for key in (f"chat:{chat_id}", *(f"phone:{phone}" for phone in phones)):
            attempts.spend(session, "identity", key, limits.identity_tries, limits.identity_minutes)


def _require_try_left(context: Context, chat_id: str) -> None:
    """After too many misses a right number is not answered either, or guessing would pay; raises `TooManyTries`."""
    limits = context.settings.limits
    with context.store.transaction() as session:
        key = f"chat:{chat_id}"
        attempts.require_left(session, "identity", key, limits.identity_tries, limits.identity_minutes)


def _finish_form(value: str) -> Reply:
    return Reply(loop=FORM).set(warranty_device=value)


def _answer(
    context: Context,
    session: Session,
    turn: Turn,
    found: list[Device],
    names: Mapping[str, str],
    given: tuple[str, ...] = (),
    offer_another: bool = False,
) -> Reply:
    """The verdicts; a serial is shown for the devices whose serial was `given`, and `names` replace the product's."""
    serials = [device.serial for device in found]
    reply = Reply(loop=None).set(warranty_question=None, device_names=dict(names))
    owned = frozenset(identity.serials_of(session, identity.known(session, turn.chat_id)))
    if len(found) > _AT_ONCE:
        choices = choice_buttons(session, found, names, owned)
        reply.say("utter_warranty_choose", choices, count=len(found))
        reply.show(choices_card(card_phrase("choose_device"), choices))
        return reply.set(device_candidates=serials, warranty_told={"part": part_told(turn)})
    normal = {_normal(serial) for serial in given}
    for device in found:
        named = names.get(device.serial) or _normal(device.serial) in normal
        verdict = warranty.check(session, device, context.today())
        tell_verdict(reply, verdict, named, device.purchased_on if device.serial in owned else None)
        if part := part_told(turn):
            tell_part(reply, verdict, part, named)
    if offer_another:
        reply.offer(another_button())
    return reply.set(device_serials=serials, device_candidates=None, policy_topic=None, warranty_told=None)


def _normal(serial: str) -> str:
    return "".join(character for character in serial.upper() if character.isalnum())
