"""What a damage means for the warranty: the exclusions that speak of it, with their source."""

from __future__ import annotations

from bot.store import exclusions
from bot.store.engine import Session
from bot.store.exclusions import Exclusion
from bot.store.listed import EVERY

_CODES_BY_CAUSE = {
    "drop": ("misuse",),
    "crush": ("misuse",),
    "liquid": ("liquid",),
    "self_opened": ("self_repair",),
    "surge": ("force_majeure", "wrong_voltage"),
    "pest": ("pests",),
}
_USUAL = ("misuse", "liquid", "self_repair", "wrong_voltage", "consumables")


def exclusions_for(session: Session, category: str | None, causes: tuple[str, ...]) -> list[Exclusion]:
    """The exclusions for these causes of damage (drop, liquid, …); without a cause, those that matter most often."""
    wanted = [code for cause in causes for code in _CODES_BY_CAUSE.get(cause, ())] or list(_USUAL)
    known = {found.code: found for found in exclusions.for_category(session, category or EVERY)}
    return [known[code] for code in dict.fromkeys(wanted) if code in known]


def no_proof(session: Session) -> Exclusion | None:
    """What the policy says about devices without proof of purchase."""
    return exclusions.get(session, "no_proof")
