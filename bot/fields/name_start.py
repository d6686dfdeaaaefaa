"""Where in an answer a name starts, and which words can be of one. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from bot.fields.letters import spelled
from bot.fields.pieces import Piece, listed, said
from bot.fields.sounds import likeness
from bot.fields.spelling import ALIKE
from bot.fields.tables import word_set

Role = Literal["full", "first", "middle", "last"]
ROLES: tuple[tuple[Role, str], ...] = (("first", "first_name"), ("last", "last_name"), ("middle", "middle_name"))
Whose = Literal["patient", "caller"]
LEADS = {
    "patient": ("patient_is", "their_name", "my_name", "this_is"),
    "caller": ("my_name", "this_is", "their_name", "patient_is"),
}
WEAK = "this_is"
AHEAD = 6
FULL = 2  # words of a name
LONGEST_WORD = 40


def start_of(found: Sequence[Piece], whose: Whose) -> tuple[int, bool]:
    """Where the name starts behind a lead-in or a relation, and whether that lead-in is a strong one."""
    words = said(found)
    middle = listed("names", "middle_name").find(words)
    if (
        middle
        and not _whole_before(found, middle[0])
        and not any(listed("names", f"{part}_name").inside(words) for part in ("first", "last", "my"))
    ):
        return middle[0], True
    relation = _behind_relation(words) if whose == "patient" else 0
    for name in LEADS[whose]:
        span = listed("names", name).find(words)
        if relation and name != "patient_is":
            return relation, False
        while span:
            start = _past_leads(words, span[1])
            inside = _spells_on(found, span[0], start)
            inside = inside or (name == WEAK and _goes_on_talking(found, span[0], start))
            if not _of_a_part(words, span[0]) and _may_start(found, start) and not inside:
                return start, name != WEAK
            span = listed("names", name).find(words, span[1])
    return relation or _part_named(words), False


def _whole_before(found: Sequence[Piece], end: int) -> bool:
    """Whether a whole name stands there: "trisha hollowell, middle initial l"."""
    return end >= FULL and all(name_like(found, i) for i in range(end - FULL, end))


def _part_named(words: Sequence[str]) -> int:
    """Where "last name" stands behind a word or two of talk: "my last name is spelled b o y d"."""
    spans = (span for _, name in ROLES if (span := listed("names", name).find(words)))
    start = min((span[0] for span in spans), default=0)
    talk = word_set("names", "no_names")
    return start if start <= AHEAD and all(word in talk for word in words[:start]) else 0


def _spells_on(found: Sequence[Piece], lead: int, start: int) -> bool:
    """Whether the lead is inside a name: "harold pickett it's p i c k e t t", with talk between them or not."""
    letters = spelled(found, past_spelling(said(found), start))[0]
    near = any(name_like(found, i) for i in range(max(0, lead - 2), lead))
    return bool(letters) and (near or any(alike(found[i].raw, letters) for i in range(lead) if name_like(found, i)))


def _goes_on_talking(found: Sequence[Piece], lead: int, start: int) -> bool:
    """Whether the name stands before: "dolly pruitt, that's pruitt with two t's", "bo lee, it's a mouthful"."""
    if lead < FULL or not all(name_like(found, i) for i in range(FULL)):
        return False
    again = start < len(found) and found[start].word in said(found[1:lead])
    return again or not all(i < len(found) and name_like(found, i) for i in range(start, start + FULL))


def alike(word: str, letters: str) -> bool:
    """Whether a word that was heard is the one spelled."""
    return likeness(word, letters) >= ALIKE


def only_joins(found: Sequence[Piece], i: int) -> bool:
    """Whether "y" there is no part of a name, as between "Ortega" and "Gasset"."""
    inside = 0 < i < len(found) - 1 and name_like(found, i - 1) and name_like(found, i + 1)
    return found[i].word in word_set("names", "joints") and not inside


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
