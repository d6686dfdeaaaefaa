"""The part of a turn that counts what turns came to, and shows it to staff: not understood, meant, in figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.store import audit, figures, meant, turns
from bot.store.audit import Entry
from bot.store.figures import EndingCount, Span, UrgentCall
from bot.store.meant import Batch, Meant
from bot.store.turns import HeardTurn, TurnRow, Unclear
from bot.store.work import Work


class InsightTurn:
    """Methods that `bot.store.Turn` has. Whoever calls one that changes something writes the audit entry."""

    _work: Work
    _now: dt.datetime
    _entries: list[Entry]
    _talk_id: str | None
    _counted: tuple[TurnRow, int] | None = None

    def count(self, row: TurnRow) -> None:
        """Count this turn, whose words stand in the audit entry that was added last."""
        self._counted = row, len(self._entries) - 1

    def finish(self) -> None:
        """Write the audit entries, and what the turn came to. The store calls this before it commits."""
        places = audit.append(self._work, self._entries, self._talk_id, self._now)
        if self._counted:
            row, entry = self._counted
            turns.add(self._work, row, self._talk_id or "", places[entry])

    def unclear_turns(self, wanted: Unclear, page: int = 0) -> tuple[list[HeardTurn], bool]:
        """A page of turns with words that are still kept, the newest first, and whether there are more."""
        return turns.unclear(self._work, wanted, page, self._now)

    def unclear_days(self) -> list[dt.date]:
        """The days of which words are still kept, the newest first."""
        return turns.days(self._work, self._now)

    def next_unclear(self, wanted: Unclear, turn: HeardTurn) -> str:
        """The id of the open turn that comes after this one in the list; "" where none is left."""
        return turns.following(self._work, wanted, turn, self._now)

    def heard_talk(self, turn_id: str) -> list[HeardTurn]:
        """A turn with those before it in its talk, the oldest first; see bot.store.turns.talk."""
        return turns.talk(self._work, turn_id, self._now)

    def mean(self, turn: HeardTurn, intent: str, target: str, sentence: str, lang: str, actor: str) -> bool:
        """Keep what was meant, in a sentence of staff's own; False where the turn is settled already.

        `target` is one of the directory, such as "mri.fax", or "".
        """
        if not turns.settle(self._work, turn.id, "meant"):
            return False
        meant.keep(self._work, replace(turn, lang=lang), intent, target, sentence, actor, self._now)
        return True

    def nothing_meant(self, turn_id: str) -> bool:
        """There is nothing to learn from this turn; False where it is settled already."""
        return turns.settle(self._work, turn_id, "nothing")

    def unsettle(self, turn_id: str) -> bool:
        """Take back what was said of a turn; False where that was handed out."""
        if meant.of_turn(self._work, turn_id) and not meant.take_back(self._work, turn_id):
            return False
        return turns.settle(self._work, turn_id, None)

    def meant_of(self, turn_id: str) -> Meant | None:
        """What was said of this turn."""
        return meant.of_turn(self._work, turn_id)

    def meant(self, meant_id: str) -> Meant | None:
        """The one with this id."""
        return meant.one(self._work, meant_id)

    def meant_waiting(self) -> list[Meant]:
        """What was not handed out yet, the oldest first."""
        return meant.waiting(self._work)

    def hand_out_meant(self, actor: str) -> str:
        """Put all that waits into one batch; its id, or "" where nothing waits."""
        return meant.hand_out(self._work, actor, self._now)

    def meant_batches(self) -> list[Batch]:
        """What was handed out, the newest first."""
        return meant.batches(self._work)

    def meant_in(self, batch: str) -> list[Meant]:
        """What was handed out together."""
        return meant.of_batch(self._work, batch)

    def came_by_hour(self, span: Span) -> Mapping[tuple[str, int], int]:
        """Calls that came in and texts, by channel and hour of the day."""
        return figures.by_hour(self._work, span)

    def endings(self, span: Span) -> list[EndingCount]:
        """What was asked, and what came of each question."""
        return figures.endings(self._work, span)

    def talk_outcomes(self, span: Span) -> Mapping[tuple[str, str], int]:
        """Whole talks by channel and by what came of them, see bot.store.figures.OUTCOMES."""
        return figures.outcomes(self._work, span)

    def urgent_calls(self, span: Span) -> list[UrgentCall]:
        """Talks in which somebody urgent asked, and how the last dial for them ended."""
        return figures.urgent(self._work, span)

    def requests_by_state(self, span: Span) -> Mapping[str, int]:
        """Release requests that came in these days, by the state that they are in now."""
        return figures.requests_by_state(self._work, span)

    def times_to_done(self, span: Span) -> Sequence[dt.timedelta]:
        """Of each request that was sent for the first time in these days: how long after its signature."""
        return figures.times_to_done(self._work, span)

    def counted_since(self) -> dt.date | None:
        """The first day that is counted."""
        return figures.since(self._work)
