"""Is my device in warranty: identifies the device, answers from its record, and asks again when it cannot."""

from __future__ import annotations

from actions.base import AnswerAction, Context
from actions.phrases import phrase
from actions.turn import Reply, Turn
from actions.verdicts import tell_part, tell_verdict
from bot.service import brands, identify, warranty
from bot.service.identify import Clues, Finding
from bot.store import attempts, devices, products
from bot.store.devices import Device
from bot.store.engine import Session

FORM = "warranty_form"
_AT_ONCE = 3  # so many devices are answered in one go; more are offered as buttons
_GIVE_UP = "give_up"  # fills the form's slot, so that the form ends by itself and the rule after it holds
_PATIENCE = 3  # after so many misses the bot offers a human instead of asking again


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
        if _clues(turn).has_number or turn.values("phone_number"):  # the form was interrupted and did not take it
            return _finish_form("late")
        part = turn.value("part")
        if part:
            told = {**_told(turn), "part": part}
            return (
                Reply().say("utter_policy_after_device", part=part).set(warranty_told=told, warranty_question="again")
            )
        if _misses(turn) + 1 >= _PATIENCE:
            return _finish_form(_GIVE_UP)
        kind = identify.malformed_identifier(turn.text)
        return _missed(turn, Reply().say(f"utter_warranty_malformed_{kind}" if kind else "utter_warranty_other_ways"))


def check_warranty(context: Context, turn: Turn) -> Reply:
    """Identify the device by what was said now and before, then answer, offer a choice, or ask again."""
    if turn.slot("warranty_device") == _GIVE_UP:
        return _missed(turn, Reply())
    chosen = _chosen(turn)
    if chosen:
        with context.store.reading() as session:
            device = devices.find_by_serial(session, chosen)
            return _answer(context, session, turn, [device] if device else [], with_serial=False)
    clues, foreign = _clues(turn), [name for name in turn.values("brand") if not brands.is_own(name)]
    if foreign and not any(identify.is_own_serial(serial) for serial in clues.serials):
        return Reply(loop=None).say("utter_warranty_other_brand", brand=foreign[0]).set(warranty_told=None)
    finding = _find(context, turn, clues)
    if finding.need:
        kind = None if clues.phones else identify.malformed_identifier(turn.text)
        if kind:
            return _missed(turn, Reply().say(f"utter_warranty_malformed_{kind}"))
        return _ask(turn, clues, finding.need)
    if clues.has_number and any(miss.reason != "foreign" for miss in finding.misses) and not clues.orders:
        _spend(context, turn.chat_id)
    reply = Reply()
    for miss in finding.misses:
        reply.say(f"utter_warranty_{miss.kind}_{miss.reason}", value=miss.value)
    if not finding.devices:
        return _missed(turn, reply)
    with context.store.reading() as session:
        answered = _answer(context, session, turn, list(finding.devices), bool(clues.serials))
    return Reply([*reply.says, *answered.says], answered.slots, answered.loop)


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


def _told(turn: Turn) -> dict[str, str]:
    told = turn.slot("warranty_told")
    return told if isinstance(told, dict) else {}


def _clues(turn: Turn) -> Clues:
    """What this message names; what was told before fills in what it leaves open."""
    told = _told(turn)
    named = bool(turn.values("product_model") or turn.values("product_category"))
    return Clues(
        serials=turn.values("serial_number"),
        imeis=turn.values("imei"),
        orders=turn.values("order_number"),
        phones=turn.values("phone_number") or _one(told.get("phone")),
        models=turn.values("product_model") or (() if named else _one(told.get("model"))),
        categories=turn.values("product_category") or (() if named else _one(told.get("category"))),
    )


def _one(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()


def _ask(turn: Turn, clues: Clues, need: str) -> Reply:
    told = {
        **_told(turn),
        "phone": next(iter(clues.phones), None),
        "model": next(iter(clues.models), None),
        "category": next(iter(clues.categories), None),
        "part": turn.value("part") or _told(turn).get("part"),
    }
    return Reply(loop=FORM).set(warranty_told=told, warranty_question=need if need != "identifier" else None)


def _finish_form(value: str) -> Reply:
    return Reply(loop=FORM).set(warranty_device=value)


def _misses(turn: Turn) -> int:
    return int(_told(turn).get("misses") or 0)


def _missed(turn: Turn, reply: Reply) -> Reply:
    """Ask again, or, when it went wrong too often, leave the form and offer a human."""
    told, misses = _told(turn), _misses(turn) + 1
    if misses >= _PATIENCE:
        reply.loop = None
        reply.set(warranty_told=None, warranty_question=None, asked_for="action_request_human")
        return reply.say("utter_warranty_cannot_find")
    reply.loop = FORM
    return reply.set(warranty_told={**told, "misses": misses}, warranty_question="again")


def _answer(context: Context, session: Session, turn: Turn, found: list[Device], with_serial: bool) -> Reply:
    serials = [device.serial for device in found]
    if len(found) > _AT_ONCE:
        reply = Reply(loop=None).say("utter_warranty_choose", _choices(session, found), count=len(found))
        return reply.set(device_candidates=serials, warranty_told={"part": _part(turn)}, warranty_question=None)
    reply = Reply(loop=None)
    for device in found:
        verdict = warranty.check(session, device, context.today())
        tell_verdict(reply, verdict, with_serial)
        if _part(turn):
            tell_part(reply, verdict, str(_part(turn)), with_serial)
    reply.set(device_serials=serials, device_candidates=None, policy_topic=None)
    return reply.set(warranty_told=None, warranty_question=None)


def _part(turn: Turn) -> str | None:
    return turn.value("part") or _told(turn).get("part")


def _choices(session: Session, found: list[Device]) -> list[dict[str, str]]:
    buttons = []
    for number, device in enumerate(found, start=1):
        product = products.get(session, device.model)
        title = phrase("choice", number=number, product=product.name if product else device.model)
        buttons.append({"title": title, "payload": f'/inform{{"choice": "{number}"}}'})
    return buttons


def _chosen(turn: Turn) -> str | None:
    candidates, choice = turn.slot("device_candidates"), turn.value("choice")
    if not candidates or not choice or not choice.isdigit():
        return None
    return str(candidates[int(choice) - 1]) if 0 < int(choice) <= len(candidates) else None
