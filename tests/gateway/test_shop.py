"""The demo shop says what the catalogue and the contact file say, and opens the chat by its script tag."""

from __future__ import annotations

import csv
import re
from html.parser import HTMLParser
from pathlib import Path

import yaml
from front_door import FrontDoor

DEMO = Path("bot/store/demo")
PAGES = Path("bot/gateway/pages")


class _Shop(HTMLParser):
    """Collects the tags of the page and the text of its elements."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed((PAGES / "index.html").read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_every_product_has_the_name_and_price_of_the_catalogue() -> None:
    shop = _Shop()
    with (DEMO / "products.csv").open(encoding="utf-8", newline="") as file:
        catalogue = {row["model"]: row for row in csv.DictReader(file)}

    models = [attrs["data-model"] for _, attrs in shop.tags if attrs.get("data-model")]

    assert len(models) == 6
    for model in models:
        assert model is not None
        row = catalogue[model]
        assert row["name"] in shop.text
        assert f"¥{int(row['price_yuan']):,}" in re.sub(r"\s", "", shop.text)


def test_contact_is_the_one_on_record() -> None:
    shop = _Shop()
    contact = yaml.safe_load((DEMO / "contact.yml").read_text(encoding="utf-8"))

    for fact in (contact["hotline"], contact["hours"], contact["wechat"]):
        assert fact in shop.text
    assert f"tel:{contact['hotline']}" in {attrs.get("href") for _, attrs in shop.tags}


def test_widget_is_embedded_as_any_site_embeds_it() -> None:
    shop = _Shop()

    [loader] = [attrs for tag, attrs in shop.tags if tag == "script" and attrs.get("src") == "/widget.js"]

    assert "async" in loader


def test_links_that_open_the_chat_lead_to_the_chat_page_without_the_widget() -> None:
    shop = _Shop()

    openers = [attrs for _, attrs in shop.tags if {"data-model", "data-say", "data-chat"} & attrs.keys()]

    assert len(openers) >= 13
    assert {attrs.get("href") for attrs in openers} == {"/widget/"}


async def test_everything_that_the_page_shows_is_served_by_ourselves(door: FrontDoor) -> None:
    shop = _Shop()

    own = {attrs.get("src") or attrs.get("href") for tag, attrs in shop.tags if tag in ("img", "script", "link")}

    for address in own - {"/widget.js"}:
        assert address is not None and address.startswith("/static/")
        assert (await door.client.get(address)).status_code == 200
