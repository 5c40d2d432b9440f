"""Which goods a booking is for, what is wrong with them and how they reach us, as a message says it."""

from __future__ import annotations

from dataclasses import replace

from actions.base import Context
from actions.phrases import join, phrase
from actions.repair_buttons import mode_buttons
from actions.repair_draft import thing_of
from actions.repair_heard import Heard
from bot.errors import TooManyTries
from bot.service import brands, goods, identify, repair, visits
from bot.service.identify import Clues
from bot.store import attempts, products
from bot.store.devices import Device
from bot.store.engine import Session

_SENTENCE = 12  # characters; a shorter text that gave a value (home visit, tomorrow) tells no fault besides
_TELLING = 10  # characters; a shorter report (it is broken) says nothing that a technician could use
_LONGEST_FAULT = 200  # characters; the technician reads one line


def read_goods(context: Context, session: Session, heard: Heard) -> None:
    """Take the device by number, else the model, else the kind of goods."""
    if _is_of_others(heard):
        return
    turn = heard.turn
    clues = Clues(serials=turn.values("serial_number"), imeis=turn.values("imei"))
    device = _numbered(context, session, heard, clues) if clues.has_number else None
    if device:
        take_device(session, heard, device, named=True)
    elif _may_change(heard):
        if not _take_model(session, heard):
            _take_category(heard)
    elif heard.draft.product_model is None and not heard.names_more:
        _refine(session, heard)


def take_device(session: Session, heard: Heard, device: Device, named: bool) -> None:
    """Put a device of the records into the draft; its model only where the customer has `named` it."""
    product = products.get(session, device.model)
    if product is None:
        return
    model = product.model if named else None
    heard.set("device", product_category=product.category, product_model=model, serial_number=device.serial)


def read_fault(heard: Heard) -> None:
    """Take what is wrong: the answer as it stands when it was asked for, else the symptoms that were named."""
    draft, turn = heard.draft, heard.turn
    if draft.purpose != "repair":
        return
    symptoms = join(turn.values("symptom"))
    if heard.asked == "fault":
        if turn.intent in ("deny", "affirm") and not symptoms:
            heard.set("fault", fault=phrase("fault_unclear"))
        elif heard.text and (turn.values("symptom") or not _says_other(heard)):
            heard.set("fault", fault=_line(heard.text))
        elif symptoms:
            heard.set("fault", fault=_line(symptoms, heard.text))
        return
    if not symptoms and turn.intent == "report_fault" and len(heard.text) >= _TELLING:
        symptoms = heard.text
    if symptoms and (draft.fault is None or heard.corrects or turn.intent == "report_fault"):
        more = turn.intent == "report_fault" and draft.fault and symptoms not in draft.fault
        told = phrase("semicolon").join((draft.fault or "", symptoms)) if more else symptoms
        heard.set("fault", fault=_line(told, heard.text))


def recall_fault(heard: Heard, symptom: str) -> None:
    """Take a symptom that was named before the booking began, unless a fault is known."""
    if heard.draft.purpose == "repair" and heard.draft.fault is None:
        heard.set("fault", fault=_line(symptom))


def read_mode(session: Session, heard: Heard) -> None:
    """Take the way of service; say which ways there are when the goods cannot be served so."""
    wanted = [value for value in heard.turn.values("service_mode") if value in ("home", "store", "mail_in")]
    draft = heard.draft
    possible = repair.modes_for(draft.product_category, draft.purpose) if draft.product_category else ()
    if not wanted and heard.asked == "mode" and possible:
        place = identify.place_named(heard.text)
        wanted = [possible[place - 1]] if place and place <= len(possible) else []
        if not wanted and _leaves_it_to_us(heard):
            wanted = [possible[0]]
    if not wanted:
        return
    mode = wanted[-1]
    if possible and mode not in possible:
        names = join(phrase(f"mode_{name}") for name in possible)
        heard.say(
            "utter_repair_mode_not_possible",
            mode_buttons(possible) if len(possible) > 1 else [],
            thing=thing_of(session, draft),
            mode=phrase(f"mode_{mode}"),
            modes=names,
        )
    elif mode != draft.mode:
        heard.set("mode", service_mode=mode)
    else:
        heard.answered = True


def _leaves_it_to_us(heard: Heard) -> bool:
    wish = visits.read_wish((), heard.text, heard.now)
    return wish is not None and wish.is_any


def _is_of_others(heard: Heard) -> bool:
    """Say that other makers' goods, and goods that are not made, cannot be booked; only where the goods are the matter."""
    turn = heard.turn
    if not (heard.asked in (None, "device") or turn.intent == "correct_info"):
        return False
    foreign = [brand for brand in turn.values("brand") if not brands.is_own(brand)]
    if foreign and not any(identify.is_own_serial(serial) for serial in turn.values("serial_number")):
        heard.say("utter_repair_other_brand", brand=foreign[0])
        return True
    other = None if turn.values("product_category") or turn.values("product_model") else goods.not_made(heard.text)
    if other:
        heard.say("utter_repair_not_made", thing=other)
    return other is not None


def _numbered(context: Context, session: Session, heard: Heard, clues: Clues) -> Device | None:
    """The device with the number given; a number that leads nowhere counts as a try, and the booking goes on without it."""
    found = identify.by_number(session, clues).devices
    if not (found and _may_try(context, heard.turn.chat_id, is_miss=False)):
        if not found:
            _may_try(context, heard.turn.chat_id, is_miss=True)
        heard.say("utter_repair_serial_unknown")
        return None
    return found[0]


def _may_try(context: Context, chat_id: str, is_miss: bool) -> bool:
    """Whether the chat has a try left to look numbers up, in a transaction of its own; a miss uses one up."""
    limits, use = context.settings.limits, attempts.spend if is_miss else attempts.require_left
    try:
        with context.store.transaction() as session:
            use(session, "identity", f"chat:{chat_id}", limits.identity_tries, limits.identity_minutes)
    except TooManyTries:
        return False
    return True


def _may_change(heard: Heard) -> bool:
    """Whether goods that are named replace those of the draft; those that come besides do not."""
    if heard.names_more and heard.draft.product_category and heard.asked is not None:
        return False
    instead = any(word in heard.text for word in phrase("words_instead").split())
    return heard.draft.product_category is None or heard.corrects or heard.asked == "device" or instead


def _take_model(session: Session, heard: Heard) -> bool:
    models = sorted(identify.models_named(session, heard.turn.values("product_model")))
    named = [product for model in models if (product := products.get(session, model))]
    kinds = {product.category for product in named}
    if len(kinds) != 1:
        return False
    model = named[0].model if len(named) == 1 else None
    if heard.draft.product_model in models:
        heard.answered = True
        return True
    heard.set("device", product_category=named[0].category, product_model=model, serial_number=None)
    return True


def _refine(session: Session, heard: Heard) -> None:
    """A model of the kind that is known says more of the same goods, whatever was asked."""
    models = identify.models_named(session, heard.turn.values("product_model"))
    named = products.get(session, models.pop()) if len(models) == 1 else None
    if named and named.category == heard.draft.product_category:
        heard.draft = replace(heard.draft, product_model=named.model)


def _take_category(heard: Heard) -> None:
    """Of several kinds the last is meant in a correction (not A but B), else the first."""
    kinds = heard.turn.values("product_category")
    if not kinds:
        return
    fresh = [kind for kind in kinds if kind != heard.draft.product_category]
    if not fresh:
        heard.answered = heard.answered or heard.asked == "device"
        return
    corrects = heard.turn.intent == "correct_info"
    kind = fresh[-1] if corrects else fresh[0]
    rest = [other for other in fresh if other != kind]
    if rest and not corrects and heard.asked in (None, "device"):
        heard.reply.say("utter_repair_one_by_one", first=kind, rest=join(rest))
    heard.set("device", product_category=kind, product_model=None, serial_number=None)


def _says_other(heard: Heard) -> bool:
    """Whether the message, though the fault was asked for, corrects another field instead of telling it."""
    if heard.refused or not heard.changed:
        return heard.refused
    return heard.turn.intent in ("correct_info", "change_booking") or len(heard.text) < _SENTENCE


def _line(text: str, said: str = "") -> str:
    count = goods.count_named(said)
    full = phrase("fault_of_several", count=count, fault=text) if count and count not in text else text
    return " ".join(full.split()).replace(",", "，")[
        :_LONGEST_FAULT
    ]  # as customers write it; NLU reads the half-width form
