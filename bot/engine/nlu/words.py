"""Cuts a text into words: jieba with the catalogue as user dictionary; identifiers and numbers stay whole."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from functools import cache

import jieba

from bot.store.catalogue import load_catalogue

_WHOLE = re.compile(r"[A-Za-z0-9]+(?:[\-_.][A-Za-z0-9]+)*|\d+(?:[\s\-]\d+){2,}")
_WORD_FREQUENCY = 3000  # high enough to win over two common words, low enough to leave 完美|的 alone
_LONG_DIGITS = 6


@dataclass(frozen=True)
class Word:
    """A word, where it begins, and what a classifier shall see in its place."""

    text: str
    start: int
    shown: str

    @property
    def end(self) -> int:
        """Where the word ends."""
        return self.start + len(self.text)


def cut_words(text: str) -> list[Word]:
    """The words of the text in order, blanks dropped."""
    words: list[Word] = []
    position = 0
    for match in _WHOLE.finditer(text):
        words += _cut_chinese(text[position : match.start()], position)
        words.append(Word(match.group(), match.start(), placeholder(match.group())))
        position = match.end()
    return words + _cut_chinese(text[position:], position)


def boundaries_of(words: list[Word]) -> set[int]:
    """The offsets where words begin and end, those inside compounds too: 手机电池 is cut before 电池."""
    known = _tokenizer().FREQ
    found = {offset for word in words for offset in (word.start, word.end)}
    for word in words:
        for index in range(len(word.text) - 1 if len(word.text) > 2 else 0):
            if known.get(word.text[index : index + 2]):
                found |= {word.start + index, word.start + index + 2}
    return found


def placeholder(word: str) -> str:
    """What kind of number it is, for features that must not learn single numbers."""
    letters, digits = bool(re.search(r"[A-Za-z]", word)), sum(character.isdigit() for character in word)
    if letters and digits and len(word) >= 2 * _LONG_DIGITS - 3:
        return "某序列号"
    if not letters and digits >= _LONG_DIGITS:
        return "某长号码"
    if not letters and digits:
        return "某数" if digits <= 2 else "某个数"
    return word.lower()


def _cut_chinese(text: str, offset: int) -> list[Word]:
    words, position = [], offset
    for piece in _tokenizer().cut(text) if text.strip() else ():
        if piece.strip():
            words.append(Word(piece, position, piece.lower()))
        position += len(piece)
    return words


@cache
def _tokenizer() -> jieba.Tokenizer:
    """A tokeniser of our own: jieba's global one belongs to whoever comes first. Reads no cache file from a shared folder."""
    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    for word in load_catalogue().words():
        if re.fullmatch(r"[\u4e00-\u9fff]{2,}", word):
            tokenizer.add_word(word, _WORD_FREQUENCY if len(word) == 2 else None)
    return tokenizer
