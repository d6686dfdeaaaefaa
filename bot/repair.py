"""Words that a recogniser broke or a thumb slipped on, put back: "ultra sown" -> "ultrasound".

A window of one to four words is replaced by a word of a vocabulary when it sounds enough like it. How much is
enough depends on what speaks for a slip: words that nobody knows, words that nobody says together, words of
the desk's work near by. Plain talk is left as it is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice

from rapidfuzz.distance import OSA, Levenshtein

from bot.common_words import is_a_word
from bot.hearing import little_words, stem, tables
from bot.phones import spelled
from bot.private_names import is_known_name
from bot.sense import everyday, expected, is_known, is_said, listed, said_together
from bot.sounds import Nearby, Sound, Sounds, letters_alike, sound_of, sounds_alike
from bot.window import Window, windows

LEAST_LETTERS = 5
LEAST_LETTERS_STRICT = 6
# A word of the vocabulary that people seldom say is not put back when it is shorter.
LEAST_LETTERS_RARE = 7
LEAST_SOUNDS = 3
# A window that holds a word of the vocabulary as long as this is not broken.
LETTERS_WHOLE = 6
# How alike a window has to be to a word: one that holds no word, and one of words alone.
ENOUGH, ENOUGH_WORDS = 0.80, 0.88
# What is added to it for a little word at an end, by how few sounds there are; what is taken off beside a cue.
LITTLE, CUE = 0.05, 0.07
FEW = {3: 0.035, 4: 0.02}
# For a window in which a word was understood already, which is no abbreviation.
ENOUGH_ANYWAY, LEAST_UNDERSTOOD = 0.92, 4
# For a word beside one that it belongs to: as a rule, with a little word at an end, and for a word of ours.
ENOUGH_PAIRED, ENOUGH_PAIRED_LITTLE, ENOUGH_PAIRED_WHOLE = 0.78, 0.82, 0.88
# For the letters of an abbreviation.
ENOUGH_SPELLED = 0.84
# For a word where it is often said by more than one neighbour, and by one: of what is no word, and of a word.
ENOUGH_EXPECTED, ENOUGH_EXPECTED_ALONE, ENOUGH_EXPECTED_WORD = 0.77, 0.84, 0.95
# Of one word alone: how alike the letters are with the same first sound, with another one, and for a strict repair.
LETTERS_ALONE, LETTERS_ELSE, LETTERS_STRICT, SOUNDS_STRICT = 0.65, 0.80, 0.75, 0.85
# What recognisers and writers mix up at the start of a word.
MIXED_UP = frozenset({"Pb", "Pv", "Pp", "Pf"})
# Of windows that overlap the longer one is rather the broken word.
SPAN = 0.06
# A longer text is not searched to its end.
MOST_WINDOWS = 120
# Abbreviations that are said as a word: "cat", "pet".
PRONOUNCED = re.compile(r"[^aeiou][aeiou][^aeiou]")

# Of so many windows it is kept what they are like.
KEPT = 4096

# How alike a word is to what was heard.
Like = tuple[float, Sound]
# How good an answer is among those for one window, how alike the two are, and the word.
Option = tuple[float, float, str]


class Mended(str):
    """A word put back, which remembers the words it was said as."""

    __slots__ = ("said",)
    said: tuple[str, ...]

    @classmethod
    def of(cls, word: str, said: Sequence[str]) -> Mended:
        mended = cls(word)
        mended.said = tuple(said)
        return mended


def as_said(word: str) -> tuple[str, ...]:
    """The words as they were said that this one stands for."""
    return word.said if isinstance(word, Mended) else (word,)


class Repair:
    """The vocabulary, ready to be compared with.

    `common` are everyday words. `pairs` are words that belong together: "bone scam" is "bone scan".
    A `strict` one mends slips of spelling alone, and broken words only where they tell what is wanted.
    """

    def __init__(
        self,
        vocabulary: Iterable[str],
        common: Collection[str],
        *,
        strict: bool = False,
        pairs: Iterable[tuple[str, str]] = (),
    ) -> None:
        self._strict = strict
        self._vocabulary = frozenset(vocabulary)
        self._known = frozenset(common) | self._vocabulary
        least = LEAST_LETTERS_STRICT if strict else LEAST_LETTERS
        self._least = least
        likely = (w for w in self._vocabulary if strict or len(w) >= LEAST_LETTERS_RARE or is_said(w))
        self._nearby = Nearby(((w,) for w in likely if len(w) >= least and w.isalpha()), LEAST_SOUNDS)
        self._by_letters: dict[str, list[str]] = defaultdict(list)
        for known in sorted(w for w in self._vocabulary if len(w) >= least and w.isalpha()):
            self._by_letters["".join(sorted(known))].append(known)
        self._telling = listed("telling") & self._vocabulary
        self._wanted = [sound_of((word,)) for word in sorted(self._telling)]
        spellable = (w for w in self._vocabulary & tables().abbreviations if len(w) > 2 and not PRONOUNCED.match(w))
        self._letters = [] if strict else [(word, spelled(word)) for word in sorted(spellable)]
        preceding: dict[str, list[Sound]] = defaultdict(list)
        following: dict[str, list[Sound]] = defaultdict(list)
        for one, other in set(pairs):
            preceding[other].append(sound_of((one,)))
            following[one].append(sound_of((other,)))
        self._preceding, self._following = ({w: Sounds(s) for w, s in of.items()} for of in (preceding, following))
        # The same few words are said again and again.
        self._close = lru_cache(KEPT)(self._close_to)
        self._like_wanted = lru_cache(KEPT)(self._wanted_like)
        self._spelling = lru_cache(KEPT)(self._spelling_of)

    def mend(self, heard: list[str], understood: frozenset[int] = frozenset()) -> list[str]:
        """The words with what was broken put back; best windows first, each word used once.

        `understood` are positions already part of the directory's words: they are left as they are.
        """
        found = sorted(self._windows(heard, understood), reverse=True)
        mended: list[str | None] = list(heard)
        taken: set[int] = set()
        for _, start, end, word in found:
            if taken.isdisjoint(range(start, end)):
                mended[start:end] = [Mended.of(word, heard[start:end]), *[None] * (end - start - 1)]
                taken.update(range(start, end))
        return [word for word in mended if word is not None]

    def _windows(self, heard: list[str], understood: frozenset[int]) -> Iterator[tuple[float, int, int, str]]:
        for window in islice(windows(heard, understood), MOST_WINDOWS):
            at = range(window.start, window.end)
            _, alike, word = self._meant(window)
            short = any(i in understood and len(heard[i]) < LEAST_UNDERSTOOD for i in at)
            anyway = alike >= ENOUGH_ANYWAY and len(word) >= LETTERS_WHOLE and not short
            if word and (anyway or understood.isdisjoint(at)):
                yield alike + SPAN * (len(at) - 1.5 * window.little), window.start, window.end, word

    def _meant(self, window: Window) -> Option:
        """The word that a window stands for, with how alike they are; what belongs there goes first."""
        unknown = window.alone and not self._right(window.words[0])
        if unknown and (swapped := self._swapped(window.words[0])):
            return 1.0, 1.0, swapped
        if unknown:
            finders = (self._paired, self._alike, self._expected)
        else:
            finders = (self._paired, self._expected if window.alone else self._spelled, self._alike)
        for find in finders:
            best = max(find(window), default=None)
            if best:
                return best
        return 0.0, 0.0, ""

    def _swapped(self, word: str) -> str:
        """The word of the vocabulary with two neighbouring letters changed about: "thyriod"; or ""."""
        same = self._by_letters.get("".join(sorted(word)), ())
        return next((known for known in same if OSA.distance(word, known) == 1), "")

    def _alike(self, window: Window) -> Iterator[Option]:
        """Words that the window sounds like, whatever stands around it."""
        if window.alone and len(window.words[0]) < self._least:
            return
        if self._holds(window.words[0]) if window.alone else self._whole(window):
            return
        right = all(map(self._right, window.words))
        if (right and (window.alone or window.makes_sense)) or all(map(is_known_name, window.words)):
            return
        enough = self._enough(window, right)
        for alike, known in self._close(window.sound):
            few = 0.0 if window.alone else FEW.get(len(known.kinds), 0.0)
            if alike >= enough + few and self._may_be(window, known, right):
                yield _option(window, alike, known)

    def _close_to(self, heard: Sound) -> tuple[Like, ...]:
        """Words that sound or look enough like this to be asked about."""
        likely = ((_likeness(heard, known), known) for known in self._nearby.to(heard))
        return tuple((alike, known) for alike, known in likely if alike >= ENOUGH)

    def _holds(self, word: str) -> bool:
        return word in self._vocabulary or stem(word) in self._vocabulary

    def _whole(self, window: Window) -> bool:
        return any(len(word) >= LETTERS_WHOLE and self._holds(word) for word in window.words)

    def _right(self, word: str) -> bool:
        return is_a_word(word) or word in self._known or stem(word) in self._known

    def _enough(self, window: Window, right: bool) -> float:
        enough = ENOUGH_WORDS if right else ENOUGH
        return enough + LITTLE * window.little - CUE * (right and window.cued)

    def _may_be(self, window: Window, known: Sound, right: bool) -> bool:
        """Whether the letters allow what the sounds say: "funciona" is no "puncion"."""
        heard, letters = window.sound, letters_alike(window.sound, known)
        if known.letters in window.words or known.letters in map(stem, window.words):
            return False
        if self._strict and (window.alone or known.letters not in self._telling):
            same = heard.kinds == known.kinds and sounds_alike(heard, known) >= SOUNDS_STRICT
            return not right and not window.little and same and letters >= LETTERS_STRICT
        same_start = heard.letters[0] == known.letters[0] or MIXED_UP.issuperset((heard.signs[:2], known.signs[:2]))
        return not window.alone or letters >= (LETTERS_ALONE if same_start else LETTERS_ELSE)

    def _paired(self, window: Window) -> Iterator[Option]:
        """Words that the window sounds like and that belong to the word beside it."""
        following, preceding = self._following.get(window.before), self._preceding.get(window.after)
        if not (following or preceding) or not self._out_of_place(window):
            return
        beside = (
            (following, window.before, window.words[0], False),
            (preceding, window.words[-1], window.after, True),
        )
        for known, one, other, first in beside:
            if known and (window.little or not said_together(one, other)):
                yield from self._belonging(window, known, first)

    def _belonging(self, window: Window, known: Sounds, first: bool) -> Iterator[Option]:
        common = window.alone and (everyday(window.words[0]) or self._holds(window.words[0]))
        enough = (
            ENOUGH_PAIRED_LITTLE if window.little else ENOUGH_PAIRED_WHOLE if self._whole(window) else ENOUGH_PAIRED
        )
        for word, alike in known.like(window.sound, enough):
            if len(word.kinds) < 2:
                continue
            said = (word.letters, window.after) if first else (window.before, word.letters)
            if word.letters not in window.words and (not common or said_together(*said)):
                yield _option(window, alike, word)

    def _out_of_place(self, window: Window) -> bool:
        """Whether a window is no sense in itself, and no word of ours."""
        if little_words().issuperset(window.words) or window.makes_sense:
            return False
        return window.alone or not self._whole(window)

    def _spelled(self, window: Window) -> Iterator[Option]:
        """Abbreviations whose letters the window sounds like, beside a cue: "emma rye" is "mri"."""
        if self._letters and not window.alone and window.cued:
            yield from ((alike, alike, word) for alike, word in self._spelling(window.sound.signs))

    def _spelling_of(self, signs: str) -> tuple[tuple[float, str], ...]:
        """The abbreviations whose letters sound like this."""
        likely = ((Levenshtein.normalized_similarity(signs, letters), word, letters) for word, letters in self._letters)
        return tuple(
            (alike, word) for alike, word, letters in likely if alike >= ENOUGH_SPELLED and signs[-1] == letters[-1]
        )

    def _expected(self, window: Window) -> Iterator[Option]:
        """Words of what is wanted that the window sounds like, where they are often said."""
        first = window.words[0]
        if not window.alone or {first, stem(first)} & self._telling:
            return
        for alike, known in self._like_wanted(window.sound):
            if alike >= (ENOUGH_EXPECTED_WORD if is_known(first) else ENOUGH_EXPECTED):
                sure = ENOUGH_EXPECTED_WORD if self._right(first) else ENOUGH_EXPECTED_ALONE
                places = expected(window.heard, window.start, known.letters)
                if places > 1 or (places and alike >= sure):
                    yield _option(window, alike, known)

    def _wanted_like(self, heard: Sound) -> tuple[Like, ...]:
        """Words of what is wanted that sound like this."""
        likely = ((sounds_alike(heard, known), known) for known in self._wanted)
        return tuple((alike, known) for alike, known in likely if alike >= ENOUGH_EXPECTED)


def _option(window: Window, alike: float, known: Sound) -> Option:
    """Of one word alone the letters tell as much as the sounds."""
    letters = letters_alike(window.sound, known)
    return ((alike + letters) / 2 if window.alone else alike + letters / 1000), alike, known.letters


def _likeness(one: Sound, other: Sound) -> float:
    return max(sounds_alike(one, other), letters_alike(one, other))
