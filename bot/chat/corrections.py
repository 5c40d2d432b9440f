"""What an agent may correct in what the bot knows: the facts of a service by the names of entities, each checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bot.errors import InvalidInput
from bot.settings import SHANGHAI
from bot.store import products
from bot.store.booking_records import MODES
from bot.store.categories import category_name
from bot.store.devices import normal_code
from bot.store.engine import Session
from bot.store.listed import EVERY
from bot.store.phones import normal_phone
from bot.text import clean

_CODE = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*")
_YEARS = range(2000, 3000)
_LENGTHS = {"fault": 200, "region": 40, "address": 120, "person_name": 20, "serial_number": 32}  # characters


def read(session: Session, given: Mapping[str, Any]) -> dict[str, Any]:
    """The corrections in the form the dialogue reads; None takes one back. Raises `InvalidInput` naming the field."""
    unknown = sorted(set(given) - set(_READERS))
    if unknown or not given:
        raise InvalidInput(f"expected some of {', '.join(_READERS)}, got {', '.join(unknown)[:80] or 'none'}")
    return {name: None if value is None else _READERS[name](session, name, value) for name, value in given.items()}


def _text(_session: Session, name: str, value: Any) -> str:
    text = clean(value) if isinstance(value, str) else ""
    if not 0 < len(text) <= _LENGTHS[name]:
        raise InvalidInput(f"{name}: expected 1 to {_LENGTHS[name]} characters")
    return text


def _serial(session: Session, name: str, value: Any) -> str:
    code = normal_code(_text(session, name, value))
    if not _CODE.fullmatch(code):
        raise InvalidInput(f"{name}: expected letters, digits and dashes")
    return code


def _category(_session: Session, name: str, value: Any) -> str:
    found = category_name(value) if isinstance(value, str) else None
    if found is None or found == EVERY:
        raise InvalidInput(f"{name}: expected a kind of goods of the catalogue")
    return found


def _model(session: Session, name: str, value: Any) -> str:
    found = products.get(session, value) if isinstance(value, str) else None
    if found is None:
        raise InvalidInput(f"{name}: expected a model of the catalogue")
    return found.model


def _mode(_session: Session, name: str, value: Any) -> str:
    if value not in MODES:
        raise InvalidInput(f"{name}: expected one of {', '.join(MODES)}")
    return str(value)


def _phone(_session: Session, name: str, value: Any) -> str:
    phone = normal_phone(value) if isinstance(value, str) else None
    if phone is None:
        raise InvalidInput(f"{name}: expected a mainland mobile number")
    return phone


def _time(_session: Session, name: str, value: Any) -> dict[str, str | None]:
    if not isinstance(value, Mapping) or set(value) - {"start", "end"}:
        raise InvalidInput(f"{name}: expected start and end")
    start, end = (_moment(name, value.get(side)) for side in ("start", "end"))
    if (start is None and end is None) or (start and end and end < start):
        raise InvalidInput(f"{name}: expected a start before its end")
    return {"start": start, "end": end}


def _moment(name: str, value: Any) -> str | None:
    """ISO 8601 to the minute in Asia/Shanghai, as the entity `time` is written."""
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
        here = moment.astimezone(SHANGHAI) if moment.tzinfo else moment
    except (TypeError, ValueError, OverflowError):
        raise InvalidInput(f"{name}: expected ISO 8601") from None
    if here.year not in _YEARS:
        raise InvalidInput(f"{name}: expected a day of our time")
    return here.strftime("%Y-%m-%dT%H:%M")


_READERS: dict[str, Callable[[Session, str, Any], Any]] = {
    "product_category": _category,
    "product_model": _model,
    "serial_number": _serial,
    "fault": _text,
    "service_mode": _mode,
    "region": _text,
    "time": _time,
    "address": _text,
    "person_name": _text,
    "phone_number": _phone,
}
