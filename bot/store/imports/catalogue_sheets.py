"""The sheets of the catalogue: products, parts, repair prices, warranty policies, software releases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.store.imports import cells
from bot.store.imports.reading import Fault
from bot.store.imports.sheet import Entry, Field, Sheet, missing
from bot.store.imports.storing import upsert
from bot.store.listed import EVERY
from bot.store.parts import KINDS as PART_KINDS
from bot.store.parts import parts
from bot.store.policies import KINDS as POLICY_KINDS
from bot.store.policies import STARTS, policies
from bot.store.prices import prices
from bot.store.products import alias_rows, product_aliases, products
from bot.store.releases import STATUSES, releases
from bot.store.upsert import insert_missing

_ALIASES = Field("aliases", cells.listed, required=False, empty=())
_STATUTE_GRADES = ("A", "B", "B*", "C")  # how well a statutory period must be evidenced to be stated
_NOT_A_MODEL = "不在产品目录里，请先导入产品"


def product_rows(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """The alias rows of products: model code, market name and the given aliases."""
    return [
        row
        for entry in entries
        for row in alias_rows(
            entry.values["model"], (entry.values["model"], entry.values["name"], *entry.values.get("aliases", ()))
        )
    ]


def _save_products(session: Session, sheet: Sheet, entries: Sequence[Entry]) -> None:
    upsert(session, sheet, entries)
    renamed = [entry.values["model"] for entry in entries if "aliases" in entry.values]
    session.execute(delete(product_aliases).where(product_aliases.c.model.in_(renamed)))
    insert_missing(session, product_aliases, product_rows(entries))


def _known_models(session: Session) -> set[Any]:
    return {EVERY, *session.execute(select(products.c.model)).scalars()}


def _check_parts(session: Session, entries: Sequence[Entry]) -> list[Fault]:
    return missing(entries, "models", _known_models(session), "models", _NOT_A_MODEL)


def _check_prices(session: Session, entries: Sequence[Entry]) -> list[Fault]:
    known_parts = set(session.execute(select(parts.c.code)).scalars())
    faults = missing(entries, "model", _known_models(session), "model", _NOT_A_MODEL)
    return faults + missing(entries, "part_code", known_parts, "part_code", "不在配件目录里，请先导入配件")


def _check_policies(_session: Session, entries: Sequence[Entry]) -> list[Fault]:
    faults = []
    for entry in entries:
        valid_to, grade = entry.values.get("valid_to"), entry.values.get("grade")
        if valid_to and valid_to < entry.values["valid_from"]:
            faults.append((entry.line, f"valid_to：“{valid_to}”早于 valid_from“{entry.values['valid_from']}”"))
        if entry.values["kind"] == "statute" and grade not in _STATUTE_GRADES:
            faults.append(
                (entry.line, f"grade：法定期限（statute）要写明依据等级，应为 {'、'.join(_STATUTE_GRADES)} 之一")
            )
    return faults


def _check_releases(session: Session, entries: Sequence[Entry]) -> list[Fault]:
    return missing(entries, "model", _known_models(session) - {EVERY}, "model", _NOT_A_MODEL)


PRODUCTS = Sheet(
    kind="products",
    table=products,
    fields=(
        Field("model", cells.code),
        Field("name", cells.words),
        Field("category", cells.one_category),
        _ALIASES,
        Field("price_yuan", cells.fen, into="price_fen"),
        Field("launched_on", cells.day, required=False),
        Field("has_imei", cells.truth, required=False, empty=False),
        Field("main_version", cells.words, required=False),
    ),
    key=("model",),
    check=lambda _session, _entries: [],
    save=_save_products,
)

PARTS = Sheet(
    kind="parts",
    table=parts,
    fields=(
        Field("code", cells.plain_code),
        Field("name", cells.words),
        _ALIASES,
        Field("category", cells.category),
        Field("models", cells.listed_of(cells.code), required=False, empty=(EVERY,)),
        Field("kind", cells.choice(*PART_KINDS)),
        Field("price_yuan", cells.fen, into="price_fen"),
        Field("stock", cells.count, required=False, empty=0),
        Field("cycle_months", cells.months, required=False),
        Field("genuine", cells.truth, required=False, empty=True),
    ),
    key=("code",),
    check=_check_parts,
    save=upsert,
)

PRICES = Sheet(
    kind="prices",
    table=prices,
    fields=(
        Field("code", cells.plain_code),
        Field("category", cells.one_category),
        Field("model", cells.code, required=False, empty=EVERY),
        Field("item", cells.words),
        _ALIASES,
        Field("labour_yuan", cells.fen, into="labour_fen"),
        Field("part_code", cells.plain_code, required=False),
        Field("visit_yuan", cells.fen, required=False, empty=0, into="visit_fen"),
        Field("includes", cells.words, required=False),
    ),
    key=("code",),
    check=_check_prices,
    save=upsert,
)

POLICIES = Sheet(
    kind="policies",
    table=policies,
    fields=(
        Field("code", cells.plain_code),
        Field("category", cells.category),
        Field("part", cells.words),
        _ALIASES,
        Field("months", cells.months),
        Field("starts", cells.choice(*STARTS)),
        Field("kind", cells.choice(*POLICY_KINDS)),
        Field("source", cells.words),
        Field("grade", cells.words, required=False),
        Field("valid_from", cells.day),
        Field("valid_to", cells.day, required=False),
        Field("covers", cells.words),
    ),
    key=("code",),
    check=_check_policies,
    save=upsert,
)

RELEASES = Sheet(
    kind="releases",
    table=releases,
    fields=(
        Field("model", cells.code),
        Field("version", cells.plain_code),
        Field("released_on", cells.day),
        Field("size_mb", cells.number(0, 1_000_000), required=False),
        Field("status", cells.choice(*STATUSES)),
        Field("from_version", cells.words, required=False),
        Field("notes", cells.words),
        Field("known_issues", cells.words, required=False),
        Field("source", cells.words),
    ),
    key=("model", "version"),
    check=_check_releases,
    save=upsert,
)
