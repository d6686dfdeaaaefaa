"""What every web process reads and none changes, read before they part: its memory is theirs together, and read once.

Nothing here opens a store, a connection or a counter: those belong to one process each.
"""

from __future__ import annotations

import ctypes
import datetime as dt
import gc
import sys
from contextlib import suppress
from pathlib import Path

from bot import emergency
from bot.common_words import is_a_word
from bot.directory import load
from bot.message import Message
from bot.understanding import Understanding

HEARD = "appointment for an MRI, and the fax number"


def read_ahead(directory: Path) -> None:
    """Read the directory and every table that understanding needs. Raises what reading them raises."""
    is_a_word("")  # first: reading the dictionary takes room for a moment, which all that follows then fits into
    message, found = Message("voice", "words", words=HEARD), load(directory)
    urgency = emergency.hear(HEARD, rules=emergency.rules_at(found.file.house_names))
    Understanding(found, None).meaning(message, dt.datetime.now(dt.UTC), urgency)
    stay_shared()


def stay_shared() -> None:
    """Give back what was needed only for a moment, and keep the rest as it is, so that it stays shared."""
    gc.collect()
    if sys.platform == "linux":
        with suppress(AttributeError):  # not every C library can
            ctypes.CDLL(None).malloc_trim(0)
    gc.freeze()  # what the collector never looks at again stays shared
