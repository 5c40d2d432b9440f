"""What must be said without the dialogue engine; the sentences themselves stand in words.yml."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

import yaml

from bot.service.hazards import names_danger
from bot.text import leaves_queue

_FILE = Path(__file__).with_name("words.yml")
_MINUTES_FROM = 120  # seconds
_FEW = 4  # buttons in large text
_IGNORED = " ，。！？、~～!?,.…"


@dataclass(frozen=True)
class Line:
    """One message to say: its text and the buttons {title, payload} under it."""

    text: str
    buttons: list[dict[str, str]]
    short: str = ""  # the same facts for large text; empty where the text is short enough

    def sized(self, large_text: bool) -> Line:
        """The line for a customer who reads in large text: short, the way to a human still the last of few buttons."""
        if not large_text:
            return self
        few = self.buttons if len(self.buttons) <= _FEW else [*self.buttons[: _FEW - 1], self.buttons[-1]]
        return replace(self, text=self.short or self.text, buttons=few)


def say(key: str, seed: str, **facts: object) -> Line:
    """The line `key` with its facts filled in; the same seed (a message's id) always gives the same variant."""
    entry = _words()["lines"][key]
    variants = entry["texts"]
    text = variants[crc32(seed.encode()) % len(variants)].format(**facts)
    return Line(text, [dict(button) for button in entry.get("buttons", [])], entry.get("short", "").format(**facts))


def error(code: str, **facts: object) -> str:
    """What a customer reads beside an error's code; an unknown code gets the general sentence."""
    errors = _words()["errors"]
    return str(errors.get(code, errors["error"])).format(**facts)


def status_name(status: str, purpose: str, mode: str) -> str:
    """How a booking's status is called to its customer; some are called by what is done, some by where."""
    names = _words()["statuses"][status]
    return str(names.get(purpose) or names.get(mode) or names["default"])


def status_of(said: str) -> str | None:
    """The status that is meant by its code or by any of its names; None when there is none."""
    plain = unicodedata.normalize("NFKC", said).strip(_IGNORED)
    for status, names in _words()["statuses"].items():
        if plain.lower() == status or plain in names.values():
            return str(status)
    return None


def triggers(name: str, text: str) -> bool:
    """Whether the text sets off `name` (cancel_queue, leave_message, hazard, names_queue), whatever its punctuation and width."""
    if name == "hazard":
        return names_danger(text)
    if name == "cancel_queue":
        return leaves_queue(text)
    plain = unicodedata.normalize("NFKC", text).strip(_IGNORED)
    if name == "names_queue":
        return any(word in plain for word in _words()["triggers"][name])
    return plain in _words()["triggers"][name]


def file_line(media_type: str, name: str) -> str:
    """What stands for a picture or a file where only text is shown."""
    return str(_words()["files"][_file_word(media_type)]["line"]).format(name=name)


def file_name(media_type: str) -> str:
    """What a file is called whose sender gave it no name."""
    return str(_words()["files"][_file_word(media_type)]["name"])


def wait(seconds: int) -> str:
    """How long that is, as people say it; rather a little more than less."""
    unit, count = ("seconds", seconds) if seconds < _MINUTES_FROM else ("minutes", -(-seconds // 60))
    return str(_words()["waits"][unit]).format(count=count)


def agent_name() -> str:
    """Who writes when an agent has no name that customers may read."""
    return str(_words()["agent_name"])


def keys() -> list[str]:
    """Every line there is, for checks over all of them."""
    return list(_words()["lines"])


def _file_word(media_type: str) -> str:
    kind = media_type.partition("/")[0]
    return kind if kind in _words()["files"] else "other"


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return words
