"""Starts the processes of the service, starts a dead or hung one again, and stops them in order."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from os import getpid

import httpx
import structlog

log = structlog.get_logger()

_FIRST_BACKOFF_SECONDS = 0.5
_LONGEST_BACKOFF_SECONDS = 15.0
_STEADY_SECONDS = 60.0  # a process that ran this long starts again at once
_CHECK_SECONDS = 5.0
_HUNG_CHECKS = 5  # a process that was ready and then fails this many checks in a row is replaced
_START_SECONDS = 90.0  # a process that is alive and not ready after this long is replaced
_HOPELESS_DEATHS = 5  # so many deaths before a process was ever ready: it cannot work here
_GRACE_SECONDS = 12.0  # more than the gateway's drain of 10 s
_HURRIED_GRACE_SECONDS = 2.0


@dataclass
class Service:
    """One process: what to run, and where it answers 200 when it is ready."""

    name: str
    module: str
    ready_url: str
    process: asyncio.subprocess.Process | None = None
    was_ready: bool = False
    was_ever_ready: bool = False
    starts: int = 0
    started_at: float = 0.0


class Supervisor:
    """Keeps services running until `stop` is called; stops them in the order in which they are listed."""

    def __init__(self, services: Sequence[Service], environment: Mapping[str, str], secret: str) -> None:
        self.services = list(services)
        self._environment = dict(environment)
        self._headers = {"X-Xiaoxiu-Secret": secret}
        self._stopping = asyncio.Event()
        self._hurry = asyncio.Event()
        self._hopeless: Service | None = None

    async def run(self) -> Service | None:
        """Run until stopped by SIGTERM or SIGINT; a second signal only shortens the waiting.

        Returns the service that died again and again before it was ever ready, None after an ordinary stop.
        """
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup means it
            loop.add_signal_handler(signal.SIGHUP, self.stop)
        tasks = [
            asyncio.create_task(work)
            for service in self.services
            for work in (self._keep(service), self._check(service))
        ]
        await self._stopping.wait()
        for service in self.services:
            await self._end(service)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        log.info("service.stopped")
        return self._hopeless

    def stop(self) -> None:
        """Begin the orderly stop; when it has begun already, wait less for each process."""
        if self._stopping.is_set():
            self._hurry.set()
        self._stopping.set()

    async def ready(self) -> bool:
        """Wait until every process was ready once; False when stopped before."""
        while not all(service.was_ready for service in self.services):
            if self._stopping.is_set():
                return False
            await asyncio.sleep(0.1)
        return True

    async def _keep(self, service: Service) -> None:
        backoff = _FIRST_BACKOFF_SECONDS
        loop = asyncio.get_running_loop()
        while not self._stopping.is_set():
            started = loop.time()
            service.process = await self._start(service)
            code = await service.process.wait()
            if self._stopping.is_set():
                return
            if not service.was_ever_ready and service.starts >= _HOPELESS_DEATHS:
                log.error("process.hopeless", name=service.name, code=code, starts=service.starts)
                self._hopeless = service
                self.stop()
                return
            backoff = (
                _FIRST_BACKOFF_SECONDS
                if loop.time() - started > _STEADY_SECONDS
                else min(backoff * 2, _LONGEST_BACKOFF_SECONDS)
            )
            log.warning("process.died", name=service.name, code=code, again_in_seconds=backoff)
            await asyncio.sleep(backoff)

    async def _start(self, service: Service) -> asyncio.subprocess.Process:
        """Start in a session of its own: Ctrl-C reaches the supervisor only, which then stops in order."""
        service.was_ready = False
        service.starts += 1
        service.started_at = asyncio.get_running_loop().time()
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot.cli.child", str(getpid()), service.module,
            env=self._environment, stdin=asyncio.subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        log.info("process.started", name=service.name, pid=process.pid, start=service.starts)
        return process

    async def _check(self, service: Service) -> None:
        """Notice readiness quickly, and replace a process that no longer answers or never begins to."""
        failures = 0
        async with httpx.AsyncClient(headers=self._headers, timeout=_CHECK_SECONDS, trust_env=False) as client:
            while not self._stopping.is_set():
                if await self._answers(client, service):
                    service.was_ready = service.was_ever_ready = True
                    failures = 0
                elif service.was_ready:
                    failures += 1
                if failures >= _HUNG_CHECKS or self._is_stuck(service):
                    failures = 0
                    self._replace(service)
                await asyncio.sleep(_CHECK_SECONDS if service.was_ready else 0.2)

    def _is_stuck(self, service: Service) -> bool:
        """Whether it lives but was not ready in all the time that a start may take."""
        age = asyncio.get_running_loop().time() - service.started_at
        return not service.was_ready and service.process is not None and age > _START_SECONDS

    def _replace(self, service: Service) -> None:
        if service.process and service.process.returncode is None:
            log.error("process.hung", name=service.name, was_ready=service.was_ready)
            service.started_at = asyncio.get_running_loop().time()
            service.process.kill()

    async def _answers(self, client: httpx.AsyncClient, service: Service) -> bool:
        try:
            return (await client.get(service.ready_url)).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    async def _end(self, service: Service) -> None:
        process = service.process
        if process is None or process.returncode is not None:
            return
        process.terminate()
        ended = asyncio.create_task(process.wait())
        hurried = asyncio.create_task(self._hurry.wait())
        await asyncio.wait({ended, hurried}, timeout=_GRACE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        hurried.cancel()
        if not ended.done():
            await asyncio.wait({ended}, timeout=_HURRIED_GRACE_SECONDS)
        if not ended.done():
            log.warning("process.killed", name=service.name)
            process.kill()
        await ended
