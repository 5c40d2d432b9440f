"""What the system makes of single texts, with no conversation before them: `xiaoxiu parse`."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from time import perf_counter
from typing import Any, TextIO

from bot.engine.quiet import prepare_rasa
from bot.engine.train import current_model, verified_model
from bot.errors import BotError
from bot.settings import load_settings
from bot.text import clean


class NoModel(BotError):
    """There is no trained model of the current data."""

    code = "no_model"


@dataclass(frozen=True)
class Parsed:
    """One text as understood; `intent` is what the system would act on, nlu_fallback where it would ask back."""

    text: str
    intent: str
    confidence: float
    second: str | None
    entities: dict[str, Any]
    ms: float


class Parser:
    """The model's understanding without its dialogue; loaded once, used for many texts."""

    def __init__(self) -> None:
        """Load the current model; raises `NoModel`."""
        prepare_rasa("parse", logging.ERROR)
        from rasa.core.agent import Agent

        model = current_model()
        if model is None:
            raise NoModel("run xiaoxiu train first")
        self._processor = Agent.load(verified_model(model)).processor
        self._settings = load_settings()
        self.parse("1")  # dictionaries and weights are loaded at first use

    def parse(self, text: str) -> Parsed:
        """Understand one text as a customer's, sent now; a leading slash is no command."""
        from rasa.core.channels.channel import UserMessage
        from rasa.shared.core.trackers import DialogueStateTracker

        from bot.engine.nlu.form import as_customer_text
        from bot.engine.turn import entity_values, second_intent

        started = perf_counter()
        metadata = {"sent_at": self._settings.now().isoformat()}
        message = UserMessage(as_customer_text(clean(text)), metadata=metadata)
        parsed = self._processor._parse_message_with_graph(message, DialogueStateTracker.from_events("parse", []))
        return Parsed(
            text=text,
            intent=parsed["intent"]["name"],
            confidence=round(float(parsed["intent"]["confidence"]), 4),
            second=second_intent(parsed),
            entities=entity_values(parsed["entities"]),
            ms=round((perf_counter() - started) * 1000, 2),
        )


@cache
def load_parser() -> Parser:
    """The parser of this process."""
    return Parser()


def parse_lines(lines: Iterable[str], output: TextIO) -> None:
    """Write one JSON object a line, in order; raises `NoModel`."""
    parser = load_parser()
    for line in lines:
        parsed = parser.parse(line.rstrip("\r\n"))
        output.write(json.dumps(vars(parsed), ensure_ascii=False) + "\n")
        output.flush()
