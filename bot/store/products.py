"""Products of the catalogue and the names that people use for them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, String, Table, func, literal, select
from sqlalchemy.orm import Session

from bot.store.schema import metadata

products = Table(
    "products",
    metadata,
    Column("model", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("category", String, nullable=False, index=True),
    Column("price_fen", Integer, nullable=False),
    Column("launched_on", Date),
    Column("has_imei", Boolean, nullable=False),
    Column("main_version", String),
)

product_aliases = Table(
    "product_aliases",
    metadata,
    Column("alias", String, primary_key=True),
    Column("model", ForeignKey("products.model", ondelete="CASCADE"), primary_key=True, index=True),
)

_TELLING = 4  # characters; a shorter name stands in too many texts by chance
_IGNORED = re.compile(r"[\s\-‐-―_]+")


@dataclass(frozen=True)
class Product:
    """A product: `model` is the code on the label, `name` the market name, `category` the canonical Chinese name.

    `main_version` is the software it ships with today, None where it has none.
    """

    model: str
    name: str
    category: str
    price_fen: int
    launched_on: date | None
    has_imei: bool
    main_version: str | None


def get(session: Session, model: str) -> Product | None:
    """The product with this model code."""
    found = _all(session, products.c.model == model.upper())
    return found[0] if found else None


def find_by_alias(session: Session, text: str) -> list[Product]:
    """Every product that is called so (model code, market name or alias); several for a family's name."""
    models = select(product_aliases.c.model).where(product_aliases.c.alias == normal_alias(text))
    return _all(session, products.c.model.in_(models))


def named_within(session: Session, text: str) -> list[Product]:
    """Every product that has the longest of the names that stand within a text, of four characters and more.

    A shop's title says more than the name: 双创 X14 手机 12GB+256GB 曜石黑.
    """
    alias, whole = product_aliases.c.alias, literal(normal_alias(text))
    query = select(alias, product_aliases.c.model).where(func.length(alias) >= _TELLING, whole.contains(alias))
    found = session.execute(query).all()
    longest = max((len(row.alias) for row in found), default=0)
    return _all(session, products.c.model.in_({row.model for row in found if len(row.alias) == longest}))


def by_category(session: Session, category: str) -> list[Product]:
    """Every product of a category (canonical name), the newest first."""
    found = _all(session, products.c.category == category)
    return sorted(found, key=lambda product: product.launched_on or date.min, reverse=True)


def normal_alias(text: str) -> str:
    """The form under which aliases are stored and found: NFKC, lower case, no spaces, dashes or underscores."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text)).lower()


def alias_rows(model: str, names: Iterable[str]) -> list[dict[str, Any]]:
    """The alias rows of one product, each alias once, empty ones left out."""
    aliases = dict.fromkeys(normal_alias(name) for name in names)
    return [{"alias": alias, "model": model} for alias in aliases if alias]


def _all(session: Session, condition: Any) -> list[Product]:
    statement = select(products).where(condition).order_by(products.c.model)
    return [Product(**row) for row in session.execute(statement).mappings()]
