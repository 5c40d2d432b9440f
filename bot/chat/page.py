"""What the customer looks at on the shop's site: a hint of what he means, never a proof of anything.

Kept is what the catalogue knows and what has the form of an order number; all else is dropped without a word, for a
page that tells nonsense must not keep its visitor from asking. Facts of an order come from the records alone, and only
when the shop's signed token says that the customer is its owner.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.service.identify import is_own_order
from bot.store import chats, customers, devices, products
from bot.store.chats import Chat
from bot.store.devices import Device, normal_code
from bot.store.engine import Session
from bot.store.products import Product, normal_alias
from bot.text import clean

PRODUCT_CHARACTERS, ORDER_CHARACTERS = 100, 40  # what is longer is no product and no order


@dataclass(frozen=True)
class Glance:
    """What the page has told: of `product` and `order` those that it named, None where it shows none now.

    `large_text` is None where the page has not spoken of it.
    """

    named: Mapping[str, str | None] = field(default_factory=dict, repr=False)
    large_text: bool | None = None


def note(session: Session, chat_id: str, glance: Glance) -> Chat:
    """Keep what the customer looks at now; what the page has not named stays as it was. Raises `ChatNotFound`."""
    chat = chats.lock(session, chat_id)
    before = chats.page_of(session, chat)
    after = {**before, **_resolved(session, glance.named)}
    if after != before:
        chats.keep_page(session, chat_id, after if any(after.values()) else {})
    if glance.large_text is not None and glance.large_text != chat.large_text:
        chats.change(session, chat_id, large_text=glance.large_text)
    return chats.get(session, chat_id)


def in_view(session: Session, chat: Chat) -> dict[str, str | None] | None:
    """What the dialogue may know of the page: {product, product_name, order, serial}; None where it shows nothing of use.

    Order and serial are there only for the customer for whom the shop's token vouches, and only when they are his.
    """
    page = chats.page_of(session, chat)
    model, name, order = page.get("product"), page.get("product_name"), page.get("order")
    owned = _owned(session, chat, order) if order else []
    fitting = [device for device in owned if model in (None, device.model)]
    if len(fitting) == 1 and (product := products.get(session, fitting[0].model)):
        model, name = product.model, product.name
    serial = fitting[0].serial if len(fitting) == 1 else None
    seen = {"product": model, "product_name": name, "order": order if owned else None, "serial": serial}
    return seen if any(seen.values()) else None


def _resolved(session: Session, named: Mapping[str, str | None]) -> dict[str, Any]:
    """The page's words as records: model code and name of the catalogue, an order number in its own form."""
    found: dict[str, Any] = {}
    if "product" in named:
        product = _product(session, clean((named["product"] or "")[: PRODUCT_CHARACTERS + 1]))
        found |= {"product": product and product.model, "product_name": product and product.name}
    if "order" in named:
        order = normal_code(clean((named["order"] or "")[: ORDER_CHARACTERS + 1]))
        found["order"] = order if is_own_order(order) else None
    return found


def _product(session: Session, text: str) -> Product | None:
    """The one product that is meant by a model code, a name, or a title with a name in it; None for several."""
    if not text or len(text) > PRODUCT_CHARACTERS:
        return None
    if product := products.get(session, text):
        return product
    called = products.find_by_alias(session, text) or products.named_within(session, text)
    exactly = [product for product in called if normal_alias(product.name) == normal_alias(text)]
    meant = exactly or called
    return meant[0] if len(meant) == 1 else None


def _owned(session: Session, chat: Chat, order: str) -> list[Device]:
    """The devices of the order that belong to the customer of the shop's token."""
    customer = customers.find_by_code(session, chat.customer_ref) if chat.customer_ref else None
    if customer is None:
        return []
    return [device for device in devices.find_by_order(session, order) if device.customer_id == customer.id]
