"""What people say around a recipient's name, left out: asides, what is taken back, "the podiatrist". Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.fields.name_start import name_like
from bot.fields.pieces import Piece, listed, said
from bot.fields.tables import field_table, word_set

MOST_WRONG = 4  # words with the "not"
NAMELESS = 2  # words: "doctor q"


def without_asides(found: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces without what is said beside a name: "no doctor in particular"."""
    return tuple(found[i] for i in listed("recipient", "asides").outside(said(found)))


def meant(found: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces that name the recipient."""
    return tuple(_without_kind(_without_trade(_named(_not_taken_back(_without_the_wrong(found))))))


def _without_the_wrong(found: Sequence[Piece]) -> Sequence[Piece]:
    """Without the name that it is not: "Dr. Voss not Moss, the rest is fine"."""
    words, titles = said(found), field_table("recipient")["titles"]
    for i in (n for n in range(len(words)) if set(words[:n]) & set(titles)):
        end = i + listed("recipient", "not_he").at(words, i)
        while i < end < len(words) and name_like(found, end) and (end - i < MOST_WRONG) and not _parts(found, i, end):
            end += 1
        if end > i and (end == len(words) or _parts(found, i, end)):
            return [*found[:i], *found[end:]]
    return found


def _parts(found: Sequence[Piece], i: int, end: int) -> bool:
    """Whether a sentence or clause begins there behind a name."""
    return end > i + 1 and any(c in found[end].gap for c in ".,;\n")


def _without_kind(found: Sequence[Piece]) -> Sequence[Piece]:
    """Without "it's just the clinic" before the clinic's name."""
    words, at = said(found), 0
    while at < len(words) and (size := listed("recipient", "lead").at(words, at)):
        at += size
    kind = at < len(words) and words[at] in word_set("recipient", "kinds_of_place")
    rest = words[at + 1 :]
    named = len(rest) > 1 and rest[0] not in word_set("recipient", "connectors")
    return found[at + 1 :] if kind and at and named and set(rest) & word_set("recipient", "places") else found


def _not_taken_back(found: Sequence[Piece]) -> Sequence[Piece]:
    """What follows "no, I mean": "duke, no, not duke, wake med"."""
    words = said(found)
    span = listed("recipient", "taken_back").find(words)
    if span is None or span[1] >= len(words):
        return found
    start = span[1]
    while start < len(words) and words[start] in words[: span[0]] and words[start] not in _titles():
        start += 1
    return found[start:] or found


def _named(found: Sequence[Piece]) -> Sequence[Piece]:
    """ "My primary doctor, her name is Lucille Osgood": the title goes before the name."""
    words = said(found)
    span = listed("recipient", "named").find(words)
    if not span or not span[0] or span[1] >= len(words):
        return found
    before, rest = found[: span[0]], found[span[1] :]
    if any(_names_somebody(words[: span[0]], i) for i in range(span[0] - 1)):
        return found
    title = [p for p in before if p.word in _titles()][:1] if words[span[1]] not in _titles() else []
    places = set(words[: span[0]]) & word_set("recipient", "places")
    return found if places else [*title, *rest]


def _names_somebody(words: Sequence[str], i: int) -> bool:
    return words[i] in _titles() and words[i + 1] not in word_set("names", "no_names")


def _without_trade(found: Sequence[Piece]) -> Sequence[Piece]:
    """Without "the podiatrist" behind a doctor's name."""
    words = said(found)
    for i in range(NAMELESS, len(words)):
        size = _trade(words, i + 1) if words[i] in word_set("recipient", "before_trade") else 0
        if size and any(_names_somebody(words, at) for at in range(i - 1)):
            rest = found[i + 1 + size :]
            return [*found[:i], *rest]
    return found


def _trade(words: Sequence[str], i: int) -> int:
    """How many words of a trade stand there: "podiatrist", "lung doctor", "bone man"."""
    last = words[i + 1] if i + 1 < len(words) else ""
    size = listed("recipient", "vague").at(words, i)
    place = bool(set(words[i : i + size]) & word_set("recipient", "places"))
    return 0 if place else size or 2 * (last in word_set("recipient", "trades"))


def _titles() -> dict[str, str]:
    found: dict[str, str] = field_table("recipient")["titles"]
    return found
