"""What `doctor` looks at, one function for each part of the house."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bot.channels import twiml
from bot.commands.check_box import model, nlu
from bot.commands.check_directory import directory
from bot.commands.check_number import number
from bot.commands.check_outside import address, clocks, redis
from bot.commands.check_settings import keys, settings
from bot.commands.check_store import alerts, audit, room, sender, store
from bot.commands.findings import Finding, ok, urgent
from bot.commands.tools import Tools


def emergent(found: Tools) -> Iterator[Finding]:
    """Would an emergent caller get through this second?"""
    if found.desk is None:
        mend = "Mend what else is wrong, then start again."
        yield urgent("emergent", "The desk is shut: callers get the fixed documents alone.", mend)
    elif found.desk.emergent_ok(lambda saying: twiml.spoken(saying, "")):
        yield ok("emergent", "An emergent caller is put through.")
    else:
        mend = "Give the entry of role `emergent` a number that is not our own."
        yield urgent("emergent", "An emergent caller is not put through.", mend)


# Causes before what comes of them.
CHECKS: dict[str, Callable[[Tools], Iterator[Finding]]] = {
    "settings": settings,
    "data keys": keys,
    "emergent": emergent,
    "store": store,
    "sender": sender,
    "alerts": alerts,
    "twilio": number,
    "address": address,
    "directory": directory,
    "nlu": nlu,
    "model": model,
    "audit": audit,
    "disk": room,
    "clock": clocks,
    "redis": redis,
}
