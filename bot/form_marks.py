"""Marks that our forms carry, so that no other page can send them in somebody's name."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass

Keyed = Callable[[str, str], str]  # purpose, value: a keyed hash


@dataclass(frozen=True)
class FormMarks:
    """The marks of one kind of forms; `purpose` keeps them apart from all others."""

    keyed: Keyed
    purpose: str

    def mark(self, whose: str) -> str:
        """What a form carries; `whose` names the visitor's session."""
        return self.keyed(self.purpose, whose)

    def holds(self, whose: str, sent: str) -> bool:
        """Whether a form that was sent is one of this visitor's."""
        return hmac.compare_digest(self.mark(whose), sent if sent.isascii() else "")
