"""A maker's name is found beside the goods, whatever its letters."""

from __future__ import annotations

from datetime import datetime

import pytest
import yaml

from bot.engine.nlu.entities import find_entities
from bot.engine.nlu.form import normalize
from bot.engine.nlu.words import cut_words
from bot.settings import SHANGHAI
from bot.store.catalogue import DEMO_FOLDER

BRANDS = [row["name"] for row in yaml.safe_load((DEMO_FOLDER / "brands.yml").read_text(encoding="utf-8"))]


@pytest.mark.parametrize("goods", ["手机", "空调", "路由器"])
@pytest.mark.parametrize("brand", BRANDS)
def test_brand_is_found_before_goods(brand: str, goods: str) -> None:
    text = normalize(f"{brand}{goods}保修多久")

    found = {
        (span.kind, span.value)
        for span in find_entities(text, cut_words(text), datetime(2026, 11, 18, tzinfo=SHANGHAI))
    }

    assert ("brand", brand) in found
    assert ("product_category", goods) in found


def test_brand_of_a_tablet_is_found() -> None:
    text = "苹果平板保修多久"

    spans = find_entities(text, cut_words(text), datetime(2026, 11, 18, tzinfo=SHANGHAI))

    assert {"苹果", "平板"} <= {span.value for span in spans}
