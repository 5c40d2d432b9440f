"""Quality on sentences that nobody trained on or tuned with; the floors lie a little below what is reached."""

from __future__ import annotations

import unicodedata
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from bot.engine.nlu.entities import as_values, find_entities
from bot.engine.nlu.form import normalize
from bot.engine.nlu.words import cut_words
from bot.settings import ROOT

SENTENCES = ROOT / "tests" / "nlu" / "held_out.tsv"
SECOND = ROOT / "tests" / "nlu" / "held_out_second.tsv"  # the classes that real customers' lines were weakest in
ENTITIES = ROOT / "tests" / "nlu" / "entities_held_out.yml"
NEVER_JUDGED = {"address", "person_name"}


def counted(value: Any) -> Counter[str]:
    values = [] if value is None else value if isinstance(value, list) else [value]
    return Counter(unicodedata.normalize("NFKC", str(float(one) if isinstance(one, int) else one)) for one in values)


def is_exact(case: dict[str, Any]) -> bool:
    text = normalize(case["text"])
    now = datetime.fromisoformat(str(case.get("now", "2026-11-22T10:00:00+08:00")))
    found = as_values(find_entities(text, cut_words(text), now))
    wanted = case.get("entities") or {}
    ignored = NEVER_JUDGED | (set(case.get("optional") or []) - set(wanted))
    return all(counted(wanted.get(kind)) == counted(found.get(kind)) for kind in {*wanted, *found} - ignored)


def test_intents_of_held_out_sentences_are_understood(model_path: Path) -> None:
    from bot.engine.evaluate import evaluate, read_sentences
    from bot.engine.parse import load_parser

    report = evaluate(load_parser(), read_sentences(SENTENCES))

    assert report["strict"] >= 0.90
    assert report["macro_f1"] >= 0.90
    assert min(quality["recall"] for quality in report["by_intent"].values()) >= 0.55


def test_intents_of_the_weakest_classes_are_understood(model_path: Path) -> None:
    from bot.engine.evaluate import evaluate, read_sentences
    from bot.engine.parse import load_parser

    report = evaluate(load_parser(), read_sentences(SECOND))

    assert report["strict"] >= 0.80
    assert report["macro_f1"] >= 0.80


def test_asking_for_a_human_is_never_missed(model_path: Path) -> None:
    from bot.engine.evaluate import read_sentences
    from bot.engine.parse import load_parser
    from bot.text import asks_for_human

    asking = [sentence.text for sentence in read_sentences(SENTENCES) if asks_for_human(sentence.text)]

    assert [text for text in asking if load_parser().parse(text).intent != "request_human"] == []


def test_entities_of_held_out_sentences_are_found() -> None:
    cases = yaml.safe_load(ENTITIES.read_text(encoding="utf-8"))

    exact = sum(is_exact(case) for case in cases)

    assert exact / len(cases) >= 0.88
