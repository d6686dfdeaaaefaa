"""What to look at in a directory: every fault at once, and warnings that stop nothing.

On the command line: python -m bot.directory_check [directory.yaml]
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations
from pathlib import Path

from bot.directory import Directory, DirectoryBroken, Fault, load
from bot.directory_rules import past
from bot.directory_types import DirectoryFile, Entry, Given
from bot.hearing import hear_phrase
from bot.second_target import all_gaps
from bot.second_target_told import grouped
from bot.signs import purposes, signs

MUST_SAY: tuple[Given, ...] = ("fax", "hours", "email", "address")
SERVICE_MUST_SAY: tuple[Given, ...] = ("same_day", "nurse_coordinator")
SCHEMA_HEAD = {"$schema": "https://json-schema.org/draft/2020-12/schema"}


def report(path: Path | str, now: dt.datetime, own: Iterable[str] = ()) -> tuple[str, int]:
    """Return what `directory check` prints at the aware time `now`, and 1 where there are faults, else 0.

    `own` are our own numbers in E.164, "" for none; a line of the directory must not lead back to us.
    """
    try:
        directory = load(path)
    except DirectoryBroken as broken:
        return _printed("FAULT", broken.faults) + _sum(len(broken.faults), 0), 1
    faults = tuple(loops(directory, own))
    warnings = tuple(warnings_of(directory, directory.local(now).date()))
    head = f"{Path(path).name} {directory.version}: {len(directory.entries)} entries, "
    head += f"{len(directory.numbers)} numbers, {len(directory.questions)} questions.\n"
    text = _printed("FAULT", faults) + _printed("warning", warnings)
    return head + text + _sum(len(faults), len(warnings)), 1 if faults else 0


def loops(directory: Directory, own: Iterable[str]) -> Iterator[Fault]:
    """Yield the lines by which a transfer would call ourselves, those for emergent callers first."""
    ours = set(own)
    emergent = {entry.id for entry in (*directory.role("emergent"), *directory.emergent_backup)}
    for entry in sorted(directory.entries, key=lambda e: e.id not in emergent):
        if not any(n.number in ours and n.purpose != "fax" for n in entry.numbers):
            continue
        mend = "Name the number where people answer."
        if entry.id in emergent:
            mend = "Name another number there, or another entry for the emergent role."
        yield Fault(f"entries.{entry.id}", "This line leads back to our own number.", mend)


def warnings_of(directory: Directory, today: dt.date) -> Iterator[Fault]:
    """Yield everything that may be right, but needs a look."""
    for look in KINDS.values():
        yield from look(directory, today)


def one_apart(directory: Directory) -> tuple[tuple[str, str], ...]:
    """Return the pairs of numbers that differ in one digit."""
    pairs = combinations(sorted(directory.numbers), 2)
    return tuple(pair for pair in pairs if len(pair[0]) == len(pair[1]) and _differences(*pair) == 1)


def _one_apart(directory: Directory, _: dt.date) -> Iterator[Fault]:
    for one, other in one_apart(directory):
        place = f"{_owners(directory, one)} and {_owners(directory, other)}"
        yield Fault(place, f"Their numbers differ in one digit: {one}, {other}.", "Compare with the page.")


def _alone(directory: Directory, today: dt.date) -> Iterator[Fault]:
    for spans in grouped(all_gaps(directory, today)):
        yield Fault("emergent_backup", f"No sure second target: {spans}.", "Name a line that is staffed.")


def _in_common(directory: Directory, _: dt.date) -> Iterator[Fault]:
    for number in sorted(directory.numbers):
        services = {t.entry.id for t in directory.holders(number) if t.entry.kind == "service"}
        if len(services) > 1:
            what = f"They have the same number {number}."
            yield Fault(" and ".join(sorted(services)), what, "Compare with the page.")


def _stale(directory: Directory, today: dt.date) -> Iterator[Fault]:
    for entry in directory.entries:
        if past(entry.review_by, today):
            mend = "Compare with the page, then write the new dates."
            yield Fault(f"entries.{entry.id}.review_by", "The day to look again is past.", mend)
        if past(entry.until, today):
            yield Fault(f"entries.{entry.id}.until", "It is over and no longer told.", "Remove or renew it.")


def _holidays(directory: Directory, _: dt.date) -> Iterator[Fault]:
    timed = [(entry.id, directory.schedule(entry)) for entry in directory.emergent_backup]
    unsure = [name for name, schedule in timed if schedule and schedule.holidays == "not_given"]
    if unsure:
        what = f"Nobody knows if they are staffed on public holidays: {', '.join(unsure)}."
        yield Fault("emergent_backup", what, "Ask, then write `holidays: open` or `closed`.")


def _unsaid(directory: Directory, _: dt.date) -> Iterator[Fault]:
    """What an entry with numbers neither gives nor marks as not given."""
    for entry in directory.entries:
        if not entry.numbers:
            continue
        wanted = MUST_SAY + (SERVICE_MUST_SAY if entry.kind == "service" else ())
        missing = [name for name in wanted if name not in entry.not_given and not _gives(entry, name)]
        if missing:
            what = f"It gives no {', '.join(missing)} and does not say so."
            yield Fault(f"entries.{entry.id}", what, "Add it, or add the word to `not_given`.")


def _gives(entry: Entry, what: Given) -> bool:
    if what in ("hours", "email", "address"):
        return bool(getattr(entry, what))
    return any(number.purpose == what for number in entry.numbers)


def _words(directory: Directory, _: dt.date) -> Iterator[Fault]:
    """A word with two owners is asked about only where a question holds it."""
    owners: dict[tuple[str, ...], list[str]] = defaultdict(list)
    things = [(entry.id, entry.called) for entry in directory.entries]
    things += [(f"question {question.id}", question.called) for question in directory.questions]
    for name, called in things:
        for heard in {hear_phrase(word) for _lang, word in called}:
            owners[heard].append(name)
    for heard, names in sorted(owners.items()):
        if len(names) > 1:
            mend = "Leave it with one, or move it to a question."
            yield Fault(" and ".join(names), f'They have the same word "{" ".join(heard)}".', mend)


def _too_common(directory: Directory, _: dt.date) -> Iterator[Fault]:
    """A word that people use in asking for anything would name this one each time."""
    for entry in directory.entries:
        for word in (entry.name.en, entry.name.es, *(word for _, word in entry.called)):
            heard = list(hear_phrase(word))
            if len(heard) == 1 and (purposes(heard) or "booking" in signs(heard)):
                what = f'Callers say "{word}" whatever line they want.'
                yield Fault(f"entries.{entry.id}", what, "Add a word to it, or take it out.")


def _picks(directory: Directory, _: dt.date) -> Iterator[Fault]:
    for question in directory.questions:
        owners: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for given in (question.picks, question.answers):
            for option, words in given.items():
                for _lang, word in words:
                    owners[hear_phrase(word)].add(option)
        for heard, options in sorted(owners.items()):
            if len(options) > 1:
                what = f'"{" ".join(heard)}" picks {" and ".join(sorted(options))}.'
                yield Fault(f"questions.{question.id}", what, "Leave it with one option.")


# Each with what doctor calls it.
KINDS: dict[str, Callable[[Directory, dt.date], Iterator[Fault]]] = {
    "pairs of numbers that differ in one digit": _one_apart,
    "numbers that stand with two services": _in_common,
    "entries past their day": _stale,
    "spans without a second target": _alone,
    "backups of which nobody knows if they work on holidays": _holidays,
    "entries that leave out what callers ask": _unsaid,
    "words that stand with two entries": _words,
    "words that anybody says": _too_common,
    "words that pick two options": _picks,
}


def _owners(directory: Directory, number: str) -> str:
    return ", ".join(dict.fromkeys(target.entry.id for target in directory.holders(number)))


def _differences(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


def _printed(kind: str, findings: Iterable[Fault]) -> str:
    return "".join(f"{kind}  {finding}\n" for finding in findings)


def _sum(faults: int, warnings: int) -> str:
    end = "The last good directory stays in use." if faults else "It can be used."
    return f"{faults} faults, {warnings} warnings. {end}\n"


def schema() -> str:
    """Return the JSON Schema of directory.yaml, for editors."""
    return json.dumps(SCHEMA_HEAD | DirectoryFile.model_json_schema(), indent=2, sort_keys=True) + "\n"


def write_schema(path: Path) -> None:
    """Write the JSON Schema where editors find it."""
    path.write_text(schema(), encoding="utf-8")


if __name__ == "__main__":
    file = sys.argv[1] if len(sys.argv) > 1 else "directory.yaml"
    said, code = report(file, dt.datetime.now(dt.UTC))
    sys.stdout.write(said)
    sys.exit(code)
