"""Cards of an answer: the one description of them for actions, the customer API and the widget.

A card shows facts of the company's records in a fixed layout; the message's text stays the full wording for channels
without cards. The widget shows `lead` above the card, or the text when there is no lead. Money is fen, dates are ISO.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, Extra, Field


class CardPart(BaseModel):
    """Base of cards and their parts; every field is always there, null where a record has nothing."""

    class Config:
        """Read by pydantic."""

        extra = Extra.forbid
        frozen = True

        @staticmethod
        def schema_extra(schema: dict[str, Any], model: type[BaseModel]) -> None:
            """Mark every field as present, and say which may be null, in the words of OpenAPI 3.1."""
            schema["required"] = list(schema["properties"])
            for field in model.__fields__.values():
                known = schema["properties"][field.alias]
                known.pop("default", None)
                if field.allow_none:
                    facts = {name: known.pop(name) for name in ("title", "description") if name in known}
                    schema["properties"][field.alias] = {**facts, "anyOf": [known, {"type": "null"}]}

    def as_data(self) -> dict[str, Any]:
        """The card in plain JSON values, as a message carries it in `data`."""
        data: dict[str, Any] = json.loads(self.json())
        return data


class WarrantyBadge(CardPart):
    """Whether a device is in warranty, in words, and where that comes from."""

    state: Literal["in", "out", "unknown"]
    label: str
    until: date | None = None
    source: str | None = Field(None, description="订单, 保修政策, 三包规定 …")


class DeviceCard(CardPart):
    """One device of the customer."""

    type: Literal["device"] = "device"
    lead: str | None = None
    name: str
    model: str | None = None
    category: str
    serial: str | None = Field(None, description="masked")
    bought_on: date | None = None
    warranty: WarrantyBadge | None = None


class VisitWindow(CardPart):
    """A free window; pressing it sends the payload."""

    label: str
    payload: str


class VisitDay(CardPart):
    """The free windows of one day."""

    day: date
    label: str
    windows: list[VisitWindow]


class WindowsCard(CardPart):
    """Free windows by day."""

    type: Literal["windows"] = "windows"
    lead: str | None = None
    mode: Literal["home", "store", "mail_in"]
    place: str | None = None
    days: list[VisitDay]


class BookingStep(CardPart):
    """One step of a booking's way; `at` once it is reached and the moment is known."""

    name: str
    reached: bool
    at: datetime | None = None


class BookingCard(CardPart):
    """A booking as its committed record says."""

    type: Literal["booking"] = "booking"
    lead: str | None = None
    number: str
    purpose: str
    title: str
    device: str
    appointment: str | None = None
    place: str | None = Field(None, description="masked address, or the centre")
    contact: str | None = Field(None, description="masked")
    status: str
    status_name: str
    steps: list[BookingStep]
    note: str | None = None


class CentreFacts(CardPart):
    """A service centre."""

    name: str
    address: str
    phone: str
    hours: str
    open_now: bool | None = None
    distance_m: int | None = Field(None, description="metres, when the customer's place is known")
    services: list[str]
    route_url: str | None = Field(None, description="opens a map; only the customer's own press does so")


class CentreCard(CardPart):
    """Service centres, the best first."""

    type: Literal["centre"] = "centre"
    lead: str | None = None
    centres: list[CentreFacts]


class PriceItem(CardPart):
    """A price or a range, in fen."""

    name: str
    low_fen: int
    high_fen: int | None = None
    detail: str | None = None


class PriceCard(CardPart):
    """Prices of a repair or a part."""

    type: Literal["price"] = "price"
    lead: str | None = None
    title: str
    device: str | None = None
    items: list[PriceItem]
    note: str
    source: str


class ListEntry(CardPart):
    """A line of a list; with a payload it can be pressed."""

    title: str
    detail: str | None = None
    payload: str | None = None


class ListCard(CardPart):
    """A list to read or to choose from."""

    type: Literal["list"] = "list"
    lead: str | None = None
    title: str
    items: list[ListEntry]


Card = DeviceCard | WindowsCard | BookingCard | CentreCard | PriceCard | ListCard
_CARDS: dict[str, type[CardPart]] = {
    "device": DeviceCard,
    "windows": WindowsCard,
    "booking": BookingCard,
    "centre": CentreCard,
    "price": PriceCard,
    "list": ListCard,
}


def read_card(data: dict[str, Any]) -> CardPart:
    """The card that a message's `data` holds; raises `ValueError` for anything else."""
    model = _CARDS.get(str(data.get("type")))
    if model is None:
        raise ValueError(f"expected a card of {', '.join(_CARDS)}, got {str(data.get('type'))[:20]!r}")
    return model(**data)
