"""One log for every process: readable in a terminal, JSON otherwise, without personal data.

Event names are `noun.verb`, facts are keys. Every string value is masked on its way out.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from bot.text import mask

EventDict = MutableMapping[str, Any]
_KEPT_WHOLE = {"event", "level", "logger", "timestamp", "process", "chat", "message_id", "url"}
_QUIET = {
    "asyncio": logging.WARNING,
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "socketio": logging.ERROR,
    "engineio": logging.ERROR,
    "sanic": logging.WARNING,
    "rasa": logging.WARNING,
    "rasa_sdk": logging.WARNING,
    "tensorflow": logging.ERROR,
    "apscheduler": logging.WARNING,
    "jieba": logging.WARNING,
    "uvicorn.access": logging.WARNING,
}


def configure_log(process: str, level: int = logging.INFO) -> None:
    """Send structlog and the standard library's loggers to standard error in one shape.

    `process` names the line's origin (gateway, engine, actions, serve). Call once, at the start of a process.
    """
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _name_process(process),
        _mask_values,
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _drop_traceback_values,
                *_renderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name, quiet in _QUIET.items():
        logging.getLogger(name).setLevel(quiet)


def _renderer() -> list[structlog.typing.Processor]:
    """Tracebacks are plain text in both forms: the pretty ones print every local variable, tokens and names among them."""
    last: structlog.typing.Processor = structlog.processors.JSONRenderer(ensure_ascii=False)
    if sys.stderr.isatty():
        last = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    return [structlog.processors.format_exc_info, _mask_exception, last]


def _name_process(process: str) -> structlog.typing.Processor:
    def name(_logger: Any, _method: str, event: EventDict) -> EventDict:
        event.setdefault("process", process)
        return event

    return name


def _mask_values(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Shorten long numbers and serials in every string; foreign loggers put them into the event itself."""
    for key, value in event.items():
        if key not in _KEPT_WHOLE or key == "event":
            event[key] = _masked(value)
    return event


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return [f"<{type(part).__name__}>" if isinstance(part, (dict, bytes)) else _masked(part) for part in value]
    return value


def _drop_traceback_values(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Foreign libraries log `extra` objects that may hold a whole request; only plain values pass."""
    for key in [key for key, value in event.items() if isinstance(value, (dict, bytes)) and key != "positional_args"]:
        event[key] = f"<{type(event[key]).__name__}>"
    return event


def _mask_exception(_logger: Any, _method: str, event: EventDict) -> EventDict:
    if isinstance(event.get("exception"), str):
        event["exception"] = mask(event["exception"])
    return event
