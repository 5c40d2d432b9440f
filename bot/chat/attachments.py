"""A picture or a file that a customer sends: kept sealed, shown as a message, and a turn like any other message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.chat import inbox, words
from bot.errors import KeyReused, TooManyTries
from bot.store import chats, files, messages
from bot.store.engine import Session, now_of
from bot.store.messages import Draft, Message

_DAY = timedelta(days=1)
_WAIT_SECONDS = 3600
_TOLD_APART = ("image", "video")


class OtherFile(KeyReused):
    """This client_id already names another file, or a text."""

    status = 409


class TooManyFiles(TooManyTries):
    """The chat has stored as many bytes in a day as it may."""

    code = "too_many_files"


@dataclass(frozen=True)
class Attachment:
    """A cleaned file; `width` and `height` in pixels, None for what is no picture."""

    file: files.Draft
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True)
class Kept:
    """What became of a file; `duplicate` when it had come before. `data` is the message's, without links."""

    message_id: str
    seq: int
    kind: str
    data: dict[str, Any]
    duplicate: bool


def send_file(media_type: str) -> str:
    """What the dialogue is told: that an image, a video or another file came, never what is on it."""
    kind = media_type.partition("/")[0]
    return f'/send_file{{"file_kind":"{kind if kind in _TOLD_APART else "file"}"}}'


def accept(session: Session, chat_id: str, external_id: str, attachment: Attachment, day_bytes: int) -> Kept:
    """Store the file and its message once, in one transaction; the same upload under the same id returns what is there.

    `day_bytes` is what a chat may store in 24 hours. Raises `OtherFile`, `TooManyFiles`, `ChatNotFound`.
    """
    chat = chats.lock(session, chat_id)
    known = messages.find_by_external_id(session, chat.channel, external_id)
    if known is not None:
        return _again(session, known, attachment)
    stored = files.bytes_since(session, chat_id, now_of(session) - _DAY)
    if stored + len(attachment.file.content) > day_bytes:
        raise TooManyFiles(f"expected at most {day_bytes} bytes a day", _WAIT_SECONDS)
    file_id = files.new_id()
    body = _body(file_id, attachment)
    draft = Draft(external_id, "customer", attachment.file.kind, body, status="received")
    message = inbox.take_in(session, chat, draft)
    files.add(session, file_id, chat_id, message.id, attachment.file)
    return Kept(message.id, message.seq, message.kind, body["data"], duplicate=False)


def _again(session: Session, known: Message, attachment: Attachment) -> Kept:
    stored = files.of_message(session, known.id)
    if stored is None or stored.digest != files.digest_of(session, attachment.file.upload_hash):
        raise OtherFile("this client_id already names another message")
    return Kept(known.id, known.seq, known.kind, known.body["data"], duplicate=True)


def _body(file_id: str, attachment: Attachment) -> dict[str, Any]:
    file = attachment.file
    data = {
        "file_id": file_id,
        "name": file.name,
        "media_type": file.media_type,
        "bytes": len(file.content),
        "width": attachment.width,
        "height": attachment.height,
        "has_thumbnail": file.thumbnail is not None,
    }
    return {"text": words.file_line(file.media_type, file.name), "payload": send_file(file.media_type), "data": data}
