"""What every web process reads and none changes, read before they part: its memory is theirs together, and read once.

Nothing here opens a store, a connection or a counter: those belong to one process each.
"""

from __future__ import annotations

import datetime as dt
import gc
from pathlib import Path

from bot import emergency
from bot.directory import load
from bot.message import Message
from bot.understanding import Understanding

HEARD = "appointment for an MRI, and the fax number"


def read_ahead(directory: Path) -> None:
    """Read the directory and every table that understanding needs. Raises what reading them raises."""
    message = Message("voice", "words", words=HEARD)
    Understanding(load(directory), None).meaning(message, dt.datetime.now(dt.UTC), emergency.hear(HEARD))
    gc.collect()
    gc.freeze()  # what the collector never looks at again stays shared
