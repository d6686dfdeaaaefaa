"""Names and codes spelled letter by letter: "h a r d", "H as in hotel", "double t", "erre, u, i". Pure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from bot.fields.pieces import Phrase, Phrases, Piece, listed, phrase, said
from bot.fields.tables import field_table

LEAST = 3
MOST = 40  # letters
WINDOW = 120  # pieces; with "as in hotel" behind each letter


@cache
def _sounds() -> dict[str, tuple[tuple[Phrase, str], ...]]:
    """How letters sound, by the first word, the longest first."""
    found: dict[str, list[tuple[Phrase, str]]] = {}
    for letter, sounds in field_table("letters")["sounds"].items():
        for sound in map(phrase, sounds):
            found.setdefault(sound[0], []).append((sound, letter))
    return {first: tuple(sorted(known, key=lambda k: -len(k[0]))) for first, known in found.items()}


@cache
def _signs() -> dict[str, Phrases]:
    return {sign: Phrases(words) for sign, words in field_table("letters")["signs"].items()}


def spelled(found: Sequence[Piece], i: int, least: int = LEAST) -> tuple[str, int]:
    """The word spelled from piece `i` on, lower case, and where it ends; ("", i) for fewer letters than `least`.

    Sounds ("dee", "jota") count only among plain letters or in a run of their own; the word keeps its own hyphen,
    apostrophe and space.
    """
    if not _may_be_spelled(found, i):
        return "", i
    words, text, end, sure = said(found[i : i + WINDOW]), "", 0, 0
    while end < len(words) and len(text) < MOST:
        if 0 < len(text) < LEAST:
            end += listed("letters", "between").at(words, end)
        unit = _unit(found, words, i, end)
        if not unit or _sentence_ends(found, i, end, text):
            break
        if _may_go_on(words, end, text) and not _unit(found, words, i, unit[1]):
            break  # "a r c e en la clínica"
        text, end, sure = text + unit[0], unit[1], sure + unit[2]
    letters = sum(c.isalpha() for c in text)
    if letters < least or (sure * 2 < letters and letters < LEAST + 1):
        return "", i
    return text.strip(" -'"), i + end


def _sentence_ends(found: Sequence[Piece], start: int, end: int, text: str) -> bool:
    """Whether a sentence ends before word `end`, and the letters so far are a word: "m o s s. Capital M"."""
    dots = [i for i in range(1, end + 1) if found[start + i].gap.startswith(".") and len(found[start + i].gap) > 1]
    return len(text) >= LEAST and dots == [end]


def _may_go_on(words: Sequence[str], i: int, text: str) -> bool:
    """Whether a word that sounds like a letter leads on behind plain letters."""
    if words[i] in field_table("letters")["leads_on"]:
        return bool(text) and len(words[i - 1]) == 1
    return len(text) >= LEAST and words[i] in field_table("letters")["of"]


@cache
def _starters() -> frozenset[str]:
    """Every word that a spelled word may begin with."""
    table = field_table("letters")
    return (
        frozenset(_sounds()) | frozenset(table["alphabet"]) | {phrase(p)[0] for p in table["capital"] + table["twice"]}
    )


def _may_be_spelled(found: Sequence[Piece], i: int) -> bool:
    return i < len(found) and (len(found[i].raw) == 1 or found[i].word in _starters())


def _unit(found: Sequence[Piece], words: Sequence[str], start: int, i: int) -> tuple[str, int, bool] | None:
    """One letter, letter with its word, doubled letter or sign at word `i`."""
    if listed("letters", "no_letters").at(words, i):
        return None
    shift = listed("letters", "capital").at(words, i)
    twice = listed("letters", "twice").at(words, i)
    if shift or twice:
        after = _letter(found, words, start, i + (shift or twice))
        if after and not (twice and as_sound(words, i)):
            return after[0] * (2 if twice else 1), after[1], True
    sign = next(((s, size) for s, phrases in _signs().items() if (size := phrases.at(words, i))), None)
    behind = i + sign[1] + listed("letters", "capital").at(words, i + sign[1]) if sign else 0
    if sign and i and _letter(found, words, start, behind):
        return sign[0], i + sign[1], False
    return _letter(found, words, start, i)


def _letter(found: Sequence[Piece], words: Sequence[str], start: int, i: int) -> tuple[str, int, bool] | None:
    if i >= len(words):
        return None
    sound = as_sound(words, i)
    plain = found[start + i].raw
    if plain.casefold() == "eñe":
        return "ñ", _past_example(words, i + 1, "n"), True
    if len(plain) == 1 and plain.isalpha() and not (sound and sound[1] > 1):
        return plain.casefold()[:1], _past_example(words, i + 1, words[i]), True
    if len(plain) == 2 and plain.isalpha() and words[i][0] == words[i][-1] and i:
        return words[i], i + 1, True
    if sound:
        end = _past_example(words, i + sound[1], sound[0])
        return sound[0], end, end > i + sound[1]
    letter = field_table("letters")["alphabet"].get(words[i])
    return (letter, i + 1, False) if letter else None


def as_sound(words: Sequence[str], i: int) -> tuple[str, int] | None:
    """The letter that is told by its sound at word `i`, and how many words that takes."""
    known = _sounds().get(words[i], ()) if i < len(words) else ()
    return next(((letter, len(p)) for p, letter in known if tuple(words[i : i + len(p)]) == p), None)


def _past_example(words: Sequence[str], i: int, letter: str) -> int:
    """Past "as in hotel"."""
    size = listed("letters", "as_in").at(words, i)
    example = words[i + size] if size and i + size < len(words) else ""
    return i + size + 1 if len(example) > 1 and example[0] == letter else i
