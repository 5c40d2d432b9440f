"""Held-out sentences stay held out: none is trained on, except words so short that everybody types them."""

from __future__ import annotations

import csv
import re
import unicodedata

import pytest
import yaml

from bot.settings import ROOT

EVERYBODY_TYPES_THEM = 6  # characters: 你好, 转人工, 查进度 …


def bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).lower())


def training_sentences() -> dict[str, str]:
    found = {}
    for path in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            for line in block["examples"].splitlines():
                if line.startswith("- "):
                    found[bare(line[2:])] = path.name
    return found


@pytest.mark.parametrize(("name", "least"), [("held_out.tsv", 1400), ("held_out_second.tsv", 300)])
def test_no_held_out_sentence_is_trained_on(name: str, least: int) -> None:
    trained = training_sentences()
    with (ROOT / "tests" / "nlu" / name).open(encoding="utf-8") as file:
        texts = [row["text"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]

    assert len(texts) >= least
    assert [text for text in texts if len(bare(text)) > EVERYBODY_TYPES_THEM and bare(text) in trained] == []
