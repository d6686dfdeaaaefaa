"""Which words of an answer are a name: lead-ins, titles and talk left out, spelled words read. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.fields.letters import spelled
from bot.fields.pieces import Piece, listed, said
from bot.fields.spelling import apart
from bot.fields.tables import field_table, word_set

Role = Literal["full", "first", "middle", "last"]
ROLES: tuple[tuple[Role, str], ...] = (("first", "first_name"), ("last", "last_name"), ("middle", "middle_name"))
Whose = Literal["patient", "caller"]
LEADS = {
    "patient": ("patient_is", "their_name", "my_name", "this_is"),
    "caller": ("my_name", "this_is", "their_name", "patient_is"),
}
ROLES_FULL: Role = "full"
WEAK = "this_is"
SENTENCE = re.compile(r"[.?!;:\n]")
AHEAD = 6
LONGEST_WORD = 40
MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class NameWord:
    """One word of a name as written; `role` says which name it was called, `comma` that one stands before it."""

    text: str
    role: Role = "full"
    spelled: bool = False
    comma: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """The words of a name, its suffix ("Jr."), and whether a strong lead-in ("my name is") stood before."""

    words: tuple[NameWord, ...] = ()
    suffix: str = ""
    led: bool = False
    end: int = 0


def read_name(found: Sequence[Piece], whose: Whose = "patient") -> Read:
    """The name in these pieces; no words where there is none."""
    start, led = _start(found, whose)
    return _Reader(found, led).read(start)


def read_from(found: Sequence[Piece], start: int) -> Read:
    """The name that begins at piece `start`."""
    return _Reader(found, led=False).read(start)


def _start(found: Sequence[Piece], whose: Whose) -> tuple[int, bool]:
    """Where the name starts behind a lead-in or a relation, and whether that lead-in is a strong one."""
    words = said(found)
    middle = listed("names", "middle_name").find(words)
    if middle and not any(listed("names", f"{part}_name").inside(words) for part in ("first", "last", "my")):
        return middle[0], True
    relation = _behind_relation(words) if whose == "patient" else 0
    for name in LEADS[whose]:
        span = listed("names", name).find(words)
        if relation and name != "patient_is":
            return relation, False
        while span:
            start = _past_leads(words, span[1])
            if not _of_a_part(words, span[0]) and _may_start(found, start) and not _spells_on(found, span[0], start):
                return start, name != WEAK
            span = listed("names", name).find(words, span[1])
    return relation or _part_named(words), False


def _part_named(words: Sequence[str]) -> int:
    """Where "last name" stands behind a word or two of talk: "my last name is spelled b o y d"."""
    spans = (span for _, name in ROLES if (span := listed("names", name).find(words)))
    start = min((span[0] for span in spans), default=0)
    talk = word_set("names", "no_names")
    return start if start <= AHEAD and all(word in talk for word in words[:start]) else 0


def _spells_on(found: Sequence[Piece], lead: int, start: int) -> bool:
    """Whether the lead is inside a name: "harold pickett it's p i c k e t t"."""
    named = any(name_like(found, i) for i in range(max(0, lead - 2), lead))
    return named and bool(spelled(found, past_spelling(said(found), start))[0])


def _behind_relation(words: Sequence[str]) -> int:
    """Behind "for my mother"; 0 where nobody is named so."""
    for i in range(len(words) - 2):
        owned = words[i] in word_set("names", "owners") and words[i + 1] in word_set("names", "relations")
        if (
            owned
            and (i == 0 or words[i - 1] in word_set("names", "before_relation"))
            and words[i + 2] not in word_set("names", "no_names")
        ):
            return i + 2
    return 0


def _of_a_part(words: Sequence[str], i: int) -> bool:
    """Whether "name is" is the end of "last name is"."""
    return any(listed("names", name).at(words, at) > i - at for _, name in ROLES for at in range(max(0, i - 2), i + 1))


def _past_leads(words: Sequence[str], i: int) -> int:
    """Past "my mother" and further lead-ins: "its" "under"."""
    end = _past_owner(words, i)
    more = max(listed("names", name).at(words, end) for name in LEADS["patient"])
    return _past_leads(words, end + more) if more else end


def _past_owner(words: Sequence[str], i: int) -> int:
    two = words[i : i + 2]
    owned = len(two) == 2 and two[0] in word_set("names", "owners") and two[1] in word_set("names", "relations")
    return i + 2 if owned else i


def _may_start(found: Sequence[Piece], i: int) -> bool:
    if i >= len(found):
        return False
    at = past_spelling(said(found), i)
    spells = at < len(found) and spelled(found, at)[1] > at
    return name_like(found, i) or spells or found[i].word in word_set("names", "titles")


def past_spelling(words: Sequence[str], i: int) -> int:
    """Past "that's spelled"."""
    while size := listed("names", "spelling").at(words, i):
        i += size
    return i


def name_like(found: Sequence[Piece], i: int) -> bool:
    """Whether the piece can be a word of a name."""
    piece = found[i]
    if piece.number or len(piece.raw) > LONGEST_WORD or not piece.raw[0].isalpha():
        return False
    if piece.word not in word_set("names", "no_names"):
        return True
    among = len(found) <= 5 and all(p.raw[:1].isupper() for p in found) and len(found) > 1
    return among and piece.word in word_set("names", "also_names")


class _Reader:
    """Walks over the pieces and keeps what belongs to the name."""

    def __init__(self, found: Sequence[Piece], led: bool) -> None:
        self.found, self.words, self.led = found, said(found), led
        self.kept: list[NameWord] = []
        self.suffix, self.role = "", ROLES_FULL
        self.ended = False

    def read(self, start: int) -> Read:
        i = self._past_fillers(start)
        while i < len(self.found) and len(self.kept) < MOST_WORDS:
            step = self._step(i)
            if step == i:
                step = self._look_ahead(i)
            if step == i:
                break
            i = step
        self._hyphenate(i)
        return Read(tuple(self.kept), self.suffix, self.led, i)

    def _hyphenate(self, i: int) -> None:
        """ "hollingsworth diaz with a dash"."""
        if len(self.kept) > 2 and listed("names", "hyphenated").at(self.words, i) and "-" not in self.kept[-1].text:
            *first, one, two = self.kept
            self.kept = [*first, NameWord(f"{one.text}-{two.text}", two.role, spelled=two.spelled)]

    def _past_fillers(self, i: int) -> int:
        while i < len(self.found) and self._filler(i):
            i += 1
        return i

    def _filler(self, i: int) -> bool:
        word = self.words[i]
        if word in word_set("names", "titles"):
            doubtful = word in word_set("names", "doubtful_titles")
            return not doubtful or (
                i + 2 < len(self.found) and name_like(self.found, i + 1) and name_like(self.found, i + 2)
            )
        return word in word_set("names", "fillers") and not spelled(self.found, i)[0]

    def _step(self, i: int) -> int:
        """The place behind what stands at `i`; `i` itself where it is no part of the name."""
        if self.words[i] in word_set("names", "pauses"):
            return i + 1
        return self._role_at(i) or self._spelled_at(i) or self._suffix_at(i) or self._word_at(i) or i

    def _role_at(self, i: int) -> int:
        for role, name in ROLES:
            size = listed("names", name).at(self.words, i)
            if size:
                self.role, self.ended = role, False
                return self._past_spelling(i + size)
        return 0

    def _past_spelling(self, i: int) -> int:
        return past_spelling(self.words, i)

    def _spelled_at(self, i: int) -> int:
        start = self._past_spelling(i)
        text, end = spelled(self.found, start, 2 if start > i or self.role == "last" else 3)
        if not text or (start == i and len(text) == 2 and self._suffix_at(i)):
            return 0
        text = apart([word.text for word in self.kept], text)[-1]
        self.kept += [NameWord(word, self.role, spelled=True) for word in text.split()]
        return end

    def _suffix_at(self, i: int) -> int:
        """A suffix behind a name: "junior", "the third", "j r"."""
        at = i + (self.words[i] in field_table("names")["the_suffix"])
        if not self.kept or at >= len(self.words):
            return 0
        two = "".join(self.words[at : at + 2])
        if len(two) == 2 and two in ("jr", "sr") and len(self.words[at]) == 1:
            self.suffix = field_table("names")["suffixes"][two]
            return at + 2
        if self.words[at].isdigit():
            two = "".join(self.words[at : at + 2])
        word = two if two in field_table("names")["suffixes"] else self.words[at]
        known = field_table("names")["suffixes"].get(word)
        if not known or (known.isupper() and word.isalpha() and len(word) > 3 and len(self.kept) < 2):
            return 0
        self.suffix = known
        return at + (2 if word == two and word != self.words[at] else 1)

    def _word_at(self, i: int) -> int:
        oh = self.words[i] == "oh" and bool(self.kept) and i + 1 < len(self.found) and name_like(self.found, i + 1)
        if self.ended or not (oh or name_like(self.found, i)) or (self.kept and self._sentence_ends(i)):
            return 0
        if len(self.kept) > 1 and self._first_again(i) and not self._goes_on(i + 1):
            self.ended = True  # "ada jo moss ada was my aunt"
            return 0
        if self.kept and self.words[i] in word_set("names", "titles") - word_set("names", "doubtful_titles"):
            self.ended = True
            return 0
        gap, raw, end = self.found[i].gap, self.found[i].raw, i + 1
        while end < len(self.found) and self._hyphen(end) and name_like(self.found, end):
            raw, end = raw + "-" + self.found[end].raw, end + 1
        if self._said_hyphen(end):
            raw, end = raw + "-" + self.found[end + 1].raw, end + 2
        stop = raw[-2:] in ("'s", "’s")
        raw = raw[:-2] if stop else raw
        self.kept.append(NameWord(raw, self.role, comma="," in gap and bool(self.kept)))
        return len(self.found) if stop else end

    def _goes_on(self, i: int) -> bool:
        return i < len(self.found) and (name_like(self.found, i) or bool(spelled(self.found, i)[0]))

    def _first_again(self, i: int) -> bool:
        return self.words[i] == self.kept[0].text.casefold() and not self.kept[0].spelled

    def _said_hyphen(self, i: int) -> bool:
        """Whether "hyphen" stands between two words of a name."""
        dash = i + 1 < len(self.found) and self.words[i] in field_table("letters")["signs"]["-"]
        return dash and name_like(self.found, i + 1)

    def _hyphen(self, i: int) -> bool:
        return self.found[i].gap in ("-", "‐", "‑", "–")

    def _sentence_ends(self, i: int) -> bool:
        """Whether a sentence ends before the piece; an initial's full stop is none."""
        gap = self.found[i].gap
        return bool(SENTENCE.search(gap)) and not (gap.startswith(".") and len(self.found[i - 1].raw) <= 2)

    def _said_again(self, i: int) -> int:
        """Where a first name comes once more, with the rest of the name: "dora not the other one dora jo moss"."""
        places = range(i + 1, min(i + AHEAD, len(self.found) - 1))
        again = (at for at in places if self._first_again(at) and name_like(self.found, at + 1))
        return next(again, 0) if self.kept[0].role == ROLES_FULL else 0

    def _look_ahead(self, i: int) -> int:
        """The next spelling or "last name is" within a few words, once something of a name is there."""
        if len(self.kept) == 1 and (again := self._said_again(i)):
            self.kept = []
            return again
        self.ended = True
        started = self.kept or self.role != ROLES_FULL
        for at in range(i + 1, min(i + AHEAD, len(self.found)) if started else i):
            if any(listed("names", name).at(self.words, at) for _, name in ROLES) or spelled(self.found, at)[0]:
                return at
        return i
