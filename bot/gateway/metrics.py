"""Figures for Prometheus; counts and times only, nothing about a person."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest


class Metrics:
    """The gateway's figures, in a registry of their own so that two apps in one process do not mix."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.messages = Counter(
            "xiaoxiu_messages_total", "Customer messages accepted", ["channel", "duplicate"], registry=self._registry
        )
        self.files = Counter(
            "xiaoxiu_files_total", "Files of customers kept", ["kind", "duplicate"], registry=self._registry
        )
        self.file_bytes = Counter("xiaoxiu_file_bytes_total", "Bytes of kept files", ["kind"], registry=self._registry)
        self.file_seconds = Histogram(
            "xiaoxiu_file_seconds",
            "From the first byte of an upload to its committed message",
            buckets=(0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 120),
            registry=self._registry,
        )
        self.turns = Counter("xiaoxiu_turns_total", "Turns ended, by outcome", ["outcome"], registry=self._registry)
        self.turn_seconds = Histogram(
            "xiaoxiu_turn_seconds",
            "From claiming a message to its committed answer",
            buckets=(0.01, 0.02, 0.04, 0.06, 0.1, 0.2, 0.5, 1, 2, 4, 8),
            registry=self._registry,
        )
        self.waiting = Gauge("xiaoxiu_waiting_turns", "Messages that wait for an answer", registry=self._registry)
        self.sockets = Gauge("xiaoxiu_sockets", "Open customer sockets", registry=self._registry)
        self.engine_up = Gauge("xiaoxiu_engine_up", "1 while the engine answers", registry=self._registry)
        self.http_errors = Counter(
            "xiaoxiu_http_errors_total", "HTTP answers of 400 and above", ["status"], registry=self._registry
        )

    def page(self) -> bytes:
        """The text that a scraper reads."""
        page: bytes = generate_latest(self._registry)
        return page
