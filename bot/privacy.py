"""What is private in a text is hidden before anything else reads it: dates, numbers, addresses, given names.

Names cannot all be found: those after "my name is" and the like are. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from bot.hearing import LONGEST, fold, hear, unaccent
from bot.private_names import hide_names
from bot.private_numbers import hide_numbers
from bot.private_places import hide_addresses
from bot.private_words import MASKS, Words

# Told by the signs between words; found before the text is cut into words. Each try ends at a word's end.
EMAIL = re.compile(r"(?<![^\s,;:<>()])[^\s@,;:<>()]++@[^\s,;<>()]++")
SPOKEN_EMAIL = re.compile(
    r"\b\w{1,64} (?:(?:dot|punto|underscore|dash) \w{1,64} ){0,3}(?:at|arroba) (?:\w{1,64} ){1,3}"
    r"(?:dot|punto) (?:com|org|net|edu|gov)\b"
)
SIGN = r" ?[/.\-\u2010-\u2015\u2212] ?"
DATE = re.compile(
    rf"(?<![\d/.-])(?:\d{{1,2}}{SIGN}\d{{1,2}}{SIGN}(?:\d{{4}}|\d{{2}})|\d{{4}}{SIGN}\d{{1,2}}{SIGN}\d{{1,2}})(?![\d])"
)
DAY = re.compile(r"(?<![\d/.-])(?!24/7)(?:[1-9]|0[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|3[01])(?![\d/])")


def hide(text: str, own: Collection[str] = ()) -> str:
    """The text folded, with words such as "datemask" for what is private; hiding twice changes nothing more.

    `own` are the words of names that are not private: those of the people whom the directory lists.
    """
    folded = fold(unaccent(text[:LONGEST]))
    for pattern, token in ((EMAIL, "emailmask"), (SPOKEN_EMAIL, "emailmask"), (DATE, "datemask"), (DAY, "datemask")):
        folded = pattern.sub(token, folded)
    words = Words(folded)
    hide_addresses(words)
    hide_numbers(words)
    hide_names(words, own)
    return words.text()


def hear_masked(text: str, own: Collection[str] = ()) -> list[str]:
    """The words of a text with private numbers, dates, addresses and given names already hidden."""
    return [MASKS.get(word, word) for word in hear(hide(text, own))]
