"""Loads the program once; each line that comes in starts it in a process that parts from this one.

So a death costs no loading, which takes seconds. Out goes the number of the new process, and again when it is dead.
"""

from __future__ import annotations

import os
import runpy
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import cli
from gunicorn.app import wsgiapp

from bot import nlu_client
from bot.store import engines, store

CONFIG = Path("deploy", "gunicorn.conf.py")
PATIENCE = 30  # seconds


def web() -> None:
    """gunicorn over a store and a box that may take their time: only deaths are tried, no busy machine."""
    engines.make_engine.__defaults__ = (PATIENCE * 1000,)
    store.WAIT_SECONDS = PATIENCE
    nlu_client.LIMIT_SECONDS = PATIENCE
    sys.argv = ["gunicorn", "--config", str(CONFIG), "webhook:app()"]
    wsgiapp.run()


def sender() -> None:
    """The sender, as it is."""
    sys.argv = ["flask", "--app", "webhook", "outbox", "run"]
    cli.main()


PROGRAMS: dict[str, Callable[[], Any]] = {"web": web, "sender": sender}


def parted(program: Callable[[], Any]) -> int:
    """The number of a new process, the first of its group, that runs the program and prints where faults go."""
    child = os.fork()
    if child:
        os.setpgid(child, child)
        return child
    os.setpgid(0, 0)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    os.dup2(os.open(os.devnull, os.O_RDONLY), sys.stdin.fileno())
    program()
    sys.exit(0)


if __name__ == "__main__":
    runpy.run_path(str(CONFIG))["when_ready"](None)
    while sys.stdin.readline():
        number = parted(PROGRAMS[sys.argv[1]])
        print(number, flush=True)
        os.waitpid(number, 0)
        print(number, flush=True)
