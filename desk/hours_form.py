"""One schedule of the directory as a plain form, and back. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.directory_rules import Fault
from bot.directory_types import LANGS
from bot.hours import DAYS
from bot.yaml_edit import Value
from desk import when
from desk.directory_form import MOST_TEXT, Raw, Typed, in_words, part_of
from release.plain import line, lines

ALL_DAY, NOT_GIVEN, CLOSED = "all day", "not given", "closed"
CLOCK = re.compile(r"(\d{1,2})(?::(\d\d))? ?(?:([ap])\.?m\.?)?")
BETWEEN = re.compile(r" ?(?:[-–—]|\bto\b) ?")
WORDS = {"noon": "12:00", "midday": "12:00"}
TIMES = "Write times as 8 am–12:30 pm, 1:30 pm–5 pm; all day; or nothing for a closed day."


def filled(there: Raw) -> dict[str, str]:
    """The form as it is opened."""
    name, days, dates = (there.get(part, {}) for part in ("name", "days", "dates"))
    form = {f"name_{lang}": part_of(name, lang) for lang in LANGS}
    form |= {f"day-{day}": shown(days[day]) if isinstance(days, dict) and day in days else "" for day in DAYS}
    form["dates"] = "\n".join(f"{day} {shown(one)}" for day, one in _items(dates))
    form["holidays"] = str(there.get("holidays", "not_given"))
    return form | ({"times_unknown": "1"} if there.get("times_given") == "false" else {})


def typed(form: Mapping[str, str], there: Raw) -> Typed:
    """What somebody typed, as far as it differs from what the form showed."""
    before, said = _read(filled(there)), _read(form)
    return Typed({name: value for name, value in said.items() if value != before[name]}, ())


def by_field(faults: tuple[Fault, ...], schedule: str) -> dict[str, str]:
    """The faults in words beside the form's fields; those of other places under ""."""
    return in_words(faults, f"schedules.{schedule}.", _field)


def times(text: str) -> Value | None:
    """Opening times as the directory has them; None for a closed day. What cannot be read comes out as typed.

    >>> times("8 am–12:30 pm, 13:30-17:00"), times("8 pm to midnight"), times("closed")
    ([['08:00', '12:30'], ['13:30', '17:00']], [['20:00', '24:00']], None)
    """
    said = line(text.lower())
    if said in ("", CLOSED):
        return None
    if said in (ALL_DAY, NOT_GIVEN):
        return [["00:00", "24:00"]] if said == ALL_DAY else []
    return [_span(one) for one in re.split(r" ?(?:,|;|\band\b) ?", said)]


def _span(said: str) -> list[str]:
    parts = BETWEEN.split(said)
    halves = [CLOCK.fullmatch(part) for part in parts]
    if len(parts) != 2 or (halves[0] and halves[1] and halves[1][3] and not halves[0][3]):
        return [said]  # "1-5 pm": of which half of the day is the 1?
    return [_clock(parts[0], "00:00"), _clock(parts[1], "24:00")]


def _clock(said: str, midnight: str) -> str:
    found = CLOCK.fullmatch(said)
    if said in WORDS or said == "midnight":
        return WORDS.get(said, midnight)
    if not found or (found[3] and not 1 <= int(found[1]) <= 12):
        return said
    hour = int(found[1]) % 12 + (12 if found[3] == "p" else 0) if found[3] else int(found[1])
    return f"{hour:02}:{found[2] or '00'}"


def _read(form: Mapping[str, str]) -> dict[str, Value | None]:
    days = {day: times(form.get(f"day-{day}", "")[:MOST_TEXT]) for day in DAYS}
    dates = dict(_dated(one) for one in lines(form.get("dates", "")[:MOST_TEXT]))
    return {
        "name": {lang: line(form.get(f"name_{lang}", "")[:MOST_TEXT]) for lang in LANGS},
        "days": {day: one for day, one in days.items() if one is not None},
        "holidays": form.get("holidays", "not_given"),
        "times_given": "false" if form.get("times_unknown") else None,
        "dates": dates or None,
    }


def _dated(said: str) -> tuple[str, Value]:
    """A line such as "2026-12-24 8 am–noon"."""
    day, _, rest = said.replace(":", " ", 1).partition(" ") if said[10:11] == ":" else said.partition(" ")
    return day, times(rest) or []


def shown(spans: Value) -> str:
    """Opening times as people read them."""
    if not isinstance(spans, list):
        return str(spans)
    return ", ".join(when.span(*span) if len(span) == 2 else str(span) for span in spans) if spans else NOT_GIVEN


def _items(dates: Value) -> list[tuple[str, Value]]:
    """Single days; one without times is closed."""
    return [(day, one or CLOSED) for day, one in dates.items()] if isinstance(dates, dict) else []


def _field(rest: list[str], fault: Fault) -> tuple[str, str]:
    """The field of the form, and the words for it."""
    if rest[0] == "days":
        return f"day-{rest[1]}" if len(rest) > 1 else "day-mon", "" if fault.what.startswith(OWN) else TIMES
    if rest[0] == "name":
        return f"name_{(rest[1:] or ['en'])[0]}", ""
    return rest[0], "" if rest[0] != "dates" or fault.what.startswith(OWN) else DATES


DATES = "Write each on a line of its own: 2026-12-24 8 am–noon, or 2026-12-25 closed."
# What the rules say in words of their own.
OWN = ("It closes", "Two openings", "This day has")
