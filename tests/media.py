"""Pictures, videos and documents for tests, made here: with a place planted where cameras and telephones write it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo

SECRET = b"PLANTED-SECRET-PLACE"
LATITUDE = (31.0, 14.0, 37.123456)
_GPS, _MAKE, _ORIENTATION, _COMMENT = 0x8825, 0x010F, 0x0112, 0x9286


def picture(size: tuple[int, int] = (60, 40), mode: str = "RGB") -> Image.Image:
    """A picture whose four corners differ: red, green, blue and white from the upper left, clockwise."""
    drawn = Image.new("RGB", size, "white")
    half = (size[0] // 2, size[1] // 2)
    for place, colour in (((0, 0), "red"), ((half[0], 0), "lime"), (half, "blue")):
        drawn.paste(colour, (*place, place[0] + half[0], place[1] + half[1]))
    return drawn.convert(mode)


def telling(orientation: int = 1) -> Image.Exif:
    """EXIF with a place, a maker's name and a comment."""
    exif = Image.Exif()
    exif[_MAKE] = SECRET.decode()
    exif[_ORIENTATION] = orientation
    exif.get_ifd(_GPS).update({1: "N", 2: LATITUDE, 3: "E", 4: (121.0, 28.0, 5.0), 29: SECRET.decode()})
    return exif


def encoded(drawn: Image.Image, kind: str, **options: Any) -> bytes:
    """The picture in a format, with a comment and something behind its end where the format allows it."""
    out = BytesIO()
    drawn.save(out, kind, **options)
    return out.getvalue()


def jpeg(orientation: int = 1, size: tuple[int, int] = (60, 40), **options: Any) -> bytes:
    """A photo as a telephone makes it."""
    content = encoded(picture(size), "JPEG", exif=telling(orientation), comment=SECRET, quality=95, **options)
    return content + b"\n" + SECRET


def png(mode: str = "RGB", size: tuple[int, int] = (60, 40)) -> bytes:
    """A screenshot with EXIF and texts."""
    texts = PngInfo()
    texts.add_text("Location", SECRET.decode())
    texts.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    return encoded(picture(size, mode), "PNG", exif=telling(), pnginfo=texts) + SECRET


def webp(**options: Any) -> bytes:
    """A WebP with EXIF and XMP."""
    return encoded(picture(), "WEBP", exif=telling(), xmp=SECRET, **options)


def gif() -> bytes:
    """Three frames and a comment."""
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "lime", "blue")]
    return encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], comment=SECRET)


def pdf() -> bytes:
    """A short document, with something before its first line."""
    return b"\n\n%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


def box(name: bytes, *content: bytes) -> bytes:
    """One box of a video file."""
    body = b"".join(content)
    return (len(body) + 8).to_bytes(4, "big") + name + body


def words(*numbers: int) -> bytes:
    """Numbers of four bytes each."""
    return b"".join(number.to_bytes(4, "big") for number in numbers)


def track(handler: bytes, first: int, sizes: tuple[int, ...], *extra: bytes) -> bytes:
    """A track whose samples lie in one chunk at `first`."""
    table = box(
        b"stbl",
        box(b"stsd", words(0, 0)),
        box(b"stsz", words(0, 0, len(sizes), *sizes)),
        box(b"stsc", words(0, 1, 1, len(sizes), 1)),
        box(b"stco", words(0, 1, first)),
        box(b"udta", SECRET),
    )
    media = box(b"mdia", box(b"mdhd", words(0, 0)), box(b"hdlr", words(0, 0), handler, words(0)), box(b"minf", table))
    return box(b"trak", box(b"tkhd", words(0)), media, *extra)


FRAMES, SOUND = b"frames of the picture ", b"the sound"


def video(brand: bytes = b"isom") -> bytes:
    """A video with a place in every spot where cameras write one, also in a track that is neither seen nor heard."""
    start = box(b"ftyp", brand, words(0), brand)
    data = FRAMES + SOUND + SECRET
    first = len(start) + 8
    place = box(b"udta", box(b"\xa9xyz", b"+31.2397+121.4998/" + SECRET), words(0))
    index = box(
        b"moov",
        box(b"mvhd", words(0, 0, 0)),
        track(b"vide", first, (len(FRAMES),), box(b"meta", SECRET), box(b"load", SECRET)),
        track(b"soun", first + len(FRAMES), (len(SOUND),)),
        track(b"camm", first + len(FRAMES) + len(SOUND), (4, len(SECRET) - 4)),
        place,
        box(b"meta", SECRET),
        box(b"uuid", SECRET),
        box(b"free", SECRET),
    )
    return start + box(b"mdat", data) + index + box(b"uuid", SECRET) + box(b"sefd", SECRET) + box(b"free", SECRET)
