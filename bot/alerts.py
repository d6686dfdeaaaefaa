"""Who is alerted when an urgent caller reached nobody, and of what: a ticket, never who waits or at which number."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.directory import Directory
from bot.settings import ROOT, Settings
from bot.store import Turn, Way
from bot.store.tickets import Due
from bot.texts import gsm7

LONGEST_NAME = 40
NOT_A_NAME = re.compile(r"[^\w .'’-]|_|\d")


@dataclass(frozen=True)
class Alerts:
    """The alert channel: numbers (E.164) for texts and for calls, and an address of the web. False: there is none.

    `base` is our public address, for links; "" in a demo without one.
    """

    texts: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()
    web: str = field(default="", repr=False)
    base: str = ""

    @classmethod
    def of(cls, settings: Settings) -> Alerts:
        """The channel that the settings name."""
        texts = tuple(one.removeprefix("text:") for one in settings.alert_to if not one.startswith("call:"))
        calls = tuple(one.removeprefix("call:") for one in settings.alert_to if one.startswith("call:"))
        return cls(texts, calls if settings.public_url else (), settings.alert_webhook, settings.public_url)

    def __bool__(self) -> bool:
        return bool(self.texts or self.calls or self.web)

    @property
    def numbers(self) -> frozenset[str]:
        """Whose texts may take a ticket."""
        return frozenset((*self.texts, *self.calls))

    def queue(self, turn: Turn, directory: Directory) -> int:
        """Queue the alerts that are due, in a turn of their own; how many tickets they are of."""
        due = turn.tickets_due()
        for one in due:
            for way, to, body in self._told(one, directory):
                turn.queue_alert(way, to, body, f"alert {one.id} {one.round} {way} {to}")
            turn.audit("alert_queued", "sender", {"ticket": one.id, "tries": str(min(one.round, 999))})
        return len(due)

    def take(self, turn: Turn, ticket: str, name: str, except_for: str = "") -> bool:
        """Give an open ticket to whoever says this name, and tell all others; False where it is not open."""
        if not turn.take_ticket(ticket, name):
            return False
        turn.audit("ticket_taken", "staff", {"ticket": ticket}, name)
        said = filled("taken", ticket=ticket, name=name, desk="Radline")
        for to in (*self.texts, *self.calls):
            if to != except_for:
                turn.queue_alert("text", to, gsm7(said), f"taken {ticket} {to}")
        if self.web:
            told = {"ticket": ticket, "state": "taken", "by": name, "text": said}
            turn.queue_alert("web", self.web, json.dumps(told), f"taken {ticket}")
        return True

    def _told(self, one: Due, directory: Directory) -> list[tuple[Way, str, str]]:
        link = f"{self.base}/alert/{one.token}" if self.base else ""
        desk = directory.file.name.en
        said = filled("text" if link else "text_without_link", desk=desk, ticket=one.id, link=link)
        told = {"ticket": one.id, "state": "open", "opened_at": _utc(one.opened_at), "accept_url": link, "text": said}
        texts: list[tuple[Way, str, str]] = [("text", to, gsm7(said)) for to in self.texts]
        # The words of a call are asked for when it is answered, so that it tells what is true then.
        texts += [("call", to, f"{self.base}/alert/call?ticket={one.id}") for to in self.calls]
        return [*texts, ("web", self.web, json.dumps(told))] if self.web else texts


def name_of(said: str) -> str:
    """The name that somebody wrote or spoke, on one line and short; "" where it holds none."""
    plain = " ".join(NOT_A_NAME.sub(" ", said).split()).strip(" .'-")
    return plain[:LONGEST_NAME].strip() if re.search(r"[^\W\d_]", plain) else ""


@cache
def wording(folder: Path = ROOT / "replies") -> Mapping[str, str]:
    """The sentences of replies/alerts.yaml."""
    table: dict[str, Any] = yaml.safe_load((folder / "alerts.yaml").read_text(encoding="utf-8"))
    return {str(name): str(sentence) for name, sentence in table.items()}


def filled(sentence: str, /, **fields: str) -> str:
    """A sentence of replies/alerts.yaml with its fields."""
    return wording()[sentence].format(**fields)


def _utc(when: dt.datetime) -> str:
    return when.astimezone(dt.UTC).isoformat(timespec="seconds")
