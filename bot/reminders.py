"""Texts to those whose request waits for a signature, or has waited too long: one of each, with code, link or number.

The sender queues them by the clock. Text, link and what is written down of them are saved together.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from bot import codes
from bot.directory import Directory
from bot.directory_types import Lang, Role
from bot.phone_numbers import national
from bot.settings import ROOT
from bot.store import Caps, Reminder, Store, Turn
from bot.texts import gsm7

TOKEN_BYTES = 24
MOST_AT_ONCE = 50
# Whose number is told, the first that has one.
ASKED_ABOUT: tuple[Role, ...] = ("images_patients", "main", "scheduling")


def remind(store: Store, directory: Directory, base: str, caps: Caps, now: dt.datetime) -> int:
    """Queue what is due, each in a turn of its own; of how many requests. Raises StoreUnavailable.

    `base` is our address for links.
    """
    for told in range(MOST_AT_ONCE):
        with store.turn(now, caps) as turn:
            due = turn.reminder_due()
            if due is None:
                return told
            _tell(turn, due, directory, base)
    return MOST_AT_ONCE


def _tell(turn: Turn, due: Reminder, directory: Directory, base: str) -> None:
    if not due.number:
        return
    lang: Lang = "es" if due.lang == "es" else "en"
    fields = {"desk": directory.file.name[lang], "code": codes.shown(due.code)}
    if due.kind == "unsigned":
        token = secrets.token_urlsafe(TOKEN_BYTES)
        turn.new_link(due.request_id, token, beside=True)  # whoever is signing right now goes on
        fields["link"] = f"{base}/sign/{token}"
    else:
        fields["number"] = number_to_call(directory)
    body = gsm7(wording()[due.kind][lang].format(**fields))
    queued = turn.queue_text(due.number, body, "reminder", False, f"{due.kind} {due.request_id}")
    outcome = "queued" if queued else "capped"
    turn.audit("request_reminded", "clock", {"request": due.request_id, "kind": due.kind, "outcome": outcome})


def number_to_call(directory: Directory) -> str:
    """The number to call about a request, as people read it; "" where the directory has none."""
    entries = (entry for role in ASKED_ABOUT for entry in directory.role(role))
    number = next((n.number for entry in entries for n in entry.of("phone", "appointments")), "")
    return national(number) if number else ""


@cache
def wording(folder: Path = ROOT / "replies") -> Mapping[str, Mapping[str, str]]:
    """The sentences of replies/reminders.yaml, by kind and language."""
    table: dict[str, dict[str, str]] = yaml.safe_load((folder / "reminders.yaml").read_text(encoding="utf-8"))
    return table
