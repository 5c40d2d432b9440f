"""Settings: read once, checked, complete in .env.example."""

from __future__ import annotations

import stat
from dataclasses import fields
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest

from bot.settings import PREFIX, ROOT, BadSetting, Limits, Settings, WeChat, load_settings


def load(tmp_path: Path, **values: str) -> Settings:
    return load_settings(
        {"XIAOXIU_DATA_DIR": str(tmp_path), **{PREFIX + name: value for name, value in values.items()}}
    )


def test_defaults_are_those_of_the_documentation(tmp_path: Path) -> None:
    settings = load(tmp_path)

    assert (settings.host, settings.port, settings.engine_port, settings.actions_port) == (
        "127.0.0.1",
        8080,
        5005,
        5055,
    )
    assert settings.database_url == f"sqlite:///{tmp_path / 'xiaoxiu.db'}"
    assert settings.limits == Limits()
    assert settings.wechat.mode == "safe"
    assert settings.redis_url is None


def test_secret_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    first, second = load(tmp_path), load(tmp_path)

    assert first.secret_key == second.secret_key
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600


def _key_in_other_process(path: str) -> bytes:
    return load_settings({"XIAOXIU_DATA_DIR": path}).secret_key


def test_processes_that_start_together_make_one_secret_key(tmp_path: Path) -> None:
    with get_context("fork").Pool(8) as pool:
        keys = set(pool.map(_key_in_other_process, [str(tmp_path)] * 16))

    assert len(keys) == 1


def test_secrets_stay_out_of_the_representation(tmp_path: Path) -> None:
    key = "k" * 40
    settings = load(
        tmp_path,
        SECRET_KEY=key,
        CUSTOMER_TOKEN_KEY="shop-key",
        DATABASE_URL="postgresql://a:pw@h/d",
        WECHAT_SECRET="wx",
    )

    shown = repr(settings)

    assert not any(secret in shown for secret in (key, "shop-key", "pw@", "'wx'", settings.secret_key.hex()))


def test_each_purpose_has_a_key_of_its_own(tmp_path: Path) -> None:
    settings = load(tmp_path)

    assert len({settings.derive_key("a"), settings.derive_key("b"), settings.secret_key}) == 3


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "0"),
        ("SECRET_KEY", "short"),
        ("NOW", "yesterday"),
        ("WECHAT_MODE", "open"),
        ("LIMIT_TEXT_CHARACTERS", "-1"),
        ("LIMIT_TYPO", "3"),
        ("RETENTION_CHAT_DAYS", "0"),
        ("RETENTION_BOOKING_DAYS", "forever"),
    ],
    ids=lambda value: str(value),
)
def test_bad_value_is_refused_with_the_settings_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=PREFIX + name):
        load(tmp_path, **{name: value})


@pytest.mark.parametrize(
    "value",
    [
        "shop.example",
        "https://",
        "https://*.shop.example",
        "*",
        "null",
        "ftp://shop.example",
        "https://shop.example/path",
        "https://user@shop.example",
        "https://shop.example:99999",
        "https://shop.example?x",
        "https://a.example https://b.example",
        "https://a.example; script-src *",
        "https://商店.example",
        "https://good.example,bad",
    ],
)
def test_what_is_no_origin_is_refused_at_the_start(tmp_path: Path, value: str) -> None:
    with pytest.raises(BadSetting, match="XIAOXIU_ALLOWED_ORIGINS"):
        load(tmp_path, ALLOWED_ORIGINS=value)


def test_origins_are_written_as_browsers_write_them(tmp_path: Path) -> None:
    given = (
        "https://Shop.Example/, http://localhost:3000 ,https://shop.example:443,,http://[::1]:8080,http://10.0.0.7:80"
    )

    assert load(tmp_path, ALLOWED_ORIGINS=given).allowed_origins == (
        "https://shop.example",
        "http://localhost:3000",
        "http://[::1]:8080",
        "http://10.0.0.7",
    )


def test_fixed_clock_is_aware_and_in_shanghai(tmp_path: Path) -> None:
    assert load(tmp_path, NOW="2026-11-22T10:00").now().utcoffset() == timedelta(hours=8)
    assert load(tmp_path, NOW="2026-11-22T02:00:00Z").now().hour == 10


def test_empty_value_means_the_default(tmp_path: Path) -> None:
    assert load(tmp_path, PORT="", REDIS_URL="").port == 8080


def test_example_file_lists_every_setting() -> None:
    listed = {
        line.split("=")[0] for line in (ROOT / ".env.example").read_text().splitlines() if line.startswith(PREFIX)
    }
    plain = {"secret_key", "fixed_now", "limits", "wechat"}
    expected = {PREFIX + field.name.upper() for field in fields(Settings) if field.name not in plain}
    expected |= {PREFIX + "SECRET_KEY", PREFIX + "NOW"}
    expected |= {f"{PREFIX}LIMIT_{field.name.upper()}" for field in fields(Limits)}
    expected |= {f"{PREFIX}WECHAT_{field.name.upper()}" for field in fields(WeChat)}

    assert listed == expected


def test_example_file_shows_the_default_limits() -> None:
    shown = dict(
        line.split("=", 1)
        for line in (ROOT / ".env.example").read_text().splitlines()
        if line.startswith(PREFIX + "LIMIT_")
    )

    assert {name: float(value) for name, value in shown.items()} == {
        f"{PREFIX}LIMIT_{name.upper()}": float(value) for name, value in vars(Limits()).items()
    }
