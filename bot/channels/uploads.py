"""What customers upload: recognised by its content, never by its name, and cleaned before it is kept."""

from __future__ import annotations

from hashlib import sha256

from bot.channels import pictures, videos
from bot.channels.file_names import shown_name
from bot.chat.attachments import Attachment
from bot.errors import BotError
from bot.store.files import Draft

_HEAD_BYTES = 1024  # a PDF may have something before its first line
_MP4_BRANDS = {
    b"isom",
    b"iso2",
    b"iso3",
    b"iso4",
    b"iso5",
    b"iso6",
    b"mp41",
    b"mp42",
    b"avc1",
    b"M4V ",
    b"MSNV",
    b"mmp4",
}
_QUICKTIME = b"qt  "
_SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)


class UnknownType(BotError):
    """None of the accepted types, whatever its name says."""

    code = "file_type"
    status = 415


class EmptyFile(BotError):
    """A file of no bytes."""

    code = "empty_file"
    status = 422


def receive(content: bytes, raw_name: str, most_bytes: int) -> Attachment:
    """Recognise and clean one upload; may take seconds, call it in a thread.

    Raises `EmptyFile`, `UnknownType`, `BrokenFile`.
    """
    if not content:
        raise EmptyFile("expected at least one byte")
    media_type = type_of(content)
    upload_hash = sha256(content).hexdigest()
    if media_type.startswith("image/"):
        return _picture(content, media_type, raw_name, most_bytes)
    kept = videos.strip(content) if media_type.startswith("video/") else content
    return Attachment(Draft("file", media_type, shown_name(raw_name, media_type), kept, upload_hash))


def type_of(content: bytes) -> str:
    """The media type by the first bytes; raises `UnknownType`."""
    for signature, media_type in _SIGNATURES:
        if content.startswith(signature):
            return media_type
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp" and content[8:12] == _QUICKTIME:
        return "video/quicktime"
    if content[4:8] == b"ftyp" and content[8:12] in _MP4_BRANDS:
        return "video/mp4"
    if b"%PDF-" in content[:_HEAD_BYTES]:
        return "application/pdf"
    raise UnknownType("expected a picture, a video or a PDF")


def _picture(content: bytes, media_type: str, raw_name: str, most_bytes: int) -> Attachment:
    drawn = pictures.redraw(content, media_type, most_bytes)
    file = Draft(
        kind="image",
        media_type=drawn.picture.media_type,
        name=shown_name(raw_name, drawn.picture.media_type),
        content=drawn.picture.content,
        upload_hash=sha256(content).hexdigest(),
        thumbnail=drawn.thumbnail,
    )
    return Attachment(file, drawn.width, drawn.height)
