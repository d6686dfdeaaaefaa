"""A name that is told twice: what people are called, and what their papers say. Pure.

"tam beale oh the card says tamsin loretta beale", "Evie Ostrowski, Evangeline Ruth on the card", "Gus, Augustus Moss".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.fields.name_words import SENTENCE, NameWord, Read, read_name
from bot.fields.pieces import Piece, listed, said
from bot.fields.sounds import likeness
from bot.fields.spelling import ALIKE, bare, is_spelled
from bot.fields.tables import given_names, word_set

FULL = 2  # words of a name
LONG = 3
SHORT_FORM = 2  # letters that a short form and its name begin with
MOST_BEHIND = 7  # pieces between a name and "on the card"


def on_papers(found: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The pieces of the name that counts, where two are told; all of them where one is."""
    found = _without_nickname(found)
    if is_spelled(found):
        return found
    return _said_to_be(found) or _marked(found) or _short_form_first(found) or found


def _names(found: Sequence[Piece]) -> tuple[NameWord, ...]:
    return _read(found).words


def _read(found: Sequence[Piece]) -> Read:
    return read_name(found) if found else Read()


def _without_nickname(found: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Without "goes by Bobby" or "(Bobby)", where a whole name stands before."""
    bracket = next((i for i, piece in enumerate(found) if "(" in piece.gap and i), 0)
    if bracket and len(_names(found[:bracket])) >= FULL and len(_names(found[bracket:])) == 1:
        longer = found[bracket].word.startswith(found[0].word)
        return (*found[bracket : bracket + longer], *found[longer:bracket])
    span = listed("names", "goes_by").find(said(found))
    if not span or len(_names(found[: span[0]])) < FULL:
        return found
    end = next((i for i in range(span[1] + 1, len(found)) if SENTENCE.search(found[i].gap) or "," in found[i].gap), 0)
    return found[: span[0]] + (found[end:] if end else ())


def _said_to_be(found: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """What follows "the card says" or "oh, the patient" behind another name."""
    words = said(found)
    for key in ("paper_is", "patient_meant"):
        span = listed("names", key).find(words)
        while span:
            told = _names(found[: span[0]])
            named = _restarted(found[span[1] :])
            if told and named and (key == "paper_is" or len(_names(named)) >= FULL):
                return _joined(told, named, whole=key != "paper_is")
            span = listed("names", key).find(words, span[1])
    return ()


def _marked(found: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """What stands before "on the card", in a sentence or clause of its own, or behind it."""
    words = said(found)
    span = listed("names", "on_paper").find(words)
    if not span:
        return ()
    behind, told = _restarted(found[span[1] :]), _names(found[: span[0]])
    if len(_names(behind)) >= FULL and told:
        return _joined(told, behind, whole=False)
    starts = [i for i in range(1, span[0]) if _parted(found[i]) or words[i] in ("but", "pero")]
    start = max(starts, default=0)
    before = found[start + (words[start] in ("but", "pero")) : span[0]]
    if not start or not _names(before) or span[0] - start > MOST_BEHIND:
        return ()
    return _joined(_names(found[:start]), before, whole=False)


def _parted(piece: Piece) -> bool:
    return bool(SENTENCE.search(piece.gap)) or "," in piece.gap or "(" in piece.gap


def _short_form_first(found: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """ "Gus, Augustus Neil Trivette": the short form before the name."""
    if len(found) < FULL or not _parted(found[1]):
        return ()
    read = _read(found[1:])
    short, rest = found[0].word, [bare(word.text) for word in read.words]
    if len(rest) < FULL or read.led:
        return ()
    of_one = any(short in word for word in rest) and len(short) >= SHORT_FORM
    return found[1:] if of_one or (short in word_set("names", "short_forms") and len(rest) >= LONG) else ()


def _restarted(found: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """From the last time on that its first word is said: "tamsin, tamsin loretta beale"."""
    again = [i for i in range(1, len(found) - 1) if found[i].word == found[0].word and _parted(found[i])]
    return found[again[-1] :] if again else found


def _joined(told: Sequence[NameWord], found: tuple[Piece, ...], *, whole: bool) -> tuple[Piece, ...]:
    """The name on the papers; with the last name told before where it has none of its own."""
    names = _names(found)
    if whole or len(told) < FULL or _has_last(names, told):
        return found
    last = told[-1].text
    kept = _middle(told, names)
    words = [*(word.text for word in names), *kept, last]
    return tuple(replace(found[0], raw=word, word=bare(word), gap=" " if i else "") for i, word in enumerate(words))


def _middle(told: Sequence[NameWord], names: Sequence[NameWord]) -> list[str]:
    """The middle names told before, where the papers were quoted for the first name alone."""
    return [word.text for word in told[1:-1]] if len(names) == 1 else []


def _has_last(names: Sequence[NameWord], told: Sequence[NameWord]) -> bool:
    """Whether the name on the papers ends with a last name."""
    if len(names) < FULL:
        return False
    last, first = names[-1].text, names[0].text
    if any(likeness(last, word.text) >= ALIKE for word in told[1:]):
        return True
    short = bare(told[0].text)[:SHORT_FORM] == bare(first)[:SHORT_FORM]
    given = bare(last) in given_names()
    return len(names) >= LONG or not (short or given)
