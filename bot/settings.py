"""Settings of a deployment, read once from the environment and `.env`, then passed in.

This is the only module that reads `os.environ`. Names and defaults are listed in `.env.example`.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from hmac import new as hmac_new
from pathlib import Path
from zoneinfo import ZoneInfo

from dotenv import dotenv_values

SHANGHAI = ZoneInfo("Asia/Shanghai")
ROOT = Path(__file__).resolve().parent.parent
PREFIX = "XIAOXIU_"


class BadSetting(ValueError):
    """A setting has a value that cannot be used; the message names the setting and what was expected."""


@dataclass(frozen=True)
class Limits:
    """How much one customer, chat or address may ask for. Lengths in characters or bytes, times in seconds."""

    text_characters: int = 500
    body_bytes: int = 64 * 1024
    file_bytes: int = 10 * 1024 * 1024
    upload_seconds: int = 120
    chat_files: int = 20
    chat_file_minutes: int = 10
    chat_file_bytes_per_day: int = 60 * 1024 * 1024
    chat_messages: int = 12
    chat_seconds: int = 10
    address_chats_per_minute: int = 120
    address_messages_per_minute: int = 1200
    login_tries: int = 5
    login_minutes: int = 15
    identity_tries: int = 5
    identity_minutes: int = 15
    open_bookings: int = 2
    turn_seconds: float = 8.0
    agent_lease_seconds: int = 60


@dataclass(frozen=True)
class WeChat:
    """The service account (服务号); the channel is off while `appid` is empty."""

    appid: str = ""
    secret: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    encoding_aes_key: str = field(default="", repr=False)
    encoding_aes_key_previous: str = field(default="", repr=False)
    api_base: str = ""
    mode: str = "safe"


@dataclass(frozen=True)
class Settings:
    """Everything that differs between deployments. Secrets stay out of `repr`."""

    host: str
    port: int
    engine_port: int
    actions_port: int
    data_dir: Path
    database_url: str = field(repr=False)
    redis_url: str | None = field(repr=False)
    secret_key: bytes = field(repr=False)
    customer_token_key: str = field(repr=False)
    sms_sender: str
    allowed_origins: tuple[str, ...]
    trust_proxy: bool
    hours: str
    retention_chat_days: int
    retention_booking_days: int
    limits: Limits
    wechat: WeChat = field(repr=False)
    fixed_now: datetime | None = None

    def now(self) -> datetime:
        """The current moment in Asia/Shanghai; a fixed one when XIAOXIU_NOW is set."""
        return self.fixed_now or datetime.now(SHANGHAI)

    def derive_key(self, purpose: str) -> bytes:
        """A 32-byte key of its own for each purpose, so that one leaked key opens one door only."""
        return hmac_new(self.secret_key, purpose.encode(), sha256).digest()

    @property
    def internal_secret(self) -> str:
        """What gateway, engine and action server show each other on loopback."""
        return self.derive_key("internal").hex()

    @property
    def engine_url(self) -> str:
        """Base address of the dialogue engine."""
        return f"http://127.0.0.1:{self.engine_port}"

    @property
    def actions_url(self) -> str:
        """Base address of the action server."""
        return f"http://127.0.0.1:{self.actions_port}"


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings: the environment wins over `.env`, empty values count as not set.

    Creates the data dir and, where none is given, the secret key in it (mode 600).
    Raises `BadSetting` with the setting's name.
    """
    values = _values(environment)
    data_dir = (ROOT / values.get("DATA_DIR", "var")).resolve()
    data_dir.mkdir(parents=True, exist_ok=True)
    return Settings(
        host=values.get("HOST", "127.0.0.1"),
        port=_port(values, "PORT", 8080),
        engine_port=_port(values, "ENGINE_PORT", 5005),
        actions_port=_port(values, "ACTIONS_PORT", 5055),
        data_dir=data_dir,
        database_url=values.get("DATABASE_URL", f"sqlite:///{data_dir / 'xiaoxiu.db'}"),
        redis_url=values.get("REDIS_URL"),
        secret_key=_secret_key(values, data_dir),
        customer_token_key=values.get("CUSTOMER_TOKEN_KEY", ""),
        sms_sender=values.get("SMS_SENDER", ""),
        allowed_origins=_origins(values, "ALLOWED_ORIGINS"),
        trust_proxy=values.get("TRUST_PROXY", "").lower() in {"1", "true", "yes"},
        hours=values.get("HOURS", "周一至周日 09:00-21:00"),
        retention_chat_days=_integer(values, "RETENTION_CHAT_DAYS", 180),
        retention_booking_days=_integer(values, "RETENTION_BOOKING_DAYS", 1095),
        limits=_limits(values),
        wechat=_wechat(values),
        fixed_now=_moment(values, "NOW"),
    )


def child_environment(settings: Settings, extra: Mapping[str, str]) -> dict[str, str]:
    """The environment for a child process: this one's, the secret key by value, and `extra`."""
    return {**os.environ, PREFIX + "SECRET_KEY": settings.secret_key.hex(), **extra}


def set_environment(values: Mapping[str, str]) -> None:
    """Set variables that a library reads from the environment when it is imported (telemetry, thread counts)."""
    os.environ.update(values)


def _values(environment: Mapping[str, str] | None) -> dict[str, str]:
    if environment is None:
        stored = {key: value or "" for key, value in dotenv_values(ROOT / ".env").items()}
        environment = {**stored, **os.environ}
    return {
        key[len(PREFIX) :]: value.strip()
        for key, value in environment.items()
        if key.startswith(PREFIX) and value.strip()
    }


_LAST_PORT = 65535


def _port(values: Mapping[str, str], name: str, default: int) -> int:
    number = _integer(values, name, default)
    if number > _LAST_PORT:
        raise BadSetting(f"{PREFIX}{name}: expected at most {_LAST_PORT}, got {number}")
    return number


def _integer(values: Mapping[str, str], name: str, default: int, least: int = 1) -> int:
    text = values.get(name)
    if text is None:
        return default
    try:
        number = int(text)
    except ValueError:
        raise BadSetting(f"{PREFIX}{name}: expected a whole number, got {text!r}") from None
    if number < least:
        raise BadSetting(f"{PREFIX}{name}: expected at least {least}, got {number}")
    return number


def _moment(values: Mapping[str, str], name: str) -> datetime | None:
    text = values.get(name)
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise BadSetting(f"{PREFIX}{name}: expected ISO 8601, got {text!r}") from None
    return moment.astimezone(SHANGHAI) if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


_ORIGIN = re.compile(r"(https?)://([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])(?::([0-9]{1,5}))?")
_USUAL_PORTS = {"http": "80", "https": "443"}  # browsers leave these out of Origin


def _origins(values: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Origins as browsers write them: lower case, without the usual port; a slash at the end is forgiven."""
    parts = [part.strip() for part in values.get(name, "").split(",")]
    return tuple(dict.fromkeys(_origin(part, name) for part in parts if part))


def _origin(text: str, name: str) -> str:
    found = _ORIGIN.fullmatch(text.lower().removesuffix("/"))
    scheme, host, port = found.groups() if found else ("", "", None)
    if not found or (port and not 0 < int(port) <= _LAST_PORT):
        raise BadSetting(f"{PREFIX}{name}: expected scheme://host[:port] without path or *, got {text!r}")
    return f"{scheme}://{host}" if port in (None, _USUAL_PORTS[scheme]) else f"{scheme}://{host}:{int(port)}"


def _secret_key(values: Mapping[str, str], data_dir: Path) -> bytes:
    given = values.get("SECRET_KEY")
    if given is None:
        given = _stored_secret(data_dir / "secret.key")
    if len(given) < 32:
        raise BadSetting(f"{PREFIX}SECRET_KEY: expected at least 32 characters, got {len(given)}")
    return sha256(given.encode()).digest() if not _is_hex_key(given) else bytes.fromhex(given)


def _is_hex_key(text: str) -> bool:
    return len(text) == 64 and all(character in "0123456789abcdef" for character in text)


def _stored_secret(path: Path) -> str:
    """Read the key file, or make it; two processes that start together end up with the same key."""
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()


def _limits(values: Mapping[str, str]) -> Limits:
    given: dict[str, int | float] = {}
    for name, value in vars(Limits()).items():
        key = f"LIMIT_{name.upper()}"
        if key in values:
            given[name] = _integer(values, key, int(value))
    unknown = {key for key in values if key.startswith("LIMIT_")} - {f"LIMIT_{name.upper()}" for name in vars(Limits())}
    if unknown:
        raise BadSetting(f"{PREFIX}{sorted(unknown)[0]}: no such limit")
    return Limits(**given)  # type: ignore[arg-type]  # names and kinds are Limits' own


def _wechat(values: Mapping[str, str]) -> WeChat:
    given = {name: values[f"WECHAT_{name.upper()}"] for name in vars(WeChat()) if f"WECHAT_{name.upper()}" in values}
    mode = given.get("mode", "safe")
    if mode not in {"safe", "compatible", "plain"}:
        raise BadSetting(f"{PREFIX}WECHAT_MODE: expected safe, compatible or plain, got {mode!r}")
    return WeChat(**given)
