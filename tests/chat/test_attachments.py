"""Attachments: stored once with their message, whoever answers the chat, and within a day's room."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import uuid4

import pytest

from bot.chat import attachments, handoff, inbox, outbox
from bot.chat import turns as chat_turns
from bot.chat.attachments import Attachment, Kept, OtherFile, TooManyFiles
from bot.chat.outbox import Facts
from bot.chat.turns import Begun
from bot.errors import ChatNotFound
from bot.store import chats, files, messages, turns
from bot.store.engine import Session, Store
from bot.store.files import Draft, Picture

ROOM = 10_000
PHOTO = Attachment(
    Draft("image", "image/jpeg", "屏幕.jpg", b"photo", "a" * 64, Picture("image/jpeg", b"small")), 60, 40
)
INVOICE = Attachment(Draft("file", "application/pdf", "发票.pdf", b"%PDF-", "b" * 64))


def begin(store: Store, owner: str = "bot") -> str:
    with store.transaction() as session:
        chat = inbox.begin_chat(session, "web")
        if owner in ("queue", "agent"):
            handoff.open(session, chat.id, "customer_request")
        if owner == "agent":
            handoff.move(session, chats.get(session, chat.id), "agent", agent="li")
        if owner == "closed":
            handoff.move(session, chat, "closed")
        return chat.id


def send(store: Store, chat_id: str, attachment: Attachment = PHOTO, name: str = "1", room: int = ROOM) -> Kept:
    with store.transaction() as session:
        return attachments.accept(session, chat_id, f"{chat_id}:{name}", attachment, room)


def newest(session: Session, chat_id: str) -> messages.Message:
    return messages.latest(session, chat_id, 0, 1)[0]


@pytest.mark.parametrize(
    ("attachment", "text", "payload"),
    [
        (PHOTO, "[图片]", '/send_file{"file_kind":"image"}'),
        (INVOICE, "[文件] 发票.pdf", '/send_file{"file_kind":"file"}'),
        (replace(INVOICE, file=replace(INVOICE.file, media_type="video/mp4", name="异响.mp4")), "[视频] 异响.mp4", '/send_file{"file_kind":"video"}'),
    ],
    ids=["picture", "document", "video"],
)  # fmt: skip
def test_file_is_a_message_with_words_for_plain_clients_and_a_turn(
    sqlite_store: Store, attachment: Attachment, text: str, payload: str
) -> None:
    chat_id = begin(sqlite_store)

    kept = send(sqlite_store, chat_id, attachment)

    with sqlite_store.reading() as session:
        message = newest(session, chat_id)
        assert (message.kind, message.author, message.text, message.payload) == (
            attachment.file.kind,
            "customer",
            text,
            payload,
        )
        assert message.body["data"] == kept.data
        assert [turn.message_id for turn in turns.open_of(session, chat_id)] == [message.id] == [kept.message_id]
        stored = files.read(session, kept.data["file_id"], "original")
        assert stored is not None
        assert stored.content == attachment.file.content


@pytest.mark.parametrize(("owner", "count"), [("bot", 1), ("queue", 1), ("agent", 0), ("closed", 1)])
def test_whoever_answers_decides_whether_there_is_a_turn(sqlite_store: Store, owner: str, count: int) -> None:
    chat_id = begin(sqlite_store, owner)

    send(sqlite_store, chat_id)

    with sqlite_store.reading() as session:
        assert len(turns.open_of(session, chat_id)) == count
        assert chats.get(session, chat_id).owner == ("bot" if owner == "closed" else owner)
        assert newest(session, chat_id).conversation == (2 if owner == "closed" else 1)


def test_same_file_under_the_same_id_is_stored_once(store: Store) -> None:
    chat_id = begin(store)

    first, again = send(store, chat_id), send(store, chat_id)

    assert again == replace(first, duplicate=True)
    with store.reading() as session:
        assert files.bytes_since(session, chat_id, chats.get(session, chat_id).created_at.replace(year=2000)) == 10
        assert len(turns.open_of(session, chat_id)) == 1


def test_same_file_under_the_same_id_at_the_same_time_is_stored_once(store: Store) -> None:
    chat_id = begin(store)

    with ThreadPoolExecutor(6) as pool:
        kept = list(pool.map(lambda _: send(store, chat_id), range(6)))

    assert len({one.data["file_id"] for one in kept}) == 1
    assert [one.duplicate for one in kept].count(False) == 1


def test_other_file_under_a_known_id_is_refused_and_nothing_is_stored(store: Store) -> None:
    chat_id = begin(store)
    send(store, chat_id)

    with pytest.raises(OtherFile):
        send(store, chat_id, INVOICE)

    with store.reading() as session:
        assert newest(session, chat_id).kind == "image"


def test_id_of_a_text_names_no_file(sqlite_store: Store) -> None:
    chat_id = begin(sqlite_store)
    with sqlite_store.transaction() as session:
        inbox.accept(session, chat_id, inbox.Incoming(f"{chat_id}:1", text="你好"))

    with pytest.raises(OtherFile):
        send(sqlite_store, chat_id)


def test_day_that_is_full_refuses_the_next_file_but_knows_the_old_ones(sqlite_store: Store) -> None:
    chat_id = begin(sqlite_store)
    send(sqlite_store, chat_id, room=14)

    with pytest.raises(TooManyFiles):
        send(sqlite_store, chat_id, INVOICE, name="2", room=14)

    assert send(sqlite_store, chat_id, room=14).duplicate


def test_unknown_chat_stores_nothing(sqlite_store: Store) -> None:
    with pytest.raises(ChatNotFound):
        send(sqlite_store, uuid4().hex)


def test_file_and_message_are_stored_together_or_not_at_all(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat_id = begin(sqlite_store)

    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(files, "add", fail)
    with pytest.raises(RuntimeError):
        send(sqlite_store, chat_id)

    with sqlite_store.reading() as session:
        assert newest(session, chat_id).author == "bot"
        assert turns.open_of(session, chat_id) == []


def test_file_whose_turn_fails_is_not_asked_for_again(sqlite_store: Store) -> None:
    chat_id = begin(sqlite_store)
    send(sqlite_store, chat_id)
    with sqlite_store.transaction() as session:
        begun = chat_turns.begin(session, chat_id, True)
    assert isinstance(begun, Begun)

    with sqlite_store.transaction() as session:
        outbox.fail(session, begun.claims[0], "timeout", "周一至周日 09:00-21:00", Facts(), 8000)

    with sqlite_store.reading() as session:
        said = newest(session, chat_id).text
    assert "存" in said and "不用" in said and "再发一次" not in said
