"""A lock that serves threads in the order they came; a plain one may pass a waiting thread by for long."""

from __future__ import annotations

import threading
from collections import deque


class Queue:
    """Hold it with `acquire(timeout)`, give it on with `release`."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._held = False

    def acquire(self, timeout: float) -> bool:
        """Wait for one's turn, at most `timeout` seconds; whether it came."""
        with self._mutex:
            if not self._held:
                self._held = True
                return True
            ticket = threading.Lock()
            ticket.acquire()
            self._waiting.append(ticket)
        return ticket.acquire(timeout=timeout) or self._came_after_all(ticket)

    def release(self) -> None:
        """Hand over to the thread that waited longest, if any."""
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._held = False

    def _came_after_all(self, ticket: threading.Lock) -> bool:
        with self._mutex:
            if ticket in self._waiting:
                self._waiting.remove(ticket)
                return False
            return True
