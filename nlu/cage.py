"""Shut the process in: after `shut` it opens no connection, starts no program, writes only temporary files.

A guard against slips and against what a library may do by itself. Code that means harm gets round it, so a
deployment still runs the box as its own user, read-only and without a network.
"""

from __future__ import annotations

import os
import sys
import tempfile
from typing import Any

TALKS = ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname")
STARTS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty")
CHANGES = (
    "os.remove",
    "os.rename",
    "os.mkdir",
    "os.rmdir",
    "os.link",
    "os.symlink",
    "os.chmod",
    "os.truncate",
)
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Caged(PermissionError):
    """The box tried something that it has no business doing."""


def shut() -> None:
    """Close the cage for good; there is no way to open it again in this process."""
    allowed = tuple(os.path.join(os.path.realpath(path), "") for path in (tempfile.gettempdir(), os.devnull))
    sys.addaudithook(lambda event, values: _look(event, values, allowed))


def _look(event: str, values: tuple[Any, ...], allowed: tuple[str, ...]) -> None:
    if event in TALKS or event in STARTS:
        raise Caged(event)
    writes = event in CHANGES or (event == "open" and bool(values[2] & WRITING))
    if writes and not isinstance(values[0], int):
        path = os.path.join(os.path.realpath(os.fsdecode(values[0])), "")
        if not path.startswith(allowed):
            raise Caged(event)
