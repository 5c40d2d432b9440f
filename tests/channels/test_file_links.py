"""Links to files: one file, one variant, half a day."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.channels.file_links import PATH, BadLink, FileLinks
from bot.settings import Settings

FILE = "0123456789abcdef" * 2
NOON = 1_795_320_123.0


def links(settings: Settings, at: float = NOON) -> FileLinks:
    return FileLinks(settings, lambda: at)


def parts(url: str) -> tuple[str, str, str, str]:
    split = urlsplit(url)
    query = {name: values[0] for name, values in parse_qs(split.query).items()}
    return split.path.removeprefix(f"{PATH}/"), query["variant"], query["expires"], query["signature"]


def test_link_opens_for_at_least_half_a_day_and_no_longer_than_an_hour_more(settings: Settings) -> None:
    link = parts(links(settings).url(FILE, "original"))

    left = links(settings).check(*link)

    assert 12 * 3600 <= left <= 13 * 3600
    assert links(settings, NOON + left - 1).check(*link) == 1
    with pytest.raises(BadLink):
        links(settings, NOON + left).check(*link)


def test_link_stays_the_same_within_an_hour(settings: Settings) -> None:
    start = NOON // 3600 * 3600

    urls = {links(settings, start + seconds).url(FILE, "thumbnail") for seconds in (0, 1, 3599)}

    assert len(urls) == 1
    assert links(settings, start + 3600).url(FILE, "thumbnail") not in urls


@pytest.mark.parametrize(
    "change",
    [
        lambda file, variant, expires, signature: ("f" * 32, variant, expires, signature),
        lambda file, variant, expires, signature: (file, "thumbnail", expires, signature),
        lambda file, variant, expires, signature: (file, variant, str(int(expires) + 3600), signature),
        lambda file, variant, expires, signature: (file, variant, f"0{expires}", signature),
        lambda file, variant, expires, signature: (file, variant, expires, signature[:-1]),
        lambda file, variant, expires, signature: (file, variant, expires, signature + "="),
        lambda file, variant, expires, signature: (file, variant, expires, signature.swapcase()),
        lambda file, variant, expires, signature: (file, variant, expires, ""),
        lambda file, variant, expires, signature: (file, variant, expires, "签名"),
        lambda file, variant, expires, signature: (file, variant, expires, "\ud800"),
        lambda file, variant, expires, signature: (file, variant, "", signature),
        lambda file, variant, expires, signature: ("", "", "", ""),
    ],
    ids=["file", "variant", "later", "zero", "shorter", "longer", "case", "none", "chinese", "surrogate", "no end", "nothing"],
)  # fmt: skip
def test_changed_link_opens_nothing(settings: Settings, change: object) -> None:
    link = parts(links(settings).url(FILE, "original"))

    with pytest.raises(BadLink):
        links(settings).check(*change(*link))  # type: ignore[operator]  # a row of the table


def test_link_of_another_deployment_opens_nothing(settings: Settings) -> None:
    link = parts(links(replace(settings, secret_key=b"x" * 32)).url(FILE, "original"))

    with pytest.raises(BadLink):
        links(settings).check(*link)


def test_shown_data_has_links_and_no_more_than_the_shape_says(settings: Settings) -> None:
    stored = {
        "file_id": FILE,
        "name": "a.pdf",
        "media_type": "application/pdf",
        "bytes": 5,
        "width": None,
        "height": None,
    }

    shown = links(settings).shown({**stored, "has_thumbnail": False})

    assert shown == {**stored, "url": links(settings).url(FILE, "original"), "thumbnail_url": None}


@pytest.mark.parametrize("data", [None, {"url": "https://shop.example/a.png"}, {"type": "device"}], ids=str)
def test_data_that_names_no_file_stays_as_it_is(settings: Settings, data: dict[str, object] | None) -> None:
    assert links(settings).shown(data) == data
