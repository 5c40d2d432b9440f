"""`xiaoxiu serve`: brings the database up to date, then runs gateway, engine and action server."""

from __future__ import annotations

import asyncio
import fcntl
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

from bot.chat.hours import is_open
from bot.cli.child import end_with_parent
from bot.cli.supervisor import Service, Supervisor
from bot.engine.train import current_model
from bot.errors import StoreUnavailable
from bot.log import configure_log
from bot.settings import Settings, child_environment
from bot.store.demo_agent import demo_agent_password
from bot.store.engine import open_store
from bot.store.migrate import migrate

log = structlog.get_logger()
# bytes from which glibc takes a piece from the system alone and gives it back at once; else a picture keeps its 200 MB
_MEMORY = {"MALLOC_MMAP_THRESHOLD_": "1048576"}


class CannotServe(Exception):
    """Something that must be there before a start is not; the message is for the operator."""


def serve(settings: Settings, stop_with_parent: bool) -> None:
    """Run until SIGTERM or Ctrl-C.

    Raises `CannotServe` when there is no model, the data dir or a port is in use, or the database is out of reach;
    `BadSetting` when the desk's hours cannot be read.
    """
    if stop_with_parent:
        end_with_parent(os.getppid(), signal.SIGTERM)
    configure_log("serve")
    if current_model() is None:
        raise CannotServe("没有当前数据的模型，请先运行 xiaoxiu train。")
    is_open(settings.hours, settings.now())  # raises BadSetting now, not in the first chat
    with _only_one(settings.data_dir):
        _require_free_ports(settings)
        _migrate(settings)
        _announce(settings)
        asyncio.run(_supervise(settings))


def _migrate(settings: Settings) -> None:
    store = open_store(settings)
    try:
        migrate(store)
    except StoreUnavailable as error:
        raise CannotServe(f"数据库不可用：{error}") from None
    finally:
        store.close()


async def _supervise(settings: Settings) -> None:
    """Run; raises `CannotServe` when a process dies again and again before it was ever ready."""
    base = f"http://{_reachable(settings.host)}:{settings.port}"
    supervisor = Supervisor(
        [
            Service("gateway", "bot.gateway.server", f"{base}/health/live"),
            Service("engine", "bot.engine.server", f"{settings.engine_url}/ready"),
            Service("actions", "actions.server", f"{settings.actions_url}/ready"),
        ],
        child_environment(settings, {"PYTHONUNBUFFERED": "1", **_MEMORY}),
        settings.internal_secret,
    )
    announced = asyncio.create_task(_say_ready(supervisor, base))
    hopeless = await supervisor.run()
    announced.cancel()
    if hopeless is not None:
        raise CannotServe(f"{hopeless.name} 反复启动失败，原因见上面的日志。")


async def _say_ready(supervisor: Supervisor, base: str) -> None:
    if await supervisor.ready():
        log.info("service.ready")
        print(f"小修已就绪 {base}/", flush=True)


def _announce(settings: Settings) -> None:
    """Say where the service will answer and how to sign in at the desk; plain lines, also without a terminal."""
    base = f"http://{_reachable(settings.host)}:{settings.port}"
    print(f"website {base}/", flush=True)
    print(f"agent desk {base}/desk", flush=True)
    print(f"API description {base}/docs", flush=True)
    print(f"desk sign-in: username demo password {demo_agent_password(settings)}", flush=True)


def _require_free_ports(settings: Settings) -> None:
    """Whoever answers on our ports would pass for us; raises `CannotServe`."""
    addresses = [
        (settings.host, settings.port),
        *(("127.0.0.1", port) for port in (settings.engine_port, settings.actions_port)),
    ]
    if len({port for _, port in addresses}) < len(addresses):
        raise CannotServe("XIAOXIU_PORT、XIAOXIU_ENGINE_PORT、XIAOXIU_ACTIONS_PORT 需要三个不同的端口。")
    for host, port in addresses:
        try:
            family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
            with socket.socket(family, kind, protocol) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
        except OSError as error:
            raise CannotServe(
                f"{host}:{port} 不能使用：{error.strerror}。请换一个端口，或先停止占用它的程序。"
            ) from None


def _reachable(host: str) -> str:
    return "127.0.0.1" if host in {"0.0.0.0", "::", ""} else host  # noqa: S104  # compares, does not bind


@contextmanager
def _only_one(data_dir: Path) -> Iterator[None]:
    """Hold the data dir: two supervisors on one SQLite file would start everything twice."""
    with (data_dir / "serve.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CannotServe(f"已有一个 xiaoxiu serve 在使用 {data_dir.name}/，请先停止它。") from None
        yield
