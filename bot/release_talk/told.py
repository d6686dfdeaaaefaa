"""What one answer told. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from bot.fields.who import Who
from bot.release_talk.draft import Draft, Field


@dataclass(frozen=True, slots=True, repr=False)
class Told:
    """The draft after an answer, the fields it told, and `why` something is left ("no_year", "vague", "future").

    `outside`: the asker may not ask here. `notes` are replies that belong to what was told.
    """

    draft: Draft
    fields: tuple[Field, ...] = ()
    why: str = ""
    outside: Who | None = None
    notes: tuple[str, ...] = ()
