"""Python runs this at the start of every process that has this folder on its path: it dies by kill -9 around a commit.

A file `before` in the folder DYING_FOLDER lets the process die inside the transaction that books, a file `after` right
behind its commit, a file `accepted` behind the commit that takes a customer's message in; each is used up by one death.
"""

from __future__ import annotations

import importlib.util
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

FOLDER = Path(os.environ.get("DYING_FOLDER", "/nonexistent"))
_done: set[str] = set()  # what the running transaction did


def die_if_asked(moment: str) -> None:
    """Kill this process when the file for `moment` is there."""
    try:
        (FOLDER / moment).unlink()
    except OSError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


def _patch_bookings(module: ModuleType) -> None:
    book = module.book

    def booked(*given: Any, **named: Any) -> Any:
        made = book(*given, **named)
        die_if_asked("before")
        _done.add("after")
        return made

    module.book = booked  # type: ignore[attr-defined]  # the wrapped function


def _patch_inbox(module: ModuleType) -> None:
    accept = module.accept

    def accepted(*given: Any, **named: Any) -> Any:
        taken = accept(*given, **named)
        _done.add("accepted")
        return taken

    module.accept = accepted  # type: ignore[attr-defined]  # the wrapped function


def _patch_engine(module: ModuleType) -> None:
    transaction = module.Store.transaction

    @contextmanager
    def committed(self: Any, *given: Any, **named: Any) -> Any:
        with transaction(self, *given, **named) as session:
            yield session
        while _done:
            die_if_asked(_done.pop())

    module.Store.transaction = committed


PATCHES = {"bot.chat.inbox": _patch_inbox, "bot.store.bookings": _patch_bookings, "bot.store.engine": _patch_engine}


class Finder:
    """Finds the two modules as usual and wraps what stands in them."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name not in PATCHES:
            return None
        sys.meta_path.remove(self)
        try:
            spec = importlib.util.find_spec(name)
        finally:
            sys.meta_path.insert(0, self)
        if spec is None or spec.loader is None:
            return spec
        execute = spec.loader.exec_module

        def execute_and_patch(module: ModuleType) -> None:
            execute(module)
            PATCHES[name](module)

        spec.loader.exec_module = execute_and_patch  # type: ignore[method-assign]  # this one loader only
        return spec


if FOLDER.is_dir():
    sys.meta_path.insert(0, Finder())  # type: ignore[arg-type]  # the protocol in duck form
