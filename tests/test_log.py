"""The log: one JSON object a line, never a personal number in it."""

from __future__ import annotations

import json
import subprocess
import sys

PROGRAM = """
import logging, structlog
from bot.log import configure_log
configure_log("test")
log = structlog.get_logger()
log.info("turn.done", chat="c1", note="打 13812345678", milliseconds=12)
logging.getLogger("foreign").warning("number %s and SC-DEMO1-1A2B3C", "13812345678")
logging.getLogger("rasa").info("message text")
log.warning("request.bad", body={"text": "我叫王小明"})
try:
    raise ValueError("phone 13812345678")
except ValueError:
    log.exception("turn.failed")
"""


def lines() -> list[dict[str, object]]:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout == ""
    assert "13812345678" not in done.stderr and "1A2B3C" not in done.stderr and "王小明" not in done.stderr
    return [json.loads(line) for line in done.stderr.splitlines()]


def test_lines_are_json_without_personal_numbers() -> None:
    first, foreign, bad, failed = lines()

    assert (first["event"], first["chat"], first["milliseconds"], first["process"]) == ("turn.done", "c1", 12, "test")
    assert first["note"] == "打 138…78"
    assert foreign["event"] == "number 138…78 and SC-…3C"
    assert bad["body"] == "<dict>"
    assert "ValueError" in str(failed["exception"])
