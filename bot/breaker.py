"""Keeps from asking again and again what does not answer."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Breaker:
    """Opens after `limit` failures in a row; then lets one try through every `rest` seconds. Thread-safe."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, limit: int = 5, rest: float = 5.0) -> None:
        self._clock, self._limit, self._rest = clock, limit, rest
        self._failures, self._tried = 0, 0.0
        self._lock = threading.Lock()

    def closed(self) -> bool:
        """Whether a call may go through now."""
        with self._lock:
            if self._failures < self._limit:
                return True
            if self._clock() - self._tried < self._rest:
                return False
            self._tried = self._clock()
            return True

    def note(self, ok: bool) -> None:
        """Tell how a call ended."""
        with self._lock:
            self._failures = 0 if ok else self._failures + 1
            self._tried = self._clock()
