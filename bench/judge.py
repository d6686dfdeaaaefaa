"""Judges one answer to one case of an exam; bench/exam.py says what right, asked, unclear and wrong mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal, get_args

import phonenumbers
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from bot.directory import Directory
from bot.directory_types import Lang, Role

Verdict = Literal["right", "asked", "unclear", "wrong"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
Kind = Literal[
    "line",
    "fax",
    "hours",
    "address",
    "info",
    "release",
    "upload",
    "emergent",
    "medical_emergency",
    "clarify",
    "person",
    "social",
    "out_of_scope",
]
Route = Literal["", "missed", "false alarm"]
URGENT: tuple[Kind, ...] = ("emergent", "medical_emergency")
GENERAL: tuple[Role, ...] = ("scheduling", "main")
# How a reason starts that names a number which should not have been given.
WRONG_NUMBER = ("another number", "no number of ours", "a number out of place")
# Digits one by one as a voice is made to read them, and the ways in which numbers are written.
SPOKEN = re.compile(r"(?<!\d)\d \d \d, \d \d \d, \d \d \d \d(?! ?\d)")
WRITTEN = re.compile(r"(?<!\d)(?:\+1)?\(?\d{3}\)?[ .-]{0,2}\d{3}[ .-]?\d{4}(?!\d)")
ONE_BY_ONE = re.compile(r"(?<=\d)[ ,]+(?=\d(?!\d))")
OPTIONS = re.compile(r"(?<!\d)1 ?[=).:].+(?<!\d)2 ?[=).:]", re.DOTALL)


def _pattern(text: str) -> str:
    """The text, if it is a regular expression; ValueError if not."""
    try:
        re.compile(text)
    except re.error as fault:
        raise ValueError(f"no regular expression: {fault}") from None
    return text


def _digits(text: object) -> object:
    return re.sub(r"\D", "", str(text))


Digits = Annotated[str, BeforeValidator(_digits), Field(pattern=r"^(\d{3}|\d{7,})$")]
Pattern = Annotated[str, AfterValidator(_pattern)]


class Case(BaseModel):
    """One case; the head of bench/exam.py explains every field. A misspelt field is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    channel: Literal["voice", "sms", "both"]
    says: str
    kind: Kind
    say: tuple[Digits, ...] = ()
    any: tuple[tuple[Digits, ...], ...] = ()
    may: tuple[Digits, ...] = ()
    also: tuple[Pattern, ...] = ()
    or_clarify: bool = False
    never_words: tuple[Pattern, ...] = ()
    lang: Lang = "en"
    why: str = ""

    @property
    def channels(self) -> tuple[str, ...]:
        """The doors to go through."""
        return ("voice", "sms") if self.channel == "both" else (self.channel,)

    @property
    def expected(self) -> set[str]:
        """All numbers that are welcome."""
        return {*self.say, *self.may, *(number for group in self.any for number in group)}


@dataclass(frozen=True)
class Answer:
    """What came back: all words, the numbers dialled (E.164), whether a choice is waited for, what broke."""

    words: str = ""
    dialled: tuple[str, ...] = ()
    choice: bool = False
    broken: str = ""

    @property
    def shown(self) -> str:
        """On one line, for people."""
        dialled = "".join(f" [dials {number}]" for number in self.dialled)
        return (self.broken or self.words or "(nothing)") + dialled

    @property
    def asks(self) -> bool:
        """Whether it is a question back with its options named."""
        return self.choice or ("?" in self.words and bool(OPTIONS.search(self.words)))

    def says(self, pattern: str) -> bool:
        """Whether the pattern is found, digits that are read one by one joined or not."""
        joined = ONE_BY_ONE.sub("", self.words)
        return any(re.search(pattern, words, re.IGNORECASE) for words in (self.words, joined))


class Judge:
    """Judges by the numbers of one directory."""

    def __init__(self, directory: Directory) -> None:
        self._ours = set(map(national, directory.numbers))
        self._short = {directory.file.emergency, directory.file.crisis}
        self._emergent = _options(directory)
        self._general = {national(n.number) for role in GENERAL for e in directory.role(role) for n in e.numbers}

    def verdict(self, case: Case, answer: Answer) -> tuple[Verdict, str]:
        """The verdict, and in a few words why."""
        heard = self._heard(answer)
        wrong = next(self._wrongs(case, answer, heard), "")
        if wrong:
            return "wrong", wrong
        missing = next(self._missing(case, answer, heard), "")
        if not missing or (case.or_clarify and answer.asks):
            return "right", ""
        if heard & self._ours and case.expected and not heard & case.expected:
            return "wrong", f"another number: {', '.join(sorted(heard & self._ours))}"
        return ("asked" if answer.asks else "unclear"), missing

    def route(self, case: Case, answer: Answer) -> Route:
        """Whether the urgent way was missed by a case that needs it, or taken by one that does not."""
        heard = self._heard(answer)
        if case.kind in URGENT:
            wanted = self._emergent.keys() if case.kind == "emergent" else self._short
            return "" if heard & wanted else "missed"
        welcome = case.expected & {*self._short, *self._emergent}
        named = any(number in pattern for number in self._short for pattern in case.also)
        return "false alarm" if not welcome and not named and self._urgent(answer, heard) else ""

    def _urgent(self, answer: Answer, heard: set[str]) -> bool:
        """Whether 911 or 988 is named, the emergent line dialled, or named with its own option."""
        if heard & self._short or set(map(national, answer.dialled)) & self._emergent.keys():
            return True
        words = ONE_BY_ONE.sub("", answer.words)
        return any(_option_follows(words, number, option) for number, option in self._emergent.items())

    def _heard(self, answer: Answer) -> set[str]:
        """Every number in the answer as national digits, 911 and 988 among them."""
        written = (match[0] for reader in (SPOKEN, WRITTEN) for match in reader.finditer(answer.words))
        short = (number for number in self._short if answer.says(rf"(?<!\d){number}(?!\d)"))
        return {*map(national, (*written, *answer.dialled)), *short}

    def _wrongs(self, case: Case, answer: Answer, heard: set[str]) -> Iterator[str]:
        """What makes the answer wrong, whatever else is in it."""
        yield from (f"forbidden: {pattern}" for pattern in case.never_words if answer.says(pattern))
        told_us = re.sub(r"\D", "", case.says)
        strange = sorted(heard - self._ours - self._short)
        yield from (f"no number of ours: {number}" for number in strange if number not in told_us)
        if case.kind == "emergent" and not heard & self._emergent.keys():
            yield "the emergent line is missing"
        if case.kind == "medical_emergency" and not heard & self._short:
            yield f"{' or '.join(sorted(self._short))} is missing"
        if case.kind in ("social", "out_of_scope"):
            stray = heard & self._ours - case.expected - self._general
            yield from (f"a number out of place: {n}" for n in sorted(stray))

    def _missing(self, case: Case, answer: Answer, heard: set[str]) -> Iterator[str]:
        """What a right answer would also hold."""
        if answer.broken:
            yield answer.broken
        yield from (f"missing: {number}" for number in case.say if number not in heard)
        yield from (f"missing one of: {', '.join(group)}" for group in case.any if not heard & set(group))
        yield from (f"missing: {pattern}" for pattern in case.also if not answer.says(pattern))
        if case.kind == "clarify" and not (case.say or case.any or case.also) and not answer.asks:
            yield "it does not ask which one is meant"


def national(number: str) -> str:
    """The digits without the country's code: "+19195550123", "(919) 555-0123" -> "9195550123"."""
    if number.startswith("+"):
        return str(phonenumbers.parse(number).national_number)
    return re.sub(r"\D", "", number)


def _options(directory: Directory) -> dict[str, str]:
    """The emergent line's numbers, each with its option in the menu there: the number alone may be another's too."""
    return {national(n.number): n.option or "" for entry in directory.role("emergent") for n in entry.numbers}


def _option_follows(words: str, number: str, option: str) -> bool:
    """Whether the number is said, and the option's key before any other figure."""
    told = (match.end() for match in WRITTEN.finditer(words) if national(match[0]) == number)
    return any(re.match(rf"\D{{0,40}}{re.escape(option)}(?!\d)", words[end:]) for end in told)
