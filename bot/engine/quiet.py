"""Keeps Rasa silent and offline: the environment that it reads at import, and its loggers."""

from __future__ import annotations

import logging

from bot.engine.without_tensorflow import stand_in_for_tensorflow
from bot.log import configure_log
from bot.settings import ROOT, set_environment

_ENVIRONMENT = {
    "RASA_TELEMETRY_ENABLED": "false",  # no network attempts
    "RASA_MAX_CACHE_SIZE": "0",  # no .rasa/cache in the checkout
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",  # Rasa's own tables; ours are in 2.0 style
    "SANIC_WORKERS": "1",  # one process: its in-memory lock is then right
    "OMP_NUM_THREADS": "1",  # one sentence at a time gains nothing from more
    "OPENBLAS_NUM_THREADS": "1",
}
_SILENT = ("rasa.core.processor", "rasa.core.actions.action", "py.warnings")  # they log whole bodies; we log the fact


def prepare_import() -> None:
    """Call before the first import of rasa: no telemetry, no cache, no TensorFlow that nobody uses."""
    set_environment(_ENVIRONMENT)
    stand_in_for_tensorflow(ROOT / "config.yml")


def prepare_rasa(process: str, level: int = logging.INFO) -> None:
    """`prepare_import`, and the log of a process of its own: to standard error, without Rasa's chatter and customers' words."""
    prepare_import()
    configure_log(process, level)
    logging.captureWarnings(True)  # filters do not last: a library that Rasa imports resets them
    logging.getLogger("rasa").setLevel(logging.ERROR)
    for name in _SILENT:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
