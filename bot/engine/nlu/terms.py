"""Words of the catalogue in a text, by spaCy's PhraseMatcher: product_category, brand, product_model, part and symptom.

The text is cut into single Chinese characters, runs of letters and runs of digits, so that P60Pro, p60 pro and P60-PRO
are one phrase and a word is found wherever it stands; that it is a word there is checked against the tokeniser's cuts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import cached_property

import spacy
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from bot.engine.nlu.form import simplified
from bot.engine.nlu.spans import Span, longest_first
from bot.engine.nlu.words import Word, boundaries_of
from bot.store.catalogue import Catalogue, Term

_PIECE = re.compile(r"[A-Za-z]+|\d+(?:\.\d+)?|[^\sA-Za-z0-9\-_·]")
_SHADOW = "not_device"
_SURE_LENGTH = 3  # a word of three characters is hardly ever met by chance across two others
_LABEL = re.compile(r"[A-Za-z]{2,3}-[A-Za-z0-9]")
_BESIDE_MAKER = re.compile(r"^(?:牌|家的?|的)")


@dataclass(frozen=True)
class _Cut:
    """A text in pieces, with where each begins and ends."""

    words: list[str]
    starts: list[int]
    ends: list[int]


class TermFinder:
    """Finds the catalogue's words; made once, holds no state of a message."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._language = spacy.blank("zh")
        self._terms: dict[str, tuple[str, Term]] = {}

    def find(self, text: str, words: list[Word]) -> list[Span]:
        """The longest words of the catalogue in a text that the tokeniser cut into `words`."""
        boundaries = boundaries_of(words)
        alone = {(word.start, word.end) for word in words}
        spans = list(self._matches(text))
        kept = longest_first(span for span in spans if _is_word(span, text, boundaries, alone))
        inner = [span for outer in kept for span in self._inside(outer, spans)]
        return sorted((span for span in [*kept, *inner] if not span.shadows), key=lambda span: span.start)

    def hazards(self, text: str) -> list[str]:
        """The dangerous symptoms that the text names."""
        return [span.value for span in self._matches(text) if span.kind == "symptom" and self._is_hazard(span)]

    def _is_hazard(self, span: Span) -> bool:
        hazards = {value for term in self._catalogue.symptoms if term.hazard for value in term.values}
        return not hazards.isdisjoint(span.codes)

    def _matches(self, text: str) -> Iterator[Span]:
        cut = _cut(text)
        if not cut.words:
            return
        matcher = self._matcher
        for key, first, last in matcher(Doc(self._language.vocab, words=cut.words)):
            kind, term = self._terms[self._language.vocab.strings[key]]
            start, end = cut.starts[first], cut.ends[last - 1]
            if kind == "brand" and not self._names_maker(term, text, start, end):
                continue
            yield _span(kind, term, start, end, text)

    def _inside(self, outer: Span, spans: list[Span]) -> list[Span]:
        """What a longer word still tells: a model its maker and kind, 空调遥控器 that it belongs to a 空调."""
        if outer.kind == "product_model":
            return longest_first(
                span for span in spans if span.kind in {"brand", "product_category"} and outer.holds(span)
            )
        if outer.kind not in {"part", "symptom"} or outer.value in self._catalogue.not_devices:
            return []
        goods = [
            span
            for span in spans
            if span.kind == "product_category" and span.start == outer.start and span.end < outer.end
        ]
        rests = {(span.start, span.end) for span in spans if span.kind == outer.kind}
        return [span for span in goods if (span.end, outer.end) in rests]

    def _names_maker(self, term: Term, text: str, start: int, end: int) -> bool:
        """Whether the word is a maker here: not 老板 in 老板你好, and not the letters that begin a label such as SC-P60."""
        if term.everyday:
            return self._beside_goods(text, end)
        label = _LABEL.match(text, start)
        return not label or label.end() <= end  # TP-LINK has a hyphen of its own

    def _beside_goods(self, text: str, end: int) -> bool:
        """Whether 老板 is the maker here: 老板油烟机, 老板牌, 老板家的."""
        rest = text[end:]
        return bool(_BESIDE_MAKER.match(rest)) or any(rest.startswith(word) for word in self._goods)

    @cached_property
    def _goods(self) -> frozenset[str]:
        return frozenset(term.text for term in self._catalogue.categories)

    @cached_property
    def _matcher(self) -> PhraseMatcher:
        matcher = PhraseMatcher(self._language.vocab, attr="LOWER")
        for kind, terms in self._kinds():
            for index, term in enumerate(terms):
                key = f"{kind}/{index}"
                self._terms[key] = kind, term
                written = [_cut(text).words for text in {term.text, simplified(term.text)}]
                matcher.add(key, [Doc(self._language.vocab, words=words) for words in written if words])
        return matcher

    def _kinds(self) -> Iterator[tuple[str, tuple[Term, ...]]]:
        yield _SHADOW, tuple(Term(word, ()) for word in self._catalogue.not_devices)
        yield "product_category", self._catalogue.categories
        yield "brand", self._catalogue.brands
        yield "product_model", self._catalogue.products
        yield "part", self._catalogue.parts
        yield "symptom", self._catalogue.symptoms


def _span(kind: str, term: Term, start: int, end: int, text: str) -> Span:
    if kind in {"part", "symptom"}:
        return Span(kind, start, end, text[start:end], codes=term.values)
    value = term.values[0] if len(term.values) == 1 else text[start:end]
    return Span(kind, start, end, value, codes=term.values, shadows=kind == _SHADOW)


def _is_word(span: Span, text: str, boundaries: Set[int], alone: Set[tuple[int, int]]) -> bool:
    """Latin names end where the letters end; two Chinese characters must be cut out by the tokeniser as well."""
    if text[span.start].isascii() or span.kind == "symptom" or span.end - span.start >= _SURE_LENGTH:
        return True
    if span.end - span.start == 1:
        return (span.start, span.end) in alone
    return span.start in boundaries and span.end in boundaries


def _cut(text: str) -> _Cut:
    matches = list(_PIECE.finditer(text))
    return _Cut(
        [match.group() for match in matches], [match.start() for match in matches], [match.end() for match in matches]
    )
