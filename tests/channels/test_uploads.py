"""Uploads: the type is what the content says, the name is only shown."""

from __future__ import annotations

import media
import pytest

from bot.channels.file_names import shown_name
from bot.channels.uploads import EmptyFile, UnknownType, receive

ROOM = 10 * 1024 * 1024


@pytest.mark.parametrize(
    ("content", "kind", "media_type", "name"),
    [
        (media.jpeg(), "image", "image/jpeg", "发票.jpg"),
        (media.png(), "image", "image/png", "发票.png"),
        (media.webp(), "image", "image/webp", "发票.webp"),
        (media.gif(), "image", "image/png", "发票.png"),
        (media.video(b"mp42"), "file", "video/mp4", "发票.mp4"),
        (media.video(b"qt  "), "file", "video/quicktime", "发票.mov"),
        (media.pdf(), "file", "application/pdf", "发票.pdf"),
    ],
    ids=["jpeg", "png", "webp", "gif", "mp4", "mov", "pdf"],
)
def test_content_decides_whatever_the_name_says(content: bytes, kind: str, media_type: str, name: str) -> None:
    kept = receive(content, "发票.exe", ROOM)

    assert (kept.file.kind, kept.file.media_type, kept.file.name) == (kind, media_type, name)
    assert media.SECRET not in kept.file.content
    assert (kept.width, kept.height) == ((60, 40) if kind == "image" else (None, None))
    assert (kept.file.thumbnail is not None) == (kind == "image")


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\0" + bytes(200),
        b"PK\x03\x04" + bytes(200),
        b"<html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"#!/bin/sh\nrm -rf /",
        b"BM" + bytes(200),
        b"II*\0" + bytes(200),
        media.box(b"ftyp", b"heic", bytes(4)) + bytes(100),
        media.box(b"ftyp", b"avif", bytes(4)) + bytes(100),
        b"x" * 2000 + media.pdf(),
        b"RIFF\0\0\0\0WAVE",
        b"\xff\xd8",
        b"a",
    ],
    ids=["exe", "zip", "html", "svg", "script", "bmp", "tiff", "heic", "avif", "late pdf", "wav", "two bytes", "letter"],
)  # fmt: skip
def test_other_types_are_refused_whatever_they_are_called(content: bytes) -> None:
    with pytest.raises(UnknownType):
        receive(content, "photo.jpg", ROOM)


def test_empty_file_is_refused() -> None:
    with pytest.raises(EmptyFile):
        receive(b"", "photo.jpg", ROOM)


def test_picture_that_is_also_something_else_is_only_a_picture_afterwards() -> None:
    for hostile in (b"PK\x05\x06" + bytes(18), b"<script>alert(1)</script>", b"%PDF-1.4", b"MZ"):
        kept = receive(media.jpeg() + hostile, "a.jpg", ROOM)

        assert hostile not in kept.file.content


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("IMG_20261122.JPG", "IMG_20261122.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\张三\\屏幕.png", "屏幕.jpg"),
        ("photo\u202egpj.exe", "photogpj.jpg"),
        ("a\0b\r\nSet-Cookie: x.png", "ab Set-Cookie x.jpg"),
        ('"><img src=x>.png', "img src=x.jpg"),
        ("\ud800照片.png", "照片.jpg"),
        ("...", "图片.jpg"),
        ("", "图片.jpg"),
        (".htaccess", "htaccess.jpg"),
        ("/", "图片.jpg"),
        ("长" * 300 + ".png", "长" * 76 + ".jpg"),
        ("archive.tar.gz", "archive.tar.jpg"),
        ("a" * 100_000, "a" * 76 + ".jpg"),
    ],
    ids=["plain", "path", "windows path", "bidi", "header", "page", "surrogate", "dots", "empty", "hidden", "slash", "long", "two endings", "huge"],
)  # fmt: skip
def test_name_is_short_and_harmless_and_ends_as_what_the_file_is(raw: str, shown: str) -> None:
    assert shown_name(raw, "image/jpeg") == shown


@pytest.mark.parametrize(("media_type", "name"), [("video/mp4", "视频.mp4"), ("application/pdf", "文件.pdf")])
def test_file_without_a_name_gets_one(media_type: str, name: str) -> None:
    assert shown_name("", media_type) == name
