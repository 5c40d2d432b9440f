"""The line between a browser and the service: it can be cut for a moment or pulled out."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress


class Cable:
    """Carries bytes from a port of its own to `port` of this machine, until it is cut."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._sockets: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._is_plugged = True
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.base = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def cut(self) -> int:
        """Break every open connection; new ones are carried. Returns how many were broken."""
        with self._lock:
            broken, self._sockets = self._sockets, set()
        for end in broken:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        return len(broken)

    def unplug(self) -> None:
        """Break every connection and carry no new one."""
        self._is_plugged = False
        self.cut()

    def plug_in(self) -> None:
        """Carry again."""
        self._is_plugged = True

    def close(self) -> None:
        """Stop for good."""
        self._listener.close()
        self.unplug()

    def _listen(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._connect, args=(near,), daemon=True).start()

    def _connect(self, near: socket.socket) -> None:
        if not self._is_plugged:
            near.close()
            return
        try:
            far = socket.create_connection(("127.0.0.1", self._to))
        except OSError:
            near.close()
            return
        with self._lock:
            self._sockets |= {near, far}
        threading.Thread(target=self._carry, args=(near, far), daemon=True).start()
        self._carry(far, near)

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            with self._lock:
                self._sockets.discard(end)
