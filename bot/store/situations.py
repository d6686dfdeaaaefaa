"""What may keep the store from serving, and the mend of each, for whoever runs the desk."""

from __future__ import annotations

from typing import Literal

from bot.store.engines import NO_FILE
from bot.store.faults import KeysDoNotFit, StoreBusy, StoreUnavailable

Situation = Literal["ready", "no file", "no tables", "old tables", "other keys", "busy", "out of reach"]
MAKES = "`flask --app webhook outbox run`"
MENDS: dict[Situation, str] = {
    "ready": "",
    "no file": f"The database file is not there: put the backup back, or start {MAKES}, which makes a new one.",
    "no tables": f"The database has no tables: start {MAKES}, which makes them.",
    "old tables": f"The tables are of an older release: start {MAKES} of this one, which brings them up to date.",
    "other keys": "The data keys are not those of this store: put its key back as the last of DATA_KEYS.",
    "busy": "Others hold the store: try again in a moment, and if it stays, end what holds it.",
    "out of reach": "The store cannot be used: see that the database runs, has room, and is the one of DATABASE_URL.",
}


def of(fault: StoreUnavailable) -> Situation:
    """The situation that a fault tells of."""
    if isinstance(fault, KeysDoNotFit):
        return "other keys"
    if isinstance(fault, StoreBusy):
        return "busy"
    return "no file" if fault.code == NO_FILE else "out of reach"
