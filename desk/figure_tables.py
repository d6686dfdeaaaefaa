"""Each figure as a table: its picture, its table on the page and its CSV are made of the same rows."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.endings import Ending
from bot.message import Channel
from bot.request import REQUEST_STATES
from bot.store import OUTCOMES, EndingCount, Span, Turn
from desk import intents, words
from desk.words import DIALLED, ENDINGS, LANGS, STATES, TALKS, plural

ASKED: tuple[Ending, ...] = ("answered", "asked", "person", "missed", "urgent")  # how a question may end
CAME_OF = {
    "answered": "Answered without a person",
    "person": "Sent to a person",
    "urgent": "Urgent",
    "asked": "Asked back, no more",
    "missed": "Not understood",
    "silent": "Nothing was asked",
}
# Whole days from the signature on: at most so many, and how they are called.
WAITS = (
    (0, "same day"),
    (1, "1 day"),
    (3, "2 to 3 days"),
    (7, "4 to 7 days"),
    (14, "8 to 14 days"),
    (30, "15 to 30 days"),
)
LONGER = "over 30 days"
NO_DIAL = "Nothing known of a transfer"


Rows = tuple[tuple[str | int, ...], ...]


@dataclass(frozen=True)
class Figure:
    """A table whose first column names its rows. `says` is what the picture shows, for who does not see it.

    `upright`: a column for each row, else a bar. `most`: so many rows are drawn; the table has all.
    """

    name: str
    title: str
    says: str
    columns: tuple[str, ...]
    rows: Rows
    upright: bool = False
    most: int = 40
    note: str = ""

    @property
    def drawn(self) -> Rows:
        """The rows of the picture."""
        return self.rows[: self.most]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(isinstance(value, int) and value for row in self.rows for value in row)


@dataclass(frozen=True)
class Days:
    """Some days, of which the store is asked; what two figures need is asked once."""

    turn: Turn
    span: Span

    @cached_property
    def endings(self) -> list[EndingCount]:
        """What was asked, and what came of each question."""
        return self.turn.endings(self.span)


Make = Callable[[Days], Figure]


def hours(days: Days) -> Figure:
    """Calls and texts by the hour in which they came."""
    came = days.turn.came_by_hour(days.span)
    rows: Rows = tuple((f"{hour:02}:00", *(came.get((name, hour), 0) for name in TALKS)) for hour in range(24))
    says = _summed(rows, TALKS.values()) + _peak(rows)
    return Figure("hours", "Calls and texts by hour", says, ("hour", *TALKS.values()), rows, upright=True)


def outcomes(days: Days) -> Figure:
    """What came of whole calls, and of whole talks by text."""
    found = days.turn.talk_outcomes(days.span)
    rows: Rows = tuple((CAME_OF[one], *(found.get((channel, one), 0) for channel in TALKS)) for one in CAME_OF)
    assert set(CAME_OF) == set(OUTCOMES)  # noqa: S101 - a new one has to be named here
    note = "A talk is a whole call, or all texts of a number within a day. It counts once, by the first of urgent, "
    note += "person, answered that happened in it."
    columns = ("what came of the talk", "calls", "talks by text")
    return Figure("talks", "What came of a talk", _summed(rows, columns[1:]), columns, rows, note=note)


def by_intent(days: Days) -> Figure:
    """What was asked, the most frequent first, and how each question ended."""
    rows = _by(days.endings, lambda one: one.intent, _intent)
    columns = ("what was asked", *(ENDINGS[one] for one in ASKED))
    note = "Of a question with two needs the first one counts. Answers to the questions of a request are not counted."
    return Figure("questions", "What was asked", _summed(rows, columns[1:]), columns, rows, most=14, note=note)


def by_language(days: Days) -> Figure:
    """How questions ended, by language and channel."""
    rows = _by(days.endings, lambda one: (one.lang, one.channel), _spoken)
    columns = ("language", *(ENDINGS[one] for one in ASKED))
    return Figure("languages", "By language", _summed(rows, columns[1:]), columns, rows)


def requests(days: Days) -> Figure:
    """Release requests that came in, by the state that they are in now."""
    found = days.turn.requests_by_state(days.span)
    rows = tuple((STATES[state], found.get(state, 0)) for state in REQUEST_STATES)
    title, columns = "Release requests that came in, by state now", ("state", "requests")
    return Figure("requests", title, _summed(rows, columns[1:]), columns, rows)


def waits(days: Days) -> Figure:
    """How long after its signature a request was sent."""
    times = days.turn.times_to_done(days.span)
    found = Counter(_wait(time) for time in times)
    rows = tuple((name, found[name]) for name in (*(name for _, name in WAITS), LONGER))
    note = f"Half of them within {_days(sorted(times)[len(times) // 2])}." if times else ""
    title, columns = "From signature to sent", ("time", "requests sent")
    return Figure("waits", title, _summed(rows, columns[1:]) + note, columns, rows, note=note)


def urgent(days: Days) -> Figure:
    """Urgent calls, and how the last transfer of each ended."""
    found = Counter({(one.channel, one.dial): one.many for one in days.turn.urgent_calls(days.span)})
    dialled = [(says, found["voice", dial]) for dial, says in DIALLED.items()]
    rows = (*dialled, (NO_DIAL, found["voice", ""]), ("By text: the number was told", _texts(found)))
    columns = ("how the last transfer ended", "urgent talks")
    note = "Answered for less than 30 seconds may have been a voicemail. With 911 or 988 told, nobody is transferred."
    return Figure("urgent", "Urgent calls", _summed(rows, columns[1:]), columns, rows, note=note)


def everything(days: Days) -> Figure:
    """All that questions are counted by, for a spreadsheet."""
    found = sorted(days.endings, key=lambda one: (one.channel, one.lang, one.intent, one.ending))
    rows = tuple((one.channel, one.lang, one.intent, one.ending, one.many) for one in found)
    return Figure("turns", "All turns", "", ("channel", "language", "intent", "ending", "turns"), rows)


FIGURES: Mapping[str, Make] = {
    "hours": hours, "talks": outcomes, "questions": by_intent, "languages": by_language, "urgent": urgent,
    "requests": requests, "waits": waits,
}  # fmt: skip
TABLES: Mapping[str, Make] = {**FIGURES, "turns": everything}


def heads(figures: Sequence[Figure]) -> list[tuple[str, str]]:
    """The few numbers that people look for first: what it is, and how much."""
    known = {figure.name: figure for figure in figures}
    calls, texts = (sum(int(row[place]) for row in known["hours"].rows) for place in (1, 2))
    talks = {row[0]: int(row[1]) + int(row[2]) for row in known["talks"].rows}
    asked = sum(talks.values()) - talks[CAME_OF["silent"]]
    alone = talks[CAME_OF["answered"]]
    told = [("Calls", f"{calls:,}"), ("Texts", f"{texts:,}")]
    told += [("Answered without a person", f"{alone / asked:.0%}" if asked else "–")]
    told += [(name, f"{talks[CAME_OF[one]]:,}") for name, one in (("Sent to a person", "person"), ("Urgent", "urgent"))]
    return [*told, ("Requests sent", f"{sum(int(row[1]) for row in known['waits'].rows):,}")]


def _by(found: Sequence[EndingCount], of: Callable[[EndingCount], object], name: Callable[..., str]) -> Rows:
    """A row for each kind, with how many ended how; the most frequent first."""
    counts: dict[object, Counter[str]] = defaultdict(Counter)
    for one in found:
        if one.ending in ASKED:
            counts[of(one)][one.ending] += one.many
    ordered = sorted(counts.items(), key=lambda item: (-item[1].total(), str(item[0])))
    return tuple((name(key), *(count[ending] for ending in ASKED)) for key, count in ordered)


def _spoken(key: tuple[str, Channel]) -> str:
    return f"{LANGS.get(key[0], key[0])}, {TALKS[key[1]]}"


def _intent(name: str) -> str:
    return intents.described().get(name) or words.NO_INTENT.get(name, name.replace("_", " "))


def _summed(rows: Sequence[Sequence[str | int]], columns: Iterable[str]) -> str:
    """ "Calls: 12. Texts: 30. " """
    sums = {name: sum(int(row[at]) for row in rows) for at, name in enumerate(columns, 1)}
    return "".join(f"{name.capitalize()}: {many:,}. " for name, many in sums.items())


def _peak(rows: Sequence[Sequence[str | int]]) -> str:
    most = max(rows, key=lambda row: sum(int(value) for value in row[1:]))
    return f"Most come at {most[0]}."


def _wait(time: dt.timedelta) -> str:
    return next((name for most, name in WAITS if time.days <= most), LONGER)


def _days(time: dt.timedelta) -> str:
    return plural(time.days, "day") if time.days else "a day"


def _texts(found: Mapping[tuple[str, str], int]) -> int:
    return sum(many for (channel, _), many in found.items() if channel == "text")
