"""Which device the customer speaks of: by serial, IMEI, order, or phone with model or category.

Answers are facts about records, not sentences. What is looked up by phone says nothing else than the device's warranty.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Literal

from bot.store import devices, products
from bot.store.devices import Device
from bot.store.engine import Session

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
Kind = Literal["serial", "imei", "order", "phone"]
Reason = Literal["mistyped", "unknown", "foreign"]
Need = Literal["identifier", "phone", "product"]

_OWN_SERIAL = re.compile(r"SC-[0-9A-Z]{2,6}-[0-9A-Z]{6}")
_OWN_ORDER = re.compile(r"20\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{5}")
_ALMOST_SERIAL = re.compile(
    r"(?<![0-9A-Z])SC[-－—_ ]*[0-9A-Z]{2,}[-－—_ ]+[0-9A-Z]{3,}|(?<![0-9A-Z])SC[-－—_ ]*[0-9A-Z]{8,}"
)
_DIGITS = re.compile(r"(?<!\d)\d(?:[ \-]?\d){6,}(?!\d)")
_AFTER_LABEL = r"[^0-9A-Z]{0,6}[0-9A-Z][0-9A-Z-]{4,}"
_LABELLED: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("serial", re.compile(rf"(?:序列号|机身号|机身码|(?<![A-Z])S/?N){_AFTER_LABEL}")),
    ("imei", re.compile(rf"(?:IMEI|串号){_AFTER_LABEL}")),
    ("order", re.compile(rf"(?:订单号?){_AFTER_LABEL}")),
)
_NUMERALS = "一二三四五六七八九十"
_PLACE = r"([一二两三四五六七八九十]|\d{1,2})"
_PLACE_INSIDE = re.compile(rf"第\s*{_PLACE}\s*(?:台|部|款|个(?!月|星期|小时|人))")
_PLACE_ALONE = re.compile(
    rf"(?:我?[选要问]|就|是)*\s*第?\s*{_PLACE}\s*(?:个|台|部|款|号)?(?:那个|那台|的|吧|呢|啊)*[。.!！]?"
)
_DAYS_ASKED = re.compile(r"(?:还有|还剩|剩下?|剩余)(?:多少|几)天|哪天(?:到期|过保)|什么时候(?:到期|过保)")
_PURCHASE_ASKED = re.compile(
    r"(?:哪天|什么时候|啥时候|几号|哪年)(?:买|购买|下单)的?|订单号(?:是|是多少|多少)|购买日期|在哪(?:儿|里)?买的"
)


@dataclass(frozen=True)
class Clues:
    """What the customer has said that may identify a device."""

    serials: tuple[str, ...] = ()
    imeis: tuple[str, ...] = ()
    orders: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()

    @property
    def has_number(self) -> bool:
        """Whether one of them names devices by itself."""
        return bool(self.serials or self.imeis or self.orders)

    @property
    def has_product(self) -> bool:
        """Whether the kind of device is known."""
        return bool(self.models or self.categories)


@dataclass(frozen=True)
class Miss:
    """A clue that led nowhere, and why."""

    kind: Kind
    value: str
    reason: Reason


@dataclass(frozen=True)
class Finding:
    """Devices found, clues that led nowhere, and what to ask for when there was nothing to look up."""

    devices: tuple[Device, ...] = ()
    misses: tuple[Miss, ...] = ()
    need: Need | None = None


@dataclass
class _Search:
    found: dict[str, Device] = field(default_factory=dict)
    misses: list[Miss] = field(default_factory=list)

    def keep(self, matches: list[Device], miss: Miss) -> None:
        self.found.update((device.serial, device) for device in matches)
        if not matches:
            self.misses.append(miss)

    def finding(self) -> Finding:
        return Finding(tuple(self.found.values()), tuple(self.misses))


def by_number(session: Session, clues: Clues) -> Finding:
    """Look up serials, IMEIs and orders; an order with several devices is narrowed by the product when one is named."""
    search = _Search()
    for serial in clues.serials:
        device = devices.find_by_serial(session, serial)
        search.keep([device] if device else [], Miss("serial", serial, _why_no_serial(serial)))
    for imei in clues.imeis:
        device = devices.find_by_imei(session, imei)
        search.keep([device] if device else [], Miss("imei", imei, "unknown"))
    for order in clues.orders:
        matches = devices.find_by_order(session, order)
        narrowed = of_product(session, matches, clues) if clues.has_product else []
        search.keep(narrowed or matches, Miss("order", order, "unknown" if is_own_order(order) else "foreign"))
    return search.finding()


def by_phone(session: Session, clues: Clues) -> Finding:
    """Look up devices of the phone's owner that fit the model or category; wrong and unknown look the same."""
    if not clues.phones:
        return Finding(need="phone" if clues.has_product else "identifier")
    if not clues.has_product:
        return Finding(need="product")
    search = _Search()
    for phone in clues.phones:
        matches = devices.find_by_customer_phone(session, phone)
        search.keep(of_product(session, matches, clues), Miss("phone", phone, "unknown"))
    return search.finding()


def of_product(session: Session, found: list[Device], clues: Clues) -> list[Device]:
    """Those of `found` that fit the models named, or else the categories."""
    wanted = models_named(session, clues.models)
    if wanted:
        return [device for device in found if device.model in wanted]
    fitting = []
    for device in found:
        product = products.get(session, device.model)
        if product is not None and product.category in clues.categories:
            fitting.append(device)
    return fitting


def models_named(session: Session, names: tuple[str, ...]) -> set[str]:
    """The catalogue's model codes that customers mean by these names; a family gives several."""
    return {product.model for name in names for product in products.find_by_alias(session, name)}


def _why_no_serial(serial: str) -> Reason:
    if not is_own_serial(serial):
        return "foreign"
    return "unknown" if has_right_check(serial) else "mistyped"


def is_own_serial(serial: str) -> bool:
    """Whether a serial has the form that stands on our labels."""
    return bool(_OWN_SERIAL.fullmatch(serial))


def is_own_order(order: str) -> bool:
    """Whether an order number has our form: a date and five digits."""
    return bool(_OWN_ORDER.fullmatch(order))


def check_character(body: str) -> str:
    """The Luhn mod 36 check character of the letters and digits in `body`."""
    total = 0
    for place, character in enumerate(reversed(body)):
        number = ALPHABET.index(character) * (2 if place % 2 == 0 else 1)
        total += number // 36 + number % 36
    return ALPHABET[-total % 36]


def has_right_check(serial: str) -> bool:
    """Whether the last character of one of our serials fits the rest."""
    body = "".join(serial.split("-")[1:])
    return check_character(body[:-1]) == body[-1]


def malformed_identifier(text: str) -> Kind | None:
    """What a text seems to give that was not readable as one: an almost-serial or a number of the wrong length."""
    plain = unicodedata.normalize("NFKC", text).upper()
    for kind, labelled in _LABELLED:
        if labelled.search(plain):
            return kind
    if _ALMOST_SERIAL.search(plain):
        return "serial"
    number = _DIGITS.search(plain)
    if number is None:
        return None
    digits = re.sub(r"\D", "", number.group())
    if len(digits) in (14, 15, 16):
        return "imei"
    return "order" if digits.startswith("20") and len(digits) >= 12 else "phone" if 9 <= len(digits) <= 12 else None


def place_named(text: str, alone: bool = True) -> int | None:
    """Which one of a row the text means, from 1; a mere number counts only where `alone` allows it."""
    plain = unicodedata.normalize("NFKC", text).strip()
    match = _PLACE_INSIDE.search(plain) or (_PLACE_ALONE.fullmatch(plain) if alone else None)
    if match is None:
        return None
    number = match.group(1).replace("两", "二")
    return int(number) if number.isdigit() else _NUMERALS.index(number) + 1


def fact_asked(text: str) -> Literal["days", "purchase"] | None:
    """What a short question after a verdict is about: the days left, or the purchase, which is personal."""
    if _DAYS_ASKED.search(text):
        return "days"
    return "purchase" if _PURCHASE_ASKED.search(text) else None
