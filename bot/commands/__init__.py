"""The operator's commands: `flask --app webhook …`. A command's own module is loaded when it is used."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click
import structlog
from flask import Flask

from bot.commands.tools import Tools
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.take_turn import Desk

# A command's module has the command's name and holds it as `command`.
SENTENCES = {
    "alerts": "List, take and close call-backs of urgent callers.",
    "chat": "Talk with the desk in this terminal.",
    "directory": "Check directory.yaml, show it, or start another department's.",
    "doctor": "Tell on one page what is wrong, and how to mend it.",
    "keys": "Seal what is stored with the current key.",
    "outbox": "Send the texts that wait, or list them.",
    "purge": "Take away what is kept past its time.",
    "requests": "List, show and export requests to release images.",
    "say": "Tell what Radline makes of some words.",
    "staff": "Add people to the desk, list them, shut one out.",
    "store": "Move, back up or restore all that is stored.",
    "twilio": "Point our number at Twilio here.",
}

# A command's output is for people and for pipes: what is logged on the way goes to stderr, wherever that leads then.
if not structlog.is_configured():
    structlog.configure(logger_factory=lambda *_: structlog.PrintLogger(sys.stderr))


class Later(click.Command):
    """Stands for a command until it is used.

    The front door loads this package too, and a command in trouble must not keep callers out.
    """

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Load the command; from here on it takes this one's place."""
        command: click.Command = import_module(f"{__name__}.{self.name}").command
        return command.make_context(info_name, args, parent, **extra)


def add(app: Flask, settings: Settings, desk: Desk | None, fault: str) -> None:
    """Give the app its commands. `desk` None: it did not open, and `fault` says why."""
    app.extensions["tools"] = Tools(settings, desk, fault)
    for name, sentence in SENTENCES.items():
        app.cli.add_command(Later(name, help=sentence))
