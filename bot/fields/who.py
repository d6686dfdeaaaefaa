"""Who asks for images: the patient, a parent, somebody with papers, a helper, an office, or others. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Literal

from bot.fields.control import control
from bot.fields.numbers import classes, group
from bot.fields.pieces import Piece, listed, pieces, said
from bot.fields.tables import word_set
from bot.once_a_turn import once_a_turn

Who = Literal[
    "patient",
    "guardian",
    "power_of_attorney",
    "executor",
    "helper",
    "office",
    "lawyer",
    "insurer",
    "employer",
    "police",
]
WhoPart = Literal["who", "papers", "age"]
WhoWhy = Literal["", "nothing", "question", "refused", "steering"]
OUTSIDE: tuple[Who, ...] = ("police", "lawyer", "insurer", "employer", "office")
ADULT = 18
OLDEST = 115
PAIR = 2
PAPERS = 5  # words behind "my brother has"
CLAUSE = 9  # words behind a relative
MOST_PIECES = 260


@dataclass(frozen=True, slots=True)
class WhoHeard:
    """Who asks, and what would settle it.

    `missing` "papers": a helper who may have a power of attorney, or a relative of somebody who died; "age": a child's
    parent, who signs only while the child is under 18. `relation` is the patient's to the caller, as said ("mother").
    `deceased`: the patient has died; a power of attorney has then ended. `age` in years, where told.
    """

    value: Who | None = None
    missing: tuple[WhoPart, ...] = ("who",)
    why: WhoWhy = ""
    relation: str = ""
    deceased: bool = False
    age: int | None = None


@once_a_turn
def who_asks(text: str, lang: str = "en") -> WhoHeard:
    """Who asks, by what he says of himself and of the patient."""
    found = pieces(text)[:MOST_PIECES]
    words = said(found)
    deceased, age, relation = listed("who", "deceased").inside(words), _age(found, words, lang), _relation(found, words)
    value = _outside(words) or _with_papers(words, deceased)
    if value:
        return WhoHeard(value, (), "", relation, deceased, age)
    if _is_patient(words, relation) and not deceased:
        return WhoHeard("patient", (), "", "", False, age)
    if deceased:
        return WhoHeard("executor", ("papers",), "", relation, True, age)
    told = _for_another(words, relation, age) or _own_or_nothing(text, words)
    if told.value is None and told.why == "nothing" and (beside := _relation(found, words, beside=True)):
        return _for_another(words, beside, age) or told  # "my mother lives with me, she needs her MRI"
    return told


def _outside(words: Sequence[str]) -> Who | None:
    if listed("who", "power_of_attorney").inside(words) and not listed("who", "lawyer").inside(words):
        return None
    return next((who for who in OUTSIDE if _speaks_for(words, who)), None)


def _at_an_office(words: Sequence[str]) -> bool:
    """ "This is the doctor's office", and not "send it to my doctor's office"."""
    place = listed("who", "office_place").find(words)
    if place is None:
        return False
    cues = listed("who", "office_cue")
    return place[0] == 0 or any(i + cues.at(words, i) == place[0] for i in range(place[0]))


def _speaks_for(words: Sequence[str], who: Who) -> bool:
    """Whether one of these is the speaker: not "my insurance company wants them"."""
    if who == "office" and _at_an_office(words):
        return True
    span = listed("who", who).find(words)
    while span:
        if span[0] == 0 or words[span[0] - 1] not in word_set("who", "mine"):
            return True
        span = listed("who", who).find(words, span[1])
    return False


def _with_papers(words: Sequence[str], deceased: bool) -> Who | None:
    """Who holds papers; death ends a power of attorney and a guardianship."""
    if listed("who", "executor").inside(words):
        return "executor"
    if deceased:
        return None
    if listed("who", "power_of_attorney").inside(words) and not without_papers(words):
        return "power_of_attorney"
    return "guardian" if listed("who", "guardian").inside(words) else None


def without_papers(words: Sequence[str]) -> bool:
    """Whether a power of attorney is another's, or none yet: "my brother has the POA", "it ain't signed yet"."""
    if listed("who", "no_papers").inside(words) or _ended(words):
        return True
    has = (i for i, word in enumerate(words) if i and word in word_set("who", "another_has"))
    theirs = (i for i in has if words[i - 1] in word_set("names", "relations"))
    papers = listed("who", "power_of_attorney")
    return any(papers.at(words, at) and "i" not in words[i:at] for i in theirs for at in range(i + 1, i + PAPERS))


def _ended(words: Sequence[str]) -> bool:
    """ "I was her power of attorney": what has become of it is asked."""
    span = listed("who", "power_of_attorney").find(words)
    if span is None:
        return False
    whose, end = word_set("who", "owners") | word_set("names", "relations"), span[0]
    while end and (words[end - 1] in whose or words[end - 1].removesuffix("s") in whose):
        end -= 1
    return bool(set(words[:end][-1:]) & word_set("who", "was"))


def _is_patient(words: Sequence[str], relation: str) -> bool:
    """Whether the caller says that the images are his own, and not after naming another."""
    span = listed("who", "patient").find(words)
    alone = _without_politeness(words)
    if alone and listed("who", "patient_alone").whole(alone):
        return True
    if alone and alone[0] in word_set("who", "first_word") and (set(alone[1:2]) or {""}) <= word_set("who", "after_me"):
        return True
    if not span:
        return False
    if words[span[1] : span[1] + 1] and words[span[1]] in word_set("names", "relations"):
        return False
    if span[0] and words[span[0] - 1] in word_set("who", "of") | word_set("who", "not_he"):
        return False
    strong = not listed("who", "weak").at(words, span[0])
    return strong or not (relation or set(words) & word_set("who", "third"))


def _without_politeness(words: Sequence[str]) -> list[str]:
    """The words without yes, please and the like."""
    return [w for w in words if w not in word_set("control", "polite") or w in word_set("who", "patient_alone")]


def _for_another(words: Sequence[str], relation: str, age: int | None) -> WhoHeard | None:
    """A parent, a relative or a helper."""
    child = relation in word_set("who", "children")
    small = listed("who", "small").inside(words) or (age is not None and age < ADULT)
    own_small = small and bool(set(words) & word_set("who", "mine"))
    parent = listed("who", "parent").inside(words) and (not relation or child or relation == "patient")
    if (child or parent or own_small) and not (age is not None and age >= ADULT):
        return WhoHeard("guardian", () if small else ("age",), "", relation, False, age)
    if relation or parent or listed("who", "helper").inside(words) or _is_related(words) or _is_one_of_his(words):
        without = listed("who", "no_papers_at_all").inside(words)
        return WhoHeard("helper", () if without else ("papers",), "", relation, False, age)
    return None


def _is_related(words: Sequence[str]) -> bool:
    """ "I'm the daughter": what the caller is to the patient."""
    known, said_by = word_set("names", "relations"), listed("who", "i_am")
    return any(
        size and set(words[i + size : i + size + 1]) & known
        for i in range(len(words))
        if (size := said_by.at(words, i))
    )


def _is_one_of_his(words: Sequence[str]) -> bool:
    """ "Her son", and nothing else: what the caller is."""
    alone = _without_politeness(words)
    third = word_set("who", "third") | {"his", "their", "su"}
    return len(alone) == PAIR and alone[0] in third and alone[1] in word_set("names", "relations")


def _own_or_nothing(text: str, words: Sequence[str]) -> WhoHeard:
    mine = (i for i, word in enumerate(words) if word in word_set("who", "mine"))
    body = word_set("studies", "body") - word_set("studies", "not_body") - word_set("studies", "sides")
    things = word_set("who", "own_things") | body - word_set("names", "relations") - word_set("who", "children")
    own = any(set(words[i + 1 : i + 4]) & things for i in mine)
    if own or listed("who", "own").inside(words):
        return WhoHeard("patient", ())
    steered = control(text).value
    if steered in ("question", "refuse"):
        return WhoHeard(why="question" if steered == "question" else "refused")
    return WhoHeard(why="nothing" if steered in ("", "yes", "no", "correction", "dont_know") else "steering")


def _relation(found: Sequence[Piece], words: Sequence[str], *, beside: bool = False) -> str:
    """The first relative named as the caller's ("my mother"), folded; `beside`: one who may only help, too."""
    known = word_set("names", "relations") | word_set("who", "children")
    for i in range(1, len(words)):
        word = words[i] if words[i] in known else words[i].removesuffix("s")
        owned = word in known and words[i - 1] in word_set("who", "owners")
        lives_there = set(words[max(0, i - 5) : i]) & word_set("who", "lives")
        mine = owned and set(words[max(0, i - 5) : i]) & word_set("who", "mine")
        bare = word in known and words[i - 1] in word_set("who", "bare")  # "for hubby"
        if (mine or bare) and not lives_there and (beside or not _beside_the_patient(words, i)):
            return word
    return ""


def _beside_the_patient(words: Sequence[str], i: int) -> bool:
    """Whether the relative at `i` only helps, or owns what is spoken of: "my daughter says", "my daughter's doctor"."""
    end = i + 1 + listed("who", "in_law").at(words, i + 1)
    if listed("who", "acts").at(words, end) or set(words[end : end + 1]) & word_set("who", "their_things"):
        return True
    if _not_about(words, i) or (words[i] in word_set("names", "relations") and _as_well(words[end:])):
        return True
    return i > 2 and words[i - 2] == "de" and words[i - 3] in word_set("who", "their_doctor")


def _not_about(words: Sequence[str], i: int) -> bool:
    """Whether it is not for the relative at `i`: "not for my wife", "my wife … but this is not about her"."""
    span = listed("who", "not_about").find(words)
    return span is not None and (span[1] == i - 1 or (i < span[0] and set(words[span[1] : span[1] + 1]) <= _others()))


def _others() -> frozenset[str]:
    return word_set("who", "third") | word_set("who", "them")


def _as_well(behind: Sequence[str]) -> bool:
    """Whether the relative is only compared with: "is also a patient", "goes there too", "had hers done there"."""
    clause = list(takewhile(lambda word: word not in word_set("who", "next_clause"), behind[:CLAUSE]))
    return bool(set(clause) & word_set("who", "as_well"))


def _age(found: Sequence[Piece], words: Sequence[str], lang: str) -> int | None:
    """An age in years; months and weeks are 0."""
    seen = classes(found, lang)
    i = 0
    words = [*words, ""]
    while i < len(found):
        digits, end = group(found, seen, i)
        if digits and len(digits) <= 3:
            if words[end] in word_set("who", "years"):
                return int(digits) if _of_age(words, end) else None
            turned = bool(i) and words[i - 1] in word_set("who", "turned") and 0 < int(digits) < OLDEST
            if turned and words[end] not in word_set("who", "months") | word_set("who", "measures"):
                return int(digits)
            if words[end] in word_set("who", "months") and set(words[end + 1 : end + 2]) & word_set("who", "old"):
                return 0
        i = max(end, i + 1)
    return None


def _of_age(words: Sequence[str], i: int) -> bool:
    """Whether "years" is an age: "seven years old", "tiene siete años"; not "two years ago"."""
    behind, before = words[i + 1 : i + 2], words[max(0, i - 4) : i]
    told = set(behind) & word_set("who", "old") or set(before) & word_set("who", "before_age")
    return bool(told) or words[i] == "yo"
