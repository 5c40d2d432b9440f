"""Pictures: nothing but pixels survives, upright, in bounds, and a hostile one is refused."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import media
import pytest
from PIL import Image, ImageCms

from bot.channels import pictures
from bot.channels.pictures import BrokenFile, redraw

ROOM = 10 * 1024 * 1024
COLOURS = {"red": (255, 0, 0), "lime": (0, 255, 0), "blue": (0, 0, 255), "white": (255, 255, 255)}


def opened(picture: pictures.Picture) -> Image.Image:
    return Image.open(BytesIO(picture.content))


def corners(drawn: Image.Image) -> list[str]:
    """The nearest colour's name in each quarter, clockwise from the upper left."""
    width, height = drawn.size
    places = [
        (width // 4, height // 4),
        (width * 3 // 4, height // 4),
        (width * 3 // 4, height * 3 // 4),
        (width // 4, height * 3 // 4),
    ]
    rgb = drawn.convert("RGB")

    def nearest(found: tuple[int, ...]) -> str:
        return min(COLOURS, key=lambda name: sum(abs(a - b) for a, b in zip(COLOURS[name], found, strict=True)))

    return [nearest(rgb.getpixel(place)) for place in places]


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (media.jpeg(), "image/jpeg"),
        (media.png(), "image/png"),
        (media.png("RGBA"), "image/png"),
        (media.webp(), "image/webp"),
    ],
    ids=["jpeg", "png", "png with alpha", "webp"],
)
def test_place_device_and_comments_are_gone_and_the_picture_is_the_same(content: bytes, media_type: str) -> None:
    assert media.SECRET in content

    drawn = redraw(content, media_type, ROOM)

    for kept in (drawn.picture, drawn.thumbnail):
        assert media.SECRET not in kept.content
        assert opened(kept).getexif() == {}
        assert {"exif", "comment", "xmp", "icc_profile"}.isdisjoint(opened(kept).info)
    assert drawn.picture.media_type == media_type
    assert corners(opened(drawn.picture)) == ["red", "lime", "blue", "white"]


def test_moving_picture_becomes_a_still_of_its_first_frame() -> None:
    drawn = redraw(media.gif(), "image/gif", ROOM)

    still = opened(drawn.picture)
    assert (drawn.picture.media_type, still.format, getattr(still, "n_frames", 1)) == ("image/png", "PNG", 1)
    assert set(corners(still)) == {"red"}
    assert media.SECRET not in drawn.picture.content


def test_moving_webp_becomes_a_still() -> None:
    content = media.webp(save_all=True, append_images=[Image.new("RGB", (60, 40), "blue")])

    drawn = redraw(content, "image/webp", ROOM)

    assert drawn.picture.media_type == "image/png"


@pytest.mark.parametrize(
    ("orientation", "expected"),
    [
        (1, ["red", "lime", "blue", "white"]),
        (3, ["blue", "white", "red", "lime"]),
        (6, ["white", "red", "lime", "blue"]),
        (8, ["lime", "blue", "white", "red"]),
    ],
)
def test_picture_is_turned_as_the_camera_was_held(orientation: int, expected: list[str]) -> None:
    drawn = redraw(media.jpeg(orientation), "image/jpeg", ROOM)

    assert corners(opened(drawn.picture)) == expected
    assert (drawn.width, drawn.height) == ((40, 60) if orientation in (6, 8) else (60, 40))


def test_large_photo_is_made_smaller_and_gets_a_thumbnail() -> None:
    drawn = redraw(media.jpeg(size=(5000, 2500)), "image/jpeg", ROOM)

    assert (drawn.width, drawn.height) == opened(drawn.picture).size == (4096, 2048)
    assert opened(drawn.thumbnail).size == (480, 240)


def test_colours_of_another_profile_are_turned_into_those_of_every_screen() -> None:
    swapped = _profile_with_red_and_green_swapped()
    content = media.encoded(media.picture(), "PNG", icc_profile=swapped)

    drawn = redraw(content, "image/png", ROOM)

    assert corners(opened(drawn.picture))[:2] == ["lime", "red"]


@pytest.mark.parametrize("profile", [b"no profile at all", b"\0" * 128], ids=["words", "zeros"])
def test_profile_that_is_none_is_dropped(profile: bytes) -> None:
    drawn = redraw(media.encoded(media.picture(), "PNG", icc_profile=profile), "image/png", ROOM)

    assert corners(opened(drawn.picture)) == ["red", "lime", "blue", "white"]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "PA", "I;16", "CMYK"])
def test_every_mode_can_be_kept(mode: str) -> None:
    drawn = (
        media.picture().convert("L").convert("I").point(lambda value: value * 257).convert("I;16")
        if mode == "I;16"
        else None
    )
    kind = "JPEG" if mode == "CMYK" else "PNG"
    content = media.encoded(drawn or media.picture(mode="LA" if mode == "PA" else mode), kind)

    kept = opened(redraw(content, f"image/{kind.lower()}", ROOM).picture)

    assert kept.mode in ("RGB", "RGBA")
    assert kept.convert("L").getpixel((15, 30)) > 250


def test_picture_that_needs_too_much_room_without_loss_is_kept_with_some() -> None:
    content = media.encoded(Image.effect_noise((600, 600), 100).convert("RGBA"), "PNG")

    drawn = redraw(content, "image/png", 100_000)

    assert drawn.picture.media_type == "image/jpeg"


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def bomb(width: int, height: int) -> bytes:
    """A PNG of few bytes and many pixels."""
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(10_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


PNG = media.png()
JPEG = media.jpeg()
BROKEN = {
    "flood of chunks": (PNG[:33] + chunk(b"abCd", b"") * 30_000 + PNG[33:], "image/png"),
    "flood of comments": (JPEG[:2] + b"\xff\xfe\0\2" * 30_000 + JPEG[2:], "image/jpeg"),
    "flood of padding": (JPEG[:2] + b"\xff" * 30_000 + JPEG[2:], "image/jpeg"),
    "flood of junk": (b"\xff\xd8\xff" + b"a" * 30_000 + JPEG[2:], "image/jpeg"),
    "more pixels than allowed": (bomb(8000, 6000), "image/png"),
    "more pixels than the decoder allows": (bomb(60000, 60000), "image/png"),
    "no pixels": (bomb(0, 10), "image/png"),
    "cut off": (PNG[: len(PNG) // 3], "image/png"),
    "signature only": (b"\x89PNG\r\n\x1a\n", "image/png"),
    "jpeg that ends": (media.jpeg()[:200], "image/jpeg"),
    "jpeg of nothing": (b"\xff\xd8\xff" + b"A" * 500, "image/jpeg"),
    "gif of nothing": (b"GIF89a" + b"\xff" * 40, "image/gif"),
    "webp of nothing": (b"RIFF\x10\0\0\0WEBPVP8 " + b"\xff" * 40, "image/webp"),
    "page that calls itself a gif": (b"GIF89a/*<script>alert(1)</script>*/", "image/gif"),
    "text chunk bomb": (PNG[:33] + chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(50_000_000))) + PNG[33:], "image/png"),
}


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("name", BROKEN)
def test_broken_or_hostile_picture_is_refused(name: str) -> None:
    with pytest.raises(BrokenFile):
        redraw(*BROKEN[name], ROOM)


def test_every_cut_and_flipped_byte_is_kept_clean_or_refused() -> None:
    whole = media.jpeg(size=(24, 16))
    for index in range(0, len(whole), 7):
        for hostile in (whole[:index], whole[:index] + bytes([whole[index] ^ 0xFF]) + whole[index + 1 :]):
            try:
                drawn = redraw(hostile, "image/jpeg", ROOM)
            except BrokenFile:
                continue
            assert media.SECRET not in drawn.picture.content


def _profile_with_red_and_green_swapped() -> bytes:
    """sRGB whose first two colourants have changed places."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = int.from_bytes(profile[128:132], "big")
    entries = {bytes(profile[132 + 12 * row : 136 + 12 * row]): 132 + 12 * row for row in range(count)}
    red, green = entries[b"rXYZ"], entries[b"gXYZ"]
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(profile)


@pytest.mark.parametrize(("size", "waited"), [((60, 40), 1), ((10, 10), 0)], ids=["large", "small"])
def test_large_pictures_wait_for_each_other_and_small_ones_for_none(
    monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], waited: int
) -> None:
    turns: list[str] = []

    @contextmanager
    def turn() -> Iterator[None]:
        turns.append("taken")
        yield

    monkeypatch.setattr(pictures, "_LARGE_PIXELS", 1000)
    monkeypatch.setattr(pictures, "_one_at_a_time", turn())

    pictures.redraw(media.jpeg(size=size), "image/jpeg", 10**7)

    assert len(turns) == waited


def test_picture_is_as_large_as_it_says_and_its_thumbnail_is_small() -> None:
    drawn = pictures.redraw(media.jpeg(orientation=6, size=(900, 600)), "image/jpeg", 10**7)

    kept, small = (Image.open(BytesIO(part.content)) for part in (drawn.picture, drawn.thumbnail))
    assert kept.size == (drawn.width, drawn.height) == (600, 900)
    assert small.size == (320, 480)
