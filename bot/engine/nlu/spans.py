"""A piece of the text that means something, and which pieces win when they overlap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Span:
    """An entity found in a text: `text[start:end]`, its contract value, and the catalogue's codes where it has any.

    A span that `shadows` takes its place and yields nothing: 手机壳 keeps 手机 from being found.
    """

    kind: str
    start: int
    end: int
    value: Any
    codes: tuple[str, ...] = ()
    shadows: bool = False

    def overlaps(self, other: Span) -> bool:
        """Whether both share a character."""
        return self.start < other.end and other.start < self.end

    def twin_of(self, other: Span) -> bool:
        """Whether both are the same characters under two kinds."""
        return (self.start, self.end) == (other.start, other.end) and self.kind != other.kind

    def holds(self, other: Span) -> bool:
        """Whether the other lies wholly inside this one."""
        return self.start <= other.start and other.end <= self.end


def free_of(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """The spans that overlap nothing that is taken already."""
    held = list(taken)
    return [span for span in spans if not any(span.overlaps(other) for other in held)]


def longest_first(spans: Iterable[Span]) -> list[Span]:
    """Of spans that overlap only the longest; one word may name two kinds (iPhone: maker and goods). In order of the text."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda found: (found.start - found.end, found.start)):
        if all(span.twin_of(other) for other in kept if span.overlaps(other)):
            kept.append(span)
    return sorted(kept, key=lambda found: (found.start, found.end))
