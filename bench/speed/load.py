"""Callers who send requests that were made ready before, each over a connection of its own that is kept.

Nothing but sending and reading happens while the clock runs, and it is the same for every side.
"""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

PATIENCE = 60.0  # seconds for one answer


class Request(NamedTuple):
    """A form to post, as bytes."""

    path: str
    body: bytes
    headers: dict[str, str]


@dataclass(frozen=True)
class Wave:
    """Seconds from first to last, seconds of each request, and the documents, "" where there was none."""

    wall: float
    took: list[float]
    answers: list[str]


def wave(port: int, requests: Sequence[Request], callers: int) -> Wave:
    """Send all, at most `callers` at once, in their order."""
    took, answers = [0.0] * len(requests), [""] * len(requests)
    places, ready = iter(range(len(requests))), threading.Barrier(callers + 1)
    lock = threading.Lock()

    def caller() -> None:
        with Line(port) as line:
            ready.wait()
            while True:
                with lock:
                    place = next(places, None)
                if place is None:
                    return
                started = time.perf_counter()
                answers[place] = line.send(requests[place])
                took[place] = time.perf_counter() - started

    threads = [threading.Thread(target=caller, daemon=True) for _ in range(callers)]
    for thread in threads:
        thread.start()
    ready.wait()
    started = time.perf_counter()
    for thread in threads:
        thread.join()
    return Wave(time.perf_counter() - started, took, answers)


class Line:
    """One connection, opened before the first request."""

    def __init__(self, port: int) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)

    def __enter__(self) -> Line:
        self._open()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def send(self, request: Request) -> str:
        """The document that came, or "" for any answer but 200. A connection that was closed is opened once more."""
        for _ in range(2):
            try:
                self._http.request("POST", request.path, request.body, request.headers)
                answer = self._http.getresponse()
                text = answer.read().decode("utf-8", "replace")
                return text if answer.status == 200 else ""
            except (OSError, http.client.HTTPException):
                self._http.close()
                self._open()
        return ""

    def _open(self) -> None:
        try:
            self._http.connect()
            self._http.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError:
            return  # what is sent then gets no answer, and is counted as failed
