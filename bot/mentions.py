"""Which services, desks, people and places of the directory a text names.

spaCy's PhraseMatcher finds the directory's words as they stand; words with gaps between them
("scan of my heart" for "heart scan") and misheard words are looked for after it. Built anew for each
version of the directory; knows nothing of intents.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Literal

from bot.common_words import common_words, is_a_word
from bot.directory import Directory
from bot.hearing import hear, hear_phrase, little_words, stem, taken_back
from bot.privacy import hear_masked, hide
from bot.recut import recut
from bot.repair import Repair
from bot.sense import said
from bot.sounds import SoundIndex
from bot.spacy_words import Doc, PhraseMatcher, Vocab

Kind = Literal["entry", "question", "place"]
How = Literal["exact", "spread", "sound"]


@dataclass(frozen=True, slots=True)
class Mention:
    """One thing named: `id` is an entry, a question or a place.

    `at` holds the positions of its words, `weight` how many words with meaning matched.
    """

    kind: Kind
    id: str
    at: frozenset[int]
    weight: float
    how: How

    @property
    def first(self) -> int:
        return min(self.at)


Named = tuple[Kind, str]
# No name reaches across these: "breast MRI, not breast biopsy".
NOT = frozenset({"not", "nor", "ni"})
# Abbreviations that are everyday words too: they count only beside their phrase's other words.
PRONOUNS = frozenset({"us", "it", "or", "ir"})
BY_SOUND: tuple[Kind, ...] = ("entry", "question")


class Lexicon:
    """The words of one directory version, ready to be looked for."""

    def __init__(self, directory: Directory) -> None:
        self.phrases: dict[tuple[str, ...], set[Named]] = defaultdict(set)
        for named, phrase in _vocabulary(directory):
            heard = hear_phrase(phrase)
            if not set(heard) <= little_words():
                self.phrases[heard].add(named)
        self._loose = {q.id for q in directory.questions if q.alone}
        people = {e.id for e in directory.entries if e.kind == "person"}
        self._people = frozenset(
            word
            for phrase, names in self.phrases.items()
            if any(name in people for _, name in names)
            for word in phrase
        )
        self._vocab = Vocab()
        self._matcher = PhraseMatcher(self._vocab)
        for heard in self.phrases:
            self._matcher.add(" ".join(heard), [Doc(self._vocab, words=list(heard))])
        heard_by_sound = (p for p, names in self.phrases.items() if any(kind in BY_SOUND for kind, _ in names))
        self._sounds = SoundIndex(heard_by_sound, common_words())
        spoken = (phrase for (kind, _), phrase in _vocabulary(directory) if kind in BY_SOUND)
        forms = {form for phrase in spoken for form in (tuple(hear(phrase)), hear_phrase(phrase))}
        pairs = {p for form in forms for p in pairwise(form) if min(map(len, p)) > 2 and not little_words() & set(p)}
        self._cuts = {one + other: (one, other) for one, other in pairs}
        self._repair = Repair((word for form in forms for word in form), common_words(), pairs=pairs)
        said(), is_a_word("")  # read now, so that no caller waits for it

    @cached_property
    def _spread(self) -> dict[str, list[tuple[tuple[str, ...], frozenset[str]]]]:
        """Phrases of two or more meaningful words, under their longest word."""
        index: dict[str, list[tuple[tuple[str, ...], frozenset[str]]]] = defaultdict(list)
        for phrase in self.phrases:
            content = frozenset(phrase) - little_words()
            if len(content) >= 2:
                index[max(content, key=len)].append((phrase, content))
        return index

    def hide(self, text: str) -> str:
        """The text with private things hidden, but not the names of the directory's own people."""
        return hide(text, self._people)

    def hear(self, text: str) -> list[str]:
        """The words of a text as they were meant, private ones hidden."""
        heard = recut(hear_masked(text, self._people), self._cuts)
        stems = [stem(word) for word in heard]
        found = [m for m in (*self._exact(stems), *self._with_gaps(stems)) if m.id not in self._loose]
        return self._repair.mend(heard, frozenset(i for m in found for i in m.at))

    def find(self, heard: list[str]) -> tuple[Mention, ...]:
        """Mentions in the order they were said; where they overlap the one with more words stays."""
        stems = [stem(word) for word in heard]
        found = [*self._exact(stems), *self._with_gaps(stems)]
        kept = _best(found)
        taken = frozenset().union(*(m.at for m in kept)) if kept else frozenset()
        return tuple(sorted(_best([*kept, *self._by_sound(heard, taken)]), key=lambda m: m.first))

    def _exact(self, stems: list[str]) -> Iterator[Mention]:
        doc = Doc(self._vocab, words=[str(word) for word in stems]) if stems else None
        for _, start, end in self._matcher(doc) if doc is not None else ():
            phrase = tuple(stems[start:end])
            yield from self._mentions(phrase, frozenset(range(start, end)), "exact")

    def _with_gaps(self, stems: list[str]) -> Iterator[Mention]:
        where: dict[str, list[int]] = defaultdict(list)
        for i, word in enumerate(stems):
            where[word].append(i)
        cuts = [start for start, _ in taken_back(stems)] + [i for i, word in enumerate(stems) if word in NOT]
        for word in where:
            for phrase, content in self._spread.get(word, ()):
                if content <= where.keys():
                    at = _closest(content, where)
                    # "Breast MRI, I meant breast biopsy": no name reaches across a correction.
                    reaches = _near(at, content) and not any(min(at) < cut < max(at) for cut in cuts)
                    if reaches and not _refuses(stems, at, phrase):
                        yield from self._mentions(phrase, at, "spread")

    def _by_sound(self, heard: list[str], taken: frozenset[int]) -> Iterator[Mention]:
        for phrase, at, score in self._sounds.find(heard, taken):
            for mention in self._mentions(phrase, at, "sound"):
                yield Mention(mention.kind, mention.id, at, mention.weight * score, "sound")

    def _mentions(self, phrase: tuple[str, ...], at: frozenset[int], how: How) -> Iterator[Mention]:
        weight = len(set(phrase) - little_words()) or 0.5
        for kind, name in self.phrases[phrase]:
            if how == "sound" and kind not in BY_SOUND:
                continue
            yield Mention(kind, name, at, weight if how == "exact" else weight - 0.25, how)


def _vocabulary(directory: Directory) -> Iterator[tuple[Named, str]]:
    for entry in directory.entries:
        for phrase in _entry_words(entry.name.en, entry.name.es, entry.called):
            yield ("entry", entry.id), phrase
    for question in directory.questions:
        for _, phrase in question.called:
            yield ("question", question.id), phrase
    for place in directory.file.known.places:
        yield ("place", place), place


def _entry_words(name_en: str, name_es: str, called: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield name_en
    yield name_es
    yield from (phrase for _, phrase in called)


def _closest(content: frozenset[str], where: dict[str, list[int]]) -> frozenset[int]:
    """The positions of these words lying closest together, near the rarest of them."""
    anchor = min(content, key=lambda w: (len(where[w]), w))
    spans = (frozenset(min(where[w], key=lambda i: abs(i - at)) for w in content) for at in where[anchor])
    return min(spans, key=lambda span: max(span) - min(span))


def _near(at: frozenset[int], content: frozenset[str]) -> bool:
    """Whether words of one name stand close enough; an abbreviation that is an everyday word allows no gap."""
    width = max(at) - min(at)
    return width < 2 * len(content) + 2 and not (width >= len(at) and bool(content & PRONOUNS))


def _refuses(stems: Sequence[str], at: frozenset[int], phrase: tuple[str, ...]) -> bool:
    """ "An ultrasound, no biopsy", "the thyroid, not the other one": a word that is refused is no part of a name."""
    if any(i - 1 not in at and i > min(at) and stems[i - 1] == "no" for i in at):
        return True
    told = [stems[i] for i in sorted(at)]
    return not NOT.isdisjoint(told) and told != [word for word in phrase if word in told]


def _best(found: list[Mention]) -> list[Mention]:
    """Drop what overlaps something better; equal readings of the same words all stay."""
    kept: list[Mention] = []
    order = {"exact": 0, "spread": 1, "sound": 2}
    for m in sorted(set(found), key=lambda m: (-m.weight, order[m.how], sorted(m.at), m.kind, m.id)):
        rivals = [k for k in kept if k.at & m.at]
        if all(k.at == m.at and k.how == m.how for k in rivals):
            kept.append(m)
    return kept


@lru_cache(maxsize=2)
def lexicon_of(directory: Directory) -> Lexicon:
    """The words of a directory version, made once for all who look for them."""
    return Lexicon(directory)
