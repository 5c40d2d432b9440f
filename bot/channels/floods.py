"""Refuses pictures of hundreds of thousands of tiny pieces, which cost a decoder seconds and no camera makes."""

from __future__ import annotations

MOST_PIECES = 20_000  # a PNG of 10 MB has 1,200 to 2,500 chunks, a photo some dozens of segments
_PNG_HEAD, _PNG_FRAME = 8, 12  # signature; length, name and checksum of a chunk
_START_OF_SCAN = 0xDA
_ALONE = {0x00, 0x01, *range(0xD0, 0xDA)}  # markers of a JPEG without a length behind them


def is_flood(content: bytes, media_type: str) -> bool:
    """Whether a PNG or JPEG has more pieces than any real one; what is broken otherwise is left to the decoder."""
    if media_type == "image/png":
        return _chunks(content) > MOST_PIECES
    return media_type == "image/jpeg" and _segments(content) > MOST_PIECES


def _chunks(content: bytes) -> int:
    start = _PNG_HEAD
    for count in range(MOST_PIECES + 1):
        if start + _PNG_FRAME > len(content):
            return count
        start += int.from_bytes(content[start : start + 4], "big") + _PNG_FRAME
    return MOST_PIECES + 1


def _segments(content: bytes) -> int:
    """How many steps lead to the picture's own data; bytes between two segments are steps too."""
    start = 0
    for count in range(MOST_PIECES + 1):
        if start + 1 >= len(content) or content[start : start + 2] == bytes((0xFF, _START_OF_SCAN)):
            return count
        if content[start] != 0xFF or content[start + 1] == 0xFF:
            start += 1
        elif content[start + 1] in _ALONE:
            start += 2
        else:
            start += 2 + max(2, int.from_bytes(content[start + 2 : start + 4], "big"))
    return MOST_PIECES + 1
