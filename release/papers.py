"""Photos and PDFs of strangers: opened in a limited process of their own, and taken only as what that drew anew."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
from pathlib import Path
from typing import Literal

CHILD = Path(__file__).with_name("papers_child.py")
SECONDS = 10.0
MOST_MADE = 24 * 1024 * 1024
MOST_PAGES = 20
MOST_PAPERS = 8  # of one request
KINDS = frozenset({"image/jpeg", "image/png", "application/pdf"})
REFUSALS = frozenset({"paper_none", "paper_kind", "paper_broken", "paper_locked", "paper_pages", "paper_heavy"})


class PaperRefused(Exception):
    """A file that is not taken; `why` names the sentence that says so."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def paper(data: bytes) -> tuple[str, bytes]:
    """A photo or PDF drawn anew, with its media type. Raises PaperRefused."""
    return _opened("paper", data)


def drawing(data: bytes) -> bytes:
    """A drawn signature as a small grey PNG. Raises PaperRefused: "paper_none" where nothing was drawn."""
    return _opened("drawing", data)[1]


def _opened(what: Literal["paper", "drawing"], data: bytes) -> tuple[str, bytes]:
    if not data:
        raise PaperRefused("paper_none")
    kind, _, made = _answer(what, data).partition(b"\n")
    word = kind.decode("ascii", "replace")
    if word in KINDS and 0 < len(made) <= MOST_MADE:
        return word, made
    raise PaperRefused(word if word in REFUSALS else "paper_heavy")


def _answer(what: str, data: bytes) -> bytes:
    """What the process says; b"" where it was ended, or died. Its environment is empty: no keys are in it."""
    command = [sys.executable, "-I", str(CHILD), what]
    pipe = subprocess.PIPE
    with subprocess.Popen(  # noqa: S603
        command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env={}, cwd="/"
    ) as child:
        alarm = threading.Timer(SECONDS, child.kill)
        alarm.start()
        try:
            return _talk(child, data)
        finally:
            alarm.cancel()
            child.kill()
            _close(child)


def _close(child: subprocess.Popen[bytes]) -> None:
    """What it did not read any more is no fault of ours."""
    with contextlib.suppress(OSError):
        if child.stdin is not None:
            child.stdin.close()


def _talk(child: subprocess.Popen[bytes], data: bytes) -> bytes:
    """Tell it all, then hear no more than may be: it reads to the end before it answers."""
    if child.stdin is None or child.stdout is None:
        return b""
    with contextlib.suppress(BrokenPipeError):
        child.stdin.write(data)
        child.stdin.close()
    return child.stdout.read(MOST_MADE + 100)
