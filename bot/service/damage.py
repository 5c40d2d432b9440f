"""What a damage means for the warranty: the exclusions that speak of it, with their source."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import yaml

import bot.store
from bot.store import exclusions
from bot.store.engine import Session
from bot.store.exclusions import Exclusion
from bot.store.listed import EVERY

_FILE = Path(bot.store.__file__).parent / "demo" / "symptoms.yml"
_CODES_BY_CAUSE = {
    "drop": ("misuse",),
    "crush": ("misuse",),
    "liquid": ("liquid",),
    "self_opened": ("self_repair",),
    "surge": ("force_majeure", "wrong_voltage"),
    "pest": ("pests",),
}
_CAUSE_BY_SYMPTOM = {"broken_screen": "drop"}  # symptoms that only come from a blow
_USUAL = ("misuse", "liquid", "self_repair", "wrong_voltage")
_ASKS_FOR_LIST = re.compile("^/|哪些|哪几种|哪种|(?:什么|啥|何种)(?:样的?)?(?:情况|原因|时候|问题|不保)|怎样才|怎么才")
_ASKS_FOR_EXCLUSIONS = re.compile("(?:哪些|哪几种|哪种|什么|啥)(?:样的?)?(?:情况|原因|损坏|问题).{0,6}(?:不|没)")


def exclusions_for(session: Session, category: str | None, causes: tuple[str, ...]) -> list[Exclusion]:
    """The exclusions for these causes of damage (drop, liquid, …); without a cause, those that matter most often.

    Consumables differ by kind of goods, so they are among the usual ones only where the kind is not known.
    """
    usual = _USUAL if category else (*_USUAL, "consumables")
    wanted = [code for cause in causes for code in _CODES_BY_CAUSE.get(cause, ())] or list(usual)
    known = {found.code: found for found in exclusions.for_category(session, category or EVERY)}
    return [known[code] for code in dict.fromkeys(wanted) if code in known]


def causes_of(symptoms: Iterable[str]) -> tuple[str, ...]:
    """The causes that symptoms, given by code or by any of their names, leave no doubt about."""
    codes = [_symptom_codes().get(symptom.strip().lower(), symptom) for symptom in symptoms]
    return tuple(dict.fromkeys(_CAUSE_BY_SYMPTOM[code] for code in codes if code in _CAUSE_BY_SYMPTOM))


def asks_for_list(text: str) -> bool:
    """Whether the customer wants to know which cases there are (a button does), not whether one of them holds."""
    return _ASKS_FOR_LIST.search(text) is not None


def asks_for_exclusions(text: str) -> bool:
    """Whether a question about the policy is one about what it leaves out (哪些情况不保修)."""
    return _ASKS_FOR_EXCLUSIONS.search(text) is not None


def no_proof(session: Session) -> Exclusion | None:
    """What the policy says about devices without proof of purchase."""
    return exclusions.get(session, "no_proof")


@lru_cache(maxsize=1)
def _symptom_codes() -> dict[str, str]:
    rows = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {str(name).lower(): str(row["code"]) for row in rows for name in (row["name"], *row["aliases"])}
