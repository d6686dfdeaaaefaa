"""A person's full name as people say, spell and write it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

from bot.fields.capitals import full_name
from bot.fields.control import control
from bot.fields.date_numbers import view
from bot.fields.full_dates import without_full_dates
from bot.fields.name_search import likeliest, put_plainly
from bot.fields.name_start import Whose, name_like
from bot.fields.name_words import NameWord, Read, read_name
from bot.fields.paper_names import on_papers
from bot.fields.pieces import Piece, listed, pieces
from bot.fields.remarks import without_remarks
from bot.fields.spelling import ALIKE, bare, place, runs_apart
from bot.fields.tables import field_table, word_set
from bot.hearing import fold
from bot.once_a_turn import once_a_turn

NamePart = Literal["name", "last_name"]
NameWhy = Literal["", "nothing", "question", "refused", "not_known", "number", "no_name", "too_long"]
MOST_WORDS = 8
FULL = 2  # words of a name
MOST_AGAIN = 4  # words
MOST_BEGUN = 3  # letters
MOST_LETTERS = 80
NO_NAME: dict[str, NameWhy] = {
    "question": "question", "refuse": "refused", "dont_know": "not_known", "skip": "refused", "start_over": "no_name",
    "go_back": "no_name", "cancel": "no_name", "person": "no_name", "page": "no_name", "repeat": "no_name",
    "wait": "no_name",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class NameHeard:
    """A name with its capitals: "Caitlin O'Mahoney", "Luis de la Cruz Jr.".

    `missing` is "last_name" for one word alone: some people have no other, so it may be kept after asking once.
    `spelled`: a part was spelled. `words` are the name's words without `suffix`.
    """

    value: str | None = None
    missing: tuple[NamePart, ...] = ("name",)
    why: NameWhy = ""
    words: tuple[str, ...] = ()
    suffix: str = ""
    spelled: bool = False

    @property
    def last(self) -> str:
        """The last name, with the "de la" before it; what is spelled when the name is read back."""
        return " ".join(self.words[last_start(self.words) :])


NO_NAME_YET = NameHeard(why="nothing")


@once_a_turn
def person_name(text: str, lang: str = "en", before: NameHeard = NO_NAME_YET, whose: Whose = "patient") -> NameHeard:
    """The name in an answer.

    `before` is the name known so far: a spelled word replaces the one it sounds like, "last name is" its last name,
    one more word completes a single one. `whose` says which name is wanted where a helper gives two.
    """
    found = put_plainly(without_remarks(runs_apart(without_full_dates(pieces(text), lang))))
    found = on_papers(found) if whose == "patient" else found
    if not found:
        return _kept(before, "nothing")
    read = read_name(found, whose) if before.words else likeliest(found, whose)
    steer = control(text).value
    why = NO_NAME.get(steer) if steer != "wait" or len(read.words) < FULL else None
    if why and not read.led and not any(w.spelled for w in read.words):
        return _kept(before, why)
    told = pieces(" ".join(word.text for word in read.words)) if read.words else found
    if not read.words or (not read.led and _numbers(told)):
        return _kept(before, "number" if _numbers(told) else "no_name")
    named = _once(_plainly(read.words, found))
    return _made([*_joined(_turned(named), lang), *_in_the_middle(found, read)], read, before)


def _plainly(told: Sequence[NameWord], found: Sequence[Piece]) -> list[NameWord]:
    """Without letters that only begin a word that was said, and with what was spelled with a hyphen in one.

    "mcdade capital m small c capital d", "greene pettaway greene g r e e n e hyphen p e t t a w a y".
    """
    said_ones = [bare(word.text) for word in told if not word.spelled]
    if len(told) > FULL and told[0].spelled and bare(told[0].text) == bare(told[-1].text):
        told = [w for w in told[:-1] if bare(w.text) != bare(told[-1].text)] + [told[-1]]  # "b a u m a n, karl bauman"
    starts = [w for w in told if w.spelled and any(_begins(bare(w.text), one) for one in said_ones)]
    out = [w for w in told if w not in starts]
    hyphen = listed("names", "hyphen").inside([p.word for p in found])
    letters = [bare(word.text) for word in out if word.spelled]
    if not (hyphen and len(letters) > 1):
        return out
    plain = [w for w in out if not w.spelled and bare(w.text) not in letters]
    joined = "-".join(word.text for word in out if word.spelled and bare(word.text) in letters[-2:])
    return [*plain, NameWord(joined, "full", spelled=True)] if set(letters[-2:]) <= set(said_ones) else out


def _once(told: Sequence[NameWord]) -> list[NameWord]:
    """Without what is said again of a long name: "ola pearl grubbs o l a pearl grubbs g r u b b s"."""
    words = [bare(word.text) for word in told]
    again = [i for i, word in enumerate(words) if word in words[:i] and not told[i].spelled]
    few = 1 < len(again) <= MOST_AGAIN
    return [w for i, w in enumerate(told) if i not in again] if few else list(told)


def _begins(letters: str, word: str) -> bool:
    return len(letters) <= MOST_BEGUN and word.startswith(letters) and len(word) > len(letters) + 1


def _in_the_middle(found: Sequence[Piece], read: Read) -> list[NameWord]:
    """ "grady in the middle"."""
    span = listed("names", "in_the_middle").find([p.word for p in found])
    if not span or not span[0] or len(read.words) < 2 or not name_like(found, span[0] - 1):
        return []
    word = found[span[0] - 1].raw
    if len(word) == FULL and word.endswith("s"):
        return []  # "two ls in the middle"
    return [] if word.lower() in (w.text.lower() for w in read.words) else [NameWord(word, "middle")]


def _numbers(found: Sequence[Piece]) -> bool:
    """Whether half of the pieces or more are numbers or months, and not months alone."""
    letters = view(found, "en").letters
    counted = [c for c in letters if c in "nuztcyo12345678L"]
    return 2 * len(counted) >= len(letters) and set(counted) != {"n"}


def _kept(before: NameHeard, why: NameWhy) -> NameHeard:
    return NameHeard(before.value, before.missing, why, before.words, before.suffix, before.spelled)


def _turned(words: Sequence[NameWord]) -> list[NameWord]:
    """ "Ruiz, Ana" the right way round."""
    commas = [i for i, word in enumerate(words) if word.comma]
    if len(commas) == 1 and commas[0] <= 2 and len(words) <= 5 and all(w.role == "full" for w in words):
        return [*words[commas[0] :], *words[: commas[0]]]
    return list(words)


def _joined(words: list[NameWord], lang: str) -> list[NameWord]:
    """ "o mahoney" as O'Mahoney and "mc neil" as McNeil, cut in two by a recogniser."""
    out: list[NameWord] = []
    for word in words:
        head = out[-1].text.lower() if out and not out[-1].spelled and out[-1].role == word.role else ""
        if (head, word.text.lower()) == ("s", "t"):
            out = [*out[:-1], NameWord("St.", word.role)]
        elif word.spelled or head not in field_table("names")["joined"] or (head == "o" and lang == "es"):
            out.append(word)
        elif head in ("o", "d"):
            joins = len(word.text) > 2 and (head == "o" or fold(word.text)[0] in "aeiou")
            out = [*out[:-1], NameWord(f"{head}'{word.text.lower()}", word.role)] if joins else [*out, word]
        else:
            out = [*out[:-1], NameWord(head + word.text.lower(), word.role)]
    return out


def _made(told: list[NameWord], read: Read, before: NameHeard) -> NameHeard:
    """The name put together, onto what was known where only a part was told."""
    full = [w for w in told if w.role == "full"]
    plain = [w for w in full if not w.spelled]
    words = list(before.words) if not plain or _one_more(plain, before) else []
    words = _with_full(words, full, before)
    mended = not full and bool(before.words)
    for role in ("first", "middle", "last"):
        words = _with_role(words, [w for w in told if w.role == role], role, mended)
    if len(words) > MOST_WORDS or sum(map(len, words)) > MOST_LETTERS:
        return _kept(before, "too_long")
    suffix = read.suffix or (before.suffix if words[:1] == list(before.words[:1]) else "")
    cased = full_name(words).split()
    value = " ".join([*cased, suffix] if suffix else cased)
    spelled = before.spelled or any(w.spelled for w in told)
    return NameHeard(value, () if len(cased) > 1 else ("last_name",), "", tuple(cased), suffix, spelled)


def _one_more(plain: Sequence[NameWord], before: NameHeard) -> bool:
    """Whether one word alone belongs to the name known: its last name, or a word of it heard better."""
    if len(plain) != 1 or not before.words:
        return False
    return before.missing == ("last_name",) or _nearest(before.words, plain[0].text)[1] >= ALIKE


def _with_full(words: list[str], told: Sequence[NameWord], before: NameHeard) -> list[str]:
    fresh = not words
    repeated = ""
    for word in told:
        if word.spelled or not fresh:
            repeated = "" if place(words, word.text) else word.text
            words = _replaced(words, word.text)
        elif repeated and fuzz.ratio(bare(repeated), bare(word.text)) >= ALIKE:
            repeated = ""
        else:
            words = [*words, word.text]
    return words


def _replaced(words: list[str], text: str) -> list[str]:
    """The words with one in the place of what it sounds like, cut in two or three by a recogniser, too; else added."""
    if any(bare(text) in map(bare, word.split("-")) for word in words if "-" in word):
        return words
    if bare("".join(words)) == bare(text):
        return words
    found = place(words, text)
    if found:
        return [*words[: found[0]], text, *words[found[1] :]]
    return [*words, text]


def _nearest(words: Sequence[str], text: str) -> tuple[int, float]:
    """The place of the word most like a text, the last of equals, and how alike they are."""
    scores = [(fuzz.ratio(bare(word), bare(text)), i) for i, word in enumerate(words)]
    score, at = max(scores, default=(0.0, 0))
    return at, score


def _with_role(words: list[str], told: Sequence[NameWord], role: str, mended: bool) -> list[str]:
    """The words with a first, middle or last name told by that word; `mended`: it replaces the one known."""
    part = _with_full([], told, NO_NAME_YET)
    if not part or (len(words) > 1 and role == "last" and bare(part[-1]) in map(bare, words)):
        return words
    if role == "first":
        words = [w for i, w in enumerate(words) if i == 0 or not _alike(w, part[0])]  # "lee, first name anna, anna lee"
        replaced = words[:1] and (_alike(words[0], part[0]) or (mended and len(words) > 1))
        return [*part, *words[1:]] if replaced else [*part, *words]
    if role == "middle":
        return [*words[:1], *part, *words[-1:]] if len(words) > 1 else [*words, *part]
    if words and (_alike(words[-1], part[-1]) or (mended and len(words) > 1)):
        return [*words[: last_start(words)], *part]
    return [*words, *part]


def last_start(words: Sequence[str]) -> int:
    """Where the last name starts, with its "de la"."""
    start = len(words) - 1
    while start > 1 and fold(words[start - 1]) in word_set("names", "before_last"):
        start -= 1
    return max(start, 0)


def alike(one: str, two: str) -> float:
    """How alike two words of a name sound, of 100; ALIKE is much."""
    return fuzz.ratio(bare(one), bare(two))


def _alike(one: str, two: str) -> bool:
    return alike(one, two) >= ALIKE
