"""What warranty promises: the policies of one kind of goods, put together part by part, the better of brand and statute first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.errors import PolicyNotFound
from bot.store import policies
from bot.store.categories import all_categories
from bot.store.engine import Session
from bot.store.policies import WHOLE_UNIT, Policy

_TERM_ASKED = re.compile(r"保(?:修)?(?:到|多久|多长|几|不保|吗|么|期)|[在过]保|还保|质保")


@dataclass(frozen=True)
class Term:
    """One part (or the whole unit) and every policy that speaks of it, the longest first."""

    part: str
    names: frozenset[str]
    policies: tuple[Policy, ...]

    @property
    def best(self) -> Policy:
        """The policy that is better for the customer; on a tie the one that starts later, then the brand's own."""
        return self.policies[0]

    @property
    def is_excluded(self) -> bool:
        """Whether every policy says that this part is not covered (consumables)."""
        return self.best.months == 0


@dataclass(frozen=True)
class Terms:
    """The terms of one category on one day; `whole` is None where no sourced policy states a period."""

    category: str
    whole: Term | None
    parts: tuple[Term, ...]

    def part(self, wanted: str) -> Term | None:
        """The term of a part by any of its names; None when no policy lists it."""
        return find_term(self.parts, wanted)


def asks_for_term(text: str) -> bool:
    """Whether a text asks how long or until when something is covered."""
    return bool(_TERM_ASKED.search(text))


def window(rows: Iterable[Policy]) -> tuple[date, date | None]:
    """From which to which day of purchase all of these policies hold; an open end is None."""
    found = list(rows)
    ends = [row.valid_to for row in found if row.valid_to]
    return max(row.valid_from for row in found), min(ends, default=None)


def terms_of(session: Session, category: str, on: date) -> Terms:
    """The terms that applied to `category` on the day `on`; raises `PolicyNotFound`."""
    rows = policies.applicable(session, category, on)
    if not rows:
        raise PolicyNotFound(f"no policy for {category} on {on}")
    return put_together(category, rows)


def parts_in(session: Session, text: str, on: date) -> tuple[str, ...]:
    """The parts that a text names (遥控器坏了), in any of their names of two characters or more; the longest of each place."""
    rows = [row for entry in all_categories() for row in policies.applicable(session, entry.name, on)]
    names = {name for row in rows if row.part != WHOLE_UNIT for name in (row.part, *row.aliases)}
    found = [name for name in names if len(name) > 1 and name in text]
    longest = [name for name in found if not any(name != other and name in other for other in found)]
    return tuple(sorted(longest, key=text.index))


def put_together(category: str, rows: Iterable[Policy]) -> Terms:
    """Group policy rows by part, where a shared name makes two rows speak of the same part."""
    groups: list[list[Policy]] = []
    for row in rows:
        names = _names(row)
        same = [group for group in groups if any(names & _names(other) for other in group)]
        groups = [group for group in groups if group not in same]
        groups.append([policy for group in same for policy in group] + [row])
    terms = [_term(group) for group in groups]
    whole = next((term for term in terms if _plain(WHOLE_UNIT) in term.names), None)
    return Terms(category, whole, tuple(term for term in terms if term is not whole))


def find_term(terms: Sequence[Term], wanted: str) -> Term | None:
    """The term that carries the name `wanted`, else the one whose name is contained in it or contains it."""
    name = _plain(wanted)
    if not name:
        return None
    exact = [term for term in terms if name in term.names]
    near = [term for term in terms if any(len(other) > 1 and (other in name or name in other) for other in term.names)]
    return next(iter(exact + near), None)


def _term(group: list[Policy]) -> Term:
    ranked = sorted(group, key=lambda row: (row.months, row.starts == "installed", row.kind == "brand"), reverse=True)
    own = next((row.part for row in ranked if row.kind == "brand"), ranked[0].part)
    return Term(own, frozenset().union(*map(_names, group)), tuple(ranked))


def _names(row: Policy) -> frozenset[str]:
    return frozenset(_plain(name) for name in (row.part, *row.aliases) if name)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).lower().split())
