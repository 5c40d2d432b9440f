"""Rasa is imported without TensorFlow here, as in the engine."""

from __future__ import annotations

from bot.engine.quiet import prepare_import

prepare_import()
