"""Whether a device is in warranty, whole and part by part, until when, and by which source.

Pure rules over records. A period of months ends on the day of the same number, that day included; where the month
is too short, on its last day (民法典 art. 201, 202: the first day does not count).
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from bot.errors import PolicyNotFound, ProductNotFound
from bot.service.terms import Term, Terms, find_term, terms_of
from bot.store import products
from bot.store.devices import Device
from bot.store.engine import Session
from bot.store.policies import Policy
from bot.store.products import Product


@dataclass(frozen=True)
class Coverage:
    """What one policy grants to one device: `until` is the last covered day, None when the part is never covered."""

    term: Term
    policy: Policy
    until: date | None
    today: date

    @property
    def is_covered(self) -> bool:
        """Whether today is still inside the period."""
        return self.until is not None and self.today <= self.until

    @property
    def days_left(self) -> int:
        """Days after today until the last covered day; 0 on that day, negative afterwards."""
        return (self.until - self.today).days if self.until else 0


@dataclass(frozen=True)
class Verdict:
    """The answer for one device; `whole` is None where no sourced policy states a period for it."""

    device: Device
    product: Product
    whole: Coverage | None
    parts: tuple[Coverage, ...]

    @property
    def is_covered(self) -> bool:
        """Whether the whole unit is in warranty."""
        return self.whole is not None and self.whole.is_covered

    @property
    def covered_parts(self) -> tuple[Coverage, ...]:
        """Parts whose own period is still running."""
        return tuple(part for part in self.parts if part.is_covered)

    def part(self, wanted: str) -> Coverage | None:
        """The coverage of a part by any of its names; None when no policy lists it."""
        term = find_term([part.term for part in self.parts], wanted)
        return next((part for part in self.parts if part.term is term), None) if term else None


def check(session: Session, device: Device, today: date) -> Verdict:
    """Judge one device by the policies that were in force when it was bought; raises `ProductNotFound`."""
    product = products.get(session, device.model)
    if product is None:
        raise ProductNotFound(f"device of unknown model {device.model}")
    try:
        terms = terms_of(session, product.category, device.purchased_on)
    except PolicyNotFound:
        return Verdict(device, product, None, ())
    return judge(device, product, terms, today)


def judge(device: Device, product: Product, terms: Terms, today: date) -> Verdict:
    """Apply `terms` to `device`: for every part the policy that ends last wins."""
    whole = _cover(device, terms.whole, today) if terms.whole else None
    return Verdict(device, product, whole, tuple(_cover(device, part, today) for part in terms.parts))


def add_months(start: date, months: int) -> date:
    """The day of the same number `months` later, or the last day of that month when there is none."""
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def _cover(device: Device, term: Term, today: date) -> Coverage:
    ends = [(_end(device, policy), policy) for policy in term.policies if policy.months > 0]
    if not ends:
        return Coverage(term, term.best, None, today)
    until, policy = max(ends, key=lambda pair: pair[0])
    return Coverage(term, policy, until, today)


def _end(device: Device, policy: Policy) -> date:
    start = device.installed_on if policy.starts == "installed" and device.installed_on else device.purchased_on
    return add_months(start, policy.months)
