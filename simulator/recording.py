"""What happened on the telephone of the browser, as a turn of a recorded talk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from bot.channels.inbound import whole
from bot.channels.voice import MOST_SECONDS
from simulator.document import reply
from simulator.relay import Answered
from simulator.strip import HIDDEN, awaited_by
from simulator.talks import turn


def recorded(url: str, answered: Answered) -> dict[str, Any] | None:
    """The turn, ready for JSON; None where nothing was asked of the desk, or nothing usable came back."""
    deed = _deed(urlsplit(url).path, answered.told)
    if deed is None or answered.status != 200:
        return None
    job = answered.watched.job
    try:
        found = turn(deed, awaited_by(job) if job else HIDDEN, reply(answered.body))
    except ValueError:
        return None
    return found.model_dump(mode="json", exclude_defaults=True)


def _deed(path: str, told: Mapping[str, str]) -> dict[str, Any] | None:
    if path == "/voice":
        return {"call": True}
    if path == "/sms":
        return {"texts": told.get("Body", "")}
    if path == "/voice/transfer":
        return {"dial_ends": (told.get("DialCallStatus", ""), whole(told.get("DialCallDuration", ""), MOST_SECONDS))}
    if path != "/voice/turn":
        return None
    if told.get("Digits"):
        return {"presses": told["Digits"]}
    return {"says": told["SpeechResult"]} if told.get("SpeechResult") else {"silent": True}
