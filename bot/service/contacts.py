"""Contacts: the phone number, the name and the address in what a customer writes, under one name for the dialogue."""

from __future__ import annotations

from bot.service.addresses import amend_address, is_complete, masked, read_address, with_room
from bot.service.names import masked_name, name_after_door, read_name
from bot.service.phones import PhoneFault, PhoneReading, looks_mobile, read_phone

__all__ = [
    "PhoneFault",
    "PhoneReading",
    "amend_address",
    "is_complete",
    "looks_mobile",
    "masked",
    "masked_name",
    "name_after_door",
    "read_address",
    "read_name",
    "read_phone",
    "with_room",
]
