"""Forms: one file and one id are read while they arrive, whatever else is sent is refused before it can grow."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import BotError, InvalidInput
from bot.gateway.forms import FileMissing, FileTooLarge, UploadForm, UploadSlow, read_form

KIND = "multipart/form-data; boundary=xyz"
MOST = 1000


def part(head: str, content: bytes = b"content") -> bytes:
    return b"--xyz\r\n" + head.encode() + b"\r\n\r\n" + content + b"\r\n"


FILE = part('Content-Disposition: form-data; name="file"; filename="a.png"\r\nContent-Type: image/png')
KNOWN_AS = part('Content-Disposition: form-data; name="client_id"', b"an id")
END = b"--xyz--\r\n"


async def read(body: bytes, piece: int = 10_000, kind: str = KIND, most: int = MOST) -> UploadForm:
    async def arrive() -> AsyncIterator[bytes]:
        for start in range(0, len(body), piece):
            yield body[start : start + piece]

    return await read_form(kind, arrive(), most, 5)


@pytest.mark.parametrize("piece", [1, 2, 7, 64, 10_000])
async def test_form_is_the_same_in_whatever_pieces_it_arrives(piece: int) -> None:
    assert await read(KNOWN_AS + FILE + END, piece) == UploadForm(b"content", "a.png", "an id")
    assert await read(FILE + END, piece) == UploadForm(b"content", "a.png", None)


async def test_content_may_look_like_the_forms_own_words() -> None:
    content = b"\r\n--xy\r\n--\r\n\r\n--xyy--" + bytes(range(256))

    form = await read(part('Content-Disposition: form-data; name="file"; filename="a"', content) + END, 3)

    assert form.content == content


HOSTILE = {
    "empty": b"",
    "no end": FILE,
    "no boundary": b"just some bytes",
    "other boundary": (FILE + END).replace(b"xyz", b"abc"),
    "file twice": FILE + FILE + END,
    "id twice": KNOWN_AS + KNOWN_AS + FILE + END,
    "other field": part('Content-Disposition: form-data; name="admin"') + FILE + END,
    "field with a long name": part(f'Content-Disposition: form-data; name="{"a" * 3000}"') + END,
    "name of no characters": part('Content-Disposition: form-data; name=""') + END,
    "header without end": b"--xyz\r\nContent-Disposition: " + b"a" * 100_000,
    "many headers": b"--xyz\r\n" + b"".join(b"X-%d: 1\r\n" % number for number in range(500)) + b"\r\nx\r\n" + END,
    "many parts": part("A: b") * 5000 + END,
    "no headers": b"--xyz\r\n\r\ncontent\r\n" + END,
    "other disposition": part('Content-Disposition: attachment; name="file"; filename="a"') + END,
    "long id": part('Content-Disposition: form-data; name="client_id"', b"a" * 5000) + FILE + END,
    "header of nothing": b"--xyz\r\n: x\r\n\r\nx\r\n" + END,
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_body_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput):
        await read(HOSTILE[name])


@pytest.mark.parametrize(
    "kind", ["multipart/form-data", "multipart/form-data; boundary=", f"multipart/form-data; boundary={'a' * 71}"]
)
async def test_form_needs_a_boundary(kind: str) -> None:
    with pytest.raises(InvalidInput):
        await read(FILE + END, kind=kind)


async def test_file_may_be_exactly_as_large_as_allowed_and_not_one_byte_more() -> None:
    head = 'Content-Disposition: form-data; name="file"; filename="a"'

    assert len((await read(part(head, bytes(MOST)) + END)).content) == MOST
    with pytest.raises(FileTooLarge):
        await read(part(head, bytes(MOST + 1)) + END)


@pytest.mark.parametrize(
    "body",
    [END, KNOWN_AS + END, part('Content-Disposition: form-data; name="file"') + END],
    ids=["nothing", "id only", "text"],
)
async def test_form_without_a_file_says_so(body: bytes) -> None:
    with pytest.raises((FileMissing, InvalidInput)):
        await read(body)


async def test_body_that_does_not_come_is_given_up() -> None:
    async def drip() -> AsyncIterator[bytes]:
        yield FILE[:20]
        await asyncio.sleep(30)

    with pytest.raises(UploadSlow):
        await read_form(KIND, drip(), MOST, 0.05)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from([FILE, KNOWN_AS, END, b"--xyz", b"\r\n", b"--", b": ", b";", b'"', b"\0"]),
            st.binary(max_size=40),
        ),
        max_size=8,
    ),
    st.integers(1, 50),
)
def test_any_bytes_are_read_or_refused(parts: list[bytes], piece: int) -> None:
    try:
        form = asyncio.run(read(b"".join(parts), piece))
    except BotError as error:
        assert error.status in (413, 415, 422)
    else:
        assert len(form.content) <= MOST
