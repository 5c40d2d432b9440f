"""One-time codes: off by default, sent by a class that the deployment names, counted per chat and phone."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from bot.errors import InvalidInput, TooManyTries
from bot.service import codes, identity
from bot.service.identity import Claim
from bot.settings import BadSetting, Limits
from bot.store import chats
from bot.store.engine import Store

PHONE = "13812345678"


@dataclass
class Outbox:
    """A sender that keeps what it was given."""

    sent: list[tuple[str, str, int]] = field(default_factory=list)

    def send(self, phone: str, code: str, minutes: int) -> None:
        self.sent.append((phone, code, minutes))


@dataclass
class Mute:
    """No sender at all."""


def test_no_sender_is_plugged_in_by_default() -> None:
    assert codes.sender_of("") is None


def test_sender_is_found_by_its_dotted_path() -> None:
    assert isinstance(codes.sender_of(f"{__name__}.Outbox"), Outbox)


@pytest.mark.parametrize(
    "path", [f"{__name__}.Mute", f"{__name__}.Missing", "no.such.Sender", "word"], ids=lambda path: path.split(".")[-1]
)
def test_path_that_leads_to_no_sender_is_refused_with_the_settings_name(path: str) -> None:
    with pytest.raises(BadSetting, match="XIAOXIU_SMS_SENDER"):
        codes.sender_of(path)


def test_code_that_was_sent_proves_the_phone(sqlite_store: Store) -> None:
    outbox = Outbox()
    with sqlite_store.transaction() as session:
        chat_id = chats.insert(session, "web").id

    codes.send_code(sqlite_store, Limits(), outbox, chat_id, "138-1234-5678")
    phone, code, minutes = outbox.sent[0]
    proved = identity.prove(sqlite_store, Limits(), chat_id, Claim(PHONE, code=code))

    assert (phone, minutes) == (PHONE, codes.MINUTES) and len(code) == codes.DIGITS and code.isdigit()
    assert proved.method == "code"


def test_newer_code_makes_the_older_one_void(sqlite_store: Store) -> None:
    outbox = Outbox()
    with sqlite_store.transaction() as session:
        chat_id = chats.insert(session, "web").id
    for _ in range(2):
        codes.send_code(sqlite_store, Limits(), outbox, chat_id, PHONE)
    (_, first, _), (_, second, _) = outbox.sent

    if first != second:
        with pytest.raises(identity.ProofFailed):
            identity.prove(sqlite_store, Limits(), chat_id, Claim(PHONE, code=first))
    assert identity.prove(sqlite_store, Limits(), chat_id, Claim(PHONE, code=second)).method == "code"


def test_sixth_code_in_fifteen_minutes_is_not_sent(sqlite_store: Store) -> None:
    outbox = Outbox()
    for number in range(5):
        codes.send_code(sqlite_store, Limits(), outbox, f"chat{number}", PHONE)

    with pytest.raises(TooManyTries):
        codes.send_code(sqlite_store, Limits(), outbox, "another", PHONE)

    assert len(outbox.sent) == 5


def test_number_that_is_no_mobile_gets_no_code(sqlite_store: Store) -> None:
    outbox = Outbox()

    with pytest.raises(InvalidInput):
        codes.send_code(sqlite_store, Limits(), outbox, "chat", "0755-12345678")

    assert outbox.sent == []
