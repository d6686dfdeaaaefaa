"""Slow work, and slow senders, get few of a worker's threads: urgent callers never wait for this page."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

Made = TypeVar("Made")
PATIENCE = 3.0  # seconds that work may wait for its turn


class Slow(Exception):
    """All places are taken."""


class Places:
    """A quarter of the threads may work or wait for work, another quarter may take in something big."""

    def __init__(self, threads: int) -> None:
        self._places = threading.Semaphore(max(2, threads // 4))
        self._working = threading.Semaphore(max(1, threads // 8))
        self._taking_in = threading.Semaphore(max(1, threads // 4))

    def work(self, do: Callable[[], Made]) -> Made:
        """Do something that takes the machine a while. Raises Slow."""
        if not self._places.acquire(blocking=False):
            raise Slow
        try:
            return _held(self._working, PATIENCE, do)
        finally:
            self._places.release()

    def take_in(self, do: Callable[[], Made]) -> Made:
        """Read something big from a browser. Raises Slow."""
        return _held(self._taking_in, 0, do)


def _held(places: threading.Semaphore, seconds: float, do: Callable[[], Made]) -> Made:
    if not places.acquire(timeout=seconds):
        raise Slow
    try:
        return do()
    finally:
        places.release()
