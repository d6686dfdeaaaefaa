"""How gunicorn serves the web side. PORT and the rest of the settings come from the environment."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from functools import partial
from importlib import import_module
from typing import Any

SHARED = "PROMETHEUS_MULTIPROC_DIR"
ROOM = 1 << 20  # bytes; the closed lists of bot/counting.py need less than half
COUNTERS = ("counter_{}.db", "histogram_{}.db")  # as prometheus_client names its files
# The program as far as it can be loaded for all: what counts (bot/counting.py) finds out in each process whether it may
# write to the folder, so nothing here may load that.
PROGRAM = ("webhook", "bot.job", "release.signing", "desk.case", "desk.enrol", "desk.figures", "desk.misunderstood")
_made: list[str] = []


def whole(text: str, otherwise: int) -> int:
    """The number in a setting; what is none must not keep urgent callers out, and the desk says what to mend."""
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text) < 1000 else otherwise


bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = whole(os.environ.get("WEB_CONCURRENCY", "2"), 2)  # two, so that one in trouble leaves one that answers
threads = whole(os.environ.get("WEB_THREADS", "16"), 16)
timeout = 30
graceful_timeout = 10
keepalive = 5
preload_app = False  # each worker opens its own store
accesslog = None  # our own log says what happened, without what people said
errorlog = "-"
loglevel = "warning"
forwarded_allow_ips = ""  # no header may change where a request seems to come from


def on_starting(_server: Any) -> None:
    """A folder in which the web processes count together. Without one each counts for itself."""
    try:
        if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
            _made.append(tempfile.mkdtemp(prefix="radline-metrics-"))
        os.environ[SHARED] = os.environ.get("PROMETHEUS_MULTIPROC_DIR") or _made[0]
        os.makedirs(os.environ[SHARED], exist_ok=True)
    except OSError:
        os.environ.pop(SHARED, None)


def when_ready(_server: Any) -> None:
    """Calls queue already. What all web processes read is read once for them; where that fails, each does it itself.

    A new release needs a new start: what is read here outlives the web processes.
    """
    for step in (_tables, *(partial(import_module, name) for name in PROGRAM), _stay_shared):
        try:
            step()
        except Exception as fault:
            print(f"not read ahead: {type(fault).__name__}", file=sys.stderr)


def _tables() -> None:
    from bot.read_ahead import read_ahead
    from bot.settings import Settings

    read_ahead(Settings.read(os.environ).directory)


def _stay_shared() -> None:
    from bot.read_ahead import stay_shared

    stay_shared()


def post_fork(_server: Any, worker: Any) -> None:
    """Make room for what this process counts: to write where a full disk has none would kill it."""
    if SHARED not in os.environ:
        return
    try:
        for name in COUNTERS:
            with open(os.path.join(os.environ[SHARED], name.format(os.getpid())), "ab") as file:
                os.posix_fallocate(file.fileno(), 0, ROOM)
    except (OSError, AttributeError):
        os.environ.pop(SHARED)


def on_exit(_server: Any) -> None:
    """Take our own folder away."""
    for folder in _made:
        shutil.rmtree(folder, ignore_errors=True)
