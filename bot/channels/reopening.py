"""A desk that did not open tries again by itself, and nobody who calls meanwhile waits for that."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = structlog.get_logger(__name__)
REST_SECONDS = 5.0


class Reopening:
    """Serves `shut` until `reopen` gives the open app, which serves from then on.

    `reopen` gives None while it does not work. It runs in a thread of its own, once at a time, after a request.
    """

    def __init__(self, shut: WSGIApplication, reopen: Callable[[], WSGIApplication | None]) -> None:
        self._serving, self._reopen = shut, reopen
        self._trying = threading.Lock()
        self._tried, self._open = time.monotonic(), False

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if not self._open and time.monotonic() - self._tried >= REST_SECONDS and self._trying.acquire(blocking=False):
            threading.Thread(target=self._try, name="reopening", daemon=True).start()
        return self._serving(environ, start_response)

    def _try(self) -> None:
        try:
            found = None if self._open else self._reopen()
            if found is not None:
                self._serving, self._open = found, True
                log.warning("desk_opened_late")
        except Exception as fault:
            log.error("desk_not_reopened", fault=type(fault).__name__)
        finally:
            self._tried = time.monotonic()
            self._trying.release()
