"""Files on their way out: only by a link of ours, as what they are, in parts for players, and with nothing but the picture in them."""

from __future__ import annotations

from pathlib import Path

import media
import pytest
from file_sending import kept
from front_door import Customer, FrontDoor

from bot.gateway.files import BadRange, span_of
from bot.store import files
from bot.store.engine import Store


@pytest.mark.parametrize(
    ("content", "media_type", "way", "ending"),
    [
        (media.jpeg(), "image/jpeg", "inline", "jpg"),
        (media.png(), "image/png", "inline", "png"),
        (media.webp(), "image/webp", "inline", "webp"),
        (media.gif(), "image/png", "inline", "png"),
        (media.video(), "video/mp4", "inline", "mp4"),
        (media.video(b"qt  "), "video/quicktime", "attachment", "mov"),
        (media.pdf(), "application/pdf", "attachment", "pdf"),
    ],
    ids=["jpeg", "png", "webp", "gif", "mp4", "mov", "pdf"],
)
async def test_file_is_served_as_what_it_is_and_can_do_nothing(
    customer: Customer, content: bytes, media_type: str, way: str, ending: str
) -> None:
    sent = await kept(customer, content, "我家的 冰箱.html")

    response = await customer.client.get(sent["url"])

    name = "%E6%88%91%E5%AE%B6%E7%9A%84%20%E5%86%B0%E7%AE%B1"
    assert response.status_code == 200
    assert response.headers["content-type"] == media_type
    assert (
        response.headers["content-disposition"]
        == f"{way}; filename=\"file.{ending}\"; filename*=UTF-8''{name}.{ending}"
    )
    policy = response.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["cross-origin-resource-policy"] == "same-origin"
    assert response.headers["cache-control"].startswith("private, max-age=4")
    assert media.SECRET not in response.content


@pytest.mark.parametrize(
    "content",
    [media.jpeg(), media.png(), media.webp(), media.gif(), media.video()],
    ids=["jpeg", "png", "webp", "gif", "mp4"],
)
async def test_planted_place_is_in_no_byte_that_is_stored(
    customer: Customer, sqlite_store: Store, content: bytes
) -> None:
    sent = await kept(customer, content)

    with sqlite_store.reading() as session:
        for variant in ("original", "thumbnail"):
            found = files.read(session, sent["file_id"], variant)  # type: ignore[arg-type]  # both are variants
            assert found is None or media.SECRET not in found.content
    database = sqlite_store.engine.url.database
    assert database is not None
    for path in (database, f"{database}-wal"):
        assert media.SECRET not in Path(path).read_bytes()


async def test_thumbnail_is_small_and_a_picture(customer: Customer) -> None:
    sent = await kept(customer, media.jpeg(size=(1000, 600)))

    response = await customer.client.get(sent["thumbnail_url"])

    assert (response.status_code, response.headers["content-type"]) == (200, "image/jpeg")
    assert len(response.content) < len((await customer.client.get(sent["url"])).content)


@pytest.mark.parametrize(
    ("old", "new"),
    [("variant=original", "variant=thumbnail"), ("signature=", "signature=A"), ("expires=1", "expires=2"), ("?", "?x="), ("/files/", "/files/a")],
    ids=["variant", "signature", "end", "nothing", "file"],
)  # fmt: skip
async def test_changed_link_is_refused_with_the_envelope(customer: Customer, old: str, new: str) -> None:
    sent = await kept(customer, media.png())

    response = await customer.client.get(sent["url"].replace(old, new, 1))

    assert (response.status_code, response.json()["error"]["code"]) == (403, "bad_link")
    assert "no-store" in response.headers["cache-control"]


async def test_link_to_a_file_that_was_deleted_finds_nothing(customer: Customer, sqlite_store: Store) -> None:
    sent = await kept(customer, media.png())
    with sqlite_store.transaction() as session:
        files.forget(session, customer.chat_id)

    response = await customer.client.get(sent["url"])

    assert (response.status_code, response.json()["error"]["code"]) == (404, "file_not_found")


async def test_player_gets_the_parts_that_it_asks_for(customer: Customer) -> None:
    sent = await kept(customer, media.video(), "异响.mp4")
    whole = (await customer.client.get(sent["url"])).content

    async def part(wanted: str, **more: str) -> tuple[int, bytes, str | None]:
        response = await customer.client.get(sent["url"], headers={"Range": wanted, **more})
        return response.status_code, response.content, response.headers.get("content-range")

    size = len(whole)
    assert await part("bytes=0-1") == (206, whole[:2], f"bytes 0-1/{size}")
    assert await part("bytes=10-") == (206, whole[10:], f"bytes 10-{size - 1}/{size}")
    assert await part("bytes=-5") == (206, whole[-5:], f"bytes {size - 5}-{size - 1}/{size}")
    assert await part("bytes=0-1,5-6") == (200, whole, None)
    assert await part("bytes=0-1", **{"If-Range": '"another"'}) == (200, whole, None)
    behind = await part(f"bytes={size}-")
    assert (behind[0], behind[2]) == (416, f"bytes */{size}")


async def test_head_tells_the_length_and_sends_nothing(customer: Customer) -> None:
    sent = await kept(customer, media.video(), "异响.mp4")

    response = await customer.client.head(sent["url"], headers={"Range": "bytes=0-1"})  # means something to GET alone

    assert (response.status_code, response.content) == (200, b"")
    assert int(response.headers["content-length"]) == len(media.video())
    assert response.headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize(
    ("wanted", "span"),
    [
        ("", None), ("bytes=-", None), ("items=0-1", None), ("bytes=5-2", None), ("bytes=a-b", None), ("bytes=٣-٤", None),
        ("bytes=0-0", (0, 1)), ("bytes=0-99", (0, 10)), ("bytes=9-", (9, 10)), ("bytes=-99", (0, 10)), ("bytes=0-" + "9" * 18, (0, 10)),
    ],
    ids=str,
)  # fmt: skip
def test_range_is_read_as_the_standard_says(wanted: str, span: tuple[int, int] | None) -> None:
    assert span_of(wanted, 10) == span


@pytest.mark.parametrize("wanted", ["bytes=10-", "bytes=10-20", "bytes=-0"])
def test_range_behind_the_end_is_refused(wanted: str) -> None:
    with pytest.raises(BadRange):
        span_of(wanted, 10)


async def test_files_are_as_described(door: FrontDoor, customer: Customer) -> None:
    from gateway.test_description import check

    description = (await door.client.get("/openapi.json")).json()
    path, link = "/api/v1/chats/{chat_id}/files", "/api/v1/files/{file_id}"
    form = {"file": ("a.png", media.png())}
    post, headers = customer.client.post, customer.headers

    sent = await post(f"{customer.path}/files", files=form, headers=headers)
    check(sent, description, path, "post")
    check(await post(f"{customer.path}/files", headers=headers), description, path, "post")
    check(await post(f"{customer.path}/files", files=form), description, path, "post")
    check(await customer.client.get(sent.json()["url"] + "0"), description, link, "get")
    check(await customer.client.get(sent.json()["url"], headers={"Range": "bytes=99999999-"}), description, link, "get")
    assert description["paths"][path]["post"]["security"] == [{"HTTPBearer": []}]
    assert "multipart/form-data" in description["paths"][path]["post"]["requestBody"]["content"]
    assert {"200", "206", "403", "404", "416"} <= set(description["paths"][link]["get"]["responses"])
