"""The part of a turn that is about changes of the directory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from bot.store import directory_changes
from bot.store.directory_changes import Change, ChangeState
from bot.store.staff_sessions import SignedIn
from bot.store.work import Work


class DirectoryTurn:
    """Methods that `bot.store.Turn` has. Whoever calls one that changes something writes the audit entry."""

    _work: Work
    _now: dt.datetime

    def propose_change(self, told: Mapping[str, Any], actor: str) -> str:
        """Keep a proposed change of the directory, a JSON object; its id."""
        return directory_changes.propose(self._work, told, actor, self._now)

    def change(self, change_id: str) -> Change | None:
        """One proposed change."""
        return directory_changes.find(self._work, change_id)

    def changes(self, limit: int = 100) -> list[Change]:
        """The open ones, then the others, the newest first."""
        return directory_changes.newest(self._work, limit)

    def changes_waiting(self) -> int:
        """How many of them nobody decided on yet."""
        return directory_changes.waiting(self._work)

    def decide_change(self, change_id: str, to: ChangeState, by: SignedIn, words: str = "") -> bool:
        """Approve, refuse or withdraw one; False where it is decided already. Raises NotTheirs."""
        return directory_changes.decide(self._work, change_id, to, by, words, self._now)

    def change_written(self, change_id: str) -> None:
        """Keep that it stands in the file."""
        directory_changes.written(self._work, change_id, self._now)
