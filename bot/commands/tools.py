"""What every command works with: the settings, and the desk if it opened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import click
from flask import current_app

from bot.settings import Settings

if TYPE_CHECKING:
    from bot.store import Turn
    from bot.take_turn import Desk


@dataclass(frozen=True)
class Tools:
    """`desk` is None where it did not open; then `fault` says why in one sentence."""

    settings: Settings
    desk: Desk | None
    fault: str

    def now(self) -> dt.datetime:
        """The time, aware: the desk's clock."""
        return self.settings.clock or dt.datetime.now(dt.UTC)

    def open_desk(self) -> Desk:
        """The desk. Raises ClickException where there is none."""
        if self.desk is None or self.fault:
            raise click.ClickException(f"{self.fault} `flask --app webhook doctor` tells more.")
        return self.desk


def tools() -> Tools:
    """The tools of the app whose command runs."""
    return cast(Tools, current_app.extensions["tools"])


limited = click.option("--limit", default=30, type=click.IntRange(1, 1000), show_default=True)


@contextmanager
def turn_in_words() -> Iterator[Turn]:
    """One transaction with the desk's store, whose trouble ends the command in words. Raises ClickException."""
    found = tools()
    with store_in_words(), found.open_desk().store.turn(found.now()) as turn:
        yield turn


@contextmanager
def store_in_words(stands: str = "Nothing was changed.") -> Iterator[None]:
    """A store in trouble ends a command with two sentences instead of a traceback; `stands` is the second."""
    from bot.store import StoreUnavailable

    try:
        yield
    except StoreUnavailable as trouble:
        sentence = f"{trouble}."
        raise click.ClickException(sentence[0].upper() + sentence[1:] + f" {stands}") from None
