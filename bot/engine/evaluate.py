"""How often the understood intent is the right one: `xiaoxiu evaluate`."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.engine.parse import Parser, load_parser
from bot.errors import BotError

_SHOWN_CONFUSIONS = 25


class BadSentences(BotError):
    """The file of labelled sentences lacks a column or a value."""

    code = "bad_sentences"


@dataclass(frozen=True)
class Labelled:
    """A sentence, its right intent, and others that would be right as well."""

    text: str
    intent: str
    also: frozenset[str]


def evaluate_file(path: Path, as_json: bool = False) -> str:
    """Evaluate the sentences of a TSV file; the report as JSON or as lines to read. Raises `BadSentences`."""
    report = evaluate(load_parser(), read_sentences(path))
    return json.dumps(report, ensure_ascii=False) if as_json else _readable(report)


def read_sentences(path: Path) -> list[Labelled]:
    """Read columns text, intent and, where there is one, alt (several separated by | or ,)."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadSentences(f"expected a TSV file in UTF-8: {error}") from None
    found = []
    for number, row in enumerate(rows, start=2):
        if not row.get("text") or not row.get("intent"):
            raise BadSentences(f"line {number}: expected text and intent")
        also = frozenset(name for name in re.split(r"[|,;/\s]+", row.get("alt") or "") if name)
        found.append(Labelled(row["text"], row["intent"].strip(), also))
    if not found:
        raise BadSentences("expected at least one sentence below the head")
    return found


def evaluate(parser: Parser, sentences: Sequence[Labelled]) -> dict[str, Any]:
    """Figures over all sentences: strict counts the first label only, lenient any of them; a fallback is always wrong."""
    parsed = [parser.parse(sentence.text) for sentence in sentences]
    pairs = [(sentence.intent, found.intent) for sentence, found in zip(sentences, parsed, strict=True)]
    right = sum(intent == found for intent, found in pairs)
    also = sum(
        found in {sentence.intent, *sentence.also} for sentence, (_, found) in zip(sentences, pairs, strict=True)
    )
    by_intent = {intent: _quality(intent, pairs) for intent in sorted({intent for intent, _ in pairs})}
    wrong = Counter((intent, found) for intent, found in pairs if intent != found)
    times = sorted(found.ms for found in parsed)
    return {
        "n": len(pairs),
        "strict": round(right / len(pairs), 4),
        "lenient": round(also / len(pairs), 4),
        "macro_f1": round(sum(_f1(quality) for quality in by_intent.values()) / len(by_intent), 4),
        "by_intent": by_intent,
        "confusions": [{"intent": intent, "predicted": found, "n": n} for (intent, found), n in wrong.most_common()],
        "ms_p50": times[len(times) // 2],
        "ms_p95": times[min(len(times) - 1, len(times) * 95 // 100)],
    }


def _quality(intent: str, pairs: Sequence[tuple[str, str]]) -> dict[str, Any]:
    labelled = sum(gold == intent for gold, _ in pairs)
    predicted = sum(found == intent for _, found in pairs)
    hits = sum(gold == found == intent for gold, found in pairs)
    return {
        "n": labelled,
        "precision": round(hits / predicted, 4) if predicted else 0.0,
        "recall": round(hits / labelled, 4),
    }


def _f1(quality: dict[str, Any]) -> float:
    total = quality["precision"] + quality["recall"]
    return float(2 * quality["precision"] * quality["recall"] / total) if total else 0.0


def _readable(report: dict[str, Any]) -> str:
    lines = [f"{name:>10}  {report[name]}" for name in ("n", "strict", "lenient", "macro_f1", "ms_p50", "ms_p95")]
    lines += [
        f"{quality['n']:>5}  P {quality['precision']:.2f}  R {quality['recall']:.2f}  {intent}"
        for intent, quality in report["by_intent"].items()
    ]
    lines += [
        f"{row['n']:>5}  {row['intent']} → {row['predicted']}" for row in report["confusions"][:_SHOWN_CONFUSIONS]
    ]
    return "\n".join(lines)
