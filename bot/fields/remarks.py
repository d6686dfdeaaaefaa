"""Remarks on single letters of a name, which spell nothing: "with an e on the end", "con eñe", "two l's". Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.fields.letters import as_sound, spelled
from bot.fields.pieces import Piece, listed, said


def past_remark(found: Sequence[Piece], i: int) -> int:
    """Past a remark on single letters: "with an e on the end", "con eñe", "two l's"; `i` where there is none."""
    words = said(found)
    size = listed("letters", "remarks").at(words, i)
    end = _past_letter(found, words, i + size) if size else i
    if not size or end == i + size or _letters_on(found, end) or _an_article(words, end):
        return i
    while (more := listed("letters", "where").at(words, end)) > 0:
        end += more
    return end


def _an_article(words: Sequence[str], end: int) -> bool:
    """Whether "a" leads on to a word: "it's not a doctor"."""
    leads = words[end - 1] == "a" and end < len(words) and len(words[end]) > 1
    return leads and not listed("letters", "where").at(words, end)


def _past_letter(found: Sequence[Piece], words: Sequence[str], i: int) -> int:
    """Past one letter, said by its sound, doubled, or in the plural: "l's"."""
    if i < len(found) and len(found[i].raw) <= 3 and found[i].raw[1:2] in ("'", "’"):
        return i + 1
    sound = as_sound(words, i)
    if sound and len(words[i]) > 1:
        return i + sound[1]
    size = listed("letters", "twice").at(words, i)
    _, end = spelled(found[i + size : i + size + 3], 0, 1)
    single = [n for n in (1, 2) if spelled(found[i + size : i + size + n], 0, 1)[1] == n]
    return i + size + (single[0] if single and end else 0)


def _letters_on(found: Sequence[Piece], i: int) -> bool:
    """Whether the letter before is the first of a whole word: "con eñe eñe i ge u e zeta" goes on, and is read so."""
    return i < len(found) and spelled(found[i : i + 2], 0, 2)[1] == 2 and not spelled(found, i)[0]


def remarked(words: Sequence[str], i: int) -> bool:
    """Whether a remark begins before letter `i`: "con eñe" and then the letters."""
    return any(listed("letters", "remarks").at(words, j) == i - j for j in range(max(0, i - 3), i))


def _past_likeness(found: Sequence[Piece], words: Sequence[str], i: int) -> int:
    """Past "like the bird" behind letters, "just like it sounds" behind a name."""
    sounds = listed("letters", "as_it_sounds").at(words, i)
    size = listed("letters", "like").at(words, i)
    letters = any(len(piece.raw) == 1 for piece in found[max(0, i - 2) : i])
    return i + sounds if sounds else min(i + size + 1, len(found)) if size and letters else i


def without_besides(found: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces without what is said beside a name: "that's the whole thing", "in my papers"."""
    return tuple(found[i] for i in listed("names", "besides").outside(said(found)))


def without_remarks(found: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces without such remarks, where a name or its letters stand before them."""
    out: list[Piece] = []
    words, i = said(found), 0
    while i < len(found):
        end = past_remark(found, i) if i else i
        end = max(end, _past_likeness(found, words, i)) if i else end
        if end == i:
            out.append(found[i])
        i = max(end, i + 1)
    return tuple(out)
