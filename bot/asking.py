"""What an intent is asked, what it answers, and the few things all intents share. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

from bot.directory import Directory
from bot.directory_types import Entry, Number, Purpose, Question, Role
from bot.effects import Effect
from bot.facts import ENOUGH, asked
from bot.meaning import Meaning, Need
from bot.message import Expect, Message
from bot.reply import Option, Part, Transfer
from bot.state import State

LINE: tuple[Purpose, ...] = ("appointments", "phone", "advice", "emergent")
MOST_OPTIONS = 3
MOST_FACTS = 2


@dataclass(frozen=True, slots=True)
class Ask:
    """One need, with all that may matter to its answer. `now` is local to the directory's zone."""

    need: Need
    meaning: Meaning
    state: State
    message: Message
    directory: Directory
    now: dt.datetime

    @property
    def when(self) -> dt.datetime:
        """The time asked about, or now."""
        return self.meaning.when or self.now

    @property
    def office(self) -> bool:
        """Whether somebody speaks for an office or hospital rather than for himself."""
        return "office" in self.meaning.signs


@dataclass(frozen=True, slots=True)
class Answer:
    """What one intent says and wants done.

    `again`: the talk stays where it was (a repeat, a pause). `missed`: nothing was understood.
    `entry` is what is talked of from now on.
    """

    parts: tuple[Part, ...] = ()
    expect: Expect = "open"
    options: tuple[Option, ...] = ()
    transfer: Transfer | None = None
    effects: tuple[Effect, ...] = ()
    entry: str = ""
    again: bool = False
    missed: bool = False
    hang_up: bool = False
    silent: bool = False
    slow: bool | None = None
    lang: str = ""
    patience: int = 0
    state: dict[str, object] = field(default_factory=dict)


def say(reply: str, entry: Entry | None = None, **args: object) -> Part:
    """A part without numbers."""
    return Part(reply, entry=entry.id if entry else "", args=dict(args))


def target_of(entry: Entry, purpose: Purpose, place: int = 0) -> str:
    """One of the entry's numbers for a purpose as a target: "entry.purpose", the second "entry.purpose#1"."""
    return f"{entry.id}.{purpose}" + (f"#{place}" if place else "")


def targets(entry: Entry, *purposes: Purpose, first_only: bool = False) -> tuple[str, ...]:
    """The entry's numbers for these purposes as targets, each once."""
    found: dict[tuple[str, str | None, bool], str] = {}
    for purpose in purposes:
        for i, number in enumerate(entry.of(purpose)):
            if i == 0 or not first_only:
                # One number under two purposes is told once; a fax is never taken for a telephone.
                same = (number.number, number.option, purpose == "fax")
                found.setdefault(same, target_of(entry, purpose, i))
    return tuple(found.values())


def number_at(directory: Directory, target: str) -> Number:
    """The number a target means. Raises EntryMissing or IndexError when an edit took it away."""
    name, _, index = target.partition("#")
    return directory.target(name).numbers[int(index or 0)]


def numbers(entry: Entry, *purposes: Purpose, reply: str = "numbers", first_only: bool = False) -> Part:
    """A part telling the entry's numbers for these purposes."""
    return Part(reply, entry=entry.id, numbers=targets(entry, *purposes, first_only=first_only))


def with_care(entry: Entry, told: Part, inferred: bool) -> tuple[Part, ...]:
    """An inferred fax never goes without the line to confirm it."""
    care = (numbers(entry, *LINE), *((say("before", entry),) if entry.before else ())) if inferred else ()
    return (told, *care)


def facts(ask: Ask, entry: Entry, most: int = MOST_FACTS, enough: float = ENOUGH) -> tuple[Part, ...]:
    """The entry's facts that the words ask for; () when none is near enough."""
    found = asked(entry, ask.meaning.words, most, enough)
    return tuple(Part("fact", entry=entry.id, fact=f.id) for f in found)


def told(ask: Ask, entry: Entry) -> tuple[Part, ...]:
    """Up to two facts of the entry that the words ask for; what is told of it in general where none is, or is room."""
    found, rest = facts(ask, entry), general(entry)
    return (*found, replace(rest, spare=bool(found))) if len(found) < MOST_FACTS else found


def general(entry: Entry) -> Part:
    """What is told of an entry when nothing particular was asked."""
    return say("tell", entry) if entry.tell else say("named", entry)


def mail_too(ask: Ask, entry: Entry) -> tuple[Part, ...]:
    """Where to mail it, if that was asked beside another thing."""
    if entry.address is None or "mail_too" not in ask.meaning.signs:
        return ()
    return (say("address", entry, lines=list(entry.address.lines)),)


def email_too(ask: Ask, entry: Entry) -> tuple[Part, ...]:
    """Its e-mail address, if that was asked beside another thing."""
    return (say("email", entry),) if entry.email and "e_mail" in ask.meaning.signs else ()


def topics_of(ask: Ask) -> tuple[Entry, ...]:
    """The topics named in this need."""
    return tuple(ask.directory.entry(name) for name in ask.need.topics)


def answering(ask: Ask, intent: str) -> Entry | None:
    """The entry of the directory that answers an intent by its own account."""
    return ask.directory.answering(intent, ask.now.date())


def first_of(ask: Ask, role: Role) -> Entry | None:
    """The first entry doing this job, if the directory has one."""
    found = ask.directory.role(role)
    return found[0] if found else None


def spoken_of(ask: Ask) -> tuple[Entry, ...]:
    """The things named in this need that leave no doubt, in the order named."""
    return tuple(ask.directory.entry(group[0]) for group in ask.need.entries if len(group) == 1)


def named_with(ask: Ask, *purposes: Purpose) -> Entry | None:
    """The first thing named in this need that has a number for one of these purposes."""
    return next((e for e in spoken_of(ask) if e.of(*purposes)), None)


def question_of(ask: Ask) -> Question | None:
    """The question that this need leaves open, if it leaves one."""
    return next((q for q in ask.directory.questions if q.id == ask.need.question), None)


def context(ask: Ask) -> Entry | None:
    """What was talked of before, for "and the fax?"."""
    known = ask.state.entry and ask.directory.has(ask.state.entry)
    return ask.directory.entry(ask.state.entry) if known else None


def doubt(ask: Ask, *purposes: Purpose) -> Answer | Entry | None:
    """Settle which entry is meant: an entry, a question back, or None where nothing was named.

    Readings that lead to the same numbers need no question.
    """
    if question := question_of(ask):
        return _settle(ask, question.options, question, *purposes)
    for group in ask.need.entries:
        if len(group) > 1:
            return _settle(ask, group, None, *purposes)
    return None


def _settle(ask: Ask, options: tuple[str, ...], question: Question | None, *purposes: Purpose) -> Answer | Entry:
    entries = [ask.directory.target(option).entry for option in options]
    if ask.directory.agree(entries, *purposes):
        return entries[0]
    return which(ask, options, question)


def which(ask: Ask, options: tuple[str, ...], question: Question | None = None) -> Answer:
    """Ask which of up to three is meant."""
    named = tuple(options[:MOST_OPTIONS])
    name = question.id if question else ""
    asked = Part("which", args={"ask": name, "options": [(o, name) for o in named], "question": _ask(question)})
    intent = ask.need.intent if ask.need.intent != "vague" else "appointment"
    return Answer((asked,), expect="choice", options=tuple(Option(o, intent) for o in named))


def _ask(question: Question | None) -> dict[str, str]:
    return {"en": question.ask.en, "es": question.ask.es} if question else {}


def not_given(ask: Ask, entry: Entry, what: str, *instead: Purpose) -> Answer:
    """Say that the source does not give something, and offer the entry's own line."""
    line = targets(entry, *(instead or LINE))
    return Answer((Part(f"not_given.{what}", entry=entry.id, numbers=line),), entry=entry.id)


def lead_now(ask: Ask) -> tuple[Entry, ...]:
    """The offices' image leads for the time asked about: who is on shift, then whose hours are not given."""
    leads = ask.directory.role("images_offices")
    return ask.directory.open_among(leads, ask.when, unknown=True)


def emergent_line(ask: Ask) -> Part | None:
    """The line for a hospital that needs images right now."""
    entry = first_of(ask, "emergent")
    return numbers(entry, "emergent", reply="emergent_line") if entry else None


def nobody(ask: Ask, *roles: Role) -> Answer:
    """Nothing in the directory answers: say so and offer a person, of these roles or at the main line."""
    found = (first_of(ask, role) for role in (*roles, "main"))
    line = next((numbers(e, "phone", first_only=True) for e in found if e and e.of("phone")), None)
    return Answer((say("not_known"), *((line,) if line else ())))


def closed(ask: Ask, target: str) -> tuple[Part, ...]:
    """That the line of a target is closed now, and when it opens; () where it is open or nobody knows."""
    entry, number = ask.directory.target(target.partition("#")[0]).entry, number_at(ask.directory, target)
    of = number if number.hours else entry
    if ask.directory.is_open(of, ask.now) is not False:
        return ()
    opens = ask.directory.next_opening(of, ask.now)
    return (say("closed_now", entry, opens=opens.isoformat() if opens else ""),)
