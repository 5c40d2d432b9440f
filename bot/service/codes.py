"""One-time codes by text message: off until a deployment names a sender of its own.

Providers on the mainland send approved templates only, so a sender gets the number and the code and words it itself.
"""

from __future__ import annotations

import secrets
from functools import cache
from importlib import import_module
from typing import Protocol

from bot.errors import InvalidInput
from bot.settings import PREFIX, BadSetting, Limits
from bot.store import attempts, one_time_codes
from bot.store.engine import Store
from bot.store.phones import normal_phone

DIGITS = 6
MINUTES = 5
_PURPOSE = "identity_code"  # counted apart from the tries to guess one


class SmsSender(Protocol):
    """What a deployment plugs in: a class without arguments."""

    def send(self, phone: str, code: str, minutes: int) -> None:
        """Send `code`, good for `minutes`, to a phone (11 digits); raise when the provider refuses it."""


@cache
def sender_of(path: str) -> SmsSender | None:
    """The sender that the setting names as `package.module.Class`; None when it is empty. Raises `BadSetting`."""
    if not path:
        return None
    module, _, name = path.rpartition(".")
    try:
        made = getattr(import_module(module), name)()
    except (ImportError, AttributeError, TypeError, ValueError) as error:
        raise BadSetting(f"{PREFIX}SMS_SENDER: expected package.module.Class, {type(error).__name__}") from error
    if not callable(getattr(made, "send", None)):
        raise BadSetting(f"{PREFIX}SMS_SENDER: expected a class with a method send(phone, code, minutes)")
    return made  # type: ignore[no-any-return]  # checked just above


def send_code(store: Store, limits: Limits, sender: SmsSender, chat_id: str, phone: str) -> None:
    """Send a fresh code to the phone, whether or not it is on record; an earlier one is void.

    Raises `TooManyTries` when the chat or the phone has had its share, `InvalidInput` for no mobile number.
    """
    normal = normal_phone(phone)
    if normal is None:
        raise InvalidInput("phone: expected a mainland mobile number")
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    with store.transaction() as session:
        for key in (f"chat:{chat_id}", f"phone:{normal}"):
            attempts.spend(session, _PURPOSE, key, limits.identity_tries, limits.identity_minutes)
        one_time_codes.put(session, normal, code, MINUTES)
    sender.send(normal, code, MINUTES)
