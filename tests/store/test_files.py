"""Files in the store: sealed, beside their message, counted by day, and gone when they are forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.store import chats, files, messages
from bot.store.engine import Session, Store, now_of
from bot.store.files import Draft, Picture
from bot.store.messages import Place

MARK = b"PLANTED-MARK-" * 50
DRAFT = Draft("image", "image/png", "张三的发票.png", MARK, "a" * 64, Picture("image/jpeg", b"small " + MARK))


def add(session: Session, chat_id: str, draft: Draft = DRAFT, seq: int = 1) -> str:
    place = Place(chat_id, 1, "web", seq)
    [message] = messages.append(
        session, place, [messages.Draft(f"{chat_id}:{seq}", "customer", draft.kind, {"text": "[图片]"})]
    )
    file_id = files.new_id()
    files.add(session, file_id, chat_id, message.id, draft)
    return file_id


def test_what_was_stored_is_read_again_in_both_variants(store: Store) -> None:
    with store.transaction() as session:
        file_id = add(session, chats.insert(session, "web", None).id)

    with store.reading() as session:
        original = files.read(session, file_id, "original")
        small = files.read(session, file_id, "thumbnail")

    assert original == files.Content("image/png", "张三的发票.png", MARK)
    assert small == files.Content("image/jpeg", "张三的发票.png", b"small " + MARK)


def test_nothing_of_content_name_or_hash_can_be_read_in_the_table(store: Store) -> None:
    with store.transaction() as session:
        file_id = add(session, chats.insert(session, "web", None).id)

    with store.reading() as session:
        row = session.execute(select(files.files).where(files.files.c.id == file_id)).one()

    for value in row:
        stored = value if isinstance(value, bytes) else str(value).encode()
        assert b"PLANTED" not in stored
        assert "发票".encode() not in stored
        assert b"a" * 64 not in stored


def test_content_that_was_moved_to_another_column_cannot_be_opened(sqlite_store: Store) -> None:
    from bot.store.vault import WrongKey

    with sqlite_store.transaction() as session:
        file_id = add(session, chats.insert(session, "web", None).id)
        session.execute(files.files.update().values(thumbnail=files.files.c.original))

    with sqlite_store.reading() as session, pytest.raises(WrongKey):
        files.read(session, file_id, "thumbnail")


def test_file_is_known_by_its_message_and_by_what_was_uploaded(sqlite_store: Store) -> None:
    with sqlite_store.transaction() as session:
        chat_id = chats.insert(session, "web", None).id
        file_id = add(session, chat_id)
        message = messages.after(session, chat_id, 0)[0]

        known = files.of_message(session, message.id)

        assert known is not None
        assert (known.id, known.kind) == (file_id, "image")
        assert known.digest == files.digest_of(session, "a" * 64) != files.digest_of(session, "b" * 64)
        assert files.of_message(session, "nothing") is None


def test_bytes_of_a_day_are_those_of_this_chat_since_then(store: Store) -> None:
    with store.transaction() as session:
        one, other = (chats.insert(session, "web", None).id for _ in range(2))
        add(session, one)
        add(session, one, Draft("file", "application/pdf", "a.pdf", b"12345", "b" * 64), seq=2)
        add(session, other)
        now = now_of(session)

        assert files.bytes_since(session, one, now - timedelta(days=1)) == 2 * len(MARK) + len(b"small ") + 5
        assert files.bytes_since(session, one, now + timedelta(seconds=1)) == 0


def test_file_without_thumbnail_and_unknown_file_give_nothing(sqlite_store: Store) -> None:
    with sqlite_store.transaction() as session:
        chat_id = chats.insert(session, "web", None).id
        file_id = add(session, chat_id, Draft("file", "application/pdf", "a.pdf", b"12345", "b" * 64))

        assert files.read(session, file_id, "thumbnail") is None
        assert files.read(session, "0" * 32, "original") is None


def test_forgetting_a_chat_deletes_its_files_and_no_others(store: Store) -> None:
    with store.transaction() as session:
        one, other = (chats.insert(session, "web", None).id for _ in range(2))
        gone, kept = add(session, one), add(session, other)

        assert files.forget(session, one) == 1
        assert files.forget(session, one) == 0

        assert files.read(session, gone, "original") is None
        assert files.read(session, kept, "original") is not None
