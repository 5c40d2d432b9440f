"""The log: one JSON object a line, never a personal number in it."""

from __future__ import annotations

import json
import os
import pty
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
log.warning("request.bad", body={"text": "我叫王小明"}, phones=["13812345678"], rows=[{"name": "王小明"}])
def fail(token):
    raise ValueError("phone 13812345678")
try:
    fail("the " + "token")
except ValueError:
    log.exception("turn.failed")
try:
    fail("the " + "token")
except ValueError:
    logging.getLogger("foreign").exception("also")
"""


def lines() -> list[dict[str, object]]:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout == ""
    assert "13812345678" not in done.stderr and "1A2B3C" not in done.stderr and "王小明" not in done.stderr
    return [json.loads(line) for line in done.stderr.splitlines()]


def test_lines_are_json_without_personal_numbers() -> None:
    first, foreign, bad, failed, also = lines()

    assert (first["event"], first["chat"], first["milliseconds"], first["process"]) == ("turn.done", "c1", 12, "test")
    assert first["note"] == "打 138…78"
    assert foreign["event"] == "number 138…78 and SC-…3C"
    assert bad["body"] == "<dict>"
    assert bad["phones"] == ["138…78"] and bad["rows"] == ["<dict>"]
    assert "ValueError" in str(failed["exception"]) and "ValueError" in str(also["exception"])


def test_terminal_shows_where_it_failed_but_no_value_of_a_variable() -> None:
    shown = bytearray()

    def read(terminal: int) -> bytes:
        shown.extend(read := os.read(terminal, 4096))
        return read

    pty.spawn([sys.executable, "-c", PROGRAM], read)

    text = shown.decode()
    assert "ValueError: phone 138…78" in text and "turn.failed" in text and "UserWarning" not in text
    assert not any(value in text for value in ("the token", "13812345678", "1A2B3C", "王小明"))
