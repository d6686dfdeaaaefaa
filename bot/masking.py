"""One function hides what is private or particular before words leave the process, and when training.

Services become SERVICE, places PLACE, people PERSON, and dates, telephone and record numbers, addresses
and given names become tokens of their own. Training and serving use this same function, so the two
agree, and an edit of the directory never makes the model stale: all other words go as they were said, with
slips mended by the words of the training data alone. Words that carry an intent (fax, records, images, bill,
CD, results, image library) stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from bot.common_words import common_words
from bot.directory import Directory, load
from bot.hearing import tables
from bot.mentions import Lexicon, Mention
from bot.private_names import could_be_a_name, is_known_name, names_hidden, unlike_a_word
from bot.repair import Repair, as_said

MASKED_KINDS = {"service": "SERVICE", "person": "PERSON"}


@cache
def load_masker(directory_path: Path) -> Callable[[str], str]:
    """The masker over the directory at this path: text in, masked words out."""
    lexicon = Lexicon(load(directory_path))
    kinds = entry_kinds(load(directory_path))
    return lambda text: mask(text, lexicon, kinds)


def entry_kinds(directory: Directory) -> dict[str, str]:
    """Which token stands for a mention, by "kind:id"; a mention without one is not masked."""
    tokens = {f"entry:{e.id}": MASKED_KINDS[e.kind] for e in directory.entries if e.kind in MASKED_KINDS}
    for question in directory.questions:
        if all(f"entry:{option}" in tokens for option in question.options):
            tokens[f"question:{question.id}"] = "SERVICE"
    return tokens | {f"place:{place}": "PLACE" for place in directory.file.known.places}


def mask(text: str, lexicon: Lexicon, kinds: dict[str, str]) -> str:
    """The words of a text, particulars hidden: "fax for my thyroid scan" -> "fax for my SERVICE"."""
    heard = lexicon.hear(text)
    return mask_heard(heard, lexicon.find(heard), kinds)


def mask_heard(heard: Sequence[str], mentions: Sequence[Mention], kinds: dict[str, str]) -> str:
    """`mask` for words already heard, whose mentions are known."""
    tokens: list[str | None] = list(heard)
    for mention in mentions:
        token = kinds.get(f"{mention.kind}:{mention.id}")
        if token and mention.weight >= 0.5:
            _cover(tokens, mention, token)
    said = _own_repair().mend([word for token in tokens if token for word in as_said(token)])
    return " ".join(_without_repeats(names_hidden(_cover_people(said))))


def _cover(tokens: list[str | None], mention: Mention, token: str) -> None:
    """Put the token where the mention's first word stood; contiguous words go, far ones stay."""
    carrying = {phrase[0] for phrase in tables().lists["carrying"]}
    at = sorted(i for i in mention.at if tokens[i] not in carrying)
    for i in at:
        tokens[i] = None
    if at:
        tokens[at[0]] = token


@cache
def _own_repair() -> Repair:
    """Mends slips by the words that the model has learned, whatever the directory holds."""
    return Repair(common_words(), common_words(), strict=True)


def _cover_people(tokens: list[str]) -> list[str]:
    """ "doctor green" is a person; "my doctor wants" is not, and stays."""
    titles, owners, staff = ({p[0] for p in tables().lists[name]} for name in ("titles", "owners", "staff_titles"))
    out: list[str] = []
    for i, word in enumerate(tokens):
        one, two = (tokens[i - back] if i >= back else "" for back in (1, 2))
        if one in titles and two not in owners and word.islower() and could_be_a_name(word):
            out[-1] = "PERSON"
        elif not (out[-1:] == ["PERSON"] and two in titles and _goes_on(word, two in staff)):
            out.append(word)
    return out


def _goes_on(word: str, staff: bool) -> bool:
    """Whether a word is the second one of a name; behind a doctor's it is rather a department."""
    return word.islower() and (is_known_name(word) if staff else unlike_a_word(word))


def _without_repeats(tokens: list[str]) -> list[str]:
    """SERVICE SERVICE is one SERVICE."""
    return [t for i, t in enumerate(tokens) if not (t.isupper() and i and tokens[i - 1] == t)]
