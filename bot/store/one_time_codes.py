"""One-time codes that were sent to a phone: kept as keyed hashes, good once, for minutes, and only the newest."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Column, String, Table, delete
from sqlalchemy.orm import Session

from bot.errors import InvalidInput
from bot.store.customers import phone_hash
from bot.store.engine import now_of, vault_of
from bot.store.phones import normal_phone
from bot.store.schema import Moment, metadata
from bot.store.upsert import insert_or_update

one_time_codes = Table(
    "one_time_codes",
    metadata,
    Column("phone_hash", String(64), primary_key=True),
    Column("code_hash", String(64), nullable=False),
    Column("expires_at", Moment, nullable=False),
)


def put(session: Session, phone: str, code: str, minutes: int) -> None:
    """Remember the code that is being sent to this phone; an earlier one is void. Raises `InvalidInput`."""
    normal = normal_phone(phone)
    if normal is None:
        raise InvalidInput("phone: expected a mainland mobile number")
    expires_at = now_of(session) + timedelta(minutes=minutes)
    row = {**_hashes(session, normal, code), "expires_at": expires_at}
    insert_or_update(session, one_time_codes, [row], ("phone_hash",))


def take(session: Session, phone: str, code: str) -> bool:
    """Use up a code: whether it is the newest one of this phone, unused and not expired.

    Wrong, used, expired and never sent cost the same work. The caller counts the tries.
    """
    found = _hashes(session, normal_phone(phone) or "", code)
    columns = one_time_codes.c
    same = (columns.phone_hash == found["phone_hash"], columns.code_hash == found["code_hash"])
    statement = delete(one_time_codes).where(*same, columns.expires_at > now_of(session))
    return bool(session.execute(statement).rowcount == 1)


def _hashes(session: Session, normal: str, code: str) -> dict[str, str]:
    vault = vault_of(session)
    code_hash = vault.fingerprint("one_time_codes.code", f"{normal}:{code.strip()}")
    return {"phone_hash": phone_hash(vault, normal), "code_hash": code_hash}
