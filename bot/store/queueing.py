"""Locks that pass nobody by: threads are served in the order they came, and processes by turns."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections import deque
from typing import BinaryIO

FIRST, NEXT = 0, 1  # places in the file: who has it writes, who has the next one writes after him
STEP = 0.0005  # seconds between two looks at a place


class Queue:
    """One of threads; a plain lock may pass a waiting one by for long. `acquire(timeout)` it, then `release` it."""

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


class Turns:
    """A `Queue` that is one among processes too: they wait at a file beside what they share.

    SQLite lets a process that finds its file locked sleep in growing steps, and who writes turn after turn takes it
    again each time in between. Here who has just written has to pass the one who waits. Without a file, or on a disk
    without locks, all go on as they come.
    """

    def __init__(self, path: str) -> None:
        self._threads, self._path = Queue(), path
        self._file: BinaryIO | None = None

    def acquire(self, timeout: float) -> bool:
        """Wait for one's turn, at most `timeout` seconds among threads and as long among processes; whether it came."""
        if not self._threads.acquire(timeout):
            return False
        self._file = _opened(self._path)
        if self._file is None or _came(self._file, time.monotonic() + timeout):
            return True
        self.release()
        return False

    def release(self) -> None:
        """Let the others in."""
        file, self._file = self._file, None
        if file:
            file.close()  # which gives its places up
        self._threads.release()


def _opened(path: str) -> BinaryIO | None:
    try:
        return open(path, "ab", buffering=0, opener=lambda name, flags: os.open(name, flags, 0o600))
    except OSError:
        return None


def _came(file: BinaryIO, until: float) -> bool:
    came = _taken(file, NEXT, until) and _taken(file, FIRST, until)
    fcntl.lockf(file, fcntl.LOCK_UN, 1, NEXT)
    return came


def _taken(file: BinaryIO, place: int, until: float) -> bool:
    while True:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
        except (BlockingIOError, PermissionError):
            if time.monotonic() >= until:
                return False
            time.sleep(STEP)
        except OSError:
            return True
        else:
            return True
