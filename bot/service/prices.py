"""What a repair costs by the price list: which jobs a question means, and their labour, part and visit. Money is in fen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.store import parts, prices
from bot.store.categories import all_categories
from bot.store.engine import Session
from bot.store.listed import EVERY
from bot.store.parts import Part
from bot.store.prices import Price

Fee = Literal["visit", "freight", "extra", "refused", "bargain"]

INSPECTION = "检测"  # the job of this name stands in the list for every kind of goods
_SYMPTOMS = {  # the job that a fault in the customer's words means beyond doubt; every other fault is inspected first
    "碎屏": "更换屏幕",
    "broken_screen": "更换屏幕",
    "外屏碎": "更换屏幕",
}
_SYSTEM_JOBS = ("系统恢复", "系统重装")
_FILLING = re.compile(r"[个块只根条台套片颗次]|一下|一[个块只根]|原装的?|官方的?|新的?|了|的|我|想|要|给|把|\s")
_CHANGE = re.compile(r"^(?:更换|换|修)|(?:更换|维修)$")
_FEES: tuple[tuple[Fee, re.Pattern[str]], ...] = (
    ("freight", re.compile(r"运费|快递费|邮费|来回.{0,4}费|取件|寄修.{0,6}(?:费|钱|付)|谁出")),
    ("refused", re.compile(r"(?:不修|没修|没修好|修不好|嫌贵)[^。]{0,14}(?:收|费|钱)|不修的话")),
    ("extra", re.compile(r"高空|远程费|郊区|周末.{0,4}(?:加|贵)|加急|夜间|节假日.{0,4}(?:加|收)|打孔|支架")),
    ("bargain", re.compile(r"便宜|打折|优惠|合理吗|收贵|价格对吗|太贵|划算")),
    ("visit", re.compile(r"上门费|上门.{0,6}(?:收费|要钱|多少钱|费用|怎么收|计费)|师傅.{0,4}(?:上门|来)[^。]{0,8}(?:多少|钱|费)|人工费")),
)  # fmt: skip


@dataclass(frozen=True)
class Estimate:
    """One job of the price list: `model` is a model code or `*`; `part_fen` is None where the job needs no part.

    `visit_fen` is due only when somebody comes to the home; `includes` says what the labour covers.
    """

    code: str
    category: str
    model: str
    item: str
    labour_fen: int
    part_fen: int | None
    visit_fen: int
    includes: str | None
    part_name: str | None = None

    @property
    def work_fen(self) -> int:
        """Labour and part, without the visit."""
        return self.labour_fen + (self.part_fen or 0)

    @property
    def thing(self) -> str:
        """What is changed, without the verb: 屏幕 of 更换屏幕; the job's own name where nothing is changed."""
        return _CHANGE.sub("", self.item)

    @property
    def covers(self) -> str | None:
        """What the labour covers, in the list's words; that the part is charged apart is not said where its price is told."""
        if self.includes is None or self.part_fen is None:
            return self.includes
        return self.includes.removesuffix("，配件另计")

    def total_fen(self, comes_home: bool) -> int:
        """Everything that is due, with the visit where somebody comes."""
        return self.work_fen + (self.visit_fen if comes_home else 0)


@dataclass(frozen=True)
class Range:
    """The same job for several models: from the cheapest to the dearest."""

    item: str
    low: Estimate
    high: Estimate
    count: int


def estimate(
    session: Session, category: str, model: str | None, text: str, named: Sequence[str] = (), faults: Sequence[str] = ()
) -> list[Estimate]:
    """The jobs that `text`, the parts `named` and the `faults` mean, for a model or for a whole kind of goods.

    A name inside a longer one does not count: 换前置摄像头 is not 换摄像头. Empty where nothing fits.
    """
    rows = [(price, _part_of(session, price)) for price in prices.for_category(session, category, model)]
    said = "|".join([_plain(text), *(f"换{_plain(name)}" for name in named)])
    spans = [(price, part, _span(price, part, said)) for price, part in rows if price.item != INSPECTION]
    if asks_for_cleaning(text):
        spans = [(price, part, span) for price, part, span in spans if part is None]
    every = [span for _, _, span in spans if span]
    found = [_estimate(price, part) for price, part, span in spans if span and not _inside_another(span, every)]
    if not found:
        jobs = {_SYMPTOMS[fault] for fault in faults if fault in _SYMPTOMS}
        found = [_estimate(price, part) for price, part in rows if price.item in jobs]
    return _own_first(found)


def inspection(session: Session, category: str) -> Estimate | None:
    """The fee for finding the fault of a kind of goods; None where the list has none."""
    rows = prices.for_category(session, category)
    return next((_estimate(price, None) for price in rows if price.item == INSPECTION), None)


def usual_jobs(session: Session, category: str, model: str | None, count: int) -> list[Estimate]:
    """The first jobs of the list for a model or kind of goods, each once, inspection left out."""
    rows = prices.for_category(session, category, model)
    jobs = {price.item: price for price in reversed(rows) if price.item != INSPECTION}
    ordered = sorted(jobs.values(), key=lambda price: price.code)
    return [_estimate(price, _part_of(session, price)) for price in ordered[:count]]


def system_job(session: Session, category: str, model: str) -> Estimate | None:
    """The job of writing the system anew at a centre; None where the list has none for such goods."""
    rows = prices.for_category(session, category, model)
    return next((_estimate(price, None) for price in rows if price.item in _SYSTEM_JOBS), None)


def ranges(found: Iterable[Estimate]) -> list[Range]:
    """The estimates by job, each from its cheapest model to its dearest."""
    jobs: dict[str, list[Estimate]] = {}
    for item in found:
        jobs.setdefault(item.item, []).append(item)
    return [
        Range(name, min(group, key=_price_of), max(group, key=_price_of), len(group)) for name, group in jobs.items()
    ]


def fee_asked(text: str) -> Fee | None:
    """Which fee beside the work itself is asked about; None when it is the work."""
    return next((fee for fee, pattern in _FEES if pattern.search(text)), None)


def asks_for_inspection(text: str) -> bool:
    """Whether the fee for finding the fault is asked about."""
    return bool(re.search(r"检测|检查|诊断|看一下|拆机费", text))


def asks_for_cleaning(text: str) -> bool:
    """Whether something is to be cleaned, not changed."""
    return bool(re.search(r"清|洗|除尘|除垢", text)) and not re.search(r"换|洗衣机|洗碗机", text)


def categories_with(session: Session, text: str, named: Sequence[str] = ()) -> list[str]:
    """The kinds of goods for which the question means a job, in the order of the catalogue."""
    return [entry.name for entry in all_categories() if estimate(session, entry.name, None, text, named)]


def visit_range(session: Session) -> tuple[int, int]:
    """The lowest and the highest fee for a visit among the goods that are repaired at home, in fen."""
    found = [inspection(session, entry.name) for entry in all_categories() if "home" in entry.modes]
    fees = [item.visit_fen for item in found if item]
    return min(fees, default=0), max(fees, default=0)


def is_home_only(category: str) -> bool:
    """Whether a repair of such goods always needs a visit, so that its fee is always due."""
    return next((entry.modes == ("home",) for entry in all_categories() if entry.name == category), False)


def may_visit(category: str) -> bool:
    """Whether somebody comes to the home for such goods at all."""
    return next(("home" in entry.modes for entry in all_categories() if entry.name == category), False)


def yuan(fen: int) -> str:
    """An amount as people read it: 260, 99.5."""
    return f"{fen // 100}" if fen % 100 == 0 else f"{fen / 100:.2f}".rstrip("0")


def _span(price: Price, part: Part | None, text: str) -> tuple[int, int] | None:
    """Where the longest name of the job, or of the part that it changes, stands in the text."""
    bare = price.item.removeprefix(price.category)  # 安装 of 空调安装, where the kind of goods is known
    names = {_plain(name) for name in (price.item, *price.aliases, bare if len(bare) > 1 else price.item)}
    names |= {_CHANGE.sub("", name) for name in names} if part else set()
    names |= {_plain(name) for name in (part.name, *part.aliases)} if part else set()
    found = [(start, start + len(name)) for name in names if (start := _find(name, text)) >= 0]
    return max(found, key=lambda span: span[1] - span[0], default=None)


def _find(name: str, text: str) -> int:
    """The place of a name in the text, -1 where it is not; a name of one character counts only after 换 or 修."""
    if len(name) > 1:
        return text.find(name)
    match = re.search(rf"[换修]{re.escape(name)}", text) if name else None
    return match.start() if match else -1


def _inside_another(span: tuple[int, int], every: Iterable[tuple[int, int]]) -> bool:
    return any(other != span and other[0] <= span[0] and span[1] <= other[1] for other in every)


def _own_first(found: list[Estimate]) -> list[Estimate]:
    """For a job with a price of its own for the model, the price for every model is left out."""
    own = {item.item for item in found if item.model != EVERY}
    return [item for item in found if item.model != EVERY or item.item not in own]


def _estimate(price: Price, part: Part | None) -> Estimate:
    made = Estimate(
        price.code, price.category, price.model, price.item, price.labour_fen, None, price.visit_fen, price.includes
    )
    return replace(made, part_fen=part.price_fen, part_name=part.name) if part else made


def _part_of(session: Session, price: Price) -> Part | None:
    return parts.get(session, price.part_code) if price.part_code else None


def _price_of(item: Estimate) -> int:
    return item.work_fen


def _plain(text: str) -> str:
    return _FILLING.sub("", text.lower())
