"""Plays one caller to the end of the talk, by telephone or by texts."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Literal

import httpx

from bench.callers_doors import Line, NoExport, Stored
from bench.callers_file import Channel, Person
from bench.callers_mind import HANGS_UP, NEXT_DAY, Looping, Manner, Mind
from bench.callers_questions import farewell
from tests.callers import Caller, Texter

MOST_TURNS = 60
A_DAY_LATER = dt.timedelta(hours=20)
QUIET = 2  # how often on end a caller listens to a reply that asks nothing, before he puts the phone down
NUMBER = "+19195550100"
KEYED = re.compile(r"[0-9*#]+")
End = Literal["talk over", "hung up", "put through", "loop", "broken"]


@dataclass
class Played:
    """A talk: what each said, how it ended, and the requests that were stored while it lasted."""

    person: Person
    channel: Channel
    turns: list[tuple[str, str]] = field(default_factory=list)
    end: End = "talk over"
    why: str = ""
    stored: Stored = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def said(self) -> str:
        """All words of the caller."""
        return "\n".join(words for who, words in self.turns if who.startswith("caller"))

    @property
    def replies(self) -> str:
        """All words of the desk."""
        return "\n".join(words for who, words in self.turns if who == "desk")


def play(person: Person, channel: Channel, line: Line, manner: Manner) -> Played:
    """Play the caller. Faults of the desk are told in the result; none is raised."""
    played = Played(person, channel)
    try:
        before = {one.get("reference") for one in line.stored()}
        _Talk(played, line, Mind(person, manner)).play()
        played.stored = [one for one in line.stored() if one.get("reference") not in before]
    except (NoExport, AssertionError, httpx.HTTPError) as fault:
        played.end, played.why = "broken", f"{type(fault).__name__}: {fault}"
    return played


class _Talk:
    """The talk of one caller; by voice it may be several calls."""

    def __init__(self, played: Played, line: Line, mind: Mind) -> None:
        self.played, self.line, self.mind = played, line, mind
        self.voice = played.channel == "voice"
        self.number = played.person.facts.callback or NUMBER
        self.texter = Texter(line.client, line.sign, self.number)
        self.caller = self._ring() if self.voice else None
        self.quiet = 0

    def play(self) -> None:
        words: str | None = self.played.person.opening
        if self._over():  # put through as soon as it rang
            return
        try:
            for _ in range(MOST_TURNS):
                reply = self._do(words or "")
                if reply is None or self._over():
                    return
                words = self._next(reply)
                if words is None:
                    return
            raise Looping(f"no end after {MOST_TURNS} turns")
        except Looping as why:
            self.played.end, self.played.why = "loop", str(why)

    def _next(self, reply: str) -> str | None:
        """What he says to it; None: he has gone."""
        words = self.mind.answer(reply)
        self.quiet = self.quiet + 1 if words is None else 0
        if words is None and farewell(reply):
            return None
        if words is None and self.voice and self.quiet < QUIET:
            return ""
        if words is None or HANGS_UP in words:
            self.played.end = "hung up" if words or self.voice else "talk over"
            return None
        if words == "" and not self.voice:
            return None
        return words

    def _over(self) -> bool:
        caller = self.caller
        if caller is None:
            return False
        if caller.listening == "dial":
            self.played.end, self.played.why = "put through", ", ".join(number for number, _ in caller.dialled)
        return caller.ended or caller.listening == "dial"

    def _do(self, words: str) -> str | None:
        if words.startswith(NEXT_DAY):
            words = words.removeprefix(NEXT_DAY).strip()
            self._sleep()
        asked = f"caller [{self.mind.thing}]" if self.mind.thing else "caller"
        self.played.turns.append((asked, words or "(silence)"))
        said = _speak(self.caller, words) if self.caller else self.texter.text(words)
        self.played.turns.append(("desk", said or "(no answer)"))
        return said

    def _sleep(self) -> None:
        self.played.turns.append(("caller", "(the next day)"))
        if not self.line.later(A_DAY_LATER):
            self.played.notes.append("the clock could not be moved")
        if self.voice:
            self.caller = self._ring()

    def _ring(self) -> Caller:
        caller = Caller(self.line.client, self.line.sign, self.number).call()
        self.played.turns.append(("desk", caller.heard))
        return caller


def _speak(caller: Caller, words: str) -> str:
    """Say it, key it, or keep silent; what is heard then."""
    if not words:
        caller.silent()
    elif KEYED.fullmatch(words):
        caller.press(words)
    else:
        caller.say(words)
    return caller.heard


__all__ = ["MOST_TURNS", "Played", "play"]
