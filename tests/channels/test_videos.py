"""Videos: what is seen and heard stays byte for byte, what tells of place and device is zeros."""

from __future__ import annotations

import media
import pytest
from media import FRAMES, SECRET, SOUND, box, track, video, words

from bot.channels.pictures import BrokenFile
from bot.channels.videos import strip


@pytest.mark.parametrize("brand", [b"isom", b"mp42", b"qt  "])
def test_place_and_device_are_gone_from_every_box_and_track(brand: bytes) -> None:
    content = video(brand)
    assert content.count(SECRET) == 13

    kept = strip(content)

    assert SECRET not in kept
    assert b"+31.2397" not in kept
    assert len(kept) == len(content)


def test_pictures_sound_and_their_index_stay_where_they_were() -> None:
    content = video()

    kept = strip(content)

    where = content.index(FRAMES)
    assert kept[where : where + len(FRAMES) + len(SOUND)] == FRAMES + SOUND
    for name in (b"ftyp", b"moov", b"mvhd", b"tkhd", b"stsz", b"stco", b"vide", b"soun"):
        assert name in kept
    assert b"camm" not in kept


def test_cleaning_twice_changes_nothing() -> None:
    kept = strip(video())

    assert strip(kept) == kept


def test_large_size_and_last_box_to_the_end_are_understood() -> None:
    index = box(b"moov", box(b"mvhd", words(0)), box(b"udta", SECRET))
    wide = words(1) + b"mdat" + (24).to_bytes(8, "big") + b"12345678"
    content = box(b"ftyp", b"isom") + index + wide + words(0) + b"mdat" + b"to the end"

    kept = strip(content)

    assert SECRET not in kept
    assert kept.endswith(b"to the end")
    assert b"12345678" in kept


def nested(depth: int) -> bytes:
    content = b""
    for _ in range(depth):
        content = box(b"stbl", content)
    return box(b"ftyp", b"isom") + box(b"moov", box(b"trak", box(b"mdia", box(b"minf", content), hdlr(b"vide"))))


def hdlr(kind: bytes) -> bytes:
    return box(b"hdlr", words(0, 0), kind, words(0))


def hidden(*tables: bytes) -> bytes:
    """A video whose only track is neither seen nor heard, with these tables."""
    media_box = box(b"mdia", hdlr(b"meta"), box(b"minf", box(b"stbl", *tables)))
    return box(b"ftyp", b"isom") + box(b"moov", box(b"trak", media_box)) + box(b"mdat", bytes(100))


START = box(b"ftyp", b"isom")
BROKEN = {
    "cut off": video()[:-30],
    "no index": START + box(b"mdat", b"data"),
    "nothing behind the head": START,
    "box larger than the file": START + words(5000) + b"moov" + b"data",
    "box smaller than its head": START + words(4) + b"moov" + box(b"moov"),
    "large size that is none": START + words(1) + b"moov" + words(0, 3),
    "large size cut off": START + words(1) + b"moov",
    "box of no size within another": START + box(b"moov", words(0) + b"trak"),
    "inner box larger than the outer": START + box(b"moov", words(99) + b"trak") + bytes(200),
    "bytes behind the last box": START + box(b"moov") + b"ab",
    "deeper than anything real": nested(3000),
    "more boxes than anything real": START + box(b"moov", box(b"mvhd") * 30_000),
    "samples outside": hidden(box(b"stsz", words(0, 9, 9)), box(b"stsc", words(0, 1, 1, 9, 1)), box(b"stco", words(0, 1, 9999))),
    "more samples than the table holds": hidden(box(b"stsz", words(0, 0, 400_000))),
    "more samples than can be": hidden(box(b"stsz", words(0, 0, 4_000_000_000))),
    "chunks out of order": hidden(box(b"stsz", words(0, 9, 9)), box(b"stsc", words(0, 1, 5, 9, 1)), box(b"stco", words(0, 1, 60))),
    "samples over each other": hidden(
        box(b"stsz", words(0, 200, 1)), box(b"stsc", words(0, 1, 1, 1, 1)), box(b"stco", words(0, 90, *[8] * 90))
    ),
    "hidden track in fragments": START + box(b"moov", track(b"meta", 8, (1,))) + box(b"moof") + box(b"mdat", SECRET),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_broken_structure_is_refused(name: str) -> None:
    with pytest.raises(BrokenFile):
        strip(BROKEN[name])


def test_every_flipped_byte_is_cleaned_or_refused() -> None:
    whole = media.video()
    for index in range(len(whole)):
        try:
            kept = strip(whole[:index] + bytes([whole[index] ^ 0x81]) + whole[index + 1 :])
        except BrokenFile:
            continue
        assert len(kept) == len(whole)
