"""A booking put into words before it is sent: every field with its value, and what is known of the price."""

from __future__ import annotations

from actions.base import Context
from actions.phrases import day, phrase, window
from actions.repair_draft import FROM_RECORD, task_of, thing_of
from bot.service import contacts, warranty
from bot.service.repair import Draft
from bot.store import centres, devices
from bot.store.engine import Session
from bot.text import mask_phone


def applying(draft: Draft) -> tuple[str, ...]:
    """The fields that this booking has; a parcel has no window, a visit to a centre no address."""
    fields = ["device", "mode", "region", "contact", "phone"]
    if draft.purpose == "repair":
        fields.append("fault")
    if draft.mode != "mail_in":
        fields.append("window")
    if draft.mode != "store":
        fields.append("address")
    return tuple(fields)


def summary_lines(context: Context, session: Session, draft: Draft) -> str:
    """Every field with its value, a line each, and what is known of the price."""
    recorded = FROM_RECORD in draft.told
    name, phone = draft.person_name or "", draft.phone_number or ""
    values = {
        "device": phrase("goods_and_task", goods=thing_of(session, draft).strip(), task=task_of(draft)),
        "fault": draft.fault if draft.purpose == "repair" else None,
        "mode": phrase(f"mode_{draft.mode}"),
        "window": window(draft.slot) if draft.slot and draft.mode != "mail_in" else None,
        "centre" if draft.mode == "store" else "address": _where(session, draft),
        "contact": f"{contacts.masked_name(name)} {mask_phone(phone)}" if recorded else f"{name} {phone}",
    }
    lines = [
        phrase("summary_line", label=phrase(f"field_{field}"), said=said) for field, said in values.items() if said
    ]
    return "\n".join([*lines, price_of(context, session, draft.purpose, draft.serial_number) + phrase("stop")])


def _where(session: Session, draft: Draft) -> str:
    """The address of the visit or of the way back; the centre's, where the customer comes."""
    centre = centres.get(session, draft.slot.place_code) if draft.mode == "store" and draft.slot else None
    if centre:
        return phrase("place", name=centre.name, where=centre.address)
    region = draft.region.name if draft.region else ""
    return full_address(region, draft.address)


def full_address(region: str, address: str | None) -> str:
    """The address with its city and district in front, unless it begins so."""
    return address if address and region and address.startswith(region) else f"{region}{address or ''}"


def price_of(context: Context, session: Session, purpose: str, serial: str | None) -> str:
    """What the records say about the price: the warranty of a known device, else that it is settled on inspection."""
    if purpose != "repair":
        return phrase("price_on_site")
    device = devices.find_by_serial(session, serial) if serial else None
    verdict = warranty.check(session, device, context.today()) if device else None
    if verdict and verdict.whole and verdict.whole.until and verdict.is_covered:
        return phrase("price_covered", until=day(verdict.whole.until), source=verdict.whole.policy.source)
    return phrase("price_inspected")
