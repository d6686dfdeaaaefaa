"""Dates, telephone numbers and record numbers in words and digits: "april fifth nineteen sixty one", "triple five".

Each word is written as one letter for its class, so that a pattern over the letters finds what was said in
whatever words; a letter's position is the word's. Every pattern is bounded. Pure.
"""

from __future__ import annotations

import re
from functools import cache

from bot.private_words import Words, ending, listed, starting, starts, table

# Classes: 1 to 4 that many digits, L more of them, U units, Z zeros, T teens, Y tens, H hundred, C hundreds,
# M thousands, R double, o ordinals, n months, f "of", & "and", g "dash", m letters with digits, l one letter,
# D a hidden date, x other hidden words, "." the rest.
NUMBER = "1234LUTYZHCMR"
SAID = "(?:[UTYZHCM](?:&?[UTYZHCM]){0,6})"
DAY = "(?:[12]|Y?o)"
YEAR = f"(?:[24]|{SAID})"
DATE = re.compile(
    rf"nf{{0,2}}{DAY}(?:f{{0,2}}{YEAR})?|nf{{0,2}}{SAID}(?:f{{1,2}}{YEAR}|[24])?|nf{{0,2}}4"
    rf"|(?:{DAY}|{SAID})f{{0,2}}n(?:f{{0,2}}{YEAR})?"
)
RUN = re.compile(rf"[{NUMBER}](?:(?:g|(?<=[UTYHCM])&(?=[UTYC]))?[{NUMBER}])*")
# One number said in several words, and how many digits it stands for by its largest class.
UNDER = "(?:Y&?U|[YTU])"
SPOKEN = re.compile(rf"{UNDER}?M&?(?:U?H|C)?&?{UNDER}?|(?:{UNDER}?H|C)&?{UNDER}?|Y&?U|.")
DIGITS = {"M": 4, "H": 3, "C": 3, "Y": 2, "T": 2, "R": 1, "U": 1, "Z": 1}
LEAST_DIGITS = 5
PHONE_DIGITS = (7, 10, 11)
RECORD = re.compile(rf"(?:[&g]?l{{0,3}}[{NUMBER}m]){{1,24}}")
LEAST_IN_A_RECORD = 3
BIRTH = re.compile(rf"[{NUMBER}onDfgx&]{{1,10}}")
BETWEEN = 4
SINCE = frozenset("is was on in es fue el the of are".split())
MIXED = re.compile(r"[a-z]*\d[a-z0-9]*")
ORDINAL = re.compile(r"\d{1,2}(?:st|nd|rd|th)")
YEAR_SAID = re.compile(r"(?:19|20)\d\d")


def hide_numbers(words: Words) -> None:
    """Hide record numbers, dates and every run of five digits or more."""
    classes = _classes(words)
    _hide_records(words, classes)
    _hide_dates(words, classes)
    _hide_births(words, classes)
    for found in RUN.finditer("".join(classes)):
        digits = _digits(words, found[0], found.start())
        if digits >= LEAST_DIGITS:
            phone = digits in PHONE_DIGITS or words.gaps[found.start()].endswith("+")
            _hide(words, classes, *found.span(), "PHONE" if phone else "NUMBER")


def _hide(words: Words, classes: list[str], start: int, end: int, kind: str) -> None:
    words.hide(start, end, kind)
    classes[start:end] = ("D" if kind == "DATE" else "x") * (end - start)


@cache
def _word_classes() -> dict[str, str]:
    numbers = table()["numbers"]
    letters = {"units": "U", "zeros": "Z", "teens": "T", "tens": "Y", "hundred": "H", "hundreds": "C", "thousands": "M",
               "twice": "R", "ordinals": "o", "and": "&", "between": "g"}  # fmt: skip
    found = {word: letter for name, letter in letters.items() for word in numbers[name]}
    return found | dict.fromkeys(table()["months"], "n") | dict.fromkeys(table()["of_a_date"], "f")


def number_class(word: str) -> str:
    """The class of one word by itself."""
    if word.isdigit():
        return str(len(word)) if len(word) < LEAST_DIGITS else "L"
    known = _word_classes().get(word)
    if known or not MIXED.fullmatch(word):
        return known or ("l" if len(word) == 1 else ".")
    if ORDINAL.fullmatch(word):
        return "o"
    return "L" if sum(map(str.isdigit, word)) >= LEAST_DIGITS else "m"


def _classes(words: Words) -> list[str]:
    said = words.said
    classes = ["." if hidden else number_class(word) for word, hidden in zip(said, words.hidden, strict=True)]
    classes = ["D" if word == "datemask" else letter for word, letter in zip(said, classes, strict=True)]
    for i, letter in enumerate(classes):
        if letter in NUMBER and (_counts(said, classes, i) or _of_a_measure(words, i)):
            classes[i] = "."
    return classes


def _counts(said: list[str], classes: list[str], i: int) -> bool:
    """Whether the number at `i` counts something, or is a choice: "2 ct scans", "8 pm", "option 2"."""
    if classes[i] in "34L":
        return False
    time = said[i + 1 : i + 2] in (["am"], ["pm"], ["oclock"])
    if i and classes[i - 1] == "n" and said[i - 1] not in table()["doubtful_months"]:
        return time
    before = said[i - 1] if i else ""
    joined = classes[i].isalpha() and i > 1 and classes[i - 1] == "&" and classes[i - 2] in NUMBER
    alone = not (joined or (i and classes[i - 1] in NUMBER))
    if before in listed("choices") or (before, said[i]) == ("at", "once"):
        return True
    digit_by_digit = classes[i] in "1UZ" and not alone and classes[i - 1] in "1UZ"
    tail = classes[i].isalpha() and not (alone or time)
    return not digit_by_digit and not tail and bool(starts(said, i + 1, starting("counted")))


def _of_a_measure(words: Words, i: int) -> bool:
    """Whether the digits at `i` are part of "10:30", "24/7", "101.4" or "2019-2022"."""
    return any(_measure(words, left) for left in (i - 1, i) if 0 <= left < len(words.said) - 1)


def _measure(words: Words, left: int) -> bool:
    one, two = words.said[left : left + 2]
    before, between, after = words.gaps[left : left + 3]
    if between == ":" or (one, between, two) == ("24", "/", "7"):
        return one.isdigit() and two.isdigit() and max(len(one), len(two)) < 3
    if between == "." != before and after != ".":
        return one.isdigit() and two.isdigit() and len(one) < 4 and len(two) == 1
    return bool(YEAR_SAID.fullmatch(one) and YEAR_SAID.fullmatch(two))


def _digits(words: Words, classes: str, start: int) -> int:
    """How many digits a run of words stands for."""
    digits = 0
    for found in SPOKEN.finditer(classes):
        place = start + found.start()
        if found[0][0] in "1234L":
            digits += sum(map(str.isdigit, words.said[place]))
        else:
            digits += max(DIGITS.get(letter, 0) for letter in found[0])
    return digits


def _hide_records(words: Words, classes: list[str]) -> None:
    """Hide what follows "mrn" and the like, letters before its digits too."""
    for i in range(1, len(classes)):
        if words.follows(i, ending("records_follow")):
            start = _past(words, i, listed("before_a_number"))
            found = RECORD.match("".join(classes[start : start + 100]))
            if found and _digits(words, found[0], start) + 4 * found[0].count("m") >= LEAST_IN_A_RECORD:
                _hide(words, classes, start, start + found.end(), "NUMBER")


def _past(words: Words, i: int, little: frozenset[str]) -> int:
    for _ in range(BETWEEN):
        if i < len(words.said) and words.said[i] in little:
            i += 1
    return i


def _hide_dates(words: Words, classes: list[str]) -> None:
    for found in DATE.finditer("".join(classes)):
        if _surely_a_date(words, found):
            _hide(words, classes, *found.span(), "DATE")


def _surely_a_date(words: Words, found: re.Match[str]) -> bool:
    """A month that is an everyday word needs more than a small number beside it: "2 may come", "may one"."""
    month = found[0].index("n")
    if words.said[found.start() + month] not in table()["doubtful_months"] or len(found[0]) > 2:
        return True
    return "o" in found[0] or (month == 0 and found[0][1] in "124")


def _hide_births(words: Words, classes: list[str]) -> None:
    """Hide what follows "date of birth": a year alone too."""
    for i in range(1, len(classes)):
        if words.follows(i, ending("births_follow")):
            start = _past(words, i, SINCE)
            found = BIRTH.match("".join(classes[start : start + 10]))
            told = found[0].rstrip("f&g") if found else ""
            if set(told) & set(NUMBER + "o") or "nx" in told:
                _hide(words, classes, start, start + len(told), "DATE")
