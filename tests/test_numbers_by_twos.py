"""A number said as people say one: "six eighty one, eighty three sixty four"."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.directory import load
from bot.signs import numbers

DIRECTORY = load(Path(__file__).parent.parent / "directory.yaml")
NUMBERS = sorted({number.number[-10:] for entry in DIRECTORY.entries for number in entry.numbers})
ONES = {
    "en": "oh one two three four five six seven eight nine".split(),
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve".split(),
}
TEENS = {
    "en": "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(),
    "es": "diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve".split(),
}
TENS = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety".split(),
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa".split(),
}
AND = {"en": " ", "es": " y "}
ASKED = {"en": "who is it that called me from {} please", "es": "quién es el que me llamó del {} por favor"}


def _two(pair: str, lang: str) -> str:
    tens, ones = int(pair[0]), int(pair[1])
    if tens == 0:
        return f"{ONES[lang][0]} {ONES[lang][ones]}"
    if tens == 1:
        return TEENS[lang][ones]
    if lang == "es" and tens == 2 and ones:
        return f"veinti{ONES[lang][ones]}"
    return TENS[lang][tens - 2] + (AND[lang] + ONES[lang][ones] if ones else "")


def _said(number: str, lang: str) -> str:
    """Seven digits: the first alone, the others by twos."""
    return " ".join([ONES[lang][int(number[0])], *(_two(number[i : i + 2], lang) for i in (1, 3, 5))])


@pytest.mark.parametrize("lang", ["en", "es"])
def test_every_number_said_by_twos_is_heard(lang: str) -> None:
    missed = [n for n in NUMBERS if numbers(ASKED[lang].format(_said(n[3:], lang)), "US") != (n[3:],)]
    print(f"{len(NUMBERS)} numbers said by twos, {lang}")
    assert missed == []


@pytest.mark.parametrize(
    "text", ["she was born in nineteen sixty two", "four or five of us", "room two ten", "cuarenta y dos personas"]
)
def test_other_numbers_are_no_telephone(text: str) -> None:
    assert numbers(text, "US") == ()
