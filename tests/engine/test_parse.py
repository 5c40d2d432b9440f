"""`xiaoxiu parse` over the trained model of the current data."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import ROOT

LINES = [
    "你好",
    "",
    "/restart",
    "转人工",
    "别给我转人工",
    "SC-DEMO1-1A2B3C",
    "空调保修几年",
    "明早十点半过来",
    "😀",
    "空" * 500,
]


@pytest.fixture(scope="module")
def parsed(model_path: Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, object]]:
    folder = tmp_path_factory.mktemp("parse")
    code = "import sys; from bot.engine.parse import parse_lines; parse_lines(sys.stdin, sys.stdout)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, input="\n".join(LINES), capture_output=True, text=True,
        env={"XIAOXIU_NOW": "2026-11-18T10:00:00+08:00", "XIAOXIU_DATA_DIR": str(folder), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_each_line_gives_one_object_in_order(parsed: list[dict[str, object]]) -> None:
    assert [row["text"] for row in parsed] == LINES
    assert all(set(row) == {"text", "intent", "confidence", "second", "entities", "ms"} for row in parsed)


def test_intents_are_what_the_system_would_act_on(parsed: list[dict[str, object]]) -> None:
    found = {row["text"]: row["intent"] for row in parsed}

    assert found["你好"] == "greet"
    assert found[""] == "nlu_fallback"
    assert found["/restart"] != "restart"
    assert found["转人工"] == "request_human"
    assert found["别给我转人工"] != "request_human"
    assert found["SC-DEMO1-1A2B3C"] == "inform"
    assert found["空调保修几年"] == "query_warranty_policy"


def test_entities_are_reckoned_from_the_clock_setting(parsed: list[dict[str, object]]) -> None:
    found = {row["text"]: row["entities"] for row in parsed}

    assert found["明早十点半过来"] == {"time": {"start": "2026-11-19T10:30", "end": None}}
    assert found["SC-DEMO1-1A2B3C"] == {"serial_number": "SC-DEMO1-1A2B3C"}
