"""The training sentences: every intent of the domain has enough of them, and none is taught twice with two meanings."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict

import yaml

from bot.settings import ROOT

ENOUGH = 30


def taught() -> dict[str, set[str]]:
    """The different sentences of each intent, as the normaliser would compare them."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            lines = [line[2:] for line in block["examples"].splitlines() if line.startswith("- ")]
            found[block["intent"]] |= {bare(line) for line in lines}
    return found


def bare(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).lower()
    return re.sub(r"[\W_]+", "", folded) or folded


UNTAUGHT = {"nlu_fallback", "send_file"}  # what is left over, and what only the gateway tells


def test_all_sixty_intents_have_thirty_sentences_and_more() -> None:
    intents = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))["intents"]

    counts = {intent: len(taught().get(intent, ())) for intent in intents if intent not in UNTAUGHT}

    assert len(counts) == 60
    assert {intent: count for intent, count in counts.items() if count < ENOUGH} == {}


def test_no_sentence_is_taught_with_two_meanings() -> None:
    meanings: dict[str, set[str]] = defaultdict(set)
    for intent, sentences in taught().items():
        for sentence in sentences:
            meanings[sentence].add(intent)

    assert {sentence: intents for sentence, intents in meanings.items() if len(intents) > 1} == {}
