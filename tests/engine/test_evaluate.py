from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.engine.evaluate import BadSentences, evaluate, read_sentences
from bot.engine.parse import Parsed


class FakeParser:
    """Understands by a table."""

    def __init__(self, intents: dict[str, str]) -> None:
        self._intents = intents

    def parse(self, text: str) -> Parsed:
        return Parsed(text, self._intents[text], 0.9, None, {}, 1.0)


def written(folder: Path, *lines: str) -> Path:
    path = folder / "sentences.tsv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_figures_count_strict_and_lenient(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "text\tintent\talt\tstyle",
        '"你好"\tgreet\t\tplain',
        "没有\tdeny\tstop_flow|inform\t",
        "谢谢\tthank\t\t",
        "谢了\tthank\t\t",
    )
    parser: Any = FakeParser({'"你好"': "greet", "没有": "inform", "谢谢": "thank", "谢了": "greet"})

    report = evaluate(parser, read_sentences(path))

    assert report["n"] == 4
    assert report["strict"] == 0.5
    assert report["lenient"] == 0.75
    assert report["by_intent"]["thank"] == {"n": 2, "precision": 1.0, "recall": 0.5}
    assert {"intent": "thank", "predicted": "greet", "n": 1} in report["confusions"]
    assert set(report) == {"n", "strict", "lenient", "macro_f1", "by_intent", "confusions", "ms_p50", "ms_p95"}


def test_file_without_alt_is_read(tmp_path: Path) -> None:
    [sentence] = read_sentences(written(tmp_path, "text\tintent", "你好\tgreet"))

    assert sentence.also == frozenset()


@pytest.mark.parametrize(
    "lines",
    [["text\tintent"], ["text\tlabel", "你好\tgreet"], ["text\tintent", "你好\t"]],
    ids=["empty", "no column", "no value"],
)
def test_bad_file_is_refused(tmp_path: Path, lines: list[str]) -> None:
    with pytest.raises(BadSentences):
        read_sentences(written(tmp_path, *lines))
