"""What a caller says next: the next answer of the list that the reply asks for, or a shrug."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal, cast

from bench.callers_file import Answers, Facts, Person, Thing
from bench.callers_questions import OTHER, asked, fold, language, table

Odd = Literal["shrug", "yes", "no", "opening", "what", "silence"]
ReadBack = Literal["list", "yes"]
Resume = Literal["code", "fresh", "again"]
CODE = re.compile(r"(?:code|c[oó]digo)\b[^A-Z0-9]{0,30}?((?:[A-Z0-9][\s,.–-]*){7})(?![A-Z0-9])")
NEXT_DAY, HANGS_UP = "[next day]", "[hangs up]"
REPEATS = 5  # the same reply so many times on end is a loop
MOST_OF_ONE = 9  # and so is one thing asked for so often


@dataclass(frozen=True)
class Manner:
    """How a caller behaves where his lists are silent.

    `odd`: what he says to a question that no list covers; None: yes, no or a shrug, as it fits. `read_back`: whether a
    single answer read back is answered by the list of "confirm" or by a plain yes. `resume`: when an unfinished request
    is mentioned he says its code if he heard one, or starts anew, or says his words again.
    """

    odd: Odd | None = None
    read_back: ReadBack = "list"
    resume: Resume = "code"


class Looping(Exception):
    """The talk goes round in a circle."""


@dataclass
class Mind:
    """One caller's head. `thing`: what he took the last reply to ask."""

    person: Person
    manner: Manner
    thing: str = ""
    code: str = ""
    last: str = ""
    _answers: Answers = field(init=False)
    _given: Counter[str] = field(default_factory=Counter)
    _same: int = 0
    _reply: str = ""

    def __post_init__(self) -> None:
        self._answers = self.person.answers

    @property
    def facts(self) -> Facts:
        """Of the request that is being told now."""
        second = self._answers is not self.person.answers
        return cast(Facts, self.person.facts_2) if second else self.person.facts

    def answer(self, reply: str) -> str | None:
        """What he says to this reply; None: there is nothing to say. Raises Looping."""
        self._watch(reply)
        found, self.code = asked(reply), _code(reply) or self.code
        self.thing = found.row
        if found.told and self._given[found.row] >= len(self._answers.get(cast(Thing, found.row), ())):
            return None
        said = self._said(found.row, reply) if found.row else None
        self.last = (said or self.last).removeprefix(NEXT_DAY).strip()
        return said

    def _said(self, row: str, reply: str) -> str | None:
        words = table().said[language(reply)]
        if row == "confirm" and self.manner.read_back == "yes" and not self._whole(reply):
            return words["agree"]
        if row == "resume":
            return {"code": self.code or words["fresh"], "fresh": words["fresh"], "again": self.last}[
                self.manner.resume
            ]
        listed = self._answers.get(cast(Thing, row), ())
        return self._next(row, listed) if listed else self._oddly(row, words)

    def _next(self, row: str, listed: tuple[str, ...]) -> str:
        said = listed[min(self._given[row], len(listed) - 1)]
        self._given[row] += 1
        if self._given[row] > max(MOST_OF_ONE, len(listed) + 1):
            raise Looping(f"asked for {row} {self._given[row]} times")
        if row == "anything_else" and self.person.facts_2 and self._answers is self.person.answers:
            self._answers, self._given = self.person.answers_2, Counter()
        return said

    def _oddly(self, row: str, words: dict[str, str]) -> str:
        """What no list covers."""
        odd = self.manner.odd
        if odd == "opening":
            return self.person.opening
        if odd == "silence":
            return ""
        names = {"yes": "agree", "no": "deny", "what": "what", "shrug": "fallback"}
        return words[names[odd]] if odd else words.get(row, words["fallback"])

    def _whole(self, reply: str) -> bool:
        """Whether the whole request is read back, not one answer."""
        told, facts = fold(reply), self.facts
        names = (facts.patient_name or "", (facts.recipient_name or "").partition(",")[0])
        studies = [study.study for study in facts.studies[:1]]
        last = [fold(name).split()[-1] for name in (*names, *studies) if name]
        return sum(word in told for word in last) >= 2

    def _watch(self, reply: str) -> None:
        self._same = self._same + 1 if reply == self._reply else 1
        self._reply = reply
        if self._same >= REPEATS:
            raise Looping(f"the same reply {self._same} times on end")


def _code(reply: str) -> str:
    found = CODE.search(reply)
    return re.sub(r"[^A-Z0-9]", "", found[1]) if found else ""


__all__ = ["HANGS_UP", "NEXT_DAY", "OTHER", "Looping", "Manner", "Mind"]
