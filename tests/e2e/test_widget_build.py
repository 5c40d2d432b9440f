"""The built pages: small enough for a phone in the lift, free of what only developers need, licences beside them."""

from __future__ import annotations

import gzip
import json
import re

import pytest

from bot.gateway.pages import BUILT
from bot.settings import ROOT

LOADER_BYTES, ALL_BYTES = 5_000, 80_000  # gzip; what a customer on a slow network can be asked to load
FILES = sorted(path for path in BUILT.rglob("*") if path.suffix in (".js", ".css", ".html", ".txt", ".map"))


def weight(suffixes: tuple[str, ...]) -> int:
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in FILES if path.suffix in suffixes)


def test_pages_are_built() -> None:
    assert {"widget.js", "index.html", "licences.txt"} <= {path.name for path in FILES}, "run make pages"


def test_loader_weighs_no_more_than_it_may() -> None:
    assert len(gzip.compress((BUILT / "widget.js").read_bytes(), 9)) <= LOADER_BYTES


def test_loader_and_chat_page_together_weigh_no_more_than_they_may() -> None:
    assert weight((".js", ".css")) <= ALL_BYTES


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_no_file_has_a_source_map_or_an_address_elsewhere(path) -> None:  # type: ignore[no-untyped-def]
    text = path.read_text(encoding="utf-8")

    assert path.suffix != ".map"
    assert "sourceMappingURL" not in text
    assert str(ROOT) not in text and "node_modules" not in text
    if path.suffix == ".html":
        assert re.findall(r"(?:src|href)=\"(?!\.?/|data:,\")[^\"]*", text) == []
        assert "<style" not in text and "style=" not in text


def test_licences_name_the_packages_that_the_page_is_made_of() -> None:
    text = (BUILT / "assets" / "licences.txt").read_text(encoding="utf-8")
    wanted = json.loads((ROOT / "web" / "package.json").read_text(encoding="utf-8"))["dependencies"]

    for package in ("@chatui/core", "preact", "socket.io-client"):
        assert f"{package} - {wanted[package]} (MIT)" in text
