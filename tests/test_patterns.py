"""Every regular expression that reads customer text stays fast on the longest text a customer can send."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, ModuleType
from typing import Any

import pytest

CHARACTERS = 500
SECONDS = 0.2  # of processor time; an exponential pattern takes hours, a good one less than a hundredth
ROOMS = ["bot.text", "bot.chat", "bot.engine.nlu", "bot.service", "actions"]
UNITS = [
    "a",
    "A1",
    "1",
    "1 ",
    "1-",
    "1.",
    "1,",
    "１",
    "一",
    "一百",
    " ",
    " a",
    "!",
    "。",
    "，",
    "-",
    ".",
    ":",
    "/",
    "(",
    "（",
    "的",
]
UNITS += [
    "不要",
    "不想",
    "转",
    "你们的",
    "一个",
    "帮我",
    "号码",
    "是",
    "SC-",
    "\n",
    "ﷺ",
    "👨",
    "个月",
    "点",
    "三点",
    "第1",
    "\\",
]
_USES = {"search", "match", "fullmatch", "sub", "subn", "findall", "finditer", "split", "compile"}


class TooSlow(Exception):
    """The time for one pattern on one text is over."""


def _modules() -> Iterator[ModuleType]:
    for name in ROOMS:
        room = importlib.import_module(name)
        yield room
        for found in pkgutil.walk_packages(getattr(room, "__path__", []), f"{name}."):
            yield importlib.import_module(found.name)


def _held(value: Any, depth: int = 3) -> Iterator[re.Pattern[str]]:
    """Patterns in a module's global: itself, or inside lists, tuples and dictionaries."""
    if isinstance(value, re.Pattern):
        yield value
    elif depth and isinstance(value, (list, tuple, set, frozenset)):
        for part in value:
            yield from _held(part, depth - 1)
    elif depth and isinstance(value, dict):
        yield from _held([*value.keys(), *value.values()], depth - 1)


def _written_out(module: ModuleType) -> Iterator[re.Pattern[str]]:
    """Patterns that stand as plain strings in calls: re.sub(r"…", …)."""
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _USES:
            of_re = isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
            if of_re and node.args and isinstance(node.args[0], ast.Constant):
                yield re.compile(node.args[0].value)


def _patterns() -> list[Any]:
    found: dict[tuple[str, int], Any] = {}
    for module in _modules():
        for name, value in vars(module).items():
            for pattern in _held(value):
                found.setdefault((pattern.pattern, pattern.flags), (f"{module.__name__}.{name}", pattern))
        for pattern in _written_out(module):
            found.setdefault((pattern.pattern, pattern.flags), (f"{module.__name__} {pattern.pattern[:30]}", pattern))
    return [pytest.param(pattern, id=f"{number} {where}") for number, (where, pattern) in enumerate(found.values())]


def _texts(pattern: re.Pattern[str]) -> Iterator[str]:
    """Repeats of common units and of the pattern's own words, also behind one of its words, with an end that fits nothing."""
    words = list(dict.fromkeys(re.findall(r"[\u4e00-\u9fff]+|[0-9A-Za-z]+", pattern.pattern)))[:40]
    for unit in [*UNITS, *words, "".join(words[:3]) or "甲"]:
        yield unit * (CHARACTERS // len(unit))
        yield f"{unit * (CHARACTERS // len(unit) - 1)}#"
    for head in words[:6]:
        for unit in [*UNITS, *words[:12]]:
            yield f"{head}{unit * CHARACTERS}"[: CHARACTERS - 1] + "#"


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `TooSlow` when this process has computed so long; the matcher looks for signals while it searches."""

    def over(_number: int, _frame: FrameType | None) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGVTALRM, over)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@pytest.mark.parametrize("pattern", _patterns())
def test_pattern_reads_the_longest_text_in_time(pattern: re.Pattern[str]) -> None:
    for text in _texts(pattern):
        try:
            with time_limit(SECONDS):
                for _ in pattern.finditer(text):
                    pass
                pattern.fullmatch(text)
        except TooSlow:
            pytest.fail(f"more than {SECONDS} s on {text[:12]!r} … {text[-4:]!r}")


def test_the_patterns_of_every_room_are_found() -> None:
    places = " ".join(str(parameters.id) for parameters in _patterns())

    assert all(room in places for room in ("bot.text", "bot.engine.nlu.calendar", "bot.engine.nlu.identifiers"))


def test_a_pattern_that_explodes_is_noticed() -> None:
    with pytest.raises(TooSlow), time_limit(SECONDS):
        re.fullmatch(r"(?:a|aa|aaa)+b", "a" * CHARACTERS)
