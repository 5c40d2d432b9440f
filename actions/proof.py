"""Asking for proof of ownership and taking it: both halves in one sentence, in any order, over several messages."""

from __future__ import annotations

from dataclasses import replace

from actions.base import Context
from actions.phrases import phrase
from actions.service_draft import ServiceDraft
from actions.turn import Button, Turn
from bot.service import codes, identity
from bot.service.identity import ProofFailed
from bot.text import mask_phone

_HALF_WISHES = ("progress", "urge")  # number + phone are enough to hear the status


def take_proof(context: Context, turn: Turn, draft: ServiceDraft) -> ServiceDraft:
    """Check what was given once it is a pair, or send a code when one is wanted.

    A pair that fits is used up and holds for the chat; one that does not is marked as tried. Raises `TooManyTries`.
    """
    limits = context.settings.limits
    sender = codes.sender_of(context.settings.sms_sender)
    if sender and draft.phone and turn.value("choice") == "code":
        codes.send_code(context.store, limits, sender, turn.chat_id, draft.phone)
        return replace(draft, code_sent=True, tried=draft.given)
    claim = draft.claim
    if claim is None:
        return draft
    try:
        identity.prove(context.store, limits, turn.chat_id, claim)
    except ProofFailed:
        return replace(draft, tried=draft.given)
    return replace(draft, last_four=None, order=None, code=None, tried=None)


def proof_question(context: Context, draft: ServiceDraft) -> tuple[str, list[Button]]:
    """Which wording asks for what is still missing, and the buttons besides its own."""
    buttons = _code_button(context, draft)
    if draft.code_sent and not draft.code:
        return "utter_ask_proof_code", []
    if draft.tried == draft.given and draft.tried is not None:
        return "utter_ask_proof_code_failed" if draft.code else "utter_ask_proof_failed", buttons
    if draft.phone:
        return "utter_ask_proof_second", buttons
    if draft.last_four or draft.order:
        return "utter_ask_proof_phone", []
    half = draft.number is not None and draft.wish in _HALF_WISHES
    return ("utter_ask_proof_under" if half else "utter_ask_proof"), []


def shown_phone(draft: ServiceDraft) -> str:
    """The phone number given, as it may be repeated."""
    return mask_phone(draft.phone or "")


def _code_button(context: Context, draft: ServiceDraft) -> list[Button]:
    """A code is offered only where a sender is plugged in and the number is known."""
    if not draft.phone or codes.sender_of(context.settings.sms_sender) is None:
        return []
    return [{"title": phrase("service_send_code"), "payload": '/inform{"choice": "code"}'}]
