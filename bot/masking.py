"""One function hides what is private or particular before words leave the process, and when training.

Services become SERVICE, places PLACE, people PERSON, and dates, telephone and record numbers, addresses
and given names become tokens of their own. Training and serving use this same function, so the two
agree, and an edit of the directory never makes the model stale. Words that carry an intent (fax, records,
images, bill, CD, results, image library) stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from bot.directory import Directory, load
from bot.hearing import tables
from bot.mentions import Lexicon, Mention
from bot.privacy import NOT_NAMES

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
    _cover_people(tokens)
    return " ".join(_without_repeats([t for t in tokens if t]))


def _cover(tokens: list[str | None], mention: Mention, token: str) -> None:
    """Put the token where the mention's first word stood; contiguous words go, far ones stay."""
    first = mention.first
    for i in mention.at:
        tokens[i] = None
    tokens[first] = token


def _cover_people(tokens: list[str | None]) -> None:
    """ "doctor green" is a person; "my doctor wants" is not, and stays."""
    lists = tables().lists
    titles, owners = ({phrase[0] for phrase in lists[name]} for name in ("titles", "owners"))
    for i, word in enumerate(tokens[:-1]):
        following = tokens[i + 1]
        owned = i > 0 and tokens[i - 1] in owners
        if word in titles and not owned and following and following.islower() and following not in NOT_NAMES:
            tokens[i], tokens[i + 1] = None, "PERSON"


def _without_repeats(tokens: list[str]) -> list[str]:
    """SERVICE SERVICE is one SERVICE."""
    return [t for i, t in enumerate(tokens) if not (t.isupper() and i and tokens[i - 1] == t)]
