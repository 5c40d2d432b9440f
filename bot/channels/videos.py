"""Videos (MP4, QuickTime): the pictures and the sound stay as they are, what tells of place and device is blanked.

Such a file is a tree of boxes: four bytes of length, four of name, then content or further boxes. A box that is not
needed to play becomes `free` and zeros, so that no offset within the file changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.channels.pictures import BrokenFile

_NEEDED = {  # in these containers only what playing needs survives
    b"": {b"ftyp", b"styp", b"moov", b"moof", b"mdat", b"sidx", b"mfra"},
    b"moov": {b"mvhd", b"trak", b"mvex", b"iods"},
    b"trak": {b"tkhd", b"mdia", b"edts", b"tref", b"tapt"},
    b"mdia": {b"mdhd", b"hdlr", b"minf", b"elng"},
    b"minf": {b"vmhd", b"smhd", b"gmhd", b"nmhd", b"hdlr", b"dinf", b"stbl"},
}
_LOOKED_INTO = {b"stbl", b"edts", b"dinf", b"mvex", b"moof", b"traf", b"tapt"}  # here only what is known to tell goes
_TELLING = {b"udta", b"meta", b"uuid", b"free", b"skip", b"wide"}
_PLAYED = {b"vide", b"soun"}
_DEEPEST = 12
_MOST_BOXES = 20_000
_MOST_SAMPLES = 500_000


@dataclass(frozen=True)
class _Box:
    """One box; `body` and `end` are offsets within the file."""

    name: bytes
    start: int
    body: int
    end: int


def strip(content: bytes) -> bytes:
    """The same video of the same length with place and device data gone; raises `BrokenFile`."""
    video = _Video(bytearray(content))
    video.clean(b"", 0, len(content))
    if not video.has_index:
        raise BrokenFile("expected a moov box")
    if video.has_hidden_track and video.has_fragments:
        raise BrokenFile("expected fragments of pictures and sound only")
    return bytes(video.content)


class _Video:
    """The file while it is being cleaned."""

    def __init__(self, content: bytearray) -> None:
        self.content = content
        self.has_index = False
        self.has_fragments = False
        self.has_hidden_track = False
        self._boxes = 0
        self._samples = 0
        self._zeroed = 0

    def clean(self, container: bytes, start: int, end: int, depth: int = 0) -> None:
        """Blank what is not needed between two offsets, then look into what stays; the file itself is container b""."""
        if depth > _DEEPEST:
            raise BrokenFile(f"expected boxes at most {_DEEPEST} deep")
        needed = _NEEDED.get(container)
        for box in list(self._boxes_of(start, end, is_top=depth == 0)):
            self.has_index |= depth == 0 and box.name == b"moov"
            self.has_fragments |= box.name == b"moof"
            if box.name in _TELLING or (needed is not None and box.name not in needed):
                self._blank(box)
            elif box.name == b"trak" and not self._is_played(box):
                self.has_hidden_track = True
                self._blank_samples(box)
                self._blank(box)
            elif box.name in _LOOKED_INTO or box.name in _NEEDED:
                self.clean(box.name, box.body, box.end, depth + 1)

    def _boxes_of(self, start: int, end: int, is_top: bool = False) -> Iterator[_Box]:
        while end - start >= 8:
            box = self._box(start, end, is_top)
            yield box
            start = box.end
        if any(self.content[start:end]):
            raise BrokenFile("expected a box, got a few bytes")

    def _box(self, start: int, end: int, is_top: bool) -> _Box:
        self._boxes += 1
        size, name, body = self._number(start, 4), bytes(self.content[start + 4 : start + 8]), start + 8
        if size == 1:
            size, body = self._number(start + 8, 8), start + 16
        elif size == 0 and is_top:
            size = end - start  # the last box reaches to the file's end
        if start + size > end or size < body - start or self._boxes > _MOST_BOXES:
            raise BrokenFile("expected boxes that fit into each other")
        return _Box(name, start, body, start + size)

    def _number(self, start: int, length: int) -> int:
        if start + length > len(self.content):
            raise BrokenFile("expected a number, got the end")
        return int.from_bytes(self.content[start : start + length], "big")

    def _blank(self, box: _Box) -> None:
        self.content[box.start + 4 : box.start + 8] = b"free"
        self._zero(box.body, box.end)

    def _zero(self, start: int, end: int) -> None:
        self._zeroed += end - start
        if self._zeroed > 2 * len(self.content):
            raise BrokenFile("expected samples that do not lie over each other")
        self.content[start:end] = bytes(end - start)

    def _find(self, box: _Box, *path: bytes) -> _Box | None:
        """The first box at the end of a path of names."""
        for name in path:
            found = next((inner for inner in self._boxes_of(box.body, box.end) if inner.name == name), None)
            if found is None:
                return None
            box = found
        return box

    def _is_played(self, track: _Box) -> bool:
        """Whether a track is seen or heard; the others carry text, places or the camera's movements."""
        handler = self._find(track, b"mdia", b"hdlr")
        return handler is not None and bytes(self.content[handler.body + 8 : handler.body + 12]) in _PLAYED

    def _blank_samples(self, track: _Box) -> None:
        """Zero what a track that is neither seen nor heard keeps in the file's data."""
        table = self._find(track, b"mdia", b"minf", b"stbl")
        if table is None:
            return
        sizes, starts = self._sizes(table), self._chunk_starts(table)
        runs = self._runs(table, len(starts))
        taken = 0
        for start, count in zip(starts, runs, strict=True):
            length = sum(sizes[taken : taken + count]) if isinstance(sizes, list) else sizes * count
            taken += count
            if start + length > len(self.content):
                raise BrokenFile("expected samples within the file")
            self._zero(start, start + length)

    def _sizes(self, table: _Box) -> list[int] | int:
        """The sizes of the track's samples; one number where all are equal."""
        box = self._find(table, b"stsz")
        if box is None:
            return 0
        fixed, count = self._number(box.body + 4, 4), self._number(box.body + 8, 4)
        return fixed or [self._number(box.body + 12 + 4 * index, 4) for index in range(self._bounded(count))]

    def _chunk_starts(self, table: _Box) -> list[int]:
        for name, width in ((b"stco", 4), (b"co64", 8)):
            box = self._find(table, name)
            if box is not None:
                count = self._bounded(self._number(box.body + 4, 4))
                return [self._number(box.body + 8 + width * index, width) for index in range(count)]
        return []

    def _runs(self, table: _Box, chunks: int) -> list[int]:
        """How many samples each chunk holds: the table says it once for every run of equal chunks."""
        box = self._find(table, b"stsc")
        if box is None:
            return [0] * chunks
        count = self._bounded(self._number(box.body + 4, 4))
        rows = [
            (self._number(box.body + 8 + 12 * row, 4), self._number(box.body + 12 + 12 * row, 4))
            for row in range(count)
        ]
        runs: list[int] = []
        for index, (first, samples) in enumerate(rows):
            following = rows[index + 1][0] if index + 1 < len(rows) else chunks + 1
            if not 1 <= first <= following <= chunks + 1:
                raise BrokenFile("expected chunks in order")
            runs += [samples] * (following - first)
        return runs + [0] * (chunks - len(runs))

    def _bounded(self, count: int) -> int:
        self._samples += count
        if self._samples > _MOST_SAMPLES:
            raise BrokenFile(f"expected at most {_MOST_SAMPLES} entries")
        return count
