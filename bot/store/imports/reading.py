"""Reading: a CSV, YAML or JSON file becomes rows of text, each with the line where it begins."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.errors import BadFile

WHOLE_FILE = 0  # the line of a fault that has no line
EMPTY_LIST = "[]"  # the text of a YAML or JSON list without words
_MOST_BYTES = 64 * 1024 * 1024
_MOST_SHOWN = 40  # characters of a bad value that a message repeats
_UNSEEN = {"Cc", "Cf", "Co", "Cs"}
_SPACE = re.compile(r"[ \t\r\n]*")
_NULL_TAG = "tag:yaml.org,2002:null"


@dataclass(frozen=True)
class Row:
    """The cells of one row by column, as text without surrounding spaces; `line` counts from 1."""

    line: int
    cells: dict[str, str]


Fault = tuple[int, str]  # a line and what is wrong with it


@dataclass(frozen=True)
class Reading:
    """What a file holds: its rows, the faults of rows that could not be read, and a CSV file's header."""

    rows: list[Row]
    faults: list[Fault]
    header: Row | None


def read_file(path: Path) -> Reading:
    """Read a file by its ending. Raises `BadFile` when it cannot be read as what it claims to be."""
    readers = {".csv": _csv_rows, ".yml": _yaml_rows, ".yaml": _yaml_rows, ".json": _json_rows}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise _bad(WHOLE_FILE, f"不认识的文件类型“{path.suffix or path.name}”，应为 .csv、.yml、.yaml 或 .json")
    content = _content(path)
    if not content.strip():
        raise _bad(WHOLE_FILE, "文件是空的")
    found = list(reader(content))
    rows = [row for row in found if isinstance(row, Row)]
    faults = [fault for fault in found if not isinstance(fault, Row)]
    header = rows.pop(0) if rows and path.suffix.lower() == ".csv" else None
    if not rows and not faults:
        raise _bad(WHOLE_FILE, "文件里没有数据")
    return Reading(rows, faults, header)


def shown(value: str) -> str:
    """A bad value as a message repeats it: not longer than a line, what cannot be seen or printed escaped."""
    start = value if len(value) <= _MOST_SHOWN else value[:_MOST_SHOWN] + "…"
    return "".join(
        f"\\u{ord(character):04x}" if unicodedata.category(character) in _UNSEEN else character for character in start
    )


def _content(path: Path) -> str:
    try:
        size = path.stat().st_size
        if size > _MOST_BYTES:
            most, megabytes = _MOST_BYTES // 1024 // 1024, size / 1024 / 1024
            raise _bad(WHOLE_FILE, f"文件太大（{megabytes:.1f} MB），最多 {most} MB，请分成几个文件")
        raw = path.read_bytes()
    except OSError as error:
        raise _bad(WHOLE_FILE, f"读不到文件：{path}（{error.strerror}）") from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _bad(line, "不是 UTF-8 编码；在 Excel 里请另存为“CSV UTF-8（逗号分隔）”") from None


def _csv_rows(content: str) -> Iterator[Row | Fault]:
    """The header comes first, as a row whose cells are its own names."""
    reader = csv.reader(io.StringIO(content, newline=""), strict=True)
    header: list[str] | None = None
    end = 0
    try:
        for cells in reader:
            line, end = end + 1, reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = _header(cells, line)
                yield Row(line, {name: name for name in header})
            elif len(cells) != len(header):
                yield line, f"这一行有 {len(cells)} 格，表头有 {len(header)} 格"
            else:
                yield Row(line, {name: cell.strip() for name, cell in zip(header, cells, strict=True)})
    except csv.Error as error:
        raise _bad(max(1, reader.line_num), f"不是正确的 CSV：{error}") from None


def _header(cells: list[str], line: int) -> list[str]:
    names = [cell.strip() for cell in cells]
    double = sorted(name for name, times in Counter(names).items() if times > 1)
    if double:
        raise _bad(line, f"表头里的列重复：{'、'.join(map(shown, double))}")
    return names


def _yaml_rows(content: str) -> Iterator[Row | Fault]:
    try:
        # Not the C loader: libyaml 0.2 crashes the process on deeply nested input (tried with 100,000 brackets).
        root = yaml.compose(content, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise _bad(mark.line + 1 if mark else WHOLE_FILE, "不是正确的 YAML") from None
    if not isinstance(root, yaml.SequenceNode):
        raise _bad(1, "最外层应是一个列表，每项一条记录")
    for node in root.value:
        line = node.start_mark.line + 1
        if not isinstance(node, yaml.MappingNode):
            yield line, "每项应是“列名: 值”"
        else:
            yield _row(line, [(str(key.value), _node_text(value)) for key, value in node.value])


def _node_text(node: yaml.Node) -> str | None:
    if isinstance(node, yaml.SequenceNode) and all(isinstance(item, yaml.ScalarNode) for item in node.value):
        return "|".join(str(item.value).strip() for item in node.value) or EMPTY_LIST
    if not isinstance(node, yaml.ScalarNode):
        return None
    return "" if node.tag == _NULL_TAG else str(node.value).strip()


def _json_rows(content: str) -> Iterator[Row | Fault]:
    # Numbers stay as they were written: 1299.90 must not become a float.
    decoder = json.JSONDecoder(parse_float=str, parse_int=str, object_pairs_hook=list)
    lines = _Lines(content)
    position = _skip_space(content, 0)
    if content[position : position + 1] != "[":
        raise _bad(lines.at(position), "最外层应是一个列表，每项一条记录")
    position = _skip_space(content, position + 1)
    while content[position : position + 1] != "]":
        line = lines.at(position)
        try:
            entry, position = decoder.raw_decode(content, position)
        except (json.JSONDecodeError, RecursionError) as error:
            raise _bad(getattr(error, "lineno", line), "不是正确的 JSON") from None
        if isinstance(entry, list) and all(isinstance(pair, tuple) for pair in entry):
            yield _row(line, [(name, _json_text(value)) for name, value in entry])
        else:
            yield line, '每项应是 {"列名": 值}'
        position = _skip_space(content, position)
        if content[position : position + 1] == ",":
            position = _skip_space(content, position + 1)
        elif content[position : position + 1] != "]":
            raise _bad(lines.at(position), "不是正确的 JSON：缺少逗号或 ]")
    rest = _skip_space(content, position + 1)
    if rest < len(content):
        raise _bad(lines.at(rest), "不是正确的 JSON：] 之后还有内容")


def _json_text(value: Any) -> str | None:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and not any(isinstance(item, list | tuple) for item in value):
        return "|".join(_json_text(item) or "" for item in value) or EMPTY_LIST
    return str(value).strip() if isinstance(value, str | float) else None


def _row(line: int, cells: list[tuple[str, str | None]]) -> Row | Fault:
    """A row, or what is wrong with it: a column twice, a value that is no text (None)."""
    times = Counter(name for name, _ in cells)
    for name, value in cells:
        if times[name] > 1:
            return line, f"{shown(name)}：这一列写了两次"
        if value is None:
            return line, f"{shown(name)}：值应是文字、数字或简单列表"
    return Row(line, {name: value or "" for name, value in cells})


class _Lines:
    """Counts lines from where it last looked: positions must not go back, and a long file is read once."""

    def __init__(self, content: str) -> None:
        self._content = content
        self._position, self._line = 0, 1

    def at(self, position: int) -> int:
        """The line of this position, from 1."""
        self._line += self._content.count("\n", self._position, position)
        self._position = position
        return self._line


def _skip_space(content: str, position: int) -> int:
    found = _SPACE.match(content, position)
    return found.end() if found else position


def _bad(line: int, reason: str) -> BadFile:
    return BadFile(reason, [(line, reason)])
