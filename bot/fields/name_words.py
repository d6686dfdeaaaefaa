"""Which words of an answer are a name: lead-ins, titles and talk left out, spelled words read. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.fields.letters import spelled
from bot.fields.name_start import AHEAD, ROLES, Role, Whose, alike, name_like, only_joins, past_spelling, start_of
from bot.fields.pieces import Piece, listed, said
from bot.fields.spelling import apart
from bot.fields.tables import field_table, word_set

ROLES_FULL: Role = "full"
SENTENCE = re.compile(r"[.?!;:\n]")
FAR = 18
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
    start, led = start_of(found, whose)
    return _Reader(found, led).read(start)


def read_from(found: Sequence[Piece], start: int) -> Read:
    """The name that begins at piece `start`."""
    return _Reader(found, led=False).read(start)


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
        if self._leads_to_a_part(i):
            return True
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
        if only_joins(self.found, i) or self._leads_to_a_part(i):
            return i + 1 if self.kept else 0
        if self.ended or not (oh or name_like(self.found, i)) or (self.kept and self._sentence_ends(i)):
            return 0
        if len(self.kept) > 1 and self._first_again(i):
            run = self._run(i)
            if len(run) > len(self.kept) and len({word.text for word in self.kept}) > 1:
                self.kept = []  # "mary ann, mary ann hutto"
            elif len(run) == 1 or run == [word.text.casefold() for word in self.kept[: len(run)]]:
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

    def _run(self, i: int) -> list[str]:
        """The words of a name from there on; what is spelled counts for one."""
        end = i
        while end < len(self.found) and name_like(self.found, end) and not spelled(self.found, end)[0]:
            end += 1
        letters = [""] if end < len(self.found) and spelled(self.found, end)[0] else []
        return [*self.words[i:end], *letters]

    def _leads_to_a_part(self, i: int) -> bool:
        """Whether it is the article of "el nombre"."""
        end = i
        while end < len(self.words) and self.words[end] in word_set("names", "particles"):
            end += 1
        return end > i and any(listed("names", name).at(self.words, end) for _, name in ROLES)

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
        return self._letters_behind(i)

    def _letters_behind(self, i: int) -> int:
        """Where the letters of a word that was said come behind more talk; `i` for none."""
        plain = [word.text for word in self.kept if not word.spelled]
        runs = ((at, spelled(self.found, at)[0]) for at in range(i + AHEAD, min(i + FAR, len(self.found))))
        return next((at for at, text in runs if text and any(alike(word, text) for word in plain)), i)
