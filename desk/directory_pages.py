"""The directory as callers hear it: every entry, who answers now, the week's calendar, and what needs a look."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from bot.directory import Directory, DirectoryBroken, Fault, built, read_file
from bot.directory_check import KINDS
from bot.directory_types import Lang
from desk import directory_heard, directory_now, directory_week, when
from desk.answers import Answer, Missing, Page
from desk.ask import Ask
from release.plain import national

FAR = 3660  # days
E164 = re.compile(r"\+[1-9][0-9]{6,14}")


def look(ask: Ask) -> Answer:
    """Who answers, now or at another time, and every entry with its lines."""
    at, asked = _at(ask)
    fields: dict[str, Any] = {
        "answering": directory_now.answering(ask.directory, at), "kinds": directory_now.entries(ask.directory, at),
        "at": at, "asked": asked, "holiday": ask.directory.holiday(at), "version": ask.directory.version,
        "fault": ask.site.desk.keeper.fault, "waiting": ask.turn.changes_waiting(),
    }  # fmt: skip
    return Page("directory", "Directory", fields, about={"version": ask.directory.version})


def heard(ask: Ask) -> Answer:
    """Every entry as it is told, spoken and written."""
    lang: Lang = "es" if ask.query.get("lang") == "es" else "en"
    say = partial(_first, ask.directory, ask, lang)
    kinds = directory_now.entries(ask.directory, _minute(ask))
    return Page("directory_heard", "As callers hear it", {"kinds": kinds, "say": say, "lang": lang})


def entry(ask: Ask) -> Answer:
    """One entry: all that is known of it, what callers hear, and changes that are proposed."""
    name = ask.path["entry"]
    if not ask.directory.has(name):
        return Missing()
    one, at, directory = ask.directory.entry(name), _minute(ask), ask.directory
    fields: dict[str, Any] = {
        "entry": one, "shown": directory_now.shown(directory, one, at), "hours": directory.schedule(one),
        "heard": partial(directory_heard.heard, directory, ask.site.desk.wording, name), "when": at,
        "changes": [c for c in ask.turn.changes() if (c.told["name"], c.told["part"]) == (name, "entries")][:5],
        "works": ask.works, "related": [(n, _name(directory, n)) for n in one.related],
    }  # fmt: skip
    return Page("directory_entry", one.name.en, fields, about={"entry": name[:64]})


def week(ask: Ask) -> Answer:
    """Opening times of a week, holidays, and the spans without a second emergent target."""
    first = directory_week.monday(_day(ask.query.get("first", ""), ask.today))
    directory, days = ask.directory, dt.timedelta(days=7)
    fields: dict[str, Any] = {
        "columns": directory_week.columns(directory, first, ask.today), "rows": directory_week.rows(directory, first),
        "alone": directory_week.alone(directory, first), "without": directory_week.without_hours(directory),
        "first": first, "before": first - days, "after": first + days, "this": directory_week.monday(ask.today),
        "works": ask.works,
    }  # fmt: skip
    return Page("directory_week", "Hours of the week", fields)


def check(ask: Ask) -> Answer:
    """What `directory check` says: the faults of a file that is refused, and all that needs a look."""
    path, directory, today = ask.site.settings.directory, ask.directory, ask.today
    fields = {
        "kinds": partial(_warnings, directory, today),
        "faults": partial(_faults, path, ask.site.desk.keeper.fault),
    }
    return Page("directory_check", "To look at", fields, about={"version": directory.version})


@dataclass(frozen=True)
class Finding:
    """One thing that needs a look: what and how to mend it, and the entries that it is about."""

    what: str
    mend: str
    who: tuple[tuple[str, str], ...]


@lru_cache(maxsize=4)
def _warnings(directory: Directory, today: dt.date) -> tuple[tuple[str, tuple[Finding, ...]], ...]:
    """By kind, in the order of the check."""
    found = ((name, tuple(_finding(directory, one) for one in find(directory, today))) for name, find in KINDS.items())
    return tuple((name[0].upper() + name[1:], some) for name, some in found if some)


def _finding(directory: Directory, one: Fault) -> Finding:
    names = dict.fromkeys(name for name in re.findall(r"\w+", one.place) if directory.has(name))
    what = E164.sub(lambda found: national(found[0]), one.what)
    return Finding(what, one.mend.replace("`", ""), tuple((name, _name(directory, name)) for name in names))


def _faults(path: Any, fault: str | None) -> tuple[str, ...]:
    if not fault:
        return ()
    try:
        built(read_file(path), path.name)
    except DirectoryBroken as broken:
        return tuple(str(one) for one in broken.faults)
    return ()


def _first(directory: Directory, ask: Ask, lang: Lang, name: str) -> directory_heard.Heard:
    return directory_heard.first(directory, ask.site.desk.wording, name, lang, _minute(ask))


def _minute(ask: Ask) -> dt.datetime:
    """Now, by the desk's clock; what is worked out for a minute is not worked out again."""
    return ask.directory.local(ask.now).replace(second=0, microsecond=0)


def _at(ask: Ask) -> tuple[dt.datetime, bool]:
    """The time that was asked for, or now."""
    now = _minute(ask)
    try:
        asked = dt.datetime.fromisoformat(ask.query.get("at", ""))
    except ValueError:
        return now, False
    if asked.tzinfo or abs((asked.date() - now.date()).days) > FAR:
        return now, False
    return ask.directory.local(asked.replace(tzinfo=ask.directory.zone).astimezone(dt.UTC)), True


def _day(told: str, today: dt.date) -> dt.date:
    day = when.iso(told)
    return day if day and abs((day - today).days) <= FAR else today


def _name(directory: Directory, name: str) -> str:
    return directory.entry(name).name.en
