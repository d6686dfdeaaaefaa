"""People's names: what follows "my name is" and the like.

Names cannot all be found. A name ends where everyday words of the desk begin, so that "my name is Ximena
Testperson fax please" keeps the fax.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache

from bot.common_words import common_words, is_a_word
from bot.hearing import tables
from bot.private_words import MASKS, Words, ending, listed

MOST_WORDS = 7
MOST_LETTERS = 12  # of a name that is spelled
ENDS = re.compile(r"[.?!;:\n]")
CALLS = frozenset("calling speaking llamando".split())
SPELLED = frozenset("thats spelled spelt spelling se escribe deletrea es".split())


def hide_names(words: Words, own: Collection[str] = ()) -> None:
    """Hide the names that follow words which announce one; not those of `own` words, unless it is the speaker's."""
    i = 1
    while i < len(words.said):
        end = _name_end(words, i) if words.said[i - 1] in _announcing() else i
        spared = all(word in own for word in words.said[i:end]) and not words.follows(i, ending("names_follow"))
        if end > i and not spared:
            words.hide(i, end, "NAME")
            end = _hide_spelled(words, end)
        i = max(end, i + 1)


def names_hidden(heard: Sequence[str]) -> list[str]:
    """Words, some of them tokens already, with the names in them hidden."""
    words = Words(" ".join(heard).lower())
    words.hidden = [word.isupper() for word in heard]
    hide_names(words)
    return [heard[i] if heard[i].isupper() else MASKS.get(word, word) for i, word in words.left()]


def is_known_name(word: str) -> bool:
    """Whether a word is a common given or family name."""
    return word in listed("given_names") or word in listed("family_names")


def could_be_a_name(word: str) -> bool:
    """Whether a word is a known name, or none of the desk's everyday words."""
    return is_known_name(word) or (word.isalpha() and word not in _everyday())


def unlike_a_word(word: str) -> bool:
    """Whether a word is a known name, or in no dictionary."""
    return is_known_name(word) or (could_be_a_name(word) and len(word) > 1 and not is_a_word(word))


@cache
def _everyday() -> frozenset[str]:
    return common_words() | listed("not_names")


@cache
def _announcing() -> frozenset[str]:
    """The last words of all phrases that announce a name: a quick look before the long one."""
    names = ("names_follow", "names_may_follow", "names_perhaps", "callers")
    return frozenset(word for name in names for word in ending(name))


def _name_end(words: Words, i: int) -> int:
    """Where the name that starts at `i` ends; `i` when none starts there."""
    surely, likely = (words.follows(i, ending(cues)) for cues in ("names_follow", "names_may_follow"))
    letters = _letters_end(words, i) if surely or likely else i
    if letters > i or not _starts(words, i):
        return letters
    if surely or (likely and _likely(words, i)):
        return _extent(words, i)
    return _perhaps(words, i)


def _starts(words: Words, i: int) -> bool:
    """Whether a name can start with the word at `i`."""
    first = words.said[i]
    little = first in listed("particles") and not _part(words, i, len(words.said))
    return not (words.hidden[i] or little or first in listed("not_names") or first.isdigit())


def _likely(words: Words, i: int) -> bool:
    """Whether a name is likelier at `i` than everyday words: "named bill smith", not "name and fax"."""
    following = words.said[i + 1 : i + 2]
    return could_be_a_name(words.said[i]) or any(unlike_a_word(word) for word in following)


def _perhaps(words: Words, i: int) -> int:
    """Where a name ends that is announced by no more than "this is" or "soy"."""
    end = _extent(words, i)
    if words.follows(i, ending("callers")) and could_be_a_name(words.said[i]) and _calls(words, i, end):
        return end
    if not words.follows(i, ending("names_perhaps")):
        return i
    known = words.said[i] in listed("given_names")
    said = end - i > 1 and words.follows(i, ending("names_said")) and all(map(unlike_a_word, words.said[i : i + 2]))
    return _surely(words, i, end) if known or said else i


def _calls(words: Words, i: int, end: int) -> bool:
    """Whether somebody says who calls: "this is wanda calling", "this is wanda with"; no "this is urgent for"."""
    following = "".join(words.said[end : end + 1])
    return following in CALLS or (following in listed("calling") and unlike_a_word(words.said[i]))


def _surely(words: Words, i: int, end: int) -> int:
    """The end of a name of which only what is unlike a word counts."""
    return next((j for j in range(i + 1, end) if not _part(words, j, end) and not unlike_a_word(words.said[j])), end)


def _extent(words: Words, i: int) -> int:
    """Where a name that starts at `i` ends: at an everyday word, a full stop, or behind a family name."""
    end, families = i + 1, int(words.said[i] not in listed("given_names"))
    while end < min(i + MOST_WORDS, len(words.said)):
        word = words.said[end]
        if words.hidden[end] or _stops(words, i, end):
            break
        if not _part(words, end, len(words.said)):
            if not could_be_a_name(word) or (families and end - i > 1 and not unlike_a_word(word)):
                break
            families += word not in listed("given_names")
        end += 1
    return end


def _stops(words: Words, i: int, j: int) -> bool:
    """Whether the signs before word `j` end a name: a full stop, but not of "J." or "Dr."; a comma, behind two."""
    gap = words.gaps[j]
    if ENDS.search(gap):
        before = words.said[j - 1]
        return not (gap.startswith(".") and (len(before) == 1 or (before,) in tables().lists["titles"]))
    return "," in gap and j - i > 1


def _part(words: Words, i: int, limit: int) -> bool:
    """Whether the word at `i` is a little word inside a name: the "de la" of "de la cruz"."""
    j = i
    while j < min(i + 3, limit) and words.said[j] in listed("particles"):
        j += 1
    return i < j < limit and could_be_a_name(words.said[j]) and not words.hidden[j]


def _letters_end(words: Words, i: int) -> int:
    """Where a name that is spelled from `i` on ends; `i` when it is no such name."""
    end = i
    while end < min(i + MOST_LETTERS, len(words.said)) and len(words.said[end]) == 1:
        end += 1
    return end if end - i > 2 else i


def _hide_spelled(words: Words, i: int) -> int:
    """Hide the letters of a name that was just said: "that's x i m e n a"."""
    start = i
    while start < min(i + 2, len(words.said)) and words.said[start] in SPELLED:
        start += 1
    end = _letters_end(words, start)
    if end > start:
        words.hide(start, end, "NAME")
    return end if end > start else i
