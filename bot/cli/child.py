"""Starts one process of the service so that it cannot outlive its supervisor.

`python -m bot.cli.child MODULE` asks the kernel for SIGKILL when the parent dies (Linux); elsewhere a
thread watches the parent. Without this, `kill -9` of the supervisor would leave processes on the ports.
"""

from __future__ import annotations

import ctypes
import os
import runpy
import signal
import sys
import threading
import time

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def end_with_parent(parent: int, number: int) -> None:
    """Have this process receive signal `number` when process `parent` ends, even by kill -9."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, number)
    else:
        threading.Thread(target=_watch, args=(parent, number), daemon=True).start()
    if os.getppid() != parent:  # it ended before we asked
        os.kill(os.getpid(), number)


def _watch(parent: int, number: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), number)


def main() -> None:
    """Bind to the parent named in argv[1], then run the module named in argv[2] as a program."""
    parent, module = int(sys.argv[1]), sys.argv[2]
    end_with_parent(parent, signal.SIGKILL)
    sys.argv = [module]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
