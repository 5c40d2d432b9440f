"""Which goods a question about software or prices is about: named now, in the booking under way, on the table, or before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from actions import page
from actions.base import RESUMABLE, Context
from actions.policy import foreign_brand
from actions.turn import Button, Reply, Turn
from bot.service import goods, identify, warranty
from bot.service.goods import has_size, size_named
from bot.service.warranty import Verdict
from bot.store import attempts, devices, products
from bot.store.devices import Device
from bot.store.engine import Session
from bot.store.products import Product

_REMEMBERED = 80  # characters of a question that waits for its goods
_CHOICES = 6  # so many models become buttons; the others can be typed


@dataclass(frozen=True)
class Goods:
    """What is meant: products of the catalogue (several for a family's name), their kind, and the device if one is known.

    `missed` is a serial number that was given and leads to no device; `in_view`: only the page says that it is meant.
    """

    found: tuple[Product, ...] = ()
    category: str | None = None
    device: Device | None = None
    missed: str | None = None
    in_view: bool = False

    @property
    def product(self) -> Product | None:
        """The one product that is meant; None when none or several are."""
        return self.found[0] if len(self.found) == 1 else None


def find_goods(context: Context, session: Session, turn: Turn) -> Goods:
    """What the message names; what it leaves open comes from the booking under way, the table, and earlier messages."""
    for serial in turn.values("serial_number"):
        device = devices.find_by_serial(session, serial)
        return _of_device(session, device) if device else Goods(missed=serial)
    if device := _by_imei(session, turn):
        return _of_device(session, device)
    known = _known(session, turn)
    named = _named(session, turn.values("product_model"), turn.value("product_category"))
    if named.category and not named.found:
        named = _of_size(session, named.category, turn.text) or named
    if not (named.found or named.category):
        return next(iter(known), Goods())
    kind = named.category
    for other in known:
        same = other.product and (other.product in named.found if named.found else other.category == kind)
        if same:
            return replace(other, in_view=False) if len(named.found) == 1 else other
    return named


def require_tries(context: Context, turn: Turn) -> None:
    """Serial numbers cannot be guessed here either: too many misses and none is answered; raises `TooManyTries`."""
    if not turn.values("serial_number"):
        return
    limits = context.settings.limits
    with context.store.transaction() as session:
        attempts.require_left(
            session, "identity", f"chat:{turn.chat_id}", limits.identity_tries, limits.identity_minutes
        )


def tell_missed(context: Context, turn: Turn, serial: str) -> Reply:
    """Say what seems wrong with a serial number that leads to no device; it counts as a try."""
    limits = context.settings.limits
    with context.store.transaction() as session:
        attempts.spend(session, "identity", f"chat:{turn.chat_id}", limits.identity_tries, limits.identity_minutes)
    reason = "foreign"
    if identify.is_own_serial(serial):
        reason = "unknown" if identify.has_right_check(serial) else "mistyped"
    return Reply().say(f"utter_warranty_serial_{reason}", value=serial)


def refuse_goods(turn: Turn) -> Reply | None:
    """What to say of another maker's goods, and of goods that we do not make; None when neither is named."""
    if other := foreign_brand(turn):
        return Reply().say("utter_goods_other_brand", brand=other)
    thing = None if turn.values("product_category") or turn.values("product_model") else goods.not_made(turn.text)
    return Reply().say("utter_goods_not_made", thing=thing) if thing else None


def model_buttons(intent: str, found: Sequence[Product], extra: Mapping[str, str] | None = None) -> list[Button]:
    """Buttons that repeat the question for one model."""
    more = "".join(f', "{name}": "{value}"' for name, value in (extra or {}).items())
    return [
        {"title": short_name(product), "payload": f'/{intent}{{"product_model": "{product.model}"{more}}}'}
        for product in found[:_CHOICES]
    ]


def short_name(product: Product) -> str:
    """A product's name as it fits on a button: without our own name before it."""
    return product.name.split(" ", 1)[-1] if " " in product.name else product.name


def tell_in_view(reply: Reply, turn: Turn, meant: Goods) -> Reply:
    """Say openly that the product in view was taken for the device, where it was; returns the reply itself."""
    depends = any(said.variables for said in reply.says)  # an answer without a variable is the same for all goods
    if not (meant.in_view and depends) or meant.product is None:
        return reply
    return page.lead(reply, turn, meant.product, page.OWN if meant.device else page.GOODS)


def ask_once(turn: Turn, reply: Reply, action: str, question: str, waiting: str | None = None) -> Reply:
    """Wait for the answer to a question of `action`; `waiting` is what is to be answered then.

    A booking asks its own question afterwards, so nothing waits there; a look-up of the warranty is left for this one.
    """
    if turn.active_loop in RESUMABLE:
        return reply
    if turn.active_loop:
        reply.loop = None
    return reply.set(asked_for=action, open_question=question, asked_part=waiting[:_REMEMBERED] if waiting else None)


def answers(turn: Turn, action: str) -> bool:
    """Whether the message answers what `action` asked: a bare value, or one of its buttons."""
    own = turn.text.startswith("/") or turn.intent in ("inform", "correct_info", "affirm", "nlu_fallback")
    return own and turn.slot("asked_for") == action


def verdict_of(context: Context, session: Session, meant: Goods) -> Verdict | None:
    """The warranty of the device that is meant; None while only its model or kind is known."""
    return warranty.check(session, meant.device, context.today()) if meant.device else None


def _known(session: Session, turn: Turn) -> list[Goods]:
    """What was known before this message, the likeliest first."""
    facts, draft = turn.agent_facts, turn.slot("repair_draft") or {}
    told = turn.slot("warranty_told") or {}
    sources = [_from_names(session, facts)]
    if turn.active_loop == "repair_form":
        sources.append(_from_names(session, draft))
    sources += _on_table(session, turn)
    sources.append(_from_names(session, _with_names(turn.earlier)))
    sources.append(_from_names(session, _with_names(told if isinstance(told, dict) else {})))
    sources.append(_from_names(session, draft))
    if seen := page.in_view(session, turn):
        sources.append(Goods((seen.product,), seen.product.category, seen.device, in_view=True))
    return [source for source in sources if source.found or source.category]


def _on_table(session: Session, turn: Turn) -> list[Goods]:
    """The device just spoken of, when there is one only; of one whose model is not to be told, the kind."""
    serials = turn.slot("device_serials") or []
    hidden = turn.slot("device_names") or {}
    device = devices.find_by_serial(session, str(serials[0])) if len(serials) == 1 else None
    if device is None:
        return []
    found = _of_device(session, device)
    return [Goods(category=found.category) if device.serial in hidden else found]


def _from_names(session: Session, names: Mapping[str, Any]) -> Goods:
    """Goods by a mapping of entity names, as a draft or an agent's corrections hold them."""
    if serial := names.get("serial_number"):
        device = devices.find_by_serial(session, str(serial))
        if device:
            return _of_device(session, device)
    model, category = names.get("product_model"), names.get("product_category")
    return _named(session, (str(model),) if model else (), str(category) if category else None)


def _of_size(session: Session, category: str, text: str) -> Goods | None:
    """The one product of a kind whose name carries the size that was said; None where none or several do."""
    said = size_named(text)
    found = [product for product in products.by_category(session, category) if said and has_size(product.name, said)]
    return Goods((found[0],), category) if len(found) == 1 else None


def _with_names(told: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "serial_number": told.get("serial"),
        "product_model": told.get("model"),
        "product_category": told.get("category"),
    }


def _named(session: Session, models: tuple[str, ...], category: str | None) -> Goods:
    found = [products.get(session, model) for model in sorted(identify.models_named(session, models))]
    kept = [product for product in found if product and category in (None, product.category)]
    kept = kept or [product for product in found if product]
    return Goods(tuple(kept), kept[0].category if kept else category)


def _of_device(session: Session, device: Device) -> Goods:
    product = products.get(session, device.model)
    return Goods((product,), product.category, device) if product else Goods()


def _by_imei(session: Session, turn: Turn) -> Device | None:
    return next((found for imei in turn.values("imei") if (found := devices.find_by_imei(session, imei))), None)
