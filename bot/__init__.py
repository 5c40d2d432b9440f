"""Xiaoxiu 小修: an after-sales support bot for consumer electronics."""

__version__ = "0.1.0"
