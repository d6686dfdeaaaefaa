"""Looks at a sentence that staff typed: nothing private may be in it, and it may not be the caller's own. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from bot.common_words import common_words
from bot.directory import Directory
from bot.hearing import tables, words
from bot.privacy import hide
from bot.private_names import could_be_a_name, is_known_name, unlike_a_word
from bot.private_words import MASKS, listed

LONGEST = 300
ENOUGH = 4  # words of the caller in a row, from which on it is his sentence
CAPITAL = re.compile(r"\b[A-Z][a-z]+\b")  # "Kowalczyk"; no "MRI", no "PowerShare"
SAYS = {
    "NAME": "There is a name in it{what}. Leave it out, or write “my doctor”, “my mother”, “the patient”.",
    "DATE": "There is a date in it. Leave it out, or write “last week”.",
    "PHONE": "There is a telephone number in it. Leave it out, or write “this number”.",
    "NUMBER": "There is a number in it that could be somebody's. Leave it out.",
    "ADDRESS": "There is an address in it. Leave it out, or write “my home”.",
    "EMAIL": "There is an e-mail address in it. Leave it out.",
}
EMPTY = "Type a sentence that a caller could say."
HIS_OWN = "These are the caller's own words. Say it in your own words: theirs stay at the desk."
BRACKETS = "Leave the brackets out."


def fault(sentence: str, heard: str, directory: Directory) -> str:
    """What is wrong with a sentence, in kind words; "" where nothing is. `heard` is what the caller said."""
    typed, said = words(sentence), words(heard)
    if not any(len(word) > 1 or word.isdigit() for word in typed):
        return EMPTY
    if set(sentence) & set("[]{}"):
        return BRACKETS
    found = next(private(sentence, people(directory)), "")
    if found:
        return found
    return HIS_OWN if typed == said or _holds(typed, said) else ""


def private(sentence: str, own: Collection[str]) -> Iterator[str]:
    """What is private in it; `own` are the words of names that the directory lists."""
    hidden = hide(sentence, own)
    yield from (SAYS[token].format(what="") for mask, token in MASKS.items() if mask in hidden)
    for word in _names(sentence, own):
        yield SAYS["NAME"].format(what=f", “{word}”")


def people(directory: Directory) -> frozenset[str]:
    """The words of the names of people and things that the directory lists: they are no secret."""
    names = [entry.name for entry in directory.entries]
    return frozenset(word for name in names for text in (name.en, name.es) for word in words(text))


def _names(sentence: str, own: Collection[str]) -> Iterator[str]:
    """Known names, whatever follows a title, and what is written as a name and is no word."""
    said = words(sentence)
    titles = {phrase[0] for phrase in tables().lists["titles"]}
    plain = common_words() | listed("not_names") | frozenset(own)
    for before, word in zip(["", *said], said, strict=False):
        if word not in plain and (is_known_name(word) or (before in titles and could_be_a_name(word))):
            yield word
    for match in CAPITAL.finditer(sentence):
        if all(word not in plain and unlike_a_word(word) for word in words(match[0])):
            yield match[0]


def _holds(typed: list[str], said: list[str]) -> bool:
    """Whether the caller's whole sentence stands in what was typed."""
    if len(said) < ENOUGH:
        return False
    return any(typed[at : at + len(said)] == said for at in range(len(typed)))
