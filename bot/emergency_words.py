"""From what was typed or recognised to plain words for the urgent rules: slips and sound-alikes mended.

Kept apart from bot/hearing.py so that the urgent rules depend on nothing that a directory edit can change.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from bot.emergency_sounds import MOST_PIECES, Sounds, joined, load_sounds
from bot.phones import spoken

LONGEST = 1600
# So many words are tried for a phrase that is known by its sound.
MOST_SOUNDING = 5
PIECE = re.compile(r"[a-z0-9]+(?:'[a-z]+)*|[.?!;\n…]+|,")
ENDS = frozenset(".?!;\n…")
DOTTED = re.compile(r"\b(?:[a-z]\.){2,}")
TITLE_DOT = re.compile(r"\b(dr|mr|mrs|ms|pt|st|vs|sra|sr|approx|min)\.")
LONG_DRAWN = re.compile(r"(?<=[a-z])([a-z])\1{2,}|([a-z])\2{2,}(?=[a-z])")
# "9/11/1964" is a date.
ELEVEN = re.compile(r"\b9[\s./-]*(?:1[\s./-]+1|11(?![/.-]\d|\s(?:18|19|20)\d\d\b))\b")
QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "′": "'"})
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


@dataclass(frozen=True, slots=True)
class Heard:
    """Plain words of one text; `sentence` and `clause` number the part that each word stands in."""

    words: tuple[str, ...]
    sentence: tuple[int, ...]
    clause: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Mending:
    """Tables of data/emergency/heard.yaml: how words are written out, sound-alikes, spellings worth mending."""

    capitals: Mapping[str, str]
    written_out: Mapping[str, tuple[str, ...]]
    sound_alikes: Mapping[tuple[str, ...], tuple[str, ...]]
    starts: Mapping[str, int]
    by_sound: Mapping[str, tuple[str, ...]]
    clause_starts: frozenset[str]
    spellings: Mapping[str, tuple[str, ...]]
    left_alone: frozenset[str]
    sounds: Sounds


def load_mending(raw: Mapping[str, Any], known: str = "") -> Mending:
    """Tables from their YAML form; the words of `known` are never slips. Raises KeyError when a table is missing."""
    written = {str(k): tuple(str(v).split()) for k, v in raw["written_out"].items()}
    alikes: dict[tuple[str, ...], tuple[str, ...]] = {}
    for meant, said in raw["sound_alikes"].items():
        for one in said:
            alikes[tuple(plain(str(one), written))] = tuple(plain(str(meant), written))
    starts: dict[str, int] = {}
    for key in alikes:
        starts[key[0]] = max(starts.get(key[0], 0), len(key))
    spell = raw["spellings"].split()
    alone = frozenset(" ".join(map(str, raw["left_alone"])).split()) | frozenset(spell)
    alone |= frozenset(plain(known, written)) - {word for key in alikes if len(key) == 1 for word in key}
    sounds = load_sounds(plain(known, written), raw["said_apart"].split(), raw["left_apart"].split())
    return Mending(
        raw["capitals"],
        written,
        alikes,
        starts,
        _by_sound(alikes, raw["known_by_sound"]),
        frozenset(raw["clause_starts"]),
        _spellings(spell),
        alone,
        sounds,
    )


def _by_sound(alikes: Mapping[tuple[str, ...], tuple[str, ...]], known: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The phrases worth knowing by sound: "chess pane" sounds as "chess pain" does, a slip for "chest pain"."""
    phrases = {tuple(phrase.split()) for phrase in known}
    slips = {said: meant for said, meant in alikes.items() if meant in phrases and all(map(str.isalpha, said))}
    return {spoken(said): meant for said, meant in ({phrase: phrase for phrase in phrases} | slips).items()}


def fold(text: str) -> str:
    """Lower case, no accents, no invisible marks, straight apostrophes, "nine one one" forms joined."""
    text = unicodedata.normalize("NFKD", INVISIBLE.sub("", text)).translate(QUOTES).casefold()
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = DOTTED.sub(lambda m: m[0].replace(".", ""), text)
    return ELEVEN.sub("911", LONG_DRAWN.sub(_once, TITLE_DOT.sub(r"\1", text)))


def _once(match: re.Match[str]) -> str:
    return match[0][0]


def plain(text: str, written_out: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The words of a phrase, folded and written out: "can't breathe" -> ["can", "not", "breathe"]."""
    return [
        w
        for piece in PIECE.findall(fold(text))
        if piece[0] not in ENDS and piece != ","
        for w in _out(piece, written_out)
    ]


def listen(text: str, mending: Mending) -> Heard:
    """Words, sentences and clauses of at most 1,600 characters of any Unicode. Never raises."""
    marked = list(_marked(_capitals(text[:LONGEST], mending), mending))
    return _numbered(_mended(marked, mending), mending)


def _capitals(text: str, mending: Mending) -> str:
    if text.upper() == text:
        return text
    for short, meant in mending.capitals.items():
        if short in text:
            text = re.sub(rf"\b{short}\b", f" {meant} ", text)
    return text


def _marked(text: str, mending: Mending) -> Iterator[tuple[str, int]]:
    """Each word with the break before it: 0 none, 1 a comma, 2 the end of a sentence."""
    gap, last = 0, ""
    for piece in PIECE.findall(fold(text)):
        if piece == ",":
            gap = max(gap, 2 if last in ("no", "yes", "si") else 1)
        elif piece[0] in ENDS:
            gap = 2
        else:
            for word in _out(piece, mending.written_out):
                yield word, gap
                gap, last = 0, word


def _out(piece: str, written_out: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    known = written_out.get(piece) or written_out.get(piece.replace("'", ""))
    if known:
        return known
    if piece.endswith("'s"):
        return (*_out(piece[:-2], written_out), "is")
    return tuple(piece.split("'"))


def _mended(marked: Sequence[tuple[str, int]], mending: Mending) -> list[tuple[str, int]]:
    """Misspelt words first, so that sound-alikes of several words meet them mended."""
    out: list[tuple[str, int]] = []
    spelt = [(_spelt(word, mending), gap) for word, gap in _put_together(marked, mending)]
    i = 0
    while i < len(spelt):
        size, meant = _alike(spelt, i, mending)
        out += [(word, spelt[i][1] if n == 0 else 0) for n, word in enumerate(meant)]
        i += size
    return out


def _put_together(marked: Sequence[tuple[str, int]], mending: Mending) -> list[tuple[str, int]]:
    """Words written apart are put together, unless the pieces are a sound-alike of their own."""
    out: list[tuple[str, int]] = []
    i = 0
    while i < len(marked):
        size = _alike(marked, i, mending)[0]
        words = [word for word, _ in marked[i : i + size]]
        if size == 1:
            end = next((n for n in range(i + 1, len(marked)) if marked[n][1]), len(marked))
            size, word = joined([w for w, _ in marked[i : min(end, i + MOST_PIECES)]], mending.sounds)
            words = [word]
        out += [(word, marked[i][1] if n == 0 else marked[i + n][1]) for n, word in enumerate(words)]
        i += size
    return out


def _alike(spelt: Sequence[tuple[str, int]], i: int, mending: Mending) -> tuple[int, tuple[str, ...]]:
    for size in range(mending.starts.get(spelt[i][0], 0), 0, -1):
        window = spelt[i : i + size]
        if len(window) == size and all(gap < 2 for _, gap in window[1:]):
            meant = mending.sound_alikes.get(tuple(word for word, _ in window))
            if meant is not None:
                return size, meant
    return _sounding(spelt[i : i + MOST_SOUNDING], mending) or (1, (spelt[i][0],))


def _sounding(spelt: Sequence[tuple[str, int]], mending: Mending) -> tuple[int, tuple[str, ...]] | None:
    """The first words of these as something else that sounds just like them, and how many they are."""
    words = [word for word, _ in spelt]
    for size in range(len(words), 1, -1):
        if all(map(str.isalpha, words[:size])) and all(gap < 2 for _, gap in spelt[1:size]):
            meant = mending.by_sound.get(spoken(tuple(words[:size])))
            if meant is not None:
                return size, meant
    return None


def _numbered(marked: Sequence[tuple[str, int]], mending: Mending) -> Heard:
    sentence = clause = 0
    sentences, clauses = [], []
    for word, gap in marked:
        sentence += gap == 2
        clause += gap > 0 or word in mending.clause_starts
        sentences.append(sentence)
        clauses.append(clause)
    return Heard(tuple(word for word, _ in marked), tuple(sentences), tuple(clauses))


def _shorter(word: str) -> set[str]:
    """The word with up to one letter left out (two for long words): what misspellings have in common."""
    most = 2 if len(word) >= 9 else 1
    return {"".join(letters) for n in range(most + 1) for letters in combinations(word, len(word) - n)}


def _spellings(words: Sequence[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for word in words:
        for key in _shorter(word):
            found[key] = (*found.get(key, ()), word)
    return found


def _spelt(word: str, mending: Mending) -> str:
    if not 5 <= len(word) <= 16 or word in mending.left_alone or not word.isalpha():
        return word
    near = {w for key in _shorter(word) for w in mending.spellings.get(key, ()) if _close(word, w)}
    return min(near, key=lambda w: (abs(len(w) - len(word)), w)) if near else word


def _close(one: str, two: str) -> bool:
    """Same first letter, and about one slip apart (two for words of nine letters or more)."""
    slips = 2 if min(len(one), len(two)) >= 9 else 1
    return one[0] == two[0] and abs(len(one) - len(two)) <= slips and _distance(one, two) <= slips


def _distance(one: str, two: str) -> int:
    """Letters added, left out, changed or swapped."""
    before: list[int] = []
    row = list(range(len(two) + 1))
    for i, a in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(two, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == two[j - 2] and one[i - 2] == b:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]
