"""What a customer's file is called when it is shown: cleaned, short, and with the ending of what it really is."""

from __future__ import annotations

import re

from bot.chat import words
from bot.text import clean

CHARACTERS = 80
ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "application/pdf": ".pdf",
}
_RAW_CHARACTERS = 1000
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_FORBIDDEN = re.compile(r'[<>:"|?*&;%`$]')  # mean something to file systems, shells or pages


def shown_name(raw: str, media_type: str) -> str:
    """A name of at most 80 characters without path, control or bidi characters; one that says nothing gets a plain one."""
    last = re.split(r"[/\\]", raw[-_RAW_CHARACTERS:])[-1]
    stem = _FORBIDDEN.sub("", _ENDING.sub("", clean(last).strip())).strip(" .")
    ending = ENDINGS[media_type]
    return (stem[: CHARACTERS - len(ending)].rstrip(" .\u200d") or words.file_name(media_type)) + ending
