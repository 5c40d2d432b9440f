"""Pictures: decoded and drawn anew, so that nothing but pixels survives.

EXIF (place, device, time), comments, colour profiles and whatever hangs behind the picture's end are gone; the
orientation that EXIF told is applied first, and the colours are turned into sRGB.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from io import BytesIO
from threading import Lock

import structlog
from PIL import Image, ImageCms, ImageOps

from bot.channels.floods import is_flood
from bot.errors import BotError
from bot.store.files import Picture

log = structlog.get_logger()
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 4096
THUMBNAIL_SIDE = 480
_LARGE_PIXELS = 16_000_000  # the cameras of telephones have 12; 28 take 230 MB until they are scaled (measured)
_one_at_a_time = Lock()
_QUALITY, _THUMBNAIL_QUALITY = 88, 80
_DECODERS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/gif": "GIF"}
_SIXTEEN_BITS = ("I", "I;16", "I;16B", "I;16L", "I;16N")


class BrokenFile(BotError):
    """Of an accepted type by its first bytes, but it cannot be opened or is larger inside than any photo."""

    code = "broken_file"
    status = 422


@dataclass(frozen=True)
class Redrawn:
    """A picture as it is kept, with its size in pixels and its small copy."""

    picture: Picture
    width: int
    height: int
    thumbnail: Picture


def redraw(content: bytes, media_type: str, most_bytes: int) -> Redrawn:
    """Draw a picture anew, at most 4096 pixels on its longer side; of a moving one the first frame, as PNG.

    One that would need more than `most_bytes` without loss is kept as JPEG. Takes up to seconds: call it in a
    thread. Raises `BrokenFile`.
    """
    if is_flood(content, media_type):
        raise BrokenFile("expected a picture of fewer pieces")
    try:
        picture, is_still = _decoded(content, media_type)
        kept = _encoded(picture, media_type if is_still else "image/png", most_bytes)
        width, height = picture.size
        picture.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
        thumbnail = _encode(picture, "image/png" if picture.mode == "RGBA" else "image/jpeg", _THUMBNAIL_QUALITY)
    except BrokenFile:
        raise
    except Exception as error:  # noqa: BLE001  # the edge: decoders raise whatever a hostile file makes them stumble over
        log.info("picture.broken", type=media_type, bytes=len(content), reason=type(error).__name__)
        raise BrokenFile(f"expected a picture that can be decoded: {type(error).__name__}") from None
    return Redrawn(kept, width, height, thumbnail)


def _decoded(content: bytes, media_type: str) -> tuple[Image.Image, bool]:
    """The picture upright, in sRGB, RGB or RGBA, without any of its metadata; and whether it does not move."""
    opened = Image.open(BytesIO(content), formats=[_DECODERS[media_type]])
    if opened.width * opened.height > MOST_PIXELS:
        raise BrokenFile(f"expected at most {MOST_PIXELS} pixels, got {opened.width} × {opened.height}")
    is_still = media_type == "image/jpeg" or (media_type != "image/gif" and getattr(opened, "n_frames", 1) == 1)
    opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # lets the JPEG decoder leave out what would be scaled away
    with _one_at_a_time if opened.width * opened.height > _LARGE_PIXELS else nullcontext():
        opened.load()
        opened.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)  # before all else: each step is a copy
    plain = _in_srgb(_even(_upright(opened)), opened.info.get("icc_profile"))
    plain.info = {}
    return plain, is_still


def _upright(picture: Image.Image) -> Image.Image:
    """Turned as EXIF says; EXIF that cannot be read says nothing."""
    try:
        return ImageOps.exif_transpose(picture)
    except Exception as error:  # noqa: BLE001  # the edge: a picture with broken EXIF is still a good picture
        log.info("picture.orientation_unknown", reason=type(error).__name__)
        return picture.copy()


def _even(picture: Image.Image) -> Image.Image:
    """In a mode that profiles and encoders know: RGB, RGBA or CMYK."""
    if picture.mode in _SIXTEEN_BITS:
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    if picture.mode in ("RGB", "RGBA", "CMYK"):
        return picture
    is_clear = picture.mode in ("LA", "La", "PA", "RGBa") or "transparency" in picture.info
    return picture.convert("RGBA" if is_clear else "RGB")


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours as every screen reads them without a profile."""
    wanted = "RGBA" if picture.mode == "RGBA" else "RGB"
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            turned = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode=wanted)
        except (ImageCms.PyCMSError, OSError, ValueError):
            turned = None  # a profile of another colour space, or none at all
        if turned is not None:
            return turned
    return picture if picture.mode == wanted else picture.convert(wanted)


def _encoded(picture: Image.Image, media_type: str, most_bytes: int) -> Picture:
    kept = _encode(picture, media_type, _QUALITY)
    if len(kept.content) <= most_bytes:
        return kept
    opaque = Image.new("RGB", picture.size, "white")
    opaque.paste(picture, mask=picture.getchannel("A") if picture.mode == "RGBA" else None)
    return _encode(opaque, "image/jpeg", _QUALITY)


def _encode(picture: Image.Image, media_type: str, quality: int) -> Picture:
    out = BytesIO()
    options = {} if media_type == "image/png" else {"quality": quality}
    drawn = picture.convert("RGB") if media_type == "image/jpeg" and picture.mode != "RGB" else picture
    drawn.save(out, _DECODERS[media_type], **options)
    return Picture(media_type, out.getvalue())
