"""Much is built at once that stays: the garbage collector would walk through all of it, again and again.

So the time that a large directory takes grew faster than the directory.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_LOCK = threading.Lock()
_building: list[bool] = []  # one item for each that builds now: whether there was collecting before it


@contextmanager
def uncollected() -> Iterator[None]:
    """No cycles are collected in the process meanwhile; whoever ends last lets it go on. For work of seconds."""
    with _LOCK:
        _building.append(gc.isenabled() or any(_building))
        gc.disable()
    try:
        yield
    finally:
        with _LOCK:
            was = _building.pop()
            if was and not _building:
                gc.enable()
