"""Multinomial logistic regression over sparse rows, trained by Adam in plain numpy; same seed, same weights.

Full-batch solvers need a minute and more for 60 intents and 30,000 n-grams; this takes 10 s at the same accuracy (measured
by cross-validation on the training sentences).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy

_FIRST_MOMENT, _SECOND_MOMENT, _TINY = 0.9, 0.99, 1e-6
_SEED = 20261122


@dataclass(frozen=True)
class Schedule:
    """How long and how fast to train: the rate falls linearly to nothing; `l2` pulls weights towards zero."""

    epochs: int
    batch: int
    rate: float
    l2: float


@dataclass(frozen=True)
class Weights:
    """One column and one bias per class, float32."""

    columns: Any
    biases: Any


def fit(rows: Any, labels: Any, importance: Any, schedule: Schedule) -> Weights:
    """Train on `rows` (n × features, CSR) with class numbers `labels` and a weight per class `importance`."""
    classes = len(importance)
    columns = numpy.zeros((rows.shape[1], classes), dtype=numpy.float32)
    biases = numpy.zeros(classes, dtype=numpy.float32)
    steps = [_Adam(columns), _Adam(biases)]
    generator = numpy.random.default_rng(_SEED)
    total = schedule.epochs * -(-rows.shape[0] // schedule.batch)
    done = 0
    for _ in range(schedule.epochs):
        order = generator.permutation(rows.shape[0])
        for start in range(0, len(order), schedule.batch):
            chosen = order[start : start + schedule.batch]
            excess = _excess(rows[chosen], labels[chosen], importance, Weights(columns, biases))
            rate = schedule.rate * (1 - done / total)
            steps[0].step(rows[chosen].T @ excess + schedule.l2 * columns, rate)
            steps[1].step(excess.sum(axis=0), rate)
            done += 1
    return Weights(columns, biases)


def probabilities(rows: Any, weights: Weights) -> Any:
    """The probability of each class for each row."""
    return odds_of(rows @ weights.columns + weights.biases)


def odds_of(scores: Any) -> Any:
    """Scores as probabilities, along the last axis."""
    odds = numpy.exp(scores - scores.max(axis=-1, keepdims=True))
    return odds / odds.sum(axis=-1, keepdims=True)


def _excess(rows: Any, labels: Any, importance: Any, weights: Weights) -> Any:
    """Probability given beyond what is right: the gradient of the loss by the scores."""
    excess = probabilities(rows, weights)
    excess[numpy.arange(len(labels)), labels] -= 1
    return (excess * (importance[labels] / len(labels))[:, None]).astype(numpy.float32)


class _Adam:
    """One array that learns, with the running moments of its gradient."""

    def __init__(self, array: Any) -> None:
        self._array, self._mean, self._square, self._count = array, numpy.zeros_like(array), numpy.zeros_like(array), 0

    def step(self, gradient: Any, rate: float) -> None:
        """Move the array against the gradient, in place."""
        self._count += 1
        self._mean *= _FIRST_MOMENT
        self._mean += (1 - _FIRST_MOMENT) * gradient
        self._square *= _SECOND_MOMENT
        self._square += (1 - _SECOND_MOMENT) * gradient * gradient
        mean = self._mean / (1 - _FIRST_MOMENT**self._count)
        square = self._square / (1 - _SECOND_MOMENT**self._count)
        self._array -= rate * mean / (numpy.sqrt(square) + _TINY)
