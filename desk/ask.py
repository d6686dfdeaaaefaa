"""What a page of the desk gets: who asks, what was sent, and the one transaction in which all of it happens."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.directory import Directory
from bot.store import SignedIn, StaffRole, Turn

if TYPE_CHECKING:
    from desk.site import Site


WORKING: tuple[StaffRole, ...] = ("clerk", "manager")  # who works the requests, and proposes changes
ID = re.compile(r"[0-9a-f]{32}")  # of requests, turns, meanings and packs


@dataclass(frozen=True, repr=False)
class Ask:
    """`path` are the ids in the address, `query` and `form` what was sent, `made` what was prepared before the turn."""

    site: Site
    turn: Turn
    staff: SignedIn
    now: dt.datetime
    directory: Directory
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    made: Any = None

    @property
    def today(self) -> dt.date:
        """The day at the desk."""
        return self.directory.local(self.now).date()

    @property
    def works(self) -> bool:
        """Whether who asks may do more than look."""
        return self.staff.role in WORKING

    @property
    def manages(self) -> bool:
        """Whether who asks may decide."""
        return self.staff.role == "manager"

    def told(self, name: str, longest: int = 200) -> str:
        """A field of the form, trimmed; "" where it is not there."""
        return self.form.get(name, "").strip()[:longest]
