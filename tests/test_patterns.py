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


def _calls(module: ModuleType) -> Iterator[tuple[str, str, ast.Call]]:
    """Calls of the shape NAME.method(…) in the module's source."""
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
        ):
            yield node.func.value.id, node.func.attr, node


def _patterns() -> dict[re.Pattern[str], tuple[str, set[str]]]:
    """Every pattern with a place where it stands and the methods by which the code uses it."""
    found: dict[re.Pattern[str], tuple[str, set[str]]] = {}
    for module in _modules():
        calls = list(_calls(module))
        for name, value in vars(module).items():
            for pattern in _held(value):
                used = found.setdefault(pattern, (f"{module.__name__}.{name}", set()))[1]
                used.update(method for owner, method, _ in calls if owner == name)
        for owner, method, call in calls:
            if owner == "re" and method != "compile" and isinstance(call.args[0], ast.Constant):
                pattern = re.compile(call.args[0].value)
                found.setdefault(pattern, (f"{module.__name__}, in re.{method}", set()))[1].add(method)
    return found


def _texts(pattern: re.Pattern[str]) -> Iterator[str]:
    """Repeats of common units and of the pattern's own words, also behind one of its words, with an end that fits nothing."""
    words = list(dict.fromkeys(re.findall(r"[\u4e00-\u9fff]+|[0-9A-Za-z]+", pattern.pattern)))[:40]
    for unit in [*UNITS, *words, "".join(words[:3]) or "甲"]:
        yield unit * (CHARACTERS // len(unit))
        yield f"{unit * (CHARACTERS // len(unit) - 1)}#"
    for head in words[:2]:
        for unit in [*UNITS, *words]:
            yield f"{head}{unit * CHARACTERS}"[: CHARACTERS - 1] + "#"


def _read(pattern: re.Pattern[str], used: set[str], text: str) -> None:
    """Search as the code does; a pattern in a table is searched for everywhere."""
    for method in used & {"match", "fullmatch"}:
        getattr(pattern, method)(text)
    if not used or used - {"match", "fullmatch"}:
        for _ in pattern.finditer(text):
            pass


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


def _slow_text(pattern: re.Pattern[str], used: set[str]) -> str | None:
    """The first text that the pattern does not read in time."""
    for text in _texts(pattern):
        try:
            with time_limit(SECONDS):
                _read(pattern, used, text)
        except TooSlow:
            return f"{text[:12]!r} … {text[-4:]!r}"
    return None


def test_every_pattern_reads_the_longest_text_in_time() -> None:
    slow = {place: _slow_text(pattern, used) for pattern, (place, used) in _patterns().items()}

    assert {place: text for place, text in slow.items() if text} == {}


def test_the_patterns_of_the_rooms_are_found() -> None:
    places = [place for place, _ in _patterns().values()]

    assert {"bot.text._ASKS_FOR_HUMAN", "bot.engine.nlu.codes._WHOLE", "bot.engine.nlu.manners._MODE_PATTERNS"} <= {
        *places
    }


@pytest.mark.parametrize("source", [r"(?:a|aa|aaa)+b", r"(?:转|接)(?:一个|你们|你们的|的)*(?:人工|真人)"])
def test_a_pattern_that_explodes_is_noticed(source: str) -> None:
    assert _slow_text(re.compile(source), {"search"})
